"""Rush hours: stretches of game time in which several times the usual number of customers come, and what is said of them.

How many customers are sent, and what they pay, the referee decides (scoring/referee).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.language import moments, vocabulary
from gameday.live.changes import Change, tell_teams
from gameday.models import GameDay, ScheduleMark
from gameday.models.choices import ActivityVerb, GameDayState, PlanKind
from scenarios.refusal import Refused

HERALD = timedelta(minutes=5)  # of game time: so long before it comes a rush hour is said to come


@dataclass(frozen=True)
class RushHour:
    """One that is on, or will be within HERALD. `begins` and `ends`: if nobody pauses meanwhile."""

    factor: int
    begins: datetime
    ends: datetime
    is_on: bool


def factor_at(marks: Iterable[ScheduleMark], elapsed: timedelta) -> int:
    """How many times the usual number of customers come at this game time. Pure."""
    on = (mark.factor for mark in marks if mark.is_rush and mark.starts_after <= elapsed < mark.ends_after)
    return max(on, default=1)


def factor_of(gameday: GameDay, elapsed: timedelta) -> int:
    """How many times the usual number of customers come to this game day at this game time. One query."""
    return factor_at(gameday.marks.filter(kind=PlanKind.RUSH), elapsed)


def present_rush_hour(gameday: GameDay, now: datetime) -> RushHour | None:
    """The rush hour that is on, else the one that comes next within HERALD. One query, none where the game is not under way."""
    if not gameday.under_way:
        return None
    elapsed = gameday.elapsed(now)
    marks = [mark for mark in gameday.marks.all() if mark.is_rush and mark.starts_after - HERALD <= elapsed]
    left = [mark for mark in marks if elapsed < mark.ends_after]
    if not left:
        return None
    mark, clock = left[0], gameday.paused_at or now
    begins, ends = (clock + at - elapsed for at in (mark.starts_after, mark.ends_after))
    return RushHour(mark.factor, begins, ends, mark.starts_after <= elapsed)


def end_rush_hour(gameday: GameDay, *, by: str, now: datetime) -> None:
    """The rush hour that is on is over now, before its time; one that is planned behind it comes. Raises Refused."""
    elapsed = gameday.elapsed(now)
    for mark in gameday.marks.filter(kind=PlanKind.RUSH, starts_after__lte=elapsed, ended_at=None):
        with transaction.atomic():
            lasts = elapsed - mark.starts_after
            if elapsed < mark.ends_after and _claim(mark, "ended_at", now, lasts=lasts):
                _say(mark, _lazy("{by} ends the rush hour: as many customers as ever"), now, by=by)
                return
    raise Refused(_("There is no rush hour now, so none was ended."))


# Said ----------------------------------------------------------------------------------------------------------------


def tell_rush_hours(now: datetime) -> None:
    """Say of each rush hour, once, that it comes, that it has begun, and that it is over. The clock calls it each second."""
    rows = ScheduleMark.objects.filter(
        kind=PlanKind.RUSH, ended_at=None, gameday__state=GameDayState.RUNNING
    ).select_related("gameday")
    for mark in rows:
        with vocabulary.in_language_of(mark.gameday), transaction.atomic():
            _tell(mark, mark.gameday.elapsed(now), now)


def _tell(mark: ScheduleMark, elapsed: timedelta, now: datetime) -> None:
    if elapsed >= mark.ends_after:
        if _claim(mark, "ended_at", now) and mark.done_at and not _followed(mark):
            _say(mark, _lazy("The rush hour is over: as many customers as ever"), now)
    elif elapsed >= mark.starts_after:
        if _claim(mark, "done_at", now):
            until = moments.write_time(now + mark.ends_after - elapsed, mark.gameday)
            _say(mark, _lazy("Rush hour until {until}: {factor} times the customers"), now, until=until)
    elif elapsed >= mark.starts_after - HERALD and _claim(mark, "announced_at", now):
        begins = moments.write_time(now + mark.starts_after - elapsed, mark.gameday)
        _say(
            mark, _lazy("The doors will be crowded: from {begins} on {factor} times the customers"), now, begins=begins
        )


def _claim(mark: ScheduleMark, column: str, now: datetime, **columns: Any) -> bool:
    return ScheduleMark.objects.filter(pk=mark.pk, **{column: None}).update(**{column: now}, **columns) == 1


def _followed(mark: ScheduleMark) -> bool:
    """Whether the next step begins where this one ends: then only that is said."""
    return mark.gameday.marks.filter(kind=PlanKind.RUSH, starts_after=mark.ends_after).exclude(pk=mark.pk).exists()


def _say(mark: ScheduleMark, text: Promise, now: datetime, **names: Any) -> None:
    gameday = mark.gameday
    activity.record_activity(gameday, ActivityVerb.RUSH, text, now=now, public=True, factor=mark.factor, **names)
    tell_teams(Change.RUSH, gameday.team_ids(), gameday_id=gameday.pk)
