"""The processes that a platform or a host consists of, as the supervisor starts them."""

import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gameday.operations.running.environment import Environment
from gameday.operations.running.hearing import Hearing, Sign, file_touched, page_served
from gameday.operations.running.supervisor import Child, Supervisor

WEB = ("-m", "gameday.operations.running.web_server")
THREADS = ("--pool", "threads", "--concurrency")


class PreparationFailed(RuntimeError):
    """A step of the preparation failed. It has printed why."""


@dataclass(frozen=True)
class Members:
    """Makes them, with the environment of one run and logs in its folder."""

    environment: Environment

    def web(self, name: str, listeners: Sequence[socket.socket], asked_at: str, **settings: str) -> Child:
        """`asked_at`: the address at which none but this process answers."""
        words = [*WEB, name, *(str(each.fileno()) for each in listeners)]
        return self.child(name, *words, sign=page_served(f"{asked_at}/healthz"), listeners=listeners, **settings)

    def celery(self, name: str, *words: str) -> Child:
        """It touches a file in var/ while it works; one that an earlier run has left there says nothing."""
        self.alive(name).unlink(missing_ok=True)
        sign = file_touched(self.alive(name))
        return self.child(name, "-m", "celery", "-A", "gameday", *words, "--loglevel", "WARNING", sign=sign)

    def child(
        self,
        name: str,
        *words: str,
        sign: Sign | None = None,
        listeners: Sequence[socket.socket] = (),
        **settings: str,
    ) -> Child:
        """One of our own processes. `sign` says whether it works; `settings` are its alone."""
        own = {
            "GAMEDAY_ALIVE_FILE": str(self.alive(name)),
            "PYTHONUNBUFFERED": "1",
            "CELERY_SKIP_CHECKS": "1",  # `prepare` has made Django's checks
        }
        log = self.environment.folder / "logs" / f"{name}.log"
        hearing = Hearing(sign) if sign else None
        values = self.environment.values | own | settings
        return Child(name, [sys.executable, *words], log, values, hearing=hearing, listeners=listeners)

    def alive(self, name: str) -> Path:
        return self.environment.folder / f"{name}.alive"


def await_ready(supervisor: Supervisor, name: str, ready: Callable[[], bool], seconds: float) -> None:
    """Raises PreparationFailed with the child's last words, where it is not ready in time; Stopped if asked to end."""
    if not supervisor.wait(ready, seconds, every=0.2):
        child = next(child for child in supervisor.children if child.name == name)
        late = f"The {name} process is not ready after {seconds:g} s. The end of {child.log}:"
        raise PreparationFailed("\n".join([late, *child.last_words(15)]))
