"""The sign of a process of Celery's that it works, not only that it lives: a file that is touched.

A worker touches it when a task is done. So that there is always one, it sends itself a task that does nothing, through a
queue of its own, at every heartbeat. Beat touches it when the broker has taken a message. `up` and compose restart what
touches no more. The file's name is in GAMEDAY_ALIVE_FILE; without that nothing happens.
"""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from celery import shared_task
from celery.signals import after_task_publish, beat_init, heartbeat_sent, task_postrun, task_prerun, worker_ready
from celery.utils.nodenames import worker_direct
from kombu.exceptions import OperationalError

FILE = os.environ.get("GAMEDAY_ALIVE_FILE", "")
SIGN_EVERY = (
    5.0  # seconds from one task to oneself to the next. One that waits so long is dropped, so they never pile up
)
LONGEST_TASK = 60.0  # seconds. The longest without an engine is a tick, which gives customers 3.5 s
LONGEST_ENGINE_TASK = 900.0  # building a sandbox may fetch an image (5 minutes), build it, and start seven containers


def touch_file(**event: Any) -> None:
    Path(FILE).touch()


@shared_task
def give_sign() -> None:
    """Does nothing. That it is done shows that the worker's queue moves."""


class WorkerHeart:
    """What a worker has to know about itself at a heartbeat."""

    def __init__(self) -> None:
        self.begun: dict[str, float] = {}  # the tasks that are being done -> when they began
        self.threads = 1
        self.longest = LONGEST_TASK
        self.sent_at = -SIGN_EVERY

    def begin(self, task_id: str, **event: Any) -> None:
        self.begun[task_id] = time.monotonic()

    def end(self, task_id: str, **event: Any) -> None:
        self.begun.pop(task_id, None)
        touch_file()

    def learn(self, sender: Any, **event: Any) -> None:
        """The worker is ready: how many threads it has, and whether it works on an engine."""
        self.threads = sender.controller.concurrency
        if any(queue.name.startswith("host.") for queue in sender.task_consumer.queues):
            self.longest = LONGEST_ENGINE_TASK

    def beat(self, sender: Any, **event: Any) -> None:
        """At a heartbeat: send a task to oneself. While all threads are at work that is not too old, none can be done."""
        now = time.monotonic()
        if self.all_at_work(now):
            touch_file()
        if now - self.sent_at >= SIGN_EVERY:
            with suppress(OperationalError):  # without a broker there is no sign
                queue = worker_direct(sender.eventer.hostname)
                give_sign.apply_async(queue=queue, expires=SIGN_EVERY, retry=False)
                self.sent_at = now

    def all_at_work(self, now: float) -> bool:
        begun = list(self.begun.values())
        return len(begun) >= self.threads and now - max(begun) < self.longest


def connect() -> None:
    heart = WorkerHeart()
    task_prerun.connect(heart.begin, weak=False)
    task_postrun.connect(heart.end, weak=False)
    worker_ready.connect(heart.learn, weak=False)
    heartbeat_sent.connect(heart.beat, weak=False)


@beat_init.connect
def sign_with_every_message(**event: Any) -> None:
    """In beat's process alone: a worker that still sends tasks may well have stopped doing them."""
    if FILE:
        after_task_publish.connect(touch_file)


if FILE:
    connect()
