"""python -m gameday.operations.running.web_server NAME FD…: a web process at sockets that its supervisor has opened.

The name is for those who look at a list of processes. uvicorn's own command takes one such socket at most.
"""

import socket
import sys
from collections.abc import Iterable

import uvicorn

APPLICATION, PROTOCOL = "gameday.asgi:application", "gameday.live.websocket_protocol:Protocol"


def web_server() -> uvicorn.Server:
    """Whom to believe about a client's address, says gameday.network.client_address."""
    quietly = uvicorn.Config(
        APPLICATION,
        ws=PROTOCOL,
        proxy_headers=False,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=3,
    )
    return uvicorn.Server(quietly)


def serve(descriptors: Iterable[str]) -> int:
    """Serve until a signal asks for the end. Returns the exit code."""
    server = web_server()
    server.run([socket.socket(fileno=int(each)) for each in descriptors])
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(serve(sys.argv[2:]))
