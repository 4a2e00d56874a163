"""What there is once in an event loop, and so once in a web process."""

import asyncio
from collections.abc import Callable
from typing import TypeVar
from weakref import WeakKeyDictionary

Made = TypeVar("Made")


def per_loop(factory: Callable[[], Made]) -> Callable[[], Made]:
    """A function that returns the running loop's own; it is made when it is first asked for."""
    made: WeakKeyDictionary[asyncio.AbstractEventLoop, Made] = WeakKeyDictionary()

    def of_running_loop() -> Made:
        loop = asyncio.get_running_loop()
        if loop not in made:
            made[loop] = factory()
        return made[loop]

    return of_running_loop
