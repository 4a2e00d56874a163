"""A thread of a worker or a web process keeps its connection to PostgreSQL from one task or page to the next.

To open one takes longer than most tasks and pages do otherwise. background/connection_budget counts the threads.
"""

from typing import Any

from celery.signals import task_postrun, task_prerun, worker_init
from django.db import close_old_connections, connections

LONGEST = 300  # seconds that one connection is used


def keep_connections() -> None:
    """In this process, until it ends. A connection that PostgreSQL has cut is noticed before the next use and replaced."""
    for database in connections.settings.values():
        database |= {"CONN_MAX_AGE": LONGEST, "CONN_HEALTH_CHECKS": True}


@worker_init.connect
def keep_connections_of_worker(**event: Any) -> None:
    """Without this Celery opens a new one for each task: two a second, even while nothing happens."""
    keep_connections()
    task_prerun.connect(close_old_connections)  # as Django does before and after a request
    task_postrun.connect(close_old_connections)
