"""Terminals over two hosts: half of them beside the other host's engine, which the web's relay leads to, against all on one host.

Both crowds are open all the time and type by turns, so that each meets the same machine.
"""

import asyncio
import itertools
import math
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field

from django.utils import timezone

from bench import machines, typists
from bench.engine import House, house, parallel
from bench.parts import await_port, database, free_port, median, percentile, platform_process
from bench.report import Row
from bench.terminal import SERVER, warm
from gameday.models import GameDay, Host, Player, Sandbox, Team
from gameday.sandboxes import addresses, hosts
from gameday.terminals import tickets

ROLE = "workbench"
IN_ONE = 50  # terminals in a sandbox
PAUSE = 1.0  # seconds between two keys: as if a quarter of the people typed quickly, and the others read


@dataclass(frozen=True)
class RelaySize:
    """`seconds` is how long a crowd types in each of its turns."""

    terminals: int
    turns: int
    seconds: float

    @classmethod
    def of(cls, quick: bool) -> "RelaySize":
        return cls(40, 4, 5.0) if quick else cls(200, 10, 6.0)


@dataclass
class Echoes:
    """Seconds of each, turn by turn: of the crowd on one host, of that over two, and of those in it who type through the relay."""

    one: list[list[float]] = field(default_factory=list)
    two: list[list[float]] = field(default_factory=list)
    relayed: list[list[float]] = field(default_factory=list)


def run(quick: bool) -> Iterator[Row]:
    """The echo of 200 terminals over two hosts, half of them through the relay of the web, to that of 200 on one host."""
    yield from measure(RelaySize.of(quick))


def measure(size: RelaySize) -> Iterator[Row]:
    """Raises CannotRun."""
    with house() as near, machines.other_engines(1) as (machine,), database() as url:
        now = timezone.now()
        day = GameDay.objects.create(name="Bench", slug="bench-relay", state="running", started_at=now)
        far = machines.join(machine, "barn")
        machines.bring_images(near, far)
        here = _people(near, day, hosts.local_host(), size.terminals)
        there = _people(near, day, far, size.terminals // 2)
        with _served(far, url) as port:
            yield from _rows(asyncio.run(_typed(here, there, port, size)), size)


def _people(near: House, day: GameDay, host: Host, terminals: int) -> list[Player]:
    """Whoever types at each of so many terminals, in sandboxes of that host. Each of a team's players types at several."""
    engine, now = addresses.engine_at(host), timezone.now()
    boxes = math.ceil(terminals / IN_ONE)
    parallel(lambda number: engine.provision(near.spec(f"{host}-{number}")), boxes)
    players: list[Player] = []
    for number in range(boxes):
        team = Team.objects.create(gameday=day, name=f"{number} of {host}")
        about = {"requested_at": now, "ready_at": now}
        Sandbox.objects.create(team=team, host=host, handle=f"{host}-{number}", state="ready", **about)
        made = [
            Player.objects.create(gameday=day, team=team, name=f"{name} of {team}", role="dev", joined_at=now)
            for name in range(math.ceil(IN_ONE / tickets.MOST_TERMINALS))
        ]
        players += itertools.islice(itertools.cycle(made), IN_ONE)
    return players[:terminals]


@contextmanager
def _served(far: Host, url: str) -> Iterator[int]:
    """The web, and the process beside the other host's engine. Yields the web's port."""
    port, beside = free_port(), free_port()
    Host.objects.filter(pk=far.pk).update(serve_url=f"http://127.0.0.1:{beside}")
    about = {"DATABASE_URL": url, "GAMEDAY_PUBLIC_URL": f"http://localhost:{port}"}
    with (
        platform_process(*SERVER, "--port", str(beside), GAMEDAY_HOST=far.name, **about) as there,
        platform_process(*SERVER, "--port", str(port), **about) as web,
    ):
        await_port(beside, there)
        await_port(port, web)
        warm(port)
        yield port


async def _typed(here: list[Player], there: list[Player], port: int, size: RelaySize) -> Echoes:
    found = Echoes()
    async with AsyncExitStack() as stack:
        near = await typists.sit_down_all(stack, here, ROLE, port)
        far = await typists.sit_down_all(stack, there, ROLE, port)
        await typists.type_all(near + far, 2 * PAUSE, PAUSE)  # nothing is new to anybody
        half = len(near) - len(far)
        for turn in range(2 * size.turns):
            if turn % 4 in (0, 3):
                found.one.append(_flat(await typists.type_all(near, size.seconds, PAUSE)))
            else:
                echoes = await typists.type_all(near[:half] + far, size.seconds, PAUSE)
                found.two.append(_flat(echoes))
                found.relayed.append(_flat(echoes[half:]))
        for typist in near + far:
            await typist.end()
    return found


def _flat(echoes: list[list[float]]) -> list[float]:
    return list(itertools.chain.from_iterable(echoes))


def _rows(found: Echoes, size: RelaySize) -> Iterator[Row]:
    many = f"{size.terminals} terminals"
    parts = {f"{many} on one host": found.one, f"{many} over two": found.two, "those through the relay": found.relayed}
    for name, turns in parts.items():
        note = f"p50 {median(_flat(turns)) * 1000:.2f} ms of {len(_flat(turns))} keys"
        yield Row(f"echo p99, {name}", _p99(turns) * 1000, "ms", None, note)
    how = f"medians of {size.turns} turns of {size.seconds:.0f} s, a key a second each; {size.terminals * 3 // 2} open"
    yield Row("echo p99, over two hosts to on one", _p99(found.two) / _p99(found.one), "x", 2, how)


def _p99(turns: list[list[float]]) -> float:
    """The median of the turns': what else the machine does for a moment disturbs one of them."""
    return median([percentile(turn, 99) for turn in turns])
