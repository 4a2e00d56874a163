"""The customers of a team over the last half hour, for the console's charts: requests, errors, waiting times."""

from datetime import UTC, datetime, timedelta
from typing import Any

from gameday.models import Team
from scoring import rules
from scoring.models import JourneyOutcome, Observation

KEPT = timedelta(minutes=30)


def customer_trail(team: Team, now: datetime, *, after: float = 0.0, until: datetime | None = None) -> list[list[Any]]:
    """[seconds since the epoch, requests, errors, slowest in ms or None] for each tick, oldest first.

    `after` is in seconds since the epoch. A journey that was not measured is no request; in a rush hour one is several.
    """
    since = max(now - KEPT, datetime.fromtimestamp(max(after, 0.0), UTC))
    rows = Observation.objects.filter(team=team, at__gt=since)
    rows = rows.filter(at__lte=until) if until else rows
    return [_point(at, journeys) for at, journeys in rows.order_by("tick").values_list("at", "journeys")]


def _point(at: datetime, journeys: dict[str, Any]) -> list[Any]:
    measured = [met for met in rules.journeys_in_order(journeys).values() if met.outcome != JourneyOutcome.ERROR]
    came, served = (sum(getattr(met, part) for met in measured) for part in ("came", "served"))
    slowest = max((met.ms for met in measured if met.served), default=None)
    return [round(at.timestamp(), 1), came, came - served, slowest]
