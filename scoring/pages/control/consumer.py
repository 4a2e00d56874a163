"""The control room's socket, for all who may look."""

from channels.db import database_sync_to_async

from gameday import access
from gameday.live.consumer import STRANGER, UNKNOWN, PageConsumer
from gameday.live.topics import control_topic
from gameday.models import GameDay


class ControlConsumer(PageConsumer):
    async def find_topic(self) -> str | int:
        return await database_sync_to_async(self._topic)()

    def _topic(self) -> str | int:
        if not access.may_look(self.scope["user"]):
            return STRANGER
        found = GameDay.objects.filter(slug=self.scope["url_route"]["kwargs"]["slug"])
        gameday_id = found.values_list("pk", flat=True).first()
        return control_topic(gameday_id) if gameday_id else UNKNOWN
