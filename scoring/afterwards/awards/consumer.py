"""The ceremony's socket: everybody may watch."""

from channels.db import database_sync_to_async

from gameday.live.consumer import UNKNOWN, PageConsumer
from gameday.live.topics import ceremony_topic
from gameday.models import GameDay


class CeremonyConsumer(PageConsumer):
    async def find_topic(self) -> str | int:
        found = GameDay.objects.filter(slug=self.scope["url_route"]["kwargs"]["slug"]).values_list("pk", flat=True)
        gameday_id = await database_sync_to_async(found.first)()
        return ceremony_topic(gameday_id) if gameday_id else UNKNOWN
