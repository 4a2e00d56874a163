"""A worker's threads keep their connections to PostgreSQL from one task to the next.

Celery would open a new one for each task: two a second, even while nothing happens.
"""

from typing import Any

from celery.signals import task_postrun, task_prerun, worker_init
from django.db import close_old_connections, connections

LONGEST = 300  # seconds that one connection is used


@worker_init.connect
def keep_connections(**event: Any) -> None:
    """In this process, until it ends. A connection that PostgreSQL has cut is noticed before the next task and replaced."""
    for database in connections.settings.values():
        database |= {"CONN_MAX_AGE": LONGEST, "CONN_HEALTH_CHECKS": True}
    task_prerun.connect(close_old_connections)  # as Django does before and after a request
    task_postrun.connect(close_old_connections)
