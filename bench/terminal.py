"""Terminals: the echo of a key compared with a bare exec, fifty at once, a busy neighbour, ten megabytes, memory."""

import asyncio
import hashlib
import http.client
import itertools
import json
import random
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import websockets
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.utils import timezone
from websockets.client import ClientProtocol
from websockets.frames import Frame
from websockets.uri import parse_uri

from bench.engine import House, house
from bench.memory import family, pss
from bench.parts import await_port, database, forget, free_port, median, percentile, platform_process
from bench.report import CannotRun, Row
from gameday import access
from gameday.models import GameDay, Host, Player, Sandbox, Team
from gameday.terminals import tickets
from scenarios.sandbox.docker.sandbox import DockerSandbox

SERVER = (
    "-m",
    "uvicorn",
    "gameday.asgi:application",
    "--ws",
    "gameday.live.websocket_protocol:Protocol",
    "--log-level",
    "error",
)
RAW = "stty raw -echo; echo rea''dy; exec cat"
TEN_MEGABYTES = 10_000_000
MANY = 50


@dataclass(frozen=True)
class Desk:
    """A running web process, and players with a real sandbox."""

    port: int
    pid: int
    players: Sequence[Player]
    sandbox: DockerSandbox

    def ticket(self, number: int, role: str) -> tuple[str, str]:
        """A ticket for one of the players, and the cookie of that browser."""
        player = self.players[number % len(self.players)]
        session = SessionStore()
        session[access.SESSION_KEY] = player.token
        session.save()
        token = tickets.issue_ticket(player, role)
        cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
        return f"ws://localhost:{self.port}/ws/terminal/{token}/", cookie


def run(quick: bool) -> Iterator[Row]:
    """A key's echo to a bare exec; 50 terminals; a flooding neighbour; 10 MB; memory."""
    with open_desk() as desk:
        yield from _echo(desk, 100 if quick else 400)
        yield from _crowd(desk, 5.0 if quick else 20.0)
        yield from _ten_megabytes(desk)


@contextmanager
def open_desk() -> Iterator[Desk]:
    port = free_port()
    about = {"GAMEDAY_PUBLIC_URL": f"http://localhost:{port}"}  # sockets open for pages of that origin alone
    words = (*SERVER, "--port", str(port))
    with house() as at, database() as url, platform_process(*words, DATABASE_URL=url, **about) as web:
        await_port(port, web)
        _warm(port)
        try:
            yield Desk(port, web.pid, *_rows(at))
        finally:
            forget()


def _rows(at: House) -> tuple[list[Player], DockerSandbox]:
    sandbox = at.engine.provision(at.spec("terminals"))
    now = timezone.now()
    gameday = GameDay.objects.create(name="Bench", slug="bench-terminals", state="running", started_at=now)
    team = Team.objects.create(gameday=gameday, name="Typists")
    players = [
        Player.objects.create(gameday=gameday, team=team, name=f"Typist {number}", role="dev", joined_at=now)
        for number in range(MANY // tickets.MOST_TERMINALS + 2)
    ]
    host = Host.objects.create(name="bench", url=at.engine.url)
    Sandbox.objects.create(team=team, host=host, handle="terminals", state="ready", requested_at=now, ready_at=now)
    return list(Player.objects.filter(pk__in=[player.pk for player in players])), sandbox


def _warm(port: int) -> None:
    asked = http.client.HTTPConnection("localhost", port, timeout=20)
    asked.request("GET", "/")
    asked.getresponse().read()


# One key after the other: through the platform, and through a bare exec ---------------------------------------------


def _echo(desk: Desk, keys: int) -> Iterator[Row]:
    opening = []
    for _ in range(5):
        began = time.perf_counter()
        line = Line(desk)
        line.until(b"# ")
        opening.append(time.perf_counter() - began)
        line.order(type="end")
    yield Row("a terminal open, from ticket to prompt", median(opening) * 1000, "ms", 1000, "median of 5")
    contenders: dict[str, Line | Bare] = {"platform": Line(desk), "bare": Bare(desk)}
    for each in contenders.values():
        each.prepare()
    found: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(keys):
        for name in sorted(contenders, reverse=bool(number % 2)):
            found[name].append(echo_of_key(contenders[name], number))
            time.sleep(0.005)
    for name, seconds in found.items():
        p99 = percentile(seconds, 99) * 1000
        yield Row(f"echo of a key, {name}", median(seconds) * 1000, "ms", note=f"p50 of {keys}; p99 {p99:.2f} ms")
    yield Row("echo, platform to bare exec", median(found["platform"]) / median(found["bare"]), "x", 1.5)
    for each in contenders.values():
        each.close()


def echo_of_key(line: "Line | Bare", number: int) -> float:
    """Seconds from passing a key to the kernel until its echo arrives. The client's own work is not included."""
    sent, echo = line.wire(bytes([97 + number % 26]))
    began = time.perf_counter()
    line.socket.sendall(sent)
    seen = line.socket.recv(65536)
    while echo not in seen:
        seen += line.socket.recv(65536)
    seconds = time.perf_counter() - began
    line.take(seen)
    return seconds


class Bare:
    """An exec through the Engine API, as docker-py opens it."""

    def __init__(self, desk: Desk) -> None:
        api = desk.sandbox.client.api
        made = api.exec_create(desk.sandbox.name("workbench"), ["bash"], tty=True, stdin=True)
        self.stream = api.exec_start(made["Id"], tty=True, socket=True)
        self.socket: socket.socket = self.stream._sock
        self.socket.settimeout(20)
        self.seen = b""

    def type(self, data: bytes) -> None:
        self.socket.sendall(self.wire(data)[0])

    def wire(self, data: bytes) -> tuple[bytes, bytes]:
        """What is sent over the socket, and what comes back as the terminal's echo."""
        return data, data

    def prepare(self) -> None:
        """From now on a key comes back as it is."""
        self.until(b"# ")
        self.type(RAW.encode() + b"\r")
        self.until(b"ready")

    def until(self, what: bytes) -> None:
        while what not in self.seen:
            self.seen += self.receive()
        self.seen = b""

    def receive(self) -> bytes:
        return self.take(self.socket.recv(65536))

    def take(self, data: bytes) -> bytes:
        """What of it was shown."""
        return data

    def close(self) -> None:
        self.type(b"\x03")
        self.socket.close()


class Line(Bare):
    """A terminal's websocket as a browser opens it."""

    def __init__(self, desk: Desk) -> None:
        url, cookie = desk.ticket(0, "workbench")
        self.protocol = ClientProtocol(parse_uri(url), max_size=None)
        request = self.protocol.connect()
        request.headers["Origin"] = f"http://localhost:{desk.port}"
        request.headers["Cookie"] = cookie
        self.socket = socket.create_connection(("localhost", desk.port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.protocol.send_request(request)
        self.seen = b""
        self._flush()

    def wire(self, data: bytes) -> tuple[bytes, bytes]:
        """Short binary frames, masked with zeros when sent and without a mask when received."""
        return bytes((0x82, 0x80 | len(data), 0, 0, 0, 0)) + data, bytes((0x82, len(data))) + data

    def order(self, **frame: Any) -> None:
        self.protocol.send_text(json.dumps(frame).encode())
        self._flush()

    def take(self, data: bytes) -> bytes:
        """Answers pings, too: the server drops who does not."""
        if not data:
            raise CannotRun(f"The terminal's socket closed: {self.seen!r}. BENCH_VERBOSE=1 shows what the server says.")
        self.protocol.receive_data(data)
        self._flush()
        frames = [event for event in self.protocol.events_received() if isinstance(event, Frame)]
        return b"".join(bytes(frame.data) for frame in frames if frame.opcode.name == "BINARY")

    def close(self) -> None:
        self.order(type="end")
        self.socket.close()

    def _flush(self) -> None:
        self.socket.sendall(b"".join(self.protocol.data_to_send()))


# Many at once, and a flood next door ----------------------------------------------------------------------------------


class Typist:
    """One of many terminals: types from time to time and measures the echo."""

    def __init__(self, socket: Any) -> None:
        self.socket, self.seconds, self.seen = socket, list[float](), 0

    async def until(self, what: bytes) -> None:
        seen = b""
        while what not in seen:
            async with asyncio.timeout(30):
                frame = await self.socket.recv()
            if isinstance(frame, bytes):
                seen += frame

    async def prepare(self) -> None:
        await self.until(b"# ")
        await self.socket.send(RAW.encode() + b"\r")
        await self.until(b"ready")

    async def type(self, seconds: float, pause: float) -> list[float]:
        self.seconds = []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            await asyncio.sleep(random.uniform(0.5, 1.5) * pause)
            began = time.perf_counter()
            await self.socket.send(b"k")
            await self.until(b"k")
            self.seconds.append(time.perf_counter() - began)
        return self.seconds

    async def flood(self) -> None:
        """Read all output and confirm it, as a browser does."""
        await self.until(b"# ")
        await self.socket.send(b"yes\r")
        async for frame in self.socket:
            if isinstance(frame, bytes):
                self.seen += len(frame)
                await self.socket.send(json.dumps({"type": "drew", "bytes": len(frame)}))


def _crowd(desk: Desk, seconds: float) -> Iterator[Row]:
    before = sum(pss(pid) for pid in family(desk.pid)) / 1024
    alone, crowd, flooded, memory, flow = asyncio.run(_measured(desk, seconds))
    for name, found in (("one terminal", alone), (f"{MANY} terminals", crowd), ("beside a flood", flooded)):
        yield Row(f"echo p99, {name}", percentile(found, 99) * 1000, "ms", note=f"p50 {median(found) * 1000:.2f} ms")
    yield Row(f"echo p99, {MANY} terminals to one", percentile(crowd, 99) / percentile(alone, 99), "x", 2)
    floods = f"`yes` next door, {flow / 1e6:.1f} MB/s to its browser"
    yield Row("echo p99, beside a flood to alone", percentile(flooded, 99) / percentile(alone, 99), "x", 2, floods)
    whole = f"web process: {memory:.0f} MB with {MANY} open"
    yield Row("memory of a terminal", (memory - before) / MANY, "MB", note=whole)


async def _measured(desk: Desk, seconds: float) -> tuple[list[float], list[float], list[float], float, float]:
    async with AsyncExitStack() as stack:
        typists: list[Typist] = []
        for number in range(MANY):
            door = await asyncio.to_thread(_door, desk, number, "workbench")
            typists.append(Typist(await stack.enter_async_context(_opened(door))))
            await typists[-1].prepare()
            if number == 0:
                await typists[0].type(1.0, 0.02)
                alone = await typists[0].type(seconds, 0.02)
        found = await asyncio.gather(*(each.type(seconds, 0.3) for each in typists))
        crowd = list(itertools.chain.from_iterable(found))
        memory = sum(pss(pid) for pid in family(desk.pid)) / 1024
        for typist in typists[1:]:
            await typist.socket.send('{"type": "end"}')
        await asyncio.sleep(5)  # until their processes have ended
        door = await asyncio.to_thread(_door, desk, MANY, "storefront")
        neighbour = Typist(await stack.enter_async_context(_opened(door)))
        flooding = asyncio.create_task(neighbour.flood())
        await asyncio.sleep(5)  # until it has used up its CPU for large files
        drawn, began = neighbour.seen, time.perf_counter()
        flooded = await typists[0].type(seconds, 0.02)
        flow = (neighbour.seen - drawn) / (time.perf_counter() - began)
        flooding.cancel()
        for typist in (typists[0], neighbour):
            await typist.socket.send('{"type": "end"}')
    return alone, crowd, flooded, memory, flow


def _door(desk: Desk, number: int, role: str) -> tuple[str, str]:
    """Called in a thread that ends soon, so it closes its database connection."""
    try:
        return desk.ticket(number, role)
    finally:
        connections.close_all()


def _opened(door: tuple[str, str]) -> Any:
    url, cookie = door
    origin = url.replace("ws://", "http://").split("/ws/")[0]
    headers = {"Cookie": cookie, "Origin": origin}
    return websockets.connect(url, additional_headers=headers, max_size=None, compression=None)


# Ten megabytes -------------------------------------------------------------------------------------------------------


def _ten_megabytes(desk: Desk) -> Iterator[Row]:
    script = f"head -c {TEN_MEGABYTES} /dev/urandom > /tmp/ten; md5sum /tmp/ten"
    made = desk.sandbox.exec("workbench", ["sh", "-c", script])
    line = Line(desk)
    line.until(b"# ")
    line.type(b"stty raw -echo; printf rea''dy; cat /tmp/ten; exec cat\r")
    line.until(b"ready")
    arrived, digest, began = 0, hashlib.md5(usedforsecurity=False), time.perf_counter()
    while arrived < TEN_MEGABYTES:
        data = line.receive()
        arrived += len(data)
        digest.update(data)
        line.order(type="drew", bytes=len(data))
    seconds = time.perf_counter() - began
    line.close()
    yield Row("10 MB by cat: bytes missing", TEN_MEGABYTES - arrived, "", 0, f"in {seconds:.1f} s")
    yield Row("10 MB by cat: changed on the way", float(digest.hexdigest() != made.text.split()[0]), "", 0)
