"""The way between the web and the process beside another machine's engine: what the web says of a browser there, and proves.

A process beside another machine's engine answers the web alone: whoever else finds its port is refused.
"""

from collections.abc import Awaitable, Callable, Iterable
from secrets import compare_digest
from typing import Any

import structlog
from django.utils.crypto import salted_hmac

from gameday.network.wrong_address import HEALTH

log = structlog.get_logger(__name__)

Application = Callable[[Any, Any, Any], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
CLIENT, SCHEME, PASSWORD = b"x-real-ip", b"x-forwarded-proto", b"x-gameday-relay"
# Of one connection (RFC 9110, 7.6.1), or what only we may say
NOT_PASSED_ON = frozenset(
    {b"connection", b"keep-alive", b"proxy-connection", b"te", b"trailer", b"transfer-encoding", b"upgrade", b"expect"}
)
OURS = frozenset({CLIENT, SCHEME, PASSWORD, b"x-forwarded-for", b"x-forwarded-host", b"forwarded"})
REFUSED = b"This process serves the engine beside it. Open Gameday at its own address.\n"


def relay_password(host: str) -> str:
    """What the web shows to the process of that host: no other host's would do."""
    return salted_hmac("gameday.relay", host, algorithm="sha256").hexdigest()


def passed_on(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """The headers that are the browser's or the page's, and not those of one connection."""
    return [(name.lower(), value) for name, value in headers if name.lower() not in NOT_PASSED_ON]


def headers_for(host: str, scope: Any) -> Headers:
    """What the browser sent, and who it is as far as we know."""
    sent = [(name, value) for name, value in passed_on(scope["headers"]) if name not in OURS]
    client = (scope.get("client") or ("", 0))[0]
    said = [(CLIENT, client.encode()), (SCHEME, scope["scheme"].encode()), (PASSWORD, relay_password(host).encode())]
    return sent + said


def for_the_web_alone(application: Application, host: str) -> Application:
    """The application of the process beside that host's engine, told of each browser what the web knows of it."""

    async def connection(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket") or scope["path"].endswith(HEALTH):
            await application(scope, receive, send)
            return
        said = dict(scope["headers"])
        if not compare_digest(said.get(PASSWORD, b""), relay_password(host).encode()):
            log.warning("not_from_the_web", path=scope["path"], client=scope.get("client"))
            await _refuse(scope, receive, send)
            return
        about = {"client": (said.get(CLIENT, b"").decode(), 0), "scheme": said.get(SCHEME, b"http").decode()}
        await application(scope | about, receive, send)

    return connection


async def _refuse(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4403})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSED})
