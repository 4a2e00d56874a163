"""A team with a real sandbox behind a live server, and the browser's side of a terminal."""

import asyncio
import json
from contextlib import asynccontextmanager
from typing import Any

import pytest
import websockets
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.test import Client

from gameday import access
from gameday.asgi import application
from gameday.models import Player
from gameday.terminals import tickets
from scenarios import company
from scenarios.sandbox import Spec, engine_for
from scenarios.sandbox.docker.sandbox import DockerSandbox
from tests import making
from tests.own_redis import own_redis_keys
from tests.serving import port_of, serving
from tests.waiting import LOST

HANDLE = "shared"


@pytest.fixture(scope="module")
def box(real_engine, warm_sandbox):
    """A clean sandbox. Its installation is the one of this process for a module, so that the next does not see it."""
    before = settings.INSTALLATION
    settings.INSTALLATION = real_engine.installation
    engine_for.cache_clear()
    engine_for(settings.DOCKER_URL)
    try:
        yield warm_sandbox.take()
    finally:
        engine_for.cache_clear()
        settings.INSTALLATION = before


@pytest.fixture
def clean_redis(settings):
    """Gives the test its own prefix in the real Redis."""
    with own_redis_keys(settings, "terminals"):
        yield


@pytest.fixture
def team(transactional_db, clean_redis):
    """A team with a Dev and an Ops. Its sandbox is only a row."""
    team = making.make_team(making.running_gameday(), name="Gilded Hooves")
    making.make_player(team, "dev", name="Dora")
    making.make_player(team, "ops", name="Otto")
    making.make_sandbox(team, making.make_host(name="local", url="fake://terminals"), handle=HANDLE)
    return team


@pytest.fixture
def real(team, box, monkeypatch):
    """The team's sandbox really runs. Yields its driver. Shells that are opened in it are ended."""
    host = team.sandboxes.get().host
    host.url = settings.DOCKER_URL
    host.save()
    for role, state in box.states().items():
        if state.status != "running":
            box.unpause(role) if state.status == "paused" else box.start(role)
    opened, open_shell = set(), DockerSandbox.shell

    async def noted(self, role, *about, **more):
        opened.add(role)
        return await open_shell(self, role, *about, **more)

    monkeypatch.setattr(DockerSandbox, "shell", noted)
    yield box
    for role in opened:
        if box.state(role).status == "running":
            box.end_shells(role, list(box.shells(role)))


@pytest.fixture
def engine():
    """An engine in memory with the team's sandbox."""
    engine = engine_for("fake://terminals")
    engine.sandboxes.clear()
    engine.provision(Spec(HANDLE, company.load_company("unicorn_rentals"), "none"))
    return engine


@pytest.fixture
def server(transactional_db, settings):
    """The real application behind the real server, in a thread of this process."""
    with serving(application) as running:
        settings.PUBLIC_URL = f"http://localhost:{port_of(running)}"
        yield f"localhost:{port_of(running)}"


def session_of(player: Player) -> str:
    """The session cookie of a browser that this player is logged in to."""
    session = SessionStore()
    session[access.SESSION_KEY] = player.token
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def browser_of(player: Player) -> Client:
    client = Client()
    client.cookies.load(session_of(player))
    return client


class Tab:
    """The browser's side of a terminal: reads and confirms all output, and keeps it."""

    def __init__(self, socket: Any) -> None:
        self.socket, self.shown, self.frames, self.drawing = socket, b"", [], True
        self.replayed = b""
        self._replay = 0

    async def take(self, timeout: float = LOST) -> str | bytes:
        """The next frame."""
        async with asyncio.timeout(timeout):
            frame = await self.socket.recv()
        if isinstance(frame, bytes):
            if self._replay:
                self._replay -= len(frame)
                self.replayed += frame
            self.shown += frame
            if self.drawing:
                await self.order(type="drew", bytes=len(frame))
            return frame
        self.frames.append(json.loads(frame))
        if self.frames[-1]["type"] == "replay":
            self._replay = self.frames[-1]["bytes"]
        return frame

    async def until(self, what: bytes, timeout: float = LOST) -> bytes:
        """Read until `what` has been shown. Returns all output so far."""
        async with asyncio.timeout(timeout):
            while what not in self.shown:
                await self.take(timeout)
        return self.shown

    async def told(self, kind: str, timeout: float = LOST, **values: Any) -> dict[str, Any]:
        """The first control frame of that kind with those values. Frames before it are dropped."""
        async with asyncio.timeout(timeout):
            while True:
                while self.frames:
                    frame = self.frames.pop(0)
                    if frame["type"] == kind and all(frame.get(name) == value for name, value in values.items()):
                        return frame
                await self.take(timeout)

    async def closing(self, timeout: float = LOST) -> int:
        """Wait for the close of the socket. Returns its code."""
        try:
            async with asyncio.timeout(timeout):
                while True:
                    await self.take(timeout)
        except websockets.ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    async def type(self, text: str | bytes) -> None:
        await self.socket.send(text.encode() if isinstance(text, str) else text)

    async def order(self, **frame: Any) -> None:
        await self.socket.send(json.dumps(frame))


@asynccontextmanager
async def tab(
    server: str,
    ticket: str,
    cookie: str,
    *,
    size: tuple[int, int] = (100, 30),
    origin: str = "",
    language: str = "en",
    before: int = 0,
):
    """Open a terminal's websocket with this ticket. `before`: the tab's number until its line was cut."""
    url = f"ws://{server}/ws/terminal/{ticket}/?columns={size[0]}&rows={size[1]}&before={before}"
    headers = {"Cookie": cookie, "Accept-Language": language}
    async with websockets.connect(
        url, additional_headers=headers, origin=origin or f"http://{server}", max_size=None, compression=None
    ) as socket:
        yield Tab(socket)


@asynccontextmanager
async def opened(server: str, player: Player, role: str = "workbench", **options: Any):
    """Open a terminal of that player: a new shell, one that exists (`shell`, `mode`), or a `spare` one."""
    asked = {name: options.pop(name) for name in ("shell", "mode", "spare") if name in options}
    ticket, cookie = await asyncio.to_thread(ticket_for, player, role, asked)
    async with tab(server, ticket, cookie, **options) as opened_tab:
        yield opened_tab


def ticket_for(player: Player, role: str, asked: dict[str, Any]) -> tuple[str, str]:
    try:
        return tickets.issue_ticket(player, role, **asked), session_of(player)
    finally:
        connections.close_all()
