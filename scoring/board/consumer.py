"""The board's socket: everybody may look."""

from channels.db import database_sync_to_async
from django.utils import timezone

from gameday.live.consumer import UNKNOWN, LiveConsumer
from gameday.live.subscriber import Frame
from gameday.live.topics import board_topic
from gameday.models import GameDay
from scoring.board import snapshot


class BoardConsumer(LiveConsumer):
    async def find_topic(self) -> str | int:
        found = GameDay.objects.filter(slug=self.scope["url_route"]["kwargs"]["slug"]).values_list("pk", flat=True)
        self.gameday_id = await database_sync_to_async(found.first)()
        return board_topic(self.gameday_id) if self.gameday_id else UNKNOWN

    async def build(self) -> Frame:
        return Frame(*await database_sync_to_async(snapshot.board_frame)(self.gameday_id, timezone.now()))
