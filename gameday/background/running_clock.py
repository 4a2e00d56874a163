"""A `now` that runs on while a long task works, untouched by jumps of the system's clock."""

import time
from datetime import datetime, timedelta


class RunningClock:
    """Starts at the `now` that was handed down and goes on with the monotonic clock."""

    def __init__(self, now: datetime) -> None:
        self.start, self.began = now, time.monotonic()

    def now(self) -> datetime:
        return self.start + timedelta(seconds=time.monotonic() - self.began)

    def sleep_until(self, due: datetime, *, most: float) -> None:
        """Sleep until `due`, at most that many seconds."""
        time.sleep(min(max((due - self.now()).total_seconds(), 0.0), most))
