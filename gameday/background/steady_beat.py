"""Celery beat by the machine's own count of seconds: no clock that is set moves it, and nothing is remembered in a file.

Celery's own scheduler compares moments. After a clock was set back it waits until the old time has come again.
"""

from time import monotonic
from typing import Any

from celery.beat import Scheduler
from celery.schedules import schedule


class SteadyScheduler(Scheduler):
    """Sends each task as soon as beat starts, then every so many seconds as the schedule says."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self.due: dict[str, float] = {}  # name -> when it is sent next, in seconds of the monotonic clock
        super().__init__(*arguments, **named)

    def tick(self, *arguments: Any, **named: Any) -> float:
        """Send what is due; returns the seconds until something is due again."""
        now = monotonic()
        for name, entry in self.schedule.items():
            if self.due.get(name, now) <= now:
                assert isinstance(entry.schedule, schedule), f"{name} is sent every so many seconds"
                self.due[name] = now + entry.schedule.seconds
                self.apply_entry(entry, producer=self.producer)
        return max(min(self.due.values(), default=now + 1.0) - monotonic(), 0.0)
