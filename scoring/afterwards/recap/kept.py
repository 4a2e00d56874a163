"""Keeps what finished days came to in this process's memory: all players of a day look at the same figures, at the same time.

Only of days that are over, where little changes; and what may change is asked for each time, in one query, so that nobody
reads points that were corrected or an incident that was voided. What it does not ask for, such as a team's new name, is
seen after KEPT_FOR at the latest.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from django.db.models import Count, Max, OuterRef, Subquery

from gameday.models import GameDay, Incident, Player
from gameday.models.choices import IncidentState
from scoring.afterwards.figures.day import day_recap
from scoring.afterwards.figures.shapes import DayRecap
from scoring.models import Standing

Made = TypeVar("Made")

KEPT_FOR = timedelta(minutes=1)
MOST = 4  # days

_days: OrderedDict[int, "KeptDay"] = OrderedDict()  # by the game day's id
_reading = threading.Lock()  # held by the one thread that reads a day; the others wait, and find it read


@dataclass(frozen=True)
class KeptDay:
    """`made`: what pages have made of it, by what they call it."""

    recap: DayRecap
    stands: tuple[Any, ...]
    read_at: datetime
    made: dict[Hashable, Any] = field(default_factory=dict)

    def keep(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` returns, which is called once as long as the day is kept."""
        if name not in self.made:
            self.made[name] = make()
        return cast("Made", self.made[name])


def kept_day(gameday: GameDay, now: datetime) -> KeptDay:
    """What the day came to. One query where it is kept; a day that is not over is read anew each time."""
    if not gameday.is_over:
        return KeptDay(day_recap(gameday, now), (), now)
    stands = _how_it_stands(gameday)
    with _reading:
        kept = _days.get(gameday.pk)
        if kept is None or kept.stands != stands or not timedelta() <= now - kept.read_at < KEPT_FOR:
            kept = _days[gameday.pk] = KeptDay(day_recap(gameday, now), stands, now)
        _days.move_to_end(gameday.pk)
        if len(_days) > MOST:
            _days.popitem(last=False)
    return kept


def forget_days() -> None:
    """Keep nothing: for tests and benchmarks, which ask what a page costs that nobody has opened before."""
    _days.clear()


def _how_it_stands(gameday: GameDay) -> tuple[Any, ...]:
    """What would be different if points, incidents or people had changed. One query."""
    day = OuterRef("pk")
    paid = Standing.objects.filter(gameday=day).order_by().values("gameday").annotate(value=Max("updated_at"))
    voided = Incident.objects.filter(gameday=day, state=IncidentState.VOIDED)
    removed = Player.everybody.filter(gameday=day, removed_at__isnull=False)
    counts = {
        name: Subquery(rows.order_by().values("gameday").annotate(value=Count("pk")).values("value"))
        for name, rows in (("voided", voided), ("removed", removed))
    }
    rows = GameDay.objects.filter(pk=gameday.pk).annotate(paid=Subquery(paid.values("value")), **counts)
    return rows.values_list("finished_at", "paid", "voided", "removed").get()
