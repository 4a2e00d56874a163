"""Game time: wall time without the pauses, which are read from the game day's Transitions. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gameday.models import GameDay, Transition
from gameday.models.choices import GameDayState, Noun


@dataclass(frozen=True)
class Pauses:
    """The pauses of one game day, oldest first; the last one may still go on (its end is None).

    Where the clock was set back during a pause, the pauses before are told as that clock would have shown them.
    """

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
    moves = Transition.objects.filter(noun=Noun.GAMEDAY, row=gameday.pk).order_by("id")  # not by a clock that is set
    for old, new, at in moves.values_list("old", "new", "at"):
        if new == GameDayState.PAUSED:
            spans.append((at, None))
        elif old == GameDayState.PAUSED and spans:
            since, _ = spans.pop()
            if at < since:  # set back; lifecycle.shift_moments did the same to what began before
                spans = [(start + (at - since), end and end + (at - since)) for start, end in spans]
            else:
                spans.append((since, at))
    return Pauses(spans)
