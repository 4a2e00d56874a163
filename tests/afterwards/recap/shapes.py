"""Figures by hand, for tests of what is drawn and said about them. No row is written."""

from datetime import datetime, timedelta
from typing import Any

from gameday.models import GameDay, Incident, Round, Team
from gameday.models.choices import GameDayState, IncidentState, Role
from scenarios.models import Scenario
from scoring.afterwards.figures.shapes import Collaboration, DayRecap, IncidentRecap, Medians, TeamRecap
from tests.making import NOW

SCENARIO = Scenario(pk=1, title="The sleepy shop")


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def day_of(*teams: TeamRecap, minutes: float = 100, rounds: tuple[Round, ...] = (), **changes: Any) -> DayRecap:
    """A day that was finished so many minutes after its start."""
    values = {"state": GameDayState.FINISHED, "started_at": NOW, "finished_at": after(minutes)}
    medians = {SCENARIO.pk: Medians(2, timedelta(seconds=30), timedelta(seconds=60), timedelta(minutes=6))}
    return DayRecap(GameDay(pk=1, slug="day", **values | changes), rounds, teams, medians, Collaboration())


def round_at(minutes: float, pk: int = 1) -> Round:
    return Round(pk=pk, scenario=SCENARIO, opened_at=after(minutes))


def team_of(*incidents: IncidentRecap, seats: tuple[str, ...] = tuple(Role), **changes: Any) -> TeamRecap:
    values = {"place": 1, "points": 100, "revenue": 50, "resolved": 1, "collaboration": Collaboration()}
    team = Team(pk=1, name="Gilded Hooves")
    return TeamRecap(team=team, seats=dict.fromkeys(seats, 1), incidents=incidents, **values | changes)


def incident(effect: float | None, ended: float | None, state: str = IncidentState.RESOLVED, **changes: Any) -> Any:
    """An incident between two minutes of the day."""
    begun = None if effect is None else after(effect)
    moments = {
        "injected_at": begun,
        "effect_at": begun,
        "ended_at": None if ended is None else after(ended),
    }
    row = Incident(pk=7, team_id=1, scenario=SCENARIO, state=state, due_at=begun or after(0))
    values = {"incident": row, "scenario": SCENARIO, "round": None, "voided": state == IncidentState.VOIDED}
    return IncidentRecap(**values | moments | changes)
