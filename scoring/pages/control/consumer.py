"""The control room's socket, for all who may look."""

from channels.db import database_sync_to_async

from gameday import access
from gameday.live.consumer import STRANGER, UNKNOWN
from gameday.live.paced import PacedConsumer
from gameday.live.topics import control_topic


class ControlConsumer(PacedConsumer):
    async def find_topic(self) -> str | int:
        if not await database_sync_to_async(access.may_look)(self.scope["user"]):
            return STRANGER
        gameday_id = await self.gameday_id()
        return control_topic(gameday_id) if gameday_id else UNKNOWN
