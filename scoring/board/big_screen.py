"""The big screen's verbs: what the beat shows by itself, and the facilitators' hand on it: show, pin, skip, leave out, calm.

Every screen of a day gets the insert of now with the board's frames (`screen_data`), before it begins.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.language import vocabulary
from gameday.live.changes import Change, tell
from gameday.models import GameDay
from gameday.models.choices import ActivityVerb, GameDayState
from gameday.names import clean_name
from scenarios.refusal import Refused
from scoring.board import day_facts, director
from scoring.board.moments import ScreenMoment, clock_moments, moments_of
from scoring.models import BigScreen, InsertKind, ScreenInsert

LOOK = timedelta(seconds=2)  # between two looks of the director
OFFERED = timedelta(minutes=15)  # so long a facilitator may show what happened
LONGEST_WORDS = 120  # characters


def direct_screens(now: datetime) -> int:
    """The beat's part: look for news at every running game day that is due. Returns how many inserts begin."""
    due = Q(big_screen=None) | Q(big_screen__calm=False, big_screen__next_at__lte=now) | Q(big_screen__next_at=None)
    days = GameDay.objects.filter(due, state=GameDayState.RUNNING)
    return sum(direct(gameday, now) for gameday in days if _claim(gameday, now))


def direct(gameday: GameDay, now: datetime) -> bool:
    """Show the next moment, if there is one and its turn has come. Says whether an insert begins."""
    screen = _screen_of(gameday)
    if screen.calm:
        return False
    shown = shown_inserts(gameday)
    clock = clock_moments(gameday.elapsed(now), gameday.duration).values()
    facts = day_facts.day_facts if director.may_tell_news(shown, now, list(clock)) else day_facts.clock_facts
    with vocabulary.in_language_of(gameday):
        moment = director.next_insert(moments_of(facts(gameday, now)), shown, now, list(clock))
    if moment is None:
        return False
    with transaction.atomic():
        _hold(gameday)
        if _known(gameday, moment.key) or running_insert(gameday, now):
            return False  # a facilitator was quicker
        _begin(gameday, moment, now, by="")
    return True


def found_moments(gameday: GameDay, now: datetime) -> list[ScreenMoment]:
    """What a facilitator may show: the moments of the last minutes that were neither shown nor left out, latest first."""
    if not gameday.under_way:
        return []
    known = set(gameday.screen_inserts.values_list("key", flat=True))
    with vocabulary.in_language_of(gameday):
        found = moments_of(day_facts.day_facts(gameday, now))
    return [moment for moment in found if moment.key not in known and now - OFFERED <= moment.at <= now]


def shown_inserts(gameday: GameDay) -> list[director.Shown]:
    """Every moment that was shown or left out. One query."""
    columns = ("key", "kind", "team", "starts_at", "ends_at")
    return [
        director.Shown(key, InsertKind(kind), team, *span)
        for key, kind, team, *span in gameday.screen_inserts.values_list(*columns)
    ]


def running_insert(gameday: GameDay, now: datetime) -> ScreenInsert | None:
    """What fills the screens now, or in a moment."""
    rows = ScreenInsert.objects.filter(gameday=gameday, starts_at__isnull=False)
    return rows.filter(Q(ends_at=None) | Q(ends_at__gt=now)).select_related("team").first()


# The facilitators' hand ----------------------------------------------------------------------------------------------


@transaction.atomic
def show_moment(gameday: GameDay, key: str, *, by: str, now: datetime) -> None:
    """Show a moment now, also one that was shown before. It takes the place of what is on the screen. Raises Refused."""
    _hold(gameday)
    row = ScreenInsert.objects.filter(gameday=gameday, key=key).first()
    moment = _moment_of(row) if row else _found(gameday, key, now)
    _begin(gameday, moment, now, by=by)
    _record(gameday, _lazy("{by} shows on the big screen: {text}"), by, now, moment)


@transaction.atomic
def show_words(gameday: GameDay, text: str, *, pinned: bool, by: str, now: datetime) -> None:
    """Show a facilitator's own words. Raises Refused."""
    if not text.strip():
        raise Refused(_("There is nothing to show yet: write a line."))
    words = clean_name(text, LONGEST_WORDS)
    _hold(gameday)
    moment = ScreenMoment(InsertKind.WORDS, f"{InsertKind.WORDS}:{now.isoformat()}", now, words)
    _begin(gameday, moment, now, by=by, pinned=pinned)
    _record(gameday, _lazy("{by} shows on the big screen: {text}"), by, now, moment)


@transaction.atomic
def pin_insert(gameday: GameDay, pk: int, *, by: str, now: datetime) -> None:
    """Let it stay until it is taken away. Raises Refused where it is over."""
    _hold(gameday)
    running = running_insert(gameday, now)
    if running is None or running.pk != pk:
        raise Refused(_("That insert is over. Show it again, then pin it."))
    ScreenInsert.objects.filter(pk=pk).update(ends_at=None, by=by)
    _record(gameday, _lazy("{by} pins on the big screen: {text}"), by, now, _moment_of(running))
    tell(Change.SCREEN, gameday_id=gameday.pk)


@transaction.atomic
def skip_insert(gameday: GameDay, pk: int, *, by: str, now: datetime) -> None:
    """The board again, at once. Of an insert that is over nothing is left to skip."""
    _hold(gameday)
    row = gameday.screen_inserts.filter(pk=pk).first()
    if row and _end(gameday.screen_inserts.filter(pk=pk), now, by=by):
        _record(gameday, _lazy("{by} takes off the big screen: {text}"), by, now, _moment_of(row))
    tell(Change.SCREEN, gameday_id=gameday.pk)


@transaction.atomic
def leave_out(gameday: GameDay, key: str, *, by: str, now: datetime) -> None:
    """A moment that the director shall not show. Raises Refused."""
    _hold(gameday)
    if not _known(gameday, key):
        moment = _found(gameday, key, now)
        ScreenInsert.objects.create(gameday=gameday, key=key, by=by, **_columns(moment))
        _record(gameday, _lazy("{by} leaves out on the big screen: {text}"), by, now, moment)
    tell(Change.SCREEN, gameday_id=gameday.pk)


@transaction.atomic
def set_calm(gameday: GameDay, *, calm: bool, by: str, now: datetime) -> None:
    """Calm: nothing moves on the screens, and no insert comes by itself. What the director shows now ends."""
    _hold(gameday)
    if BigScreen.objects.filter(gameday=gameday, calm=not calm).update(calm=calm):
        told = _lazy("{by} calms the big screen") if calm else _lazy("{by} lets the big screen move again")
        _record(gameday, told, by, now)
    if calm:
        _end(gameday.screen_inserts.filter(by=""), now, by=by)
    tell(Change.SCREEN, gameday_id=gameday.pk)


@transaction.atomic
def set_sounds(gameday: GameDay, *, sounds: bool, by: str, now: datetime) -> None:
    """Whether an insert is heard. Nothing is heard where it is calm."""
    _hold(gameday)
    if BigScreen.objects.filter(gameday=gameday, sounds=not sounds).update(sounds=sounds):
        told = (
            _lazy("{by} turns the big screen's sounds on")
            if sounds
            else _lazy("{by} turns the big screen's sounds off")
        )
        _record(gameday, told, by, now)
    tell(Change.SCREEN, gameday_id=gameday.pk)


# What every screen is told -------------------------------------------------------------------------------------------


def screen_data(gameday: GameDay, now: datetime) -> dict[str, Any]:
    """{"calm", "sounds", "ceremony": whether it is under way, "ceremony_over", "insert": None or what is shown}. Two queries."""
    columns = ("big_screen__calm", "big_screen__sounds", "ceremony__started_at", "ceremony__shown_at")
    calm, sounds, began, ended = GameDay.objects.values_list(*columns).get(pk=gameday.pk)
    row = running_insert(gameday, now)
    return {
        "calm": bool(calm),
        "sounds": bool(sounds),
        "ceremony": bool(began and not ended),
        "ceremony_over": bool(ended),
        "insert": _insert_data(gameday, row) if row and row.starts_at else None,
    }


def _insert_data(gameday: GameDay, row: ScreenInsert) -> dict[str, Any]:
    with vocabulary.in_language_of(gameday):
        title = row.get_kind_display()
    return {
        "id": row.pk,
        "kind": row.kind,
        "title": title,
        "text": row.text,
        "team": row.team_id,
        "starts": row.starts_at and row.starts_at.isoformat(),
        "ends": row.ends_at and row.ends_at.isoformat(),
    }


# Shared --------------------------------------------------------------------------------------------------------------


def _claim(gameday: GameDay, now: datetime) -> bool:
    """Of two beats one looks."""
    _screen_of(gameday)
    due = Q(next_at=None) | Q(next_at__lte=now)
    return BigScreen.objects.filter(due, gameday=gameday, calm=False).update(next_at=now + LOOK) == 1


def _screen_of(gameday: GameDay) -> BigScreen:
    return BigScreen.objects.get_or_create(gameday=gameday)[0]


def _hold(gameday: GameDay) -> None:
    """One at a time says what a game day's screens show. Held until the transaction ends."""
    _screen_of(gameday)
    BigScreen.objects.select_for_update().get(gameday=gameday)


def _begin(gameday: GameDay, moment: ScreenMoment, now: datetime, *, by: str, pinned: bool = False) -> None:
    """Every screen begins it at the same moment, shortly after it was told."""
    _end(gameday.screen_inserts, now, by=by)
    starts = max(now + director.LEAD, moment.at)
    span = {"starts_at": starts, "ends_at": None if pinned else starts + director.SHOWN, "by": by}
    ScreenInsert.objects.update_or_create(gameday=gameday, key=moment.key, defaults=_columns(moment) | span)
    tell(Change.SCREEN, gameday_id=gameday.pk)


def _end(rows: Any, now: datetime, *, by: str) -> int:
    return rows.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__isnull=False).update(ends_at=now, by=by)


def _record(gameday: GameDay, told: Promise, by: str, now: datetime, moment: ScreenMoment | None = None) -> None:
    """For the control room's log and the audit."""
    text = moment.text if moment else ""
    activity.record_activity(gameday, ActivityVerb.SCREEN, told, now=now, by=by, text=text)


def _known(gameday: GameDay, key: str) -> bool:
    return ScreenInsert.objects.filter(gameday=gameday, key=key).exists()


def _found(gameday: GameDay, key: str, now: datetime) -> ScreenMoment:
    found: Iterable[ScreenMoment] = found_moments(gameday, now)
    moment = next((moment for moment in found if moment.key == key), None)
    if moment is None:
        raise Refused(_("That is no news any more: nothing was changed on the big screen."))
    return moment


def _moment_of(row: ScreenInsert) -> ScreenMoment:
    return ScreenMoment(InsertKind(row.kind), row.key, row.at, row.text, row.team_id)


def _columns(moment: ScreenMoment) -> dict[str, Any]:
    return {"kind": moment.kind, "at": moment.at, "text": moment.text, "team_id": moment.team}
