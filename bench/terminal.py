"""Terminals: the echo of a key compared with a bare exec, fifty at once, a busy neighbour, ten megabytes, memory."""

import asyncio
import hashlib
import http.client
import itertools
import json
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from websockets.client import ClientProtocol
from websockets.frames import Frame
from websockets.uri import parse_uri

from bench import typists
from bench.engine import House, house
from bench.memory import family, pss
from bench.parts import await_port, database, forget, free_port, median, percentile, platform_process
from bench.report import CannotRun, Row
from bench.typists import RAW
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
        return typists.door_to(self.player(number), role, self.port)

    def player(self, number: int) -> Player:
        """By turns."""
        return self.players[number % len(self.players)]


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
        warm(port)
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


def warm(port: int) -> None:
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
        people = [desk.player(number) for number in range(MANY + 1)]
        (first,) = await typists.sit_down_all(stack, people[:1], "workbench", desk.port)
        await first.type(1.0, 0.02)
        alone = await first.type(seconds, 0.02)
        others = await typists.sit_down_all(stack, people[1:MANY], "workbench", desk.port)
        crowd = list(itertools.chain.from_iterable(await typists.type_all([first, *others], seconds, 0.3)))
        memory = sum(pss(pid) for pid in family(desk.pid)) / 1024
        for typist in others:
            await typist.end()
        await asyncio.sleep(5)  # until their processes have ended
        neighbour = await typists.sit_down(stack, people[MANY], "storefront", desk.port)
        flooding = asyncio.create_task(neighbour.flood())
        await asyncio.sleep(5)  # until it has used up its CPU for large files
        drawn, began = neighbour.seen, time.perf_counter()
        flooded = await first.type(seconds, 0.02)
        flow = (neighbour.seen - drawn) / (time.perf_counter() - began)
        flooding.cancel()
        for typist in (first, neighbour):
            await typist.end()
    return alone, crowd, flooded, memory, flow


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
