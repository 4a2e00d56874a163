"""The board as Channels' handbook has it: every socket in a group of the Redis channel layer, a frame by group_send."""

import os

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gameday.settings")
django.setup()

GROUP = "bench.board"


class Watcher(AsyncWebsocketConsumer):
    groups = [GROUP]

    async def board_frame(self, event: dict[str, str]) -> None:
        await self.send(text_data=event["text"])


application = ProtocolTypeRouter({"websocket": URLRouter([path("ws/board/<slug:slug>/", Watcher.as_asgi())])})
