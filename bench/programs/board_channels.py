"""The board as the manual of Channels does it: every socket is in one group of the Redis channel layer."""

import os

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gameday.settings")
django.setup()

# with the manual's settings, only a hundred connections to Redis are possible
HOST = {"address": settings.REDIS_URL, "max_connections": 4000}
CONFIG = {"hosts": [HOST], "prefix": f"{settings.INSTALLATION}:bench"}
settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": CONFIG}}

GROUP = "bench.board"


class Watcher(AsyncWebsocketConsumer):
    groups = [GROUP]

    async def board_frame(self, event: dict[str, str]) -> None:
        await self.send(text_data=event["text"])


application = ProtocolTypeRouter({"websocket": URLRouter([path("ws/board/<slug:slug>/", Watcher.as_asgi())])})
