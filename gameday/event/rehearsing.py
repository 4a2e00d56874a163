"""Rehearsing: a prepared day is played by bots in a tenth of its time, before anybody comes.

A rehearsal is a game day of its own, a copy with quicker moments that stands in no list. The same clock, referee and
incidents play it as any other; here stands how it begins and ends. What its bots do and what it showed: scoring/rehearsal.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import states
from gameday.event import launch_gate, lifecycle, plans, schedule, timeline
from gameday.event.quickening import QuickPlan, quicken
from gameday.language import vocabulary
from gameday.live.changes import Change, tell
from gameday.models import GameDay, Host, Injection, Player, ScheduledMessage, ScheduleMark, Team
from gameday.models.choices import ALOFT, IN_FORCE, LAUNCHED, STANDING, Actor, GameDayState, Role, SandboxState
from scenarios.refusal import Refused

BOTS = (("Ada", "Edsger"), ("Grace", "Linus"))  # Dev and Ops of each team
BUILT_WITHIN = timedelta(minutes=15)  # what is not under way by then is given up
LATE = timedelta(minutes=10)  # so much longer than planned, and it is ended
HEALED_WITHIN = timedelta(minutes=3)  # what is in a sandbox for longer after the end goes with it


# Begun ---------------------------------------------------------------------------------------------------------------


def start_rehearsal(gameday: GameDay, *, by: str, user: User | None = None, now: datetime) -> GameDay:
    """Begin to play a prepared day with bots. Returns the rehearsal. Raises Refused; then nothing was begun."""
    if why := _hindrance(gameday):
        raise Refused(why)
    try:
        with transaction.atomic():
            made = _copy(gameday, user, now)
            lifecycle.launch_gameday(made, by=by, now=now)
            tell(Change.PROBLEM, gameday_id=gameday.pk)
    except IntegrityError as twice:
        raise Refused(_under_way()) from twice
    return made


def _hindrance(gameday: GameDay) -> str:
    """Why it cannot be rehearsed, before its hosts are asked for room; empty where it can."""
    if gameday.rehearsal:
        return _("This is a rehearsal. Rehearse the day itself.")
    if gameday.state != GameDayState.DRAFT:
        return _("A rehearsal comes before the launch: this game day is {state}.").format(state=gameday.state)
    if not gameday.rounds.exists():
        return _("No scenario is planned, so there is nothing to rehearse. Add at least one round.")
    if standing_rehearsal(gameday):
        return _under_way()
    if gameday.preflights.filter(state__in=ALOFT).exists():
        return _("A pre-flight of this game day is going on. Wait for it, or cancel it; then rehearse.")
    return _busy_hosts()


def _under_way() -> str:
    return _("A rehearsal of this game day is under way already. Wait for it, or cancel it.")


def _busy_hosts() -> str:
    """Which day has the hosts; empty where none has."""
    days = GameDay.objects.filter(state__in=LAUNCHED).order_by("-rehearsal", "pk")
    for day in days:
        hosts = Host.objects.filter(enabled=True, sandboxes__team__gameday=day)
        names = sorted(set(hosts.exclude(sandboxes__state=SandboxState.GONE).values_list("name", flat=True)))
        if names and day.rehearsal:
            return _("{gameday} is being rehearsed on the same hosts ({hosts}). Wait for it, or cancel it.").format(
                gameday=day, hosts=", ".join(names)
            )
        if names:
            return _(
                "{gameday} is on the same hosts ({hosts}), and a rehearsal would take power from it. Rehearse when it "
                "is over."
            ).format(gameday=day, hosts=", ".join(names))
    return ""


def quick_plan(gameday: GameDay, now: datetime) -> QuickPlan:
    """What a rehearsal of this day would play."""
    return quicken(plans.plan_of(gameday), [at for _row, at in _messages(gameday, now)])


def _copy(gameday: GameDay, user: User | None, now: datetime) -> GameDay:
    quick = quick_plan(gameday, now)
    teams = quick.plan.teams[: _team_count(gameday, now)]
    made = plans.copy_gameday(
        gameday,
        quick.plan.model_copy(update={"teams": teams}),
        name=gameday.name,
        slug=f"rehearsal-{secrets.token_hex(8)}",
        created_by=user,
        rehearsal=True,
        rehearses=gameday,
        planned_start=now,
        joining_open=False,
        practice=False,
    )
    if not teams:
        schedule.add_teams(made, 1)
    for team, names in zip(made.teams.all(), BOTS, strict=False):
        _seat_bots(team, names, now)
    ScheduledMessage.objects.bulk_create(
        _copy_message(row, made, timedelta(seconds=quick.moments[at])) for row, at in _messages(gameday, now)
    )
    return made


def _team_count(gameday: GameDay, now: datetime) -> int:
    """Two teams where there is room for two and the day has two; else one."""
    room = sum(place.free for place in launch_gate.launch_places(gameday, now))
    return max(min(len(BOTS), gameday.teams.count(), room), 1)


def _seat_bots(team: Team, names: tuple[str, str], now: datetime) -> None:
    for name, role in zip(names, (Role.DEV, Role.OPS), strict=True):
        Player.objects.create(gameday=team.gameday, team=team, name=name, role=role, bot=True, joined_at=now)


def _messages(gameday: GameDay, now: datetime) -> list[tuple[ScheduledMessage, int]]:
    """What is to be said, with its second of game time. What has a time of day counts from the planned start, if there is one."""
    breaks = [(block.at, block.lasts) for block in timeline.read_timeline(gameday, now).blocks if block.is_break]
    found = []
    for row in gameday.scheduled_messages.filter(sent_at=None).select_related("team", "player__team"):
        if row.send_after is not None:
            found.append((row, timeline.seconds(row.send_after)))
        elif row.send_at and gameday.planned_start and row.send_at >= gameday.planned_start:
            at = timeline.seconds(row.send_at - gameday.planned_start)
            found.append((row, timeline.game_time(at, breaks)))
    return found


def _copy_message(row: ScheduledMessage, made: GameDay, send_after: timedelta) -> ScheduledMessage:
    """For the team of that name, where it takes part; else for all."""
    meant = row.team or (row.player and row.player.team)
    team = made.teams.filter(name_key=meant.name_key).first() if meant else None
    return ScheduledMessage(
        gameday=made,
        team=team,
        seat=row.seat,
        sender=row.sender,
        text=row.text,
        made_at=row.made_at,
        send_after=send_after,
    )


# Looked up -----------------------------------------------------------------------------------------------------------


def last_rehearsal(gameday: GameDay) -> GameDay | None:
    """The one that is under way, else the one that ended last."""
    return gameday.rehearsals.order_by("-pk").first()


def standing_rehearsal(gameday: GameDay) -> GameDay | None:
    """The one whose sandboxes are not given up yet."""
    return gameday.rehearsals.filter(state__in=STANDING).first()


# Ended ---------------------------------------------------------------------------------------------------------------


def cancel_rehearsal(gameday: GameDay, *, by: str, now: datetime) -> bool:
    """Heal its faults and give its sandboxes up. Says whether one was under way."""
    played = standing_rehearsal(gameday)
    return played is not None and _end(played, _lazy("{by} has cancelled it."), by=by, now=now)


def _end(played: GameDay, why: Promise, *, by: str, now: datetime) -> bool:
    """Before its time. Says whether this call ended it; the clock gives the sandboxes up once they are healed."""
    said = vocabulary.say_in_language_of(played, why).format(by=vocabulary.actor_name(by))
    with transaction.atomic():
        if played.state == GameDayState.PROVISIONING:
            if not states.move(played, GameDayState.DRAFT, now=now, by=by, why=said, problem=said):
                return False
            lifecycle.give_up_sandboxes(played, _lazy("the rehearsal was ended"), now)
        elif played.state in LAUNCHED:
            lifecycle.finish_gameday(played, by=by, now=now)
            GameDay.objects.filter(pk=played.pk).update(problem=said)
        else:
            return False
        _tell(played)
    return True


def tend_rehearsals(now: datetime) -> None:
    """Take each further: start it once it is built, put it away once it is over. None stays behind. The clock calls it."""
    for played in GameDay.objects.filter(rehearsal=True, state__in=STANDING).select_related("rehearses"):
        with vocabulary.in_language_of(played):
            _tend(played, now)


def _tend(played: GameDay, now: datetime) -> None:
    if played.is_finished:
        _put_away(played, now)
    elif why := _why_ended(played, now):
        _end(played, why, by=Actor.CLOCK, now=now)
    elif played.in_lobby:
        lifecycle.start_gameday(played, by=Actor.CLOCK, now=now)
        _tell(played)


def _why_ended(played: GameDay, now: datetime) -> Promise | None:
    """Why nobody waits for its end; None where it goes on."""
    if played.rehearses is None:
        return _lazy("The day that it rehearsed was deleted.")
    if not played.rehearses.is_draft:
        return _lazy("The day itself was launched, and needs the hosts.")
    if played.is_paused and played.resume_at is None:
        return _lazy("It was interrupted: Gameday was ended, or the clock stood still. Rehearse once more.")
    planned = played.planned_start or now
    if played.started_at is None:
        return _lazy("Its sandboxes were not ready in time.") if now > planned + BUILT_WITHIN else None
    late = now > played.started_at + played.duration + break_time(played.marks.all()) + LATE
    return _lazy("It took much longer than planned.") if late else None


def break_time(marks: Iterable[ScheduleMark]) -> timedelta:
    """How long the breaks among these last in all. A rush hour goes on within the game time, and adds none."""
    return sum((mark.lasts for mark in marks if mark.is_break), timedelta())


def _put_away(played: GameDay, now: datetime) -> None:
    inside = Injection.objects.filter(incident__gameday=played, state__in=IN_FORCE)
    over_since = played.finished_at or now
    if now - over_since > HEALED_WITHIN or not inside.exists():
        lifecycle.archive_gameday(played, by=Actor.CLOCK, now=now)
        _tell(played)


def _tell(played: GameDay) -> None:
    """The pages of the day that is rehearsed."""
    if played.rehearses_id:
        tell(Change.PROBLEM, gameday_id=played.rehearses_id)
