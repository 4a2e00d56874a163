"""Hands what is for another machine's engine to the process beside that engine: pages by HTTP, sockets byte by byte.

Cookies, origin and path stay the browser's own, so that each means there what it means here. Who is handed on, the caller knows.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from django.utils.translation import gettext_lazy as _lazy
from yarl import URL

from gameday.live.lead_through import Pipe
from gameday.live.websocket_protocol import EXTENSION
from gameday.network.relayed import headers_for, passed_on
from gameday.web.web_places import PlacedHandler

log = structlog.get_logger(__name__)

Scope = dict[str, Any]
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 90.0  # a page beside an engine may wait half a minute for it
TIMEOUT = aiohttp.ClientTimeout(total=ANSWER_SECONDS, sock_connect=CONNECT_SECONDS)
REFUSED = 4403  # as a terminal's own refusal
AWAY = _lazy(
    "The machine that carries your company does not answer at this moment, so this was not done. The facilitators can see "
    "that. Try again in {seconds} seconds."
)
AWAY_FROM_TERMINAL = _lazy(
    "The machine that carries your company does not answer at this moment. The facilitators can see that. Try again in a moment."
)
SILENT = _lazy(
    "The machine that carries your company has not answered. The facilitators can see that. Try again in {seconds} seconds, and "
    "look first whether it was done."
)
NOT_REACHED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)  # so nothing was asked
BROKEN = (aiohttp.ClientError, TimeoutError, OSError)
# What aiohttp would add by itself
NOT_ADDED = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


@dataclass(frozen=True)
class OtherProcess:
    """The process beside another host's engine, as the web reaches it."""

    host: str
    url: str  # http:// or https://, without a path


Find = Callable[[Scope], Awaitable[OtherProcess | None]]
Application = Callable[[Scope, Any, Any], Awaitable[None]]


# Pages ---------------------------------------------------------------------------------------------------------------


def relaying_pages(handler: PlacedHandler, find: Find) -> Application:
    """The handler, for all but what `find` says is another process's."""

    async def application(scope: Scope, receive: Any, send: Any) -> None:
        there, begun = await find(scope), False
        if there is None:
            await handler(scope, receive, send)
            return

        async def answer(message: Any) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await _relay_page(there, scope, receive, answer)
        except BROKEN as error:
            log.warning("other_machine_away", host=there.host, url=there.url, why=f"{type(error).__name__}: {error}")
            if begun:  # half a page is out: the browser must see that it was cut
                raise
            await handler.turn_away(scope, send, AWAY if isinstance(error, NOT_REACHED) else SILENT)

    return application


async def _relay_page(there: OtherProcess, scope: Scope, receive: Any, send: Any) -> None:
    """Raises BROKEN."""
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers_for(there.host, scope)]
    url = URL(f"{there.url}{_target(scope)}", encoded=True)
    sends = any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])
    async with (
        aiohttp.ClientSession(timeout=TIMEOUT, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()) as session,
        session.request(
            scope["method"],
            url,
            headers=headers,
            data=_body(receive) if sends else None,
            allow_redirects=False,
            skip_auto_headers=NOT_ADDED,
        ) as answer,
    ):
        await send(
            {"type": "http.response.start", "status": answer.status, "headers": passed_on(answer.raw_headers)},
        )
        async for part in answer.content.iter_any():
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _body(receive: Any) -> AsyncIterator[bytes]:
    """What the browser sends, as it comes."""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return
        yield message.get("body", b"")
        if not message.get("more_body"):
            return


def _target(scope: Scope) -> str:
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    return (path + (b"?" + query if query else b"")).decode("latin-1")


# Sockets -------------------------------------------------------------------------------------------------------------


def relaying_sockets(application: Application, find: Find) -> Application:
    """The application, for all but what `find` says is another process's."""

    async def relaying(scope: Scope, receive: Any, send: Any) -> None:
        there = await find(scope)
        lead_through = scope.get("extensions", {}).get(EXTENSION, {}).get("lead_through")
        if there is None or lead_through is None:
            await application(scope, receive, send)
            return
        over = asyncio.Event()
        back = Pipe(lambda _why: over.set())
        try:
            far = await _open(there, back)
        except (OSError, TimeoutError) as error:
            log.warning("other_machine_away", host=there.host, url=there.url, why=f"{type(error).__name__}: {error}")
            await _say_away(receive, send)
            return
        lead_through(far, back)
        far.write(_handshake(there, scope))
        await over.wait()

    return relaying


async def _open(there: OtherProcess, back: Pipe) -> asyncio.Transport:
    url = urlsplit(there.url)
    port = url.port or (443 if url.scheme == "https" else 80)
    connect = partial(asyncio.get_running_loop().create_connection, lambda: back, url.hostname, port)
    async with asyncio.timeout(CONNECT_SECONDS):
        transport, _protocol = await connect(ssl=True if url.scheme == "https" else None)
    return transport


def _handshake(there: OtherProcess, scope: Scope) -> bytes:
    """The browser's own request for a socket, as it is sent on."""
    headers = [*headers_for(there.host, scope), (b"connection", b"Upgrade"), (b"upgrade", b"websocket")]
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
    return b"GET " + _target(scope).encode("latin-1") + b" HTTP/1.1\r\n" + lines + b"\r\n"


async def _say_away(receive: Any, send: Any) -> None:
    """As a terminal says that it cannot be opened."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": json.dumps({"type": "error", "message": str(AWAY_FROM_TERMINAL)})})
    await send({"type": "websocket.close", "code": REFUSED})
