"""The socket of a team's players. While it is open, its player is online; it tells where they are and that they type."""

import asyncio
import math
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from gameday import access
from gameday.live import presence
from gameday.live.attendance import socket_attendance
from gameday.live.consumer import MALFORMED, STRANGER, UNKNOWN, PageConsumer
from gameday.live.presence import DeskPlace, TypedIn, Whereabouts
from gameday.live.topics import team_topic

TYPING_PAUSE = 0.5  # seconds from one frame "typing" to the next that is passed on
MOVING_PAUSE = 1.0  # seconds from one move to the next; of the moves between, only the last counts


class TeamConsumer(PageConsumer):
    """Who it is, says the session; where they are, `place` in the query and later frames "place"."""

    where: Whereabouts | None = None
    online = False
    typed_at = -math.inf  # by the event loop's clock
    heading: DeskPlace | None = None  # where to move at the end of the pause

    async def connect(self) -> None:
        await super().connect()
        if self.where:
            socket_attendance().come(self.where)
            self.online = True

    def leave(self) -> None:
        if self.where and self.online:
            socket_attendance().go(self.where)
        super().leave()

    async def find_topic(self) -> str | int:
        player = await database_sync_to_async(access.player_of)(self.scope["session"])
        if player is None:
            return STRANGER
        if not player.team_id:
            return UNKNOWN
        place = parse_qs(self.scope["query_string"].decode(errors="replace")).get("place", [""])[0]
        self.where = Whereabouts(
            player.team_id, player.pk, DeskPlace(place) if place in DeskPlace.values else DeskPlace.PAGE
        )
        return team_topic(player.team_id)

    async def heed(self, asked: dict[str, Any]) -> tuple[str, int] | None:
        match asked:
            case {"type": "typing", "in": str(field)} if field in TypedIn.values:
                await self._pass_on_typing(TypedIn(field))
            case {"type": "place", "place": str(place)} if place in DeskPlace.values:
                self._head_for(DeskPlace(place))
            case _:
                told = _(
                    'Here one sends {"type": "resync"}, "typing" with "in", or "place" with "place"; nothing was done.'
                )
                return told, MALFORMED
        return None

    async def _pass_on_typing(self, field: TypedIn) -> None:
        """Too many in a moment are dropped: the next one says the same."""
        now = asyncio.get_running_loop().time()
        if self.where is None or now - self.typed_at < TYPING_PAUSE:
            return
        self.typed_at = now
        with suppress(RedisError):
            await asyncio.to_thread(presence.announce_typing, self.where, field)

    def _head_for(self, place: DeskPlace) -> None:
        moving, self.heading = self.heading is not None, place
        if not moving:
            self.later(self._move())

    async def _move(self) -> None:
        """Go where the player is now; then pause, and go where they went meanwhile."""
        while self.where and self.online and self.heading not in (None, self.where.place):
            before, self.where = self.where, replace(self.where, place=self.heading)
            socket_attendance().move(before, self.where)
            await asyncio.sleep(MOVING_PAUSE)
        self.heading = None
