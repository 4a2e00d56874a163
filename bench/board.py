"""The live board: the time from the referee's commit to the last of 1,000 sockets, compared with a minimal server."""

import http.client
import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import channel_layers
from django.db import transaction
from django.utils import timezone
from redis.client import PubSub

from bench.parts import await_port, database, free_port, median, percentile, platform_process, process
from bench.programs.board_frames import board_frame
from bench.report import CannotRun, Row
from gameday.live import publish
from gameday.live.changes import Change, tell
from gameday.live.topics import board_topic
from gameday.models import GameDay, Team
from scoring.models import Observation, Standing

PERIOD = 0.2  # seconds between two messages
TEAMS = 8
_points = itertools.count(1000)  # always new points, because a message without a change is not sent
OPEN = {"gameday": "each with its snapshot", "bare": "each with the same bytes", "channels": "handshakes only"}
GREETING = ("gameday", "bare")
QUIET = ("--log-level", "error")
SERVERS = {
    "gameday": (
        "uvicorn",
        "gameday.asgi:application",
        "--ws",
        "gameday.live.websocket_protocol:Protocol",
        *QUIET,
        "--port",
    ),
    "bare": ("bench.programs.board_bare",),
    "channels": ("uvicorn", "bench.programs.board_channels:application", *QUIET, "--port"),
}


@dataclass(frozen=True)
class Size:
    """How much to measure. `messages` is the number for each round and server."""

    sockets: int
    rounds: int
    messages: int
    pages: int

    @classmethod
    def of(cls, quick: bool) -> "Size":
        return cls(200, 2, 10, 40) if quick else cls(1000, 5, 20, 100)


@dataclass
class Result:
    """Milliseconds until the last socket has a frame, and how many frames did not reach a socket."""

    from_commit: list[float] = field(default_factory=list)
    from_publish: list[float] = field(default_factory=list)
    opening: list[float] = field(default_factory=list)  # seconds until all sockets were connected
    lost: int = 0


def run(quick: bool) -> Iterator[Row]:
    """A change on the last of 1,000 boards; a page's answer while it broadcasts."""
    yield from measure(Size.of(quick))


def measure(size: Size) -> Iterator[Row]:
    with database() as url, ExitStack() as stack:
        day = prepare()
        ports = {name: stack.enter_context(server(words, url)) for name, words in SERVERS.items()}
        results = {name: Result() for name in SERVERS}
        for _ in range(size.rounds):
            for name, port in ports.items():
                _round(name, port, day, size, results[name])
        for name, result in results.items():
            if not result.from_commit:
                raise CannotRun(f"No frame came through the server {name}; BENCH_VERBOSE=1 shows what it says.")
        yield from _rows(results, size)
        yield from _pages(ports["gameday"], day, size)


def _rows(results: dict[str, Result], size: Size) -> Iterator[Row]:
    how = f"{size.sockets} sockets, {1 / PERIOD:.0f} messages a second, {size.rounds} rounds of {size.messages}"
    for name, result in results.items():
        yield Row(f"commit to last socket, {name}", median(result.from_commit), "ms", note=how)
        yield Row(f"publish to last socket, {name}", median(result.from_publish), "ms")
        yield Row(f"all sockets open, {name}", median(result.opening), "s", note=OPEN[name])
    ours, bare, channels = results["gameday"], results["bare"], results["channels"]
    transport = median(bare.from_publish)
    yield Row("commit to last socket, to bare", median(ours.from_commit) / median(bare.from_commit), "x", 1.2)
    yield Row("publish to last socket, to bare", median(ours.from_publish) / transport, "x", 1.2)
    yield Row("all sockets open, to bare", median(ours.opening) / median(bare.opening), "x", 3)
    late = percentile(ours.from_publish, 99) / percentile(bare.from_publish, 99)
    yield Row("publish to last socket at p99, to bare", late, "x")
    yield Row("group_send to last socket, to bare", median(channels.from_publish) / transport, "x")
    yield Row("frames lost", ours.lost, "", 0)
    yield Row("frames lost, bare and channels", bare.lost + channels.lost, "")


# A game day and its changes -------------------------------------------------------------------------------------------


def prepare(teams: int = TEAMS) -> GameDay:
    """Create a running game day of so many teams with five minutes of history."""
    now = timezone.now()
    day = GameDay.objects.create(name="Bench", slug="bench", join_code="bench-1", state="running", started_at=now)
    for position in range(teams):
        team = Team.objects.create(gameday=day, name=f"Team {position}", position=position)
        Standing.objects.create(gameday=day, team=team, points=position, updated_at=now)
        Observation.objects.bulk_create(
            Observation(
                gameday=day,
                team=team,
                tick=tick,
                at=now + timedelta(seconds=5 * tick - 300),
                points=8,
                journeys={"book": {"outcome": "full", "ms": 41, "why": ""}},
            )
            for tick in range(60)
        )
    change(day)  # the first message is a snapshot, which is not measured
    time.sleep(PERIOD)
    return day


def change(day: GameDay) -> tuple[float, int]:
    """Change a team's points as the referee does. Returns when (epoch), and the number of the frame with the change."""
    began, points = time.time(), next(_points)
    with transaction.atomic():
        Standing.objects.filter(team__position=points % TEAMS, gameday=day).update(points=points)
        tell(Change.POINTS, gameday_id=day.pk)
    return began, publish.last_sequence_number(board_topic(day.pk))


# Rounds ---------------------------------------------------------------------------------------------------------------


@contextmanager
def server(words: tuple[str, ...], url: str) -> Iterator[int]:
    port = free_port()
    address = f"http://localhost:{port}"  # sockets open for pages of that origin alone
    with platform_process("-m", *words, str(port), DATABASE_URL=url, GAMEDAY_PUBLIC_URL=address) as child:
        await_port(port, child)
        yield port


@dataclass
class Seen:
    """`frames`: number -> [sockets that got it, last arrival (epoch), sending time]; `opening`: seconds to connect."""

    frames: dict[str, list[Any]] = field(default_factory=dict)
    opening: float = 0.0


@contextmanager
def watchers(name: str, port: int, day: GameDay, sockets: int, messages: int, patience: float = 15.0) -> Iterator[Seen]:
    """Connects the sockets for the block. What they saw is known after it; they wait `patience` seconds for late frames."""
    seen, path, greeted = Seen(), f"/ws/board/{day.slug}/", int(name in GREETING)
    words = (port, path, sockets, greeted, messages, messages * PERIOD + patience)
    with process("-m", "bench.programs.board_watchers", *map(str, words)) as child:
        assert child.stdout
        said = child.stdout.readline().split()
        if said[:1] != ["ready"]:
            raise CannotRun(f"{sockets} sockets could not be opened on {name}; is `ulimit -n` high enough?")
        seen.opening = float(said[1])
        time.sleep(0.5)
        yield seen
        seen.frames = json.loads(child.stdout.readline() or "{}")


def _round(name: str, port: int, day: GameDay, size: Size, result: Result) -> None:
    with watchers(name, port, day, size.sockets, size.messages) as seen:
        committed = send(name, day, size.messages)
    result.opening.append(seen.opening)
    for number, began in committed.items():
        got, last, at = seen.frames.get(str(number), [0, 0.0, ""])
        result.lost += size.sockets - got
        if got:
            result.from_commit.append((last - began) * 1000)
            result.from_publish.append((last - datetime.fromisoformat(at).timestamp()) * 1000)


def send(name: str, day: GameDay, messages: int) -> dict[int, float]:
    """Change points at regular times. Returns number of the frame -> when its change began (epoch)."""
    committed: dict[int, float] = {}
    from bench.programs import board_channels  # noqa: PLC0415  (gives Django a channel layer, which the platform has not)

    group_send = async_to_sync(channel_layers.make_backend("default").group_send)
    with publish.redis_connection().pubsub() as frames:
        frames.subscribe(publish.redis_channel())
        frames.get_message(timeout=2)
        due = time.monotonic()
        for _ in range(messages):
            began, seq = change(day)
            committed[seq] = began
            if name == "channels" and (text := _next_frame(frames)):
                group_send(board_channels.GROUP, {"type": "board.frame", "text": text})
            due = max(due + PERIOD, time.monotonic() + PERIOD / 2)  # two changes in one turn would be one frame
            time.sleep(max(0, due - time.monotonic()))
    return committed


def _next_frame(frames: PubSub) -> str:
    """The next frame of a board; empty if none comes within two seconds."""
    while message := frames.get_message(timeout=2):
        if text := board_frame(message["data"]):
            return text
    return ""


# Pages ----------------------------------------------------------------------------------------------------------------


def _pages(port: int, day: GameDay, size: Size) -> Iterator[Row]:
    idle: list[float] = []
    busy: list[float] = []
    messages = int(size.pages * 0.04 / PERIOD) * size.rounds + size.rounds
    with watchers("gameday", port, day, size.sockets, messages):
        for _ in range(size.rounds):
            idle += _visits(port, day, size.pages)
            sender = threading.Thread(target=send, args=("gameday", day, messages // size.rounds))
            sender.start()
            busy += _visits(port, day, size.pages)
            sender.join()
    yield Row("board page, idle", median(idle), "ms", note=f"p95 {percentile(idle, 95):.1f} ms")
    yield Row("board page, while broadcasting", median(busy), "ms", note=f"p95 {percentile(busy, 95):.1f} ms")
    yield Row("board page, broadcasting to idle", median(busy) / median(idle), "x", 1.5)
    yield Row("board page at p95, broadcasting to idle", percentile(busy, 95) / percentile(idle, 95), "x")


def _visits(port: int, day: GameDay, count: int) -> list[float]:
    """Milliseconds of each visit, one every 40 ms."""
    found = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for _ in range(count):
        began = time.perf_counter()
        connection.request("GET", f"/board/{day.slug}/", headers={"Host": "localhost"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise CannotRun(f"The board's page answered {answer.status}.")
        found.append((time.perf_counter() - began) * 1000)
        time.sleep(max(0, 0.04 - found[-1] / 1000))
    connection.close()
    return found
