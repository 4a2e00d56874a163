"""Joining a game day with its join link, a name and a role. The pages stand in views.py."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity, names
from gameday.models import GameDay, Player, Team
from gameday.models.choices import JOINABLE, ActivityVerb
from gameday.models.player import PRESENT
from gameday.people import admission
from scenarios.refusal import Refused


def join_gameday(
    gameday: GameDay, *, name: str, role: str, now: datetime, team: Team | None = None, bot: bool = False
) -> Player:
    """Seat a new player, or the player whom a facilitator listed under that name: a listed seat is kept when all are taken.

    The name may be written in another way than the facilitator wrote it; theirs stays. Raises Refused, also where the join
    code is closed or there is no room; then nothing changed.
    """
    if gameday.state not in JOINABLE:
        raise Refused(_("This game day is over, so nobody can join it any more. The board still shows how it ended."))
    name = names.clean_name(name)
    try:
        with transaction.atomic():
            row = admission.hold_joining(gameday)
            player = _invited(gameday, name, now)
            if player is None:
                admission.check_place(row)
                player = Player.objects.create(
                    gameday=gameday,
                    name=name,
                    role=role,
                    team=team or _emptiest_team(gameday, role),
                    joined_at=now,
                    seen_at=now,
                    bot=bot,
                )
            text, seat = _lazy("{player} takes the {seat} seat"), player.get_role_display()
            activity.record_activity(player, ActivityVerb.JOINED, text, now=now, public=True, seat=seat)
    except IntegrityError:
        raise Refused(
            _(
                "Somebody named {name} has joined already. If that is you, come back by your own link or "
                "from the browser that you joined with, or ask a facilitator for it; if not, add an "
                "initial to your name."
            ).format(name=name)
        ) from None
    return player


def _invited(gameday: GameDay, name: str, now: datetime) -> Player | None:
    """The player whom a facilitator listed under that name, if nobody has joined as them yet. The first to come gets it."""
    namesake = gameday.players.filter(name_key=names.name_key(name))
    if namesake.filter(joined_at__isnull=True).update(joined_at=now, seen_at=now) != 1:
        return None
    player = namesake.get()
    if player.team is None:
        player.team = _emptiest_team(gameday, player.role)
        player.save(update_fields=["team"])
    return player


def _emptiest_team(gameday: GameDay, role: str) -> Team | None:
    """The team with the fewest of that role, then the fewest people; None if the game day has no team."""
    return (
        gameday.teams.annotate(
            peers=Count("players", filter=PRESENT & Q(players__role=role)), size=Count("players", filter=PRESENT)
        )
        .order_by("peers", "size", "position", "id")
        .first()
    )
