"""From real time to the time of the film: what is idle is shortened, so that a film lasts about three minutes.

Around marks it never runs faster than can be read. A pause of the game is cut down to a moment: never to nothing, so that
each moment of the film is one moment of the day.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

Span = tuple[float, float]

TARGET = 180.0  # seconds of film
BEFORE_MARK, AFTER_MARK = 2.0, 3.0  # real seconds that are shown as they were
READABLE = 2.0  # times as fast: the most around a mark, where there are very many
SHARE_OF_MARKS = 0.6  # of the film, before they are shown faster
LEAST_SHARE = 0.25  # of the film, for what lies between marks
BEFORE_WORK, AFTER_WORK = 0.5, 2.0  # real seconds around something that was typed or shown
LONGEST_IDLE, LONGEST_PAUSE = 1.0, 0.25  # seconds of film
LEAST_STEP = 0.001  # seconds, in the map: it is rounded to that


class Pace(IntEnum):
    """How a stretch is shown. Of two that hold, the later one counts."""

    IDLE = 0
    WORK = 1
    MARK = 2
    PAUSE = 3


@dataclass(frozen=True)
class FilmTime:
    """Points (film, real) between which both run evenly; both grow from each to the next."""

    points: tuple[tuple[float, float], ...]

    @property
    def length(self) -> float:
        return self.points[-1][0]

    def film_at(self, real: float) -> float:
        return self._between(1, 0, real)

    def real_at(self, film: float) -> float:
        return self._between(0, 1, film)

    def _between(self, known: int, asked: int, value: float) -> float:
        """Where it lies before the first or after the last point, that point."""
        place = bisect_right(self.points, value, key=lambda point: point[known])
        if place == 0:
            return self.points[0][asked]
        if place == len(self.points):
            return self.points[-1][asked]
        first, second = self.points[place - 1], self.points[place]
        share = (value - first[known]) / (second[known] - first[known])
        return first[asked] + share * (second[asked] - first[asked])


def film_time(lasts: float, *, work: Iterable[float], marks: Iterable[float], pauses: Iterable[Span]) -> FilmTime:
    """The map of a film over `lasts` real seconds. `work`: when something was typed or shown, in any order."""
    lasts = max(lasts, 1.0)
    spans = {
        Pace.WORK: _around(work, BEFORE_WORK, AFTER_WORK, lasts),
        Pace.MARK: _around(marks, BEFORE_MARK, AFTER_MARK, lasts),
        Pace.PAUSE: _joined(((start, end) for start, end in pauses), lasts),
    }
    stretches = _stretches(spans, lasts)
    return FilmTime(_points(stretches, _speeds(stretches)))


def _around(moments: Iterable[float], before: float, after: float, lasts: float) -> list[Span]:
    inside = (moment for moment in moments if 0 <= moment <= lasts)
    return _joined(((moment - before, moment + after) for moment in inside), lasts)


def _joined(spans: Iterable[Span], lasts: float) -> list[Span]:
    """In order, without overlap, inside the film."""
    joined: list[Span] = []
    for start, end in sorted((max(start, 0.0), min(end, lasts)) for start, end in spans):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _stretches(spans: dict[Pace, list[Span]], lasts: float) -> list[tuple[float, Pace]]:
    """(its end, its pace), from the start of the film to its end."""
    ends = sorted({lasts, *(moment for those in spans.values() for span in those for moment in span if moment > 0)})
    stretches: list[tuple[float, Pace]] = []
    start = 0.0
    for end in ends:
        middle = (start + end) / 2
        pace = max((pace for pace, those in spans.items() if _inside(those, middle)), default=Pace.IDLE)
        if stretches and stretches[-1][1] == pace:
            stretches[-1] = (end, pace)
        else:
            stretches.append((end, pace))
        start = end
    return stretches


def _inside(spans: Sequence[Span], moment: float) -> bool:
    place = bisect_left(spans, (moment, moment))
    return place > 0 and moment < spans[place - 1][1]


def _speeds(stretches: list[tuple[float, Pace]]) -> dict[Pace, float]:
    """pace -> seconds of film for each that _shown names."""
    shown = dict.fromkeys(Pace, 0.0)
    start = 0.0
    for end, pace in stretches:
        shown[pace] += _shown(end - start, pace)
        start = end
    marked = max(min(1.0, SHARE_OF_MARKS * TARGET / shown[Pace.MARK]), 1 / READABLE) if shown[Pace.MARK] else 1.0
    left = max(TARGET - marked * shown[Pace.MARK] - shown[Pace.PAUSE], LEAST_SHARE * TARGET)
    between = shown[Pace.WORK] + shown[Pace.IDLE]
    other = min(1.0, left / between) if between else 1.0
    return {Pace.IDLE: other, Pace.WORK: other, Pace.MARK: marked, Pace.PAUSE: 1.0}


def _shown(seconds: float, pace: Pace) -> float:
    """Seconds of film for a stretch, before anything is made quicker."""
    return min(seconds, {Pace.IDLE: LONGEST_IDLE, Pace.PAUSE: LONGEST_PAUSE}.get(pace, seconds))


def _points(stretches: list[tuple[float, Pace]], speeds: dict[Pace, float]) -> tuple[tuple[float, float], ...]:
    """Rounded. A stretch too short for that goes into the one after it, the last one into the one before."""
    points = [(0.0, 0.0)]
    film = start = 0.0
    for end, pace in stretches:
        film += _shown(end - start, pace) * speeds[pace]
        start = end
        point = (round(film, 3), round(end, 3))
        if point[0] - points[-1][0] >= LEAST_STEP and point[1] - points[-1][1] >= LEAST_STEP:
            points.append(point)
    if points[-1][1] != round(start, 3):
        points[-1] = (max(points[-1][0], round(film, 3)), round(start, 3))
    return tuple(points)
