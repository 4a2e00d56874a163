"""A Celery worker that hangs in its first task: `python -m tests.running.hanging_worker FILE WORDS…`. It then makes FILE."""

import sys
import time
from pathlib import Path

from gameday.background import heartbeat
from gameday.celery import app


@app.task(name="tests.hang", acks_late=False)  # else it would come again to the next worker
def hang() -> None:
    Path(sys.argv[1]).touch()
    time.sleep(600)


if __name__ == "__main__":
    heartbeat.LONGEST_TASK = 0.0  # seconds: a task that began is too old already
    hang.apply_async(queue="referee")
    app.worker_main(["worker", "--without-gossip", "--without-mingle", *sys.argv[2:]])
