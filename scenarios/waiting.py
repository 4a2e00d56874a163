"""Waits for a condition by checking it again and again: the only such loop in the project."""

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

T = TypeVar("T")
EVERY = 0.1  # seconds between two checks
Pause = Callable[[float], object]


class NotInTime(Exception):
    """The condition did not become true in time. Not an OSError like TimeoutError: no engine is in trouble."""


def repeated_looks(*, within: float, every: float = EVERY, pause: Pause = time.sleep) -> Iterator[None]:
    """Yields at once, then every `every` seconds, and a last time when `within` seconds have passed.

    After a check that took longer than `every`, the pause is as long as the check. So the machine, which may be busy
    with what is waited for, is left alone at least half of the time.
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
    """The first true value of `condition`. After `within` seconds raises `otherwise`, or NotInTime with that sentence.

    `within` and `every` are seconds. `pause` sleeps between two checks; if it raises, the waiting ends.
    """
    for _ in repeated_looks(within=within, every=every, pause=pause):
        if found := condition():
            return found
    if isinstance(otherwise, Exception):
        raise otherwise
    raise NotInTime(otherwise or f"What was waited for did not come within {within:g} s.")


def wait_while(condition: Callable[[], T], *, within: float, every: float = EVERY) -> T:
    """Wait at most `within` seconds until `condition` is empty or false. Returns its last value."""
    for _ in repeated_looks(within=within, every=every):
        if not (said := condition()):
            break
    return said
