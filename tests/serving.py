"""An application behind the real server, in a thread of this process; and how this process keeps connections meanwhile."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from django.db import connections
from django.db.backends.signals import connection_created

from gameday.background.kept_connections import keep_connections
from gameday.live.websocket_protocol import Protocol
from scenarios.waiting import wait_until


@contextmanager
def keeping_connections() -> Iterator[None]:
    """Threads keep their connections to PostgreSQL as in a web process: here until the block ends, not the process."""
    opened: list[Any] = []
    as_before = {alias: database.copy() for alias, database in connections.settings.items()}

    def note(connection: Any, **event: Any) -> None:
        opened.append(connection.connection)

    connection_created.connect(note)
    keep_connections()
    try:
        yield
    finally:
        connection_created.disconnect(note)
        for alias, database in as_before.items():
            connections.settings[alias] |= database
        for connection in opened:
            connection.close()


@contextmanager
def serving(application: Any) -> Iterator[uvicorn.Server]:
    """A server as `manage.py up` starts it, on a free port, until the block ends.

    Its `server_state.connections` are those that are open.
    """
    config = uvicorn.Config(application, port=0, ws=Protocol, log_level="warning", lifespan="on", proxy_headers=False)
    running = uvicorn.Server(config)
    with keeping_connections():
        thread = threading.Thread(target=running.run, daemon=True)
        thread.start()
        wait_until(lambda: running.started, within=30, every=0.01, otherwise="The server does not start.")
        yield running
        running.should_exit = True
        thread.join(20)
        connections.close_all()


def port_of(running: uvicorn.Server) -> int:
    return running.servers[0].sockets[0].getsockname()[1]
