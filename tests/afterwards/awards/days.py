"""Days of teams without rows: what the rules look at, made by hand."""

from datetime import timedelta

from gameday.models import GameDay, Incident, Team
from gameday.models.choices import IncidentState, Role
from scenarios.models import Scenario
from scoring.afterwards.awards.team_day import AwardCandidate
from scoring.afterwards.figures.shapes import Collaboration, IncidentRecap, TeamRecap
from tests.making import NOW


def recap_of(team: int = 1, **changes) -> TeamRecap:
    """A team of two that did nothing."""
    values = {
        "team": Team(pk=team, name=f"Team {team}", gameday=GameDay(pk=1)),
        "place": 1,
        "points": 0,
        "revenue": 0,
        "resolved": 0,
        "seats": {Role.DEV: 1, Role.OPS: 1},
        "incidents": (),
        "collaboration": Collaboration(),
    }
    return TeamRecap(**values | changes)


def day_of(team: int = 1, recap: dict | None = None, **changes) -> AwardCandidate:
    return AwardCandidate(recap=recap_of(team, **recap or {}), **changes)


def incident(state: str = IncidentState.RESOLVED, spare: timedelta = timedelta(minutes=8), **changes) -> IncidentRecap:
    """An incident that ended at NOW, so much before its deadline."""
    scenario = Scenario(title="The sleepy shop")
    row = Incident(team=Team(name="Team"), state=state, scenario=scenario, expires_at=NOW + spare)
    values = {"incident": row, "scenario": scenario, "round": None, "voided": False, "ended_at": NOW}
    return IncidentRecap(**values | changes)
