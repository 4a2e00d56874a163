"""Who asks: decided once for each connection, before Django sees it, and read as REMOTE_ADDR by all who want to know.

Anybody can send X-Forwarded-For and X-Forwarded-Proto. They count where a proxy that TRUSTED_PROXIES names has sent them.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

Application = Callable[[Any, Any, Any], Awaitable[None]]

WITH_CLIENTS = ("http", "websocket")


def behind_proxies(application: Application) -> Application:
    """The application, told the client's address and scheme as far as the proxies in front of it are to be believed."""
    behind_named = ProxyHeadersMiddleware(application, settings.TRUSTED_PROXIES)

    async def connection(scope: Any, receive: Any, send: Any) -> None:
        if settings.BEHIND_GATEWAY and scope["type"] in WITH_CLIENTS:
            scope = scope | {"client": _client_of_gateway(scope)}
        await behind_named(scope, receive, send)

    return connection


def _client_of_gateway(scope: Any) -> tuple[str, int] | None:
    """Whom compose's gateway has seen (gateway.conf). It alone reaches us there, and overwrites what a client sent."""
    seen = dict(scope["headers"]).get(b"x-real-ip", b"").decode("latin-1")
    return (seen, 0) if seen else scope["client"]
