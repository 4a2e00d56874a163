"""Opens both seats to everybody of a team or a game day, and swaps seats. What a seat allows stands in access.py.

Every change is shown on the pages of the teams concerned, and recorded in their feed with the name of who did it.
"""

from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.language import vocabulary
from gameday.live.changes import Change, tell
from gameday.models import GameDay, Round, Team
from gameday.models.choices import ActivityVerb, Actor


def set_seats_open(where: Team | GameDay, seats_open: bool, *, by: str, now: datetime) -> bool:
    """Let everybody of a team or a game day act for both seats, or for their own only. Returns whether that changed anything.

    A seat that nobody holds stays open; so do, where a game day's seats are closed, those of a team opened singly.
    """
    with transaction.atomic():
        rows = type(where)._default_manager.filter(pk=where.pk, seats_open=not seats_open)
        if rows.update(seats_open=seats_open) != 1:
            return False
        where.seats_open = seats_open
        announce_seats(where, by=by, now=now)
    return True


def swap_seats(gameday: GameDay, *, swapped: bool, by: str, now: datetime) -> bool:
    """Put each role on the other seat (`swapped`), or back on its own. Returns whether that changed anything."""
    with transaction.atomic():
        if GameDay.objects.filter(pk=gameday.pk, seats_swapped=not swapped).update(seats_swapped=swapped) != 1:
            return False
        gameday.seats_swapped = swapped
        text = (
            _lazy("{by} swaps the seats: Devs sit on the Ops seat, Ops on the Dev seat")
            if swapped
            else _lazy("{by} swaps the seats back: everybody sits on their own again")
        )
        for team in gameday.teams.all():
            _tell(team, text, now, by=vocabulary.actor_name(by))
    return True


def follow_round(round: Round, *, now: datetime) -> None:
    """Swap the seats, or swap them back, as the round that opens says."""
    swap_seats(round.gameday, swapped=round.swap, by=Actor.DIRECTOR, now=now)


def announce_seats(where: Team | GameDay, *, by: str, now: datetime) -> None:
    """Tell a team, or every team of a game day, that its seats were opened or closed. The caller has written the row."""
    if isinstance(where, Team):
        opened, closed = (
            _lazy("{by} opens both seats to everybody of {team}"),
            _lazy("{by} closes the seats of {team}: one seat each again"),
        )
    else:
        opened, closed = _lazy("{by} opens both seats to everybody"), _lazy("{by} closes the seats: one each again")
    for team in [where] if isinstance(where, Team) else where.teams.all():
        _tell(team, opened if where.seats_open else closed, now, by=by)


def _tell(team: Team, text: str | Promise, now: datetime, *, by: str | Promise) -> None:
    activity.record_activity(team, ActivityVerb.SEATS, text, now=now, by=by)
    tell(Change.SEATS, gameday_id=team.gameday_id, team_id=team.pk)
