"""The real ASGI application on a real server, and requests to it: what only shows with threads, sockets and a line of waiters."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn
from asgiref.testing import ApplicationCommunicator
from django.db import connections

from gameday.live.websocket_protocol import Protocol
from scenarios.waiting import wait_until

LONGEST = 100.0  # seconds that a test waits for what comes at once on an idle machine


class Request(ApplicationCommunicator):
    """One HTTP request to an ASGI application, without a server."""

    def __init__(self, application: Any, path: str, *, method: str = "GET", address: str = "10.0.0.1", **headers: str):
        named = {name.replace("_", "-").lower(): value for name, value in {"host": "localhost", **headers}.items()}
        super().__init__(
            application,
            {
                "type": "http",
                "http_version": "1.1",
                "method": method,
                "path": path,
                "query_string": b"",
                "client": (address, 1234),
                "headers": [(name.encode(), value.encode()) for name, value in named.items()],
            },
        )

    async def begin(self, *, whole: bool = True) -> None:
        """Send the request; not `whole`: the rest of it is still to come."""
        await self.send_input({"type": "http.request", "body": b"", "more_body": not whole})

    async def answer(self) -> tuple[int, dict[str, str], str]:
        start = await self.receive_output(timeout=LONGEST)
        body = (await self.receive_output(timeout=LONGEST))["body"]
        headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        return start["status"], headers, body.decode()


async def get(application: Any, path: str, **about: Any) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of a page."""
    request = Request(application, path, **about)
    await request.begin()
    found = await request.answer()
    await request.wait(timeout=LONGEST)
    return found


async def until(holds: Callable[[], object]) -> None:
    """Wait without holding up the event loop."""
    async with asyncio.timeout(LONGEST):
        while not holds():
            await asyncio.sleep(0.01)


@contextlib.contextmanager
def served(application: Any) -> Iterator[int]:
    """Serves it on a port of loopback, in a thread."""
    server = uvicorn.Server(uvicorn.Config(application, host="127.0.0.1", port=0, ws=Protocol, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started, within=LONGEST, every=0.02)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(LONGEST)
        connections.close_all()
