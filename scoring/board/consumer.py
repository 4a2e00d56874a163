"""The board's socket: everybody may look."""

from channels.db import database_sync_to_async
from django.utils import timezone

from gameday.live.consumer import UNKNOWN, LiveConsumer
from gameday.live.subscriber import Frame
from gameday.live.topics import board_topic
from scoring.board import snapshot


class BoardConsumer(LiveConsumer):
    shown: int | None = None  # the game day

    async def find_topic(self) -> str | int:
        self.shown = await self.gameday_id()
        return board_topic(self.shown) if self.shown else UNKNOWN

    async def build(self) -> Frame:
        assert self.shown
        return Frame(*await database_sync_to_async(snapshot.board_frame)(self.shown, timezone.now()))
