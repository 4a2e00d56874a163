"""The sign of a host that it is there: the worker beside its engine writes into its row every few seconds.

A thread of its own does it, so that no build keeps it waiting. Where the engine does not answer, or the database cannot be
reached, nothing is written: a host that nothing is heard of is lost (hosts.is_lost). A worker that is ended on purpose says so
at last, and has more time to come back: that is how a host is updated in the middle of a day.
"""

import os
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from django.db import close_old_connections, connection
from django.db.models.functions import Now
from django.utils import timezone

from gameday.models import Host
from gameday.sandboxes import addresses
from gameday.version import gameday_version

log = structlog.get_logger(__name__)

EVERY = timedelta(seconds=3)
LAST_WORD = timedelta(seconds=5)  # what an ending worker waits for its last line in the row
MOST_SKEW_MS = 1_000_000_000  # some eleven days: a clock may be wrong by years, and the column has an end
MEMORY = Path("/proc/meminfo")


class HostHeartbeats:
    """The threads of one worker."""

    def __init__(self) -> None:
        self.ending = threading.Event()
        self.threads: list[threading.Thread] = []

    def begin(self, queues: set[str]) -> None:
        """Start a thread for each host whose queue this worker reads."""
        for queue in queues:
            name = queue.removeprefix("host.")
            if name != queue:
                thread = threading.Thread(target=self._beat, args=(name,), name=f"heartbeat of {name}", daemon=True)
                thread.start()
                self.threads.append(thread)

    def end(self) -> None:
        """The worker is being ended: each host's row says so."""
        self.ending.set()
        for thread in self.threads:
            thread.join(LAST_WORD.total_seconds())

    def _beat(self, name: str) -> None:
        while not self.ending.is_set():
            _try_to_tell(tell_life, name)
            self.ending.wait(EVERY.total_seconds())
        _try_to_tell(tell_end, name)


def _try_to_tell(tell: Callable[[str], object], name: str) -> None:
    try:
        close_old_connections()
        tell(name)
    except Exception as error:
        log.warning("host_not_told", host=name, why=str(error))


def tell_life(name: str) -> bool:
    """Ask the engine of that host, and write down that it is there. Says whether there is such a host. Raises EngineError."""
    host = Host.objects.filter(name=name).first()
    if host is None:
        return False
    versions = addresses.engine_at(host).versions() | {"gameday": gameday_version()}
    Host.objects.filter(pk=host.pk).update(
        seen_at=Now(), stopped_at=None, versions=versions, load=machine_load(), clock_skew_ms=clock_skew_ms()
    )
    return True


def tell_end(name: str) -> None:
    """Write down that the worker beside that host's engine is ended on purpose."""
    Host.objects.filter(name=name).exclude(seen_at=None).update(stopped_at=Now())


def machine_load() -> dict[str, float]:
    """What this machine does: processes that want a processor (mean of a minute), its processors, MiB that are free."""
    lines = dict(line.split(":", 1) for line in MEMORY.read_text().splitlines())
    free = int(lines["MemAvailable"].split()[0]) // 1024
    return {"cpu": round(os.getloadavg()[0], 2), "cores": os.cpu_count() or 1, "memory_mb_free": free}


def clock_skew_ms() -> int:
    """By how many milliseconds the clock of this machine is ahead of the database's."""
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        there: Any = cursor.fetchone()[0]
    after = timezone.now()
    skew = (before + (after - before) / 2 - there) / timedelta(milliseconds=1)
    return round(max(min(skew, MOST_SKEW_MS), -MOST_SKEW_MS))
