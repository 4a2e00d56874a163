"""The whole day on one time line: where the incidents of every team lie, in per cent of the day's game time. Reads no rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday.language.vocabulary import translate_code
from scoring.afterwards.figures.shapes import DayRecap, IncidentRecap, Medians, TeamRecap
from scoring.afterwards.recap.sentences import figure_span
from scoring.ledger.game_time import Pauses

LANE = 30  # pixels of a lane; incidents that burn at the same time lie in lanes of their own
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440, 7200)  # minutes between two ticks
MOST_TICKS = 9
NARROWEST = 0.6  # per cent: a bar that can be seen and pressed
# The moments that are marked on a bar, in the order in which they usually come.
MARKS = {
    "noticed": _lazy("first noticed"),
    "acknowledged": _lazy("acknowledged"),
    "met": _lazy("the halves met"),
    "mended": _lazy("mended"),
}
FilmOf = Callable[[IncidentRecap], str]
Place = Callable[[datetime], float]  # a moment -> per cent of the day's game time, 0 to 100


@dataclass(frozen=True)
class AxisTick:
    x: str
    label: str  # game time: 1:30


@dataclass(frozen=True)
class RoundFlag:
    """Where a round opened, and what it was. `number`: as the day counts them, from 1."""

    number: int
    x: str
    title: str
    opened_at: datetime | None
    medians: Medians


@dataclass(frozen=True)
class TimeLineMark:
    kind: str
    x: str


@dataclass(frozen=True)
class Bar:
    """One incident. `words` say what it shows, `film` leads to its film; `number` is its round's, 0 outside of all rounds."""

    recap: IncidentRecap
    number: int
    x: str
    width: str
    y: int
    words: str
    film: str
    marks: tuple[TimeLineMark, ...]


@dataclass(frozen=True)
class Row:
    recap: TeamRecap
    bars: tuple[Bar, ...]
    height: int


@dataclass(frozen=True)
class TimeLine:
    """`pauses`: where game time stood still."""

    length: timedelta
    ticks: tuple[AxisTick, ...]
    rounds: tuple[RoundFlag, ...]
    rows: tuple[Row, ...]
    pauses: tuple[str, ...]


def time_line(day: DayRecap, pauses: Pauses, now: datetime, film_of: FilmOf) -> TimeLine | None:
    """The time line of the day; None before its start. `film_of` gives the address of a film, or nothing."""
    start = day.gameday.started_at
    if start is None:
        return None
    length = max(day.gameday.elapsed(now), timedelta(seconds=1))
    place = _placer(start, length, pauses)
    numbers = {round.pk: number for number, round in enumerate(day.rounds, 1)}
    flags = (
        RoundFlag(
            numbers[row.pk],
            _percent(place(row.opened_at or start)),
            row.scenario.title,
            row.opened_at,
            day.medians.get(row.scenario_id, Medians()),
        )
        for row in day.rounds
    )
    end = day.gameday.finished_at or now
    rows = tuple(_row(team, numbers, place, end, film_of) for team in day.teams)
    stops = tuple(_percent(place(since)) for since, _until in pauses.spans if since > start)
    return TimeLine(length, _ticks(length), tuple(flags), rows, stops)


def _placer(start: datetime, length: timedelta, pauses: Pauses) -> Place:
    whole = length.total_seconds()
    return lambda moment: min(100.0, 100 * pauses.seconds(start, moment) / whole)


def _ticks(length: timedelta) -> tuple[AxisTick, ...]:
    minutes = length.total_seconds() / 60
    step = next((step for step in STEPS if minutes / step <= MOST_TICKS), STEPS[-1])
    marked = range(0, int(minutes) + 1, step)
    return tuple(AxisTick(_percent(100 * each / minutes), f"{each // 60}:{each % 60:02}") for each in marked)


def _row(team: TeamRecap, numbers: dict[int, int], place: Place, end: datetime, film_of: FilmOf) -> Row:
    bars: list[Bar] = []
    lanes: list[float] = []  # where the last bar of each lane ends
    for recap in sorted(team.incidents, key=_begins):
        left = place(_begins(recap))
        right = max(place(recap.ended_at or end), left + NARROWEST)
        lane = next((lane for lane, taken in enumerate(lanes) if taken <= left), len(lanes))
        lanes[lane:] = [right, *lanes[lane + 1 :]]
        bars.append(
            Bar(
                recap,
                numbers.get(recap.round.pk, 0) if recap.round else 0,
                _percent(left),
                _percent(right - left),
                lane * LANE,
                _words(recap),
                film_of(recap),
                tuple(_marks(recap, place)),
            )
        )
    return Row(team, tuple(bars), max(len(lanes), 1) * LANE)


def _begins(recap: IncidentRecap) -> datetime:
    """The effect; of an incident whose effect was never seen, when it went in or was to go in."""
    return recap.effect_at or recap.injected_at or recap.incident.due_at


def _marks(recap: IncidentRecap, place: Place) -> Iterable[TimeLineMark]:
    if recap.voided:
        return
    moments = (recap.noticed_at, recap.acknowledged_at, recap.meeting.met_at, recap.mended_at)
    for kind, at in zip(MARKS, moments, strict=True):
        if at is not None:
            yield TimeLineMark(kind, _percent(place(at)))


def _words(recap: IncidentRecap) -> str:
    """What the bar shows, for those who do not see it."""
    title, state = recap.scenario.title, translate_code(recap.incident.state)
    if recap.voided:
        return _("{title}: {state}, counts for nobody").format(title=title, state=state)
    if recap.to_recover is None:
        return _("{title}: {state}").format(title=title, state=state)
    text = _("{title}: {state}, mended after {span}")
    return text.format(title=title, state=state, span=figure_span(recap.to_recover))


def _percent(share: float) -> str:
    """For an attribute of SVG, which knows no other decimal sign than a point."""
    return f"{share:.2f}%"
