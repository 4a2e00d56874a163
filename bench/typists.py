"""People at terminals, many at once: each types a key from time to time and waits for its echo. One event loop for all."""

import asyncio
import json
import random
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

import websockets
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections

from gameday import access
from gameday.models import Player
from gameday.terminals import tickets

RAW = "stty raw -echo; echo rea''dy; exec cat"  # from then on a key comes back as it is
PATIENCE = 30  # seconds for an echo
AT_ONCE = 8  # that come in at the same time
Door = tuple[str, str]  # the socket's address with its ticket, and the cookie of that browser


def door_to(player: Player, role: str, port: int) -> Door:
    """A ticket for the player, at the web process on that port."""
    session = SessionStore()
    session[access.SESSION_KEY] = player.token
    session.save()
    token = tickets.issue_ticket(player, role)
    cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
    return f"ws://localhost:{port}/ws/terminal/{token}/", cookie


class Typist:
    """Types into one terminal and measures the echo."""

    def __init__(self, socket: Any) -> None:
        self.socket, self.seen = socket, 0

    async def until(self, what: bytes) -> None:
        seen = b""
        while what not in seen:
            async with asyncio.timeout(PATIENCE):
                frame = await self.socket.recv()
            if isinstance(frame, bytes):
                seen += frame

    async def prepare(self) -> None:
        await self.until(b"# ")
        await self.socket.send(RAW.encode() + b"\r")
        await self.until(b"ready")

    async def type(self, seconds: float, pause: float) -> list[float]:
        """Seconds until each echo; `pause` is that between two keys, on average."""
        found = []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            await asyncio.sleep(random.uniform(0.5, 1.5) * pause)
            began = time.perf_counter()
            await self.socket.send(b"k")
            await self.until(b"k")
            found.append(time.perf_counter() - began)
        return found

    async def flood(self) -> None:
        """Read all output and confirm it, as a browser does."""
        await self.until(b"# ")
        await self.socket.send(b"yes\r")
        async for frame in self.socket:
            if isinstance(frame, bytes):
                self.seen += len(frame)
                await self.socket.send(json.dumps({"type": "drew", "bytes": len(frame)}))

    async def end(self) -> None:
        """End the shell."""
        await self.socket.send('{"type": "end"}')


async def sit_down(stack: AsyncExitStack, player: Player, role: str, port: int) -> Typist:
    """A typist with a terminal of their own, until the stack is closed."""
    url, cookie = await asyncio.to_thread(_door_in_thread, player, role, port)
    headers = {"Cookie": cookie, "Origin": f"http://localhost:{port}"}
    opening = websockets.connect(url, additional_headers=headers, max_size=None, max_queue=None, compression=None)
    return Typist(await stack.enter_async_context(opening))


async def sit_down_all(stack: AsyncExitStack, players: Sequence[Player], role: str, port: int) -> list[Typist]:
    """One terminal for each, ready to type into; a player may be named more than once."""
    found: list[Typist] = []
    for number in range(0, len(players), AT_ONCE):
        coming = [sit_down(stack, player, role, port) for player in players[number : number + AT_ONCE]]
        found += await asyncio.gather(*coming)
        await asyncio.gather(*(typist.prepare() for typist in found[number:]))
    return found


async def type_all(typists: Sequence[Typist], seconds: float, pause: float) -> list[list[float]]:
    """All of them at once; as `Typist.type` of each."""
    return await asyncio.gather(*(typist.type(seconds, pause) for typist in typists))


def _door_in_thread(player: Player, role: str, port: int) -> Door:
    """The thread ends soon, so it closes its database connection."""
    try:
        return door_to(player, role, port)
    finally:
        connections.close_all()
