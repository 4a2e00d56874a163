"""Opens both seats to everybody of a team or a game day, and swaps seats. What a seat allows stands in access.py.

Every change is shown on the pages of the teams concerned, and recorded in their feed with the name of who did it.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.language import vocabulary
from gameday.live.changes import Change, tell
from gameday.models import GameDay, Round, Team
from gameday.models.choices import ActivityVerb, Actor


def open_team_seats(team: Team, *, by: str, now: datetime) -> bool:
    """Let everybody of one team act for both seats. Returns whether that changed anything."""
    return _set_open(team, True, lambda: announce_team_seats(team, by=by, now=now))


def close_team_seats(team: Team, *, by: str, now: datetime) -> bool:
    """Give everybody of one team their own seat only; a seat that nobody holds stays open. Returns whether it changed anything."""
    return _set_open(team, False, lambda: announce_team_seats(team, by=by, now=now))


def open_all_seats(gameday: GameDay, *, by: str, now: datetime) -> bool:
    """Let everybody of the game day act for both seats. Returns whether that changed anything."""
    return _set_open(gameday, True, lambda: announce_all_seats(gameday, by=by, now=now))


def close_all_seats(gameday: GameDay, *, by: str, now: datetime) -> bool:
    """Undo open_all_seats; teams whose seats were opened singly keep them open. Returns whether it changed anything."""
    return _set_open(gameday, False, lambda: announce_all_seats(gameday, by=by, now=now))


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


def announce_team_seats(team: Team, *, by: str, now: datetime) -> None:
    """Tell a team that its seats were opened or closed. The caller has written the row."""
    text = (
        _lazy("{by} opens both seats to everybody of {team}")
        if team.seats_open
        else _lazy("{by} closes the seats of {team}: one seat each again")
    )
    _tell(team, text, now, by=by)


def announce_all_seats(gameday: GameDay, *, by: str, now: datetime) -> None:
    """Tell every team of a game day that all seats were opened or closed. The caller has written the row."""
    text = (
        _lazy("{by} opens both seats to everybody")
        if gameday.seats_open
        else _lazy("{by} closes the seats: one each again")
    )
    for team in gameday.teams.all():
        _tell(team, text, now, by=by)


def _set_open(row: Team | GameDay, seats_open: bool, tell: Callable[[], None]) -> bool:
    """Write the row and call `tell`, unless the row says so already. Returns whether it was changed."""
    with transaction.atomic():
        rows = type(row)._default_manager.filter(pk=row.pk, seats_open=not seats_open)
        if rows.update(seats_open=seats_open) != 1:
            return False
        row.seats_open = seats_open
        tell()
    return True


def _tell(team: Team, text: str | Promise, now: datetime, *, by: str | Promise) -> None:
    activity.record_activity(team, ActivityVerb.SEATS, text, now=now, by=by)
    tell(Change.SEATS, gameday_id=team.gameday_id, team_id=team.pk)
