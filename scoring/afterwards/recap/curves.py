"""A team's day as curves: its revenue and the mood of its customers, over game time. Two queries, whatever its length."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, groupby
from typing import Any

from gameday.models import GameDay, Team
from scoring import rules
from scoring.afterwards.figures.shapes import IncidentRecap
from scoring.ledger.game_time import Pauses
from scoring.ledger.standings import REVENUE
from scoring.models import Entry, JourneyOutcome, Observation
from scoring.rules import JourneyMet

MOST_POINTS = 240  # of a curve
MOST_LINES = 24  # of the table behind it


@dataclass(frozen=True)
class Curves:
    """`minutes`: of game time, where each step ends; `revenue`: the points that the shop had earned by then; `mood`: per cent
    of the customers in that step who got what they came for, None where none was measured; `crowd`: how many times the
    usual number of customers came."""

    minutes: Sequence[float]
    revenue: Sequence[int]
    mood: Sequence[int | None]
    crowd: Sequence[int]

    def as_columns(self) -> dict[str, Sequence[float | int | None]]:
        """For the page's script."""
        return {"minutes": self.minutes, "revenue": self.revenue, "mood": self.mood}

    def rush_hours(self) -> list[dict[str, float]]:
        """Steps of a rush hour that follow each other: {"from", "until": minutes of game time, "factor"}."""
        starts = [0.0, *self.minutes]
        found = []
        for factor, steps in groupby(range(len(self.minutes)), key=self.crowd.__getitem__):
            own = list(steps)
            if factor > 1:
                found.append({"from": starts[own[0]], "until": self.minutes[own[-1]], "factor": factor})
        return found

    def lines(self) -> list[tuple[str, int, int | None]]:
        """(game time, revenue, mood) of a few steps, the last among them, for a table."""
        every = max(1, -(-len(self.minutes) // MOST_LINES))
        chosen = range(len(self.minutes) - 1, -1, -every)
        return [(_clock(self.minutes[i]), self.revenue[i], self.mood[i]) for i in reversed(chosen)]


def team_curves(gameday: GameDay, team: Team, pauses: Pauses, now: datetime) -> Curves | None:
    """The curves of a team; None where no customer has come."""
    start, length = gameday.started_at, gameday.elapsed(now).total_seconds()
    if start is None or length <= 0:
        return None
    step = max(length / MOST_POINTS, 5.0)
    count = int(-(-length // step))
    rows = _rows(team, lambda at: _step(pauses.seconds(start, at), step, count))
    if not rows:
        return None
    earned = [0] * count
    for at, points in Entry.objects.filter(REVENUE, team=team).order_by("id").values_list("at", "points"):
        earned[_step(pauses.seconds(start, at), step, count)] += points
    ends = [round(min((index + 1) * step, length) / 60, 2) for index in range(count)]
    crowd = [1] * count
    for index, factor, _journeys in rows:
        crowd[index] = max(crowd[index], factor)
    return Curves(ends, list(accumulate(earned)), _mood(rows, count), crowd)


def marked_incidents(
    incidents: Sequence[IncidentRecap], numbers: Mapping[int, int], gameday: GameDay, pauses: Pauses, now: datetime
) -> list[dict[str, Any]]:
    """What a chart marks: {"from", "until": minutes of game time, "number": of the round, "state"}."""
    start, end = gameday.started_at, gameday.finished_at or now
    return [
        {
            "from": round(pauses.seconds(start, each.effect_at) / 60, 2),
            "until": round(pauses.seconds(start, each.ended_at or end) / 60, 2),
            "number": numbers.get(each.round.pk, 0) if each.round else 0,
            "state": each.incident.state,
        }
        for each in incidents
        if start and each.effect_at
    ]


def _step(seconds: float, step: float, count: int) -> int:
    return min(int(seconds // step), count - 1)


def _rows(team: Team, step_of: Callable[[datetime], int]) -> list[tuple[int, int, list[JourneyMet]]]:
    """(step, how many times the customers, what they met) of every tick. One query."""
    rows = Observation.objects.filter(team=team).order_by("tick").values_list("at", "factor", "journeys")
    return [(step_of(at), factor, list(rules.journeys_in_order(met).values())) for at, factor, met in rows]


def _mood(rows: Sequence[tuple[int, int, list[JourneyMet]]], count: int) -> list[int | None]:
    served, came = [0] * count, [0] * count
    for index, _factor, journeys in rows:
        for met in journeys:
            if met.outcome != JourneyOutcome.ERROR:
                served[index] += met.served
                came[index] += met.came
    return [round(100 * good / all_) if all_ else None for good, all_ in zip(served, came, strict=True)]


def _clock(minutes: float) -> str:
    whole = round(minutes)
    return f"{whole // 60}:{whole % 60:02}"
