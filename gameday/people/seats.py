"""Seats: opening them for a team or for all, and swapping them. Who may act as what follows in access.

Every change is told to those whom it is about, and stays in the feed with who did it.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.live.changes import Change, tell
from gameday.models import GameDay, Round, Team
from gameday.models.choices import Actor


def open_team_seats(team: Team, *, by: str, now: datetime) -> bool:
    """Let everybody of one team sit on both seats. Says whether that changed anything."""
    return _set_open(team, True, lambda: has_open_seats(team, by=by, now=now))


def close_team_seats(team: Team, *, by: str, now: datetime) -> bool:
    """Back to one seat each in that team, unless one of its roles is missing."""
    return _set_open(team, False, lambda: has_open_seats(team, by=by, now=now))


def open_all_seats(gameday: GameDay, *, by: str, now: datetime) -> bool:
    """Let everybody of the game day sit on both seats."""
    return _set_open(gameday, True, lambda: all_have_open_seats(gameday, by=by, now=now))


def close_all_seats(gameday: GameDay, *, by: str, now: datetime) -> bool:
    """Back to one seat each, but for teams that were opened by themselves."""
    return _set_open(gameday, False, lambda: all_have_open_seats(gameday, by=by, now=now))


def swap_seats(gameday: GameDay, *, swapped: bool, by: str, now: datetime) -> bool:
    """Each role sits on the other seat, or on its own again. Says whether that changed anything."""
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
            _tell(team, format_lazy(text, by=by), now)
    return True


def follow_round(round: Round, *, now: datetime) -> None:
    """A round opens: the seats are as it says."""
    swap_seats(round.gameday, swapped=round.swap, by=Actor.DIRECTOR, now=now)


def has_open_seats(team: Team, *, by: str, now: datetime) -> None:
    """Tell the team that its seats were opened or closed; the row is written already."""
    text = (
        _lazy("{by} opens both seats to everybody of {team}")
        if team.seats_open
        else _lazy("{by} closes the seats of {team}: one seat each again")
    )
    _tell(team, format_lazy(text, by=by, team=team), now)


def all_have_open_seats(gameday: GameDay, *, by: str, now: datetime) -> None:
    """The same for a whole game day."""
    text = (
        _lazy("{by} opens both seats to everybody")
        if gameday.seats_open
        else _lazy("{by} closes the seats: one each again")
    )
    for team in gameday.teams.all():
        _tell(team, format_lazy(text, by=by), now)


def _set_open(row: Team | GameDay, seats_open: bool, tell: Callable[[], None]) -> bool:
    """The row says so from now on, and `tell` who it concerns. Says whether that changed anything."""
    with transaction.atomic():
        rows = type(row)._default_manager.filter(pk=row.pk, seats_open=not seats_open)
        if rows.update(seats_open=seats_open) != 1:
            return False
        row.seats_open = seats_open
        tell()
    return True


def _tell(team: Team, text: str | Promise, now: datetime) -> None:
    activity.record_activity(gameday=team.gameday, team=team, verb="seats", text=text, now=now)
    tell(Change.SEATS, gameday_id=team.gameday_id, team_id=team.pk)
