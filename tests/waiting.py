"""Waits for something to come true, in an assert that shows the state if it does not."""

import asyncio
import time
from collections.abc import Callable

from scenarios.waiting import wait_while

LOST = 30.0  # seconds


def eventually(check: Callable[[], object], within: float = LOST, every: float = 0.1) -> bool:
    """Did the check become true? `within` and `every` are seconds."""
    return not wait_while(lambda: not check(), within=within, every=every)


async def comes_to(check: Callable[[], object], wanted: object) -> None:
    """Wait until the check, which runs in a thread, returns what is wanted."""
    end = time.monotonic() + LOST
    while (found := await asyncio.to_thread(check)) != wanted:
        assert time.monotonic() < end, found
        await asyncio.sleep(0.05)
