"""Waiting by asking again and again: the one loop for it in the project. What waits for an event needs none of it."""

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

T = TypeVar("T")
EVERY = 0.1  # seconds between two looks
Pause = Callable[[float], object]


class NotInTime(Exception):
    """What was waited for did not come. Not an OSError, as TimeoutError is: no engine refused anything."""


def repeated_looks(*, within: float, every: float = EVERY, pause: Pause = time.sleep) -> Iterator[None]:
    """Yield at once, then every so many seconds, and a last time when `within` seconds are over.

    After a look that took longer than `every`, the pause is as long as that look: who waits leaves the machine, which may
    be busy with what is waited for, at least half of the time.
    """
    now = time.monotonic()
    end = now + within
    while True:
        began = now
        yield
        now = time.monotonic()
        if now >= end:
            return
        pause(min(max(every, now - began), end - now))
        now = time.monotonic()


def wait_until(
    condition: Callable[[], T],
    *,
    within: float,
    every: float = EVERY,
    otherwise: str | Exception = "",
    pause: Pause = time.sleep,
) -> T:
    """What `condition` says as soon as that is true. Raises NotInTime with the sentence, or the exception, `otherwise`.

    `within` and `every` are seconds. `pause` sleeps; one that raises ends the waiting.
    """
    for _ in repeated_looks(within=within, every=every, pause=pause):
        if found := condition():
            return found
    if isinstance(otherwise, Exception):
        raise otherwise
    raise NotInTime(otherwise or f"What was waited for did not come within {within:g} s.")


def wait_while(condition: Callable[[], T], *, within: float, every: float = EVERY) -> T:
    """Wait until `condition` says nothing more, `within` seconds at most; return what it said last."""
    for _ in repeated_looks(within=within, every=every):
        if not (said := condition()):
            break
    return said
