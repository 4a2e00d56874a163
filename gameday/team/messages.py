"""Messages from facilitators to all teams, one team, a seat or one player; now, or at a moment that the clock waits for."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Prefetch, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import access, activity
from gameday.language import moments, vocabulary
from gameday.live.changes import Change, tell_teams
from gameday.models import GameDay, Message, Player, ScheduledMessage, Team
from gameday.models.choices import OVER, ActivityVerb, GameDayState, Role
from scenarios.refusal import Refused

SHOWN = 20  # messages whose readers are shown


@dataclass(frozen=True)
class Audience:
    """Who reads a message: everybody, a team, or a player; of those, with `seat`, only who sits on it."""

    team: Team | None = None
    player: Player | None = None
    seat: str = ""

    def __str__(self) -> str:
        """In the reader's language."""
        whom = self.player.name if self.player else self.team.name if self.team else ""
        if not self.seat:
            return whom or _("everybody")
        told = _("the {seat} seat of {whom}") if whom else _("every {seat} seat")
        return told.format(seat=Role(self.seat).label, whom=whom)


@dataclass(frozen=True)
class SentMessage:
    """A message that was sent, and who of those that are there has put it away."""

    message: Message
    audience: Audience
    read: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @property
    def readers(self) -> int:
        return len(self.read) + len(self.unread)


def audience_of(message: Message | ScheduledMessage) -> Audience:
    """Whom it is for."""
    return Audience(message.team, message.player, message.seat)


def send_message(
    gameday: GameDay,
    *,
    sender: User | None,
    text: str,
    team: Team | None = None,
    player: Player | None = None,
    seat: str = "",
    now: datetime,
) -> Message:
    """Save a message, and show it at once on the pages of its receivers, where it stays until it is read."""
    audience = Audience(team, player, seat)
    with transaction.atomic():
        message = Message.objects.create(
            gameday=gameday, sender=sender, text=text, team=team, player=player, seat=seat, at=now
        )
        _record(gameday, _lazy("To {whom}: {text}"), sender, now, audience=audience, text=text)
        tell_teams(Change.MESSAGE, _readers(gameday, audience), gameday_id=gameday.pk)
    return message


def schedule_message(
    gameday: GameDay,
    *,
    sender: User | None,
    text: str,
    audience: Audience,
    send_at: datetime | None = None,
    send_after: timedelta | None = None,
    now: datetime,
) -> ScheduledMessage:
    """Have the clock send it: at `send_at`, or so much game time after the start. Raises Refused where that is past."""
    if gameday.is_over:
        raise Refused(_("The game day is over: nobody reads a message any more."))
    if (send_at is None) == (send_after is None):
        raise Refused(_("Say either a time of day or a minute of the game."))
    if (send_at and send_at <= now) or (send_after is not None and _is_past(gameday, send_after, now)):
        raise Refused(_("That moment is past. Choose a later one, or send the message now."))
    with transaction.atomic():
        row = ScheduledMessage.objects.create(
            gameday=gameday,
            sender=sender,
            text=text,
            team=audience.team,
            player=audience.player,
            seat=audience.seat,
            made_at=now,
            send_at=send_at,
            send_after=send_after,
        )
        with vocabulary.in_language_of(gameday):
            moment = moment_of(row)
        told = _lazy("To {whom}, at {moment}: {text}")
        _record(gameday, told, sender, now, audience=audience, text=text, moment=moment)
        tell_teams(Change.MESSAGE, [], gameday_id=gameday.pk)
    return row


def _is_past(gameday: GameDay, send_after: timedelta, now: datetime) -> bool:
    return send_after < timedelta() or (gameday.started_at is not None and send_after <= gameday.elapsed(now))


def moment_of(row: ScheduledMessage) -> str:
    """When it goes out, in words: a time of day with its zone, or a minute of the game."""
    if row.send_at:
        return moments.write_moment(row.send_at, row.gameday)
    assert row.send_after is not None
    return _("minute {minute} of the game").format(minute=f"{row.send_after.total_seconds() / 60:g}")


def cancel_message(row: ScheduledMessage, *, by: User | None, now: datetime) -> None:
    """Take a message back that was not sent yet. Raises Refused for one that was."""
    with transaction.atomic():
        if not ScheduledMessage.objects.filter(pk=row.pk, sent_at=None).delete()[0]:
            raise Refused(_("It is too late: that message was sent, or another facilitator has taken it back."))
        told = _lazy("The message to {whom} is not sent: {text}")
        _record(row.gameday, told, by, now, audience=audience_of(row), text=row.text)
        tell_teams(Change.MESSAGE, [], gameday_id=row.gameday_id)


def send_due_messages(now: datetime) -> int:
    """Send every message whose moment has come, each once. The clock calls it. Returns how many."""
    by_wall = Q(send_at__lte=now)
    by_game = Q(
        gameday__state=GameDayState.RUNNING, gameday__started_at__lte=now - F("send_after") - F("gameday__paused_for")
    )
    due = ScheduledMessage.objects.filter(by_wall | by_game, sent_at=None).exclude(gameday__state__in=OVER)
    rows = due.select_related("gameday", "team", "player", "sender").order_by("send_after", "send_at", "pk")
    return sum(_send(row, now) for row in rows)


def _send(row: ScheduledMessage, now: datetime) -> bool:
    """Claimed and sent in one transaction: a worker that dies in it has done neither."""
    with transaction.atomic():
        won = ScheduledMessage.objects.filter(pk=row.pk, sent_at=None).update(sent_at=now) == 1
        if won:
            said = audience_of(row)
            send_message(
                row.gameday,
                sender=row.sender,
                text=row.text,
                team=said.team,
                player=said.player,
                seat=said.seat,
                now=now,
            )
    return won


def waiting_messages(gameday: GameDay) -> list[ScheduledMessage]:
    """What the clock will send, or would have: of a day that is over too. One query."""
    rows = gameday.scheduled_messages.filter(sent_at=None).select_related("gameday", "team", "player", "sender")
    return list(rows.order_by("send_after", "send_at", "pk"))


def sent_messages(gameday: GameDay) -> list[SentMessage]:
    """The last SHOWN messages, latest first, with who has read them. Bots read nothing. Three queries, and one for seats."""
    here = list(
        gameday.players.filter(bot=False, joined_at__isnull=False).select_related("gameday", "team").order_by("name")
    )
    seats = access.allowed_seats_of(here)
    readers = Prefetch("read_by", Player.objects.only("pk"), to_attr="readers")
    rows = gameday.messages.select_related("team", "player", "sender").prefetch_related(readers)[:SHOWN]
    return [_sent(row, here, seats) for row in rows]


def _sent(row: Message, here: list[Player], seats: dict[int, frozenset[str]]) -> SentMessage:
    have_read = {player.pk for player in row.readers}  # type: ignore[attr-defined]
    names: dict[bool, list[str]] = defaultdict(list)
    for player in here:
        if player.pk in have_read or _is_for(row, player, seats[player.pk]):
            names[player.pk in have_read].append(player.name)
    return SentMessage(row, audience_of(row), names[True], names[False])


def _is_for(row: Message, player: Player, seats: frozenset[str]) -> bool:
    if row.player_id:
        return player.pk == row.player_id
    return row.team_id in (None, player.team_id) and (not row.seat or row.seat in seats)


def inbox_of(player: Player) -> Q:
    """Of Message: those to all, to the team or to the player, and to no seat that the player may not act for."""
    mine = Q(team=None, player=None) | Q(team=player.team, player=None) | Q(player=player)
    return Q(gameday=player.gameday) & mine & Q(seat__in=["", *access.allowed_seats(player)])


def withdraw_message(message: Message, *, by: str, now: datetime) -> None:
    """Take a message off the pages of its receivers. Who has read it has read it; the log keeps what it said."""
    gameday, audience = message.gameday, audience_of(message)
    with transaction.atomic():
        message.delete()
        told = _lazy("{by} takes the message to {whom} back")
        activity.record_activity(gameday, ActivityVerb.MESSAGE, told, now=now, by=by, whom=audience)
        tell_teams(Change.MESSAGE, _readers(gameday, audience), gameday_id=gameday.pk)


def _readers(gameday: GameDay, audience: Audience) -> list[int]:
    """The ids of the teams on whose pages it appears."""
    if audience.player:
        return [audience.player.team_id] if audience.player.team_id else []
    return [audience.team.pk] if audience.team else gameday.team_ids()


def _record(
    gameday: GameDay,
    template: Promise,
    by: User | None,
    now: datetime,
    *,
    audience: Audience,
    text: str,
    moment: str = "",
) -> None:
    activity.record_activity(
        gameday,
        ActivityVerb.MESSAGE,
        template,
        now=now,
        whom=audience,
        text=text,
        moment=moment,
        by=by.get_username() if by else "",
    )
