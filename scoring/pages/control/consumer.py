"""The control room's socket, for facilitators."""

from gameday import access
from gameday.live.consumer import STRANGER, UNKNOWN
from gameday.live.paced import PacedConsumer
from gameday.live.topics import control_topic


class ControlConsumer(PacedConsumer):
    async def find_topic(self) -> str | int:
        if not access.may_control(self.scope["user"]):
            return STRANGER
        gameday_id = await self.gameday_id()
        return control_topic(gameday_id) if gameday_id else UNKNOWN
