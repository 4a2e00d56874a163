"""The server that the board is compared with: the smallest broadcast that `websockets` allows, fed by the same Redis.

It greets with the bytes of a board's snapshot, which it makes once, when it starts. `python -m bench.programs.board_bare PORT`
"""

import os
import sys

import django
import redis.asyncio
import uvloop
from django.conf import settings
from django.utils import timezone
from websockets.asyncio.server import ServerConnection, broadcast, serve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gameday.settings")
django.setup()

from bench.programs.board_frames import board_frame  # noqa: E402  (apps must be loaded first)
from gameday.live import publish  # noqa: E402
from gameday.models import GameDay  # noqa: E402
from scoring.board import snapshot  # noqa: E402

watching: set[ServerConnection] = set()


def greeting() -> str:
    gameday = GameDay.objects.order_by("pk").first()
    return snapshot.board_frame(gameday.pk, timezone.now())[1] if gameday else ""


async def welcome(connection: ServerConnection) -> None:
    watching.add(connection)
    try:
        await connection.send(GREETING)
        await connection.wait_closed()
    finally:
        watching.discard(connection)


async def main(port: int) -> None:
    subscription = redis.asyncio.Redis.from_url(settings.REDIS_URL).pubsub()
    await subscription.subscribe(publish.redis_channel())
    async with serve(welcome, "127.0.0.1", port, compression=None, ping_interval=None):
        async for message in subscription.listen():
            if message["type"] == "message" and (text := board_frame(message["data"])):
                broadcast(watching, text)


if __name__ == "__main__":
    GREETING = greeting()
    uvloop.run(main(int(sys.argv[1])))
