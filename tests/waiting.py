"""Waits for something to come true, in an assert that shows the state if it does not."""

from collections.abc import Callable

from scenarios.waiting import wait_while


def eventually(check: Callable[[], object], within: float = 30.0, every: float = 0.1) -> bool:
    """Did the check become true? `within` and `every` are seconds."""
    return not wait_while(lambda: not check(), within=within, every=every)
