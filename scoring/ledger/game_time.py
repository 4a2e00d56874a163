"""Game time: wall time without the pauses, which are read from the game day's Transitions. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gameday.models import GameDay, Transition
from gameday.models.choices import GameDayState, Noun


@dataclass(frozen=True)
class Pauses:
    """The pauses of one game day, oldest first; the last one may still go on (its end is None)."""

    spans: Sequence[tuple[datetime, datetime | None]]

    def seconds(self, start: datetime, end: datetime) -> float:
        """Seconds of game time from `start` to `end`; never less than zero."""
        paused = sum(
            max((min(until or end, end) - max(since, start)).total_seconds(), 0.0) for since, until in self.spans
        )
        return max((end - start).total_seconds() - paused, 0.0)


def pauses_of(gameday: GameDay) -> Pauses:
    """All pauses of a game day. One query."""
    spans: list[tuple[datetime, datetime | None]] = []
    moves = Transition.objects.filter(noun=Noun.GAMEDAY, row=gameday.pk).order_by("at", "id")
    for old, new, at in moves.values_list("old", "new", "at"):
        if new == GameDayState.PAUSED:
            spans.append((at, None))
        elif old == GameDayState.PAUSED and spans:
            spans[-1] = (spans[-1][0], at)
    return Pauses(spans)
