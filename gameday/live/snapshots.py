"""One snapshot for all who come while nothing changes: 1,000 boards that open at once cost the database one look.

A snapshot is the same for everybody on its topic: it is in the language of the game day, and frozen for all or for nobody.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from gameday.live.per_loop import per_loop
from gameday.live.subscriber import Frame, subscriber

SPACING = 0.1  # seconds between two snapshots of one topic
LASTS = 1.0  # seconds that one is handed out: some of what it shows changes by time alone, and nobody tells that


@dataclass(frozen=True)
class TopicSnapshot:
    """`version` is the subscriber's of the topic when its making began, `begun` the event loop's time."""

    version: int
    begun: float
    frame: Frame


class Snapshots:
    """Who asks has joined the topic: what is told from then on reaches them, so a snapshot of that version misses nothing."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._made: dict[str, TopicSnapshot] = {}

    async def latest(self, topic: str, build: Callable[[], Awaitable[Frame]]) -> Frame:
        """The snapshot that others got a moment ago, where no frame has come since; else a new one."""
        asked, version = asyncio.get_running_loop().time(), subscriber().version(topic)
        if self._serves(topic, version, asked):
            return self._made[topic].frame
        async with self._locks.setdefault(topic, asyncio.Lock()):
            if not self._serves(topic, version, asked):
                self._made[topic] = await self._make(topic, build)
            return self._made[topic].frame

    def _serves(self, topic: str, version: int, asked: float) -> bool:
        made = self._made.get(topic)
        return made is not None and made.version >= version and made.begun >= asked - LASTS

    async def _make(self, topic: str, build: Callable[[], Awaitable[Frame]]) -> TopicSnapshot:
        clock = asyncio.get_running_loop().time
        if topic in self._made:
            await asyncio.sleep(self._made[topic].begun + SPACING - clock())
        version, begun = subscriber().version(topic), clock()
        return TopicSnapshot(version, begun, await build())


snapshots = per_loop(Snapshots)
