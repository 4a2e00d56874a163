"""Waits for something to come true, in an assert that shows the state if it does not."""

import asyncio
from collections.abc import Callable

from scenarios.waiting import wait_while

LOST = 60.0  # seconds after which a frame of a socket counts as lost; a busy machine may deliver late
WITHIN = 30.0  # seconds
EVERY = 0.25  # seconds: a look into a container costs a twentieth of a second of a core


def eventually(check: Callable[[], object], within: float = WITHIN, every: float = EVERY) -> bool:
    """Did the check become true? `within` and `every` are seconds."""
    return not wait_while(lambda: not check(), within=within, every=every)


async def comes_to(check: Callable[[], object], wanted: object) -> None:
    """Wait, beside the event loop, until the check returns what is wanted; an assert shows what it returned instead."""

    def differs() -> str:
        return "" if (found := check()) == wanted else repr(found)

    assert not (instead := await asyncio.to_thread(wait_while, differs, within=WITHIN)), instead
