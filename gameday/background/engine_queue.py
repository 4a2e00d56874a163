"""The queue to the worker beside an engine: work on one row is sent after the commit. The work stands in tasks.py."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from gameday.celery import app
from gameday.models import Host

# Work that shows no progress by then is sent once more: a lock keeps two workers off one row.
RESEND_BUILD = timedelta(seconds=15)
RESEND_FAULT = timedelta(seconds=5)  # putting faults in, and taking them out
# No next_at lies farther ahead; one that does was written before the system's clock jumped back.
FARTHEST_NEXT_AT = timedelta(minutes=2)


def send_to_engine(name: str, row: int, host: Host) -> None:
    """Send gameday.tasks.<name>(row) to the host's queue once the transaction commits.

    A message that nobody took before the clock sends it again is dropped. Without a broker nothing is raised, and to a host
    that is lost nothing is sent: the clock finds the row again.
    """
    if host.lost_at:
        return
    queue, expires = host.queue, RESEND_BUILD.total_seconds()

    def sending() -> None:
        app.send_task(f"gameday.tasks.{name}", args=[row], queue=queue, expires=expires, retry=False)

    transaction.on_commit(sending, robust=True)


def rows_due(now: datetime) -> Q:
    """Rows that the clock has to look at, by their next_at."""
    return Q(next_at__lte=now) | Q(next_at__gt=now + FARTHEST_NEXT_AT)
