"""Gaps in the clock: the machine slept, beat or worker stood still, or somebody set the machine's clock.

Each tick writes down that it was there. After a gap the running games pause themselves, as of the last tick: what nobody
watched is charged to nobody. A facilitator lets them go on.
"""

from datetime import datetime, timedelta

from django.db import transaction

from gameday.event import lifecycle
from gameday.language import vocabulary
from gameday.models import GameDay, LastTick, Transition
from gameday.models.choices import PRACTISING, Actor, GameDayState, Noun

# No gap yet. A process that died ticks again well within it: the supervisor waits at most some seconds, and a worker on a
# busy machine takes some ten to start.
LONGEST_HICCUP = timedelta(seconds=30)
ONLY_ROW = 1


def notice_gap(now: datetime) -> bool:
    """Write down that the clock ticks. Where it did not lately, have running games pause; says whether that was so.

    Both in one transaction that holds the row: a tick beside this one waits, and then finds these games paused.
    """
    with transaction.atomic():
        last, _ = LastTick.objects.select_for_update().get_or_create(pk=ONLY_ROW, defaults={"at": now})
        gap = _is_gap(last.at, now)
        if gap:
            _pause_games(last.at, now)
        if now < last.at and gap:
            _follow_step_back(last.at, now)
        last.at = now if gap else max(last.at, now)  # two ticks at once may come in the other order
        last.save()
    return gap


def clock_has_ticked(now: datetime) -> bool:
    """Whether the clock ticked a moment ago: until it has, nobody knows what time was lost. True before the first tick."""
    last = LastTick.objects.filter(pk=ONLY_ROW).first()
    return last is None or not _is_gap(last.at, now)


def _is_gap(last: datetime, now: datetime) -> bool:
    return abs(now - last) > LONGEST_HICCUP


def _pause_games(last: datetime, now: datetime) -> None:
    for gameday in GameDay.objects.filter(state=GameDayState.RUNNING):
        since = max(last, _went_on(gameday) or last)
        if _is_gap(since, now):
            with vocabulary.in_language_of(gameday):
                lifecycle.pause_gameday(gameday, by=Actor.CLOCK, now=since, gap_ended_at=now)
    GameDay.objects.filter(state=GameDayState.PAUSED, gap_ended_at__isnull=False).update(gap_ended_at=now)


def _went_on(gameday: GameDay) -> datetime | None:
    """When it started or was resumed last; that may be during the gap."""
    moves = Transition.objects.filter(noun=Noun.GAMEDAY, row=gameday.pk, new=GameDayState.RUNNING)
    return moves.order_by("-id").values_list("at", flat=True).first()


def _follow_step_back(last: datetime, now: datetime) -> None:
    """The clock was set back: what compares a moment of before with one of now follows. Paused games do when they go on."""
    for gameday in GameDay.objects.filter(state__in=PRACTISING):
        lifecycle.shift_moments(gameday, now - last)
    GameDay.objects.filter(frozen_at__gt=now).update(frozen_at=now)  # else what comes now would count as known before
    GameDay.objects.filter(revealed_at__gt=now).update(revealed_at=now)
