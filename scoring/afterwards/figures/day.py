"""What a whole day came to, read from rows: day_recap() fills the shapes, in as many queries for one team as for forty."""

from datetime import datetime

from gameday.models import GameDay
from scoring.afterwards.figures.shapes import Collaboration, DayRecap


def day_recap(gameday: GameDay, now: datetime) -> DayRecap:
    """Everything that is known of the day at `now`: of one that still runs, what is known so far."""
    return DayRecap(gameday, (), (), {}, Collaboration())
