"""Whether something comes true in time: for an assertion that says how things stand where it does not."""

from collections.abc import Callable

from scenarios.waiting import wait_while


def eventually(check: Callable[[], object], within: float = 30.0, every: float = 0.1) -> bool:
    """`within` and `every` are seconds."""
    return not wait_while(lambda: not check(), within=within, every=every)
