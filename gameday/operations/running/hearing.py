"""Does a process work, or does it only live? It gives a sign at each look; one that is silent for too long is deaf.

Looks are counted, not seconds. So a nap of the machine, a stop of everything or a clock that jumps is one look without a
sign, not an hour of silence; and where the machine is so busy that looking itself is slow, everybody gets more time.
"""

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

LOOK_EVERY = 5.0  # seconds
# A minute without a sign. The slowest answer ever seen of a busy machine (ten sandboxes in busy loops on two cores) took
# 6 s: ten times that is no hiccup. A restart is not free: web's cuts every socket, the worker's begins its builds anew.
DEAF_LOOKS = 12
STARTING_LOOKS = 36  # until the first sign: three minutes. On a busy machine a start takes half of one
PAGE_SECONDS = 3.0

Sign = Callable[[], bool]


@dataclass
class Hearing:
    """Whether one process works. `sign` says whether it has given one since it was last asked."""

    sign: Sign
    heard: bool = False  # since it was started
    silent: int = 0  # looks in a row
    since: float = field(default_factory=time.time)  # when it was last well, in UNIX time

    def begin(self) -> None:
        """The process was started (again)."""
        self.sign()  # forget what the one before has left
        self.heard = False
        self.excuse()

    def excuse(self) -> None:
        """Its silence until now is not its own fault."""
        self.silent, self.since = 0, time.time()

    def look(self) -> None:
        if self.sign():
            self.heard = True
            self.excuse()
        else:
            self.silent += 1

    @property
    def deaf(self) -> bool:
        return self.silent >= (DEAF_LOOKS if self.heard else STARTING_LOOKS)


def file_touched(path: Path) -> Sign:
    """A file that the process touches while it works (gameday/background/heartbeat.py)."""
    last = 0

    def touched() -> bool:
        nonlocal last
        before, last = last, path.stat().st_mtime_ns if path.exists() else 0
        return last not in (0, before)

    return touched


def page_served(url: str) -> Sign:
    """A page of a web process. One that says that it has too much to do is an answer too."""

    def served() -> bool:
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=PAGE_SECONDS):
                return True
        except urllib.error.HTTPError as error:
            return error.code in (429, 503)
        except (OSError, HTTPException):
            return False

    return served
