"""The real application behind the real server, in a thread of this process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from django.db import connections

from gameday.asgi import application
from gameday.live.websocket_protocol import Protocol
from scenarios.waiting import wait_until


@contextmanager
def serving() -> Iterator[uvicorn.Server]:
    """A running server, until the block ends. Its `server_state.connections` are those that are open."""
    running = uvicorn.Server(uvicorn.Config(application, port=0, ws=Protocol, log_level="warning", lifespan="on"))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    wait_until(lambda: running.started, within=30, every=0.01, otherwise="The server does not start.")
    yield running
    running.should_exit = True
    thread.join(20)
    connections.close_all()


def port_of(running: uvicorn.Server) -> int:
    return running.servers[0].sockets[0].getsockname()[1]
