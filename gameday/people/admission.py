"""Whom a game day lets in: its join code, closed, opened or renewed, and for how many people it has a place.

Each change shows at once in the control room and on the boards, and is recorded with the name of who made it. Those who
have a seat are not concerned: their browsers and their own links bring them back.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.live.changes import Change, tell
from gameday.models import FormerJoinCode, GameDay
from gameday.models.choices import ActivityVerb
from gameday.models.gameday import join_code_is_taken, new_join_code
from scenarios.refusal import Refused

MOST_PLACES = 10_000


class JoiningClosed(Refused):
    """The join code lets nobody in now."""


class NoPlace(Refused):
    """All places are taken."""


def close_joining(gameday: GameDay, *, by: str, now: datetime) -> bool:
    """Let nobody new in by the join code. Returns whether that changed anything."""
    return _set_open(gameday, False, _lazy("{by} closes the join code: nobody new gets in"), by=by, now=now)


def open_joining(gameday: GameDay, *, by: str, now: datetime) -> bool:
    """Let people in by the join code again. Returns whether that changed anything."""
    return _set_open(gameday, True, _lazy("{by} opens the join code again"), by=by, now=now)


def renew_join_code(gameday: GameDay, *, by: str, now: datetime) -> str:
    """Give the game day another join code and return it. Links with the old one say that it has changed."""
    with transaction.atomic():
        row = GameDay.objects.select_for_update(no_key=True).get(pk=gameday.pk)
        FormerJoinCode.objects.create(gameday=row, code=row.join_code, replaced_at=now)
        code = new_join_code()
        while join_code_is_taken(code):
            code = new_join_code()
        GameDay.objects.filter(pk=row.pk).update(join_code=code)
        gameday.join_code = code
        _record(gameday, _lazy("{by} renews the join code: it is {code} now"), now, by=by, code=code)
    return code


def set_places(gameday: GameDay, most: int | None, *, by: str, now: datetime) -> bool:
    """Say for how many people there is a place; None: as many as Gameday thinks right. Returns whether that changed anything.

    Who has a seat keeps it, also where there are fewer places than people. Raises Refused.
    """
    if most is not None and not 1 <= most <= MOST_PLACES:
        raise Refused(
            _("A game day has 1 to {most} places; an empty field leaves it to Gameday.").format(most=MOST_PLACES)
        )
    with transaction.atomic():
        row = GameDay.objects.select_for_update(no_key=True).get(pk=gameday.pk)
        if row.most_players == most:
            return False
        GameDay.objects.filter(pk=gameday.pk).update(most_players=most)
        gameday.most_players = most
        announce_places(gameday, by=by, now=now)
    return True


def announce_places(gameday: GameDay, *, by: str, now: datetime) -> None:
    """Record for how many people there is a place now. The caller has written the row."""
    _record(gameday, _lazy("{by} sets the number of places to {places}"), now, by=by, places=gameday.places)


def people_counted(gameday: GameDay) -> int:
    """How many people have a seat, here or expected. Bots take nobody's."""
    return gameday.players.filter(bot=False).count()


def check_open(gameday: GameDay) -> None:
    """Raise JoiningClosed where a facilitator has closed the join code."""
    if not gameday.joining_open:
        raise JoiningClosed(
            _(
                "A facilitator has closed the join code, so nobody new gets in right now. Nothing was changed, and what "
                "you typed is still here: ask them to open it, then press again."
            )
        )


def check_place(gameday: GameDay) -> None:
    """Raise NoPlace where all are taken."""
    places = gameday.places
    if people_counted(gameday) >= places:
        raise NoPlace(
            _(
                "This game day is full: all of its places ({places}) are taken. Nothing was changed, and what you typed is "
                "still here: ask a facilitator to make room, then press again. Who is on their list gets in under that name."
            ).format(places=places)
        )


def hold_joining(gameday: GameDay) -> GameDay:
    """The game day, freshly read. Until the transaction ends nobody else joins, so that the last seat is given once."""
    row = GameDay.objects.select_for_update(no_key=True).get(pk=gameday.pk)
    check_open(row)
    return row


def _set_open(gameday: GameDay, joining_open: bool, text: Promise, *, by: str, now: datetime) -> bool:
    with transaction.atomic():
        rows = GameDay.objects.filter(pk=gameday.pk, joining_open=not joining_open)
        if rows.update(joining_open=joining_open) != 1:
            return False
        gameday.joining_open = joining_open
        _record(gameday, text, now, by=by)
    return True


def _record(gameday: GameDay, text: Promise, now: datetime, **names: Any) -> None:
    activity.record_activity(gameday, ActivityVerb.JOINING, text, now=now, **names)
    tell(Change.JOINING, gameday_id=gameday.pk)
