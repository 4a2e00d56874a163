"""A sign of life of Celery's workers: a file that is touched at every heartbeat, for `up` and for health checks.

Its name is in GAMEDAY_ALIVE_FILE; without that nothing happens.
"""

import os
from pathlib import Path
from typing import Any

from celery.signals import heartbeat_sent, worker_ready

FILE = os.environ.get("GAMEDAY_ALIVE_FILE", "")


@worker_ready.connect
@heartbeat_sent.connect
def touch(**event: Any) -> None:
    if FILE:
        Path(FILE).touch()
