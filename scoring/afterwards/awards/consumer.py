"""The ceremony's socket: everybody may watch."""

from gameday.live.consumer import UNKNOWN, PageConsumer
from gameday.live.topics import ceremony_topic


class CeremonyConsumer(PageConsumer):
    async def find_topic(self) -> str | int:
        gameday_id = await self.gameday_id()
        return ceremony_topic(gameday_id) if gameday_id else UNKNOWN
