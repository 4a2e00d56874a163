"""Attendance: this process's team sockets, told to presence. One task renews them all, so that a thousand cost little."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import structlog
from redis.exceptions import RedisError

from gameday.live import presence
from gameday.live.per_loop import per_loop
from gameday.live.presence import Whereabouts

log = structlog.get_logger(__name__)

BEAT = 5.0  # seconds between two looks for who has gone
RENEW = 4  # beats between two renewals: well within presence.FADES


class Attendance:
    """Of one event loop."""

    def __init__(self) -> None:
        self._there: Counter[Whereabouts] = Counter()
        self._left: dict[int, float] = {}  # teams that somebody has left -> how long to look for that
        self._keeper: asyncio.Task[None] | None = None
        self._errands: set[asyncio.Task[None]] = set()

    def come(self, where: Whereabouts) -> None:
        """A socket was opened."""
        self._there[where] += 1
        if self._there[where] == 1:
            self._run(_quietly(_arrive, where))
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep())

    def go(self, where: Whereabouts) -> None:
        """A socket was closed."""
        self._there[where] -= 1
        if self._there[where] <= 0:
            del self._there[where]
            self._left[where.team] = asyncio.get_running_loop().time() + presence.GRACE + BEAT
            self._run(_quietly(presence.page_closed, where))

    def move(self, before: Whereabouts, after: Whereabouts) -> None:
        """A socket's player is at another place now."""
        self._there[after] += 1
        self._there[before] -= 1
        left = self._there[before] <= 0
        if left:
            del self._there[before]
        self._run(_quietly(partial(presence.page_moved, before, left=left), after))

    async def _keep(self) -> None:
        beats = 0
        while self._there or self._left:
            await asyncio.sleep(BEAT)
            beats += 1
            try:
                await self._look(renew=beats % RENEW == 0)
            except RedisError as error:
                log.warning("presence_not_renewed", why=str(error))

    async def _look(self, *, renew: bool) -> None:
        teams, now = set(self._left), asyncio.get_running_loop().time()
        self._left = {team: until for team, until in self._left.items() if until > now}
        if renew:
            await asyncio.to_thread(presence.renew_pages, list(self._there))
            teams |= {where.team for where in self._there}
        for team in await asyncio.to_thread(presence.forget_absent, teams):
            await asyncio.to_thread(presence.announce_presence, team)

    def _run(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)


def _arrive(where: Whereabouts) -> None:
    if presence.page_opened(where):
        presence.announce_presence(where.team)


async def _quietly(tell: Callable[[Whereabouts], None], where: Whereabouts) -> None:
    try:
        await asyncio.to_thread(tell, where)
    except RedisError as error:
        log.warning("presence_not_told", why=str(error))


socket_attendance = per_loop(Attendance)
