"""How many requests a web process answers at once: each has a place, which is a thread, and so at most one connection.

Who finds no place waits in a fair line (background/waiting_line.py); who has waited too long reads so, with status 503.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from enum import StrEnum, auto
from io import BytesIO
from typing import Any

import structlog
from asgiref.sync import ThreadSensitiveContext
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.utils.functional import Promise

from gameday.background import connection_budget
from gameday.background.callers import caller_of
from gameday.background.waiting_line import LineTooLong, WaitingLine
from gameday.live.per_loop import per_loop
from gameday.web.turned_away import BUSY, turned_away

log = structlog.get_logger(__name__)

LINE_LENGTH = 1000  # requests that wait for one kind of place
PATIENCE = 10.0  # seconds that they wait


class PlaceKind(StrEnum):
    """What a place is for: what one kind needs, no other kind takes away."""

    PAGE = auto()
    ENGINE = auto()  # pages that wait for an engine, some for half a minute
    FILE = auto()
    HEALTH = auto()


BEGINNINGS = {
    "/healthz": PlaceKind.HEALTH,
    "/readyz": PlaceKind.HEALTH,
    "/metrics": PlaceKind.HEALTH,
    "/static/": PlaceKind.FILE,
    "/play/console/": PlaceKind.ENGINE,
    "/play/workshop/": PlaceKind.ENGINE,
    "/play/runbook/": PlaceKind.ENGINE,
}


def kind_of(path: str) -> PlaceKind:
    """The kind of place that a page needs, by its path."""
    return next((kind for beginning, kind in BEGINNINGS.items() if path.startswith(beginning)), PlaceKind.PAGE)


class WebPlaces:
    """The places of one event loop, a line before each kind."""

    def __init__(self) -> None:
        pages, files, health = settings.PAGES_AT_ONCE, connection_budget.FILE_PLACES, connection_budget.HEALTH_PLACES
        self.lines = {
            PlaceKind.PAGE: _line(pages, share=max(pages // 4, 1)),  # they are quick: more at once do not make more
            PlaceKind.ENGINE: _line(pages, share=max(pages // 2, 1)),
            PlaceKind.FILE: _line(files, share=files),
            PlaceKind.HEALTH: _line(health, share=1),
        }


def _line(places: int, *, share: int) -> WaitingLine[ThreadPoolExecutor]:
    threads = [ThreadPoolExecutor(1, "place") for _ in range(places)]
    return WaitingLine(threads, share=share, length=LINE_LENGTH, patience=PATIENCE)


web_places = per_loop(WebPlaces)


class PlacedHandler(ASGIHandler):
    """Django's handler. Where Django gives each request a new thread, this one gives it that of a place."""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """The place is taken once the request has arrived whole: who sends slowly keeps nobody waiting."""
        caller, line = caller_of(scope), web_places().lines[kind_of(path_of(scope))]
        async with AsyncExitStack() as held:

            async def receive_and_enter() -> dict[str, Any]:
                message: dict[str, Any] = await receive()
                if message["type"] == "http.request" and not message.get("more_body"):
                    place = await line.enter(caller)
                    held.callback(line.leave, caller, place)
                    await held.enter_async_context(ThreadSensitiveContext(executor=place))
                return message

            try:
                await self.handle(scope, receive_and_enter, send)
            except LineTooLong:
                log.warning("no_place", path=scope["path"], group=caller.group, waiting=line.waiting)
                await self.turn_away(scope, send, BUSY)

    async def turn_away(self, scope: dict[str, Any], send: Any, why: Promise) -> None:
        """Answer with a sentence that says when to try again."""
        request, refused = self.create_request(scope, BytesIO())
        answer = turned_away(request, why) if request else refused
        assert answer, "a request that is none has an answer"
        await self.send_response(answer, send)


def path_of(scope: dict[str, Any]) -> str:
    """Without the prefix that the platform may be published below."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))
