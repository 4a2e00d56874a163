"""The control room's socket, for facilitators."""

from channels.db import database_sync_to_async

from gameday import access
from gameday.live.consumer import STRANGER, UNKNOWN, PageConsumer
from gameday.live.topics import control_topic
from gameday.models import GameDay


class ControlConsumer(PageConsumer):
    async def find_topic(self) -> str | int:
        if not access.may_control(self.scope["user"]):
            return STRANGER
        found = GameDay.objects.filter(slug=self.scope["url_route"]["kwargs"]["slug"]).values_list("pk", flat=True)
        gameday_id = await database_sync_to_async(found.first)()
        return control_topic(gameday_id) if gameday_id else UNKNOWN
