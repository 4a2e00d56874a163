"""What becomes of a socket when the database does not answer: it is closed, and the page opens it again in a while."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError

log = structlog.get_logger(__name__)

Application = Callable[[Any, Any, Any], Awaitable[None]]
TRY_AGAIN_LATER = 1013  # RFC 6455's registry of close codes


def closing_without_database(application: Application) -> Application:
    """The application, each of its sockets closed with TRY_AGAIN_LATER where it raises what a database raises that is away."""

    async def connection(scope: Any, receive: Any, send: Any) -> None:
        try:
            await application(scope, receive, send)
        except (OperationalError, InterfaceError) as trouble:
            log.error("socket_without_database", path=scope["path"], why=str(trouble))
            await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})

    return connection
