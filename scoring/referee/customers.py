"""The referee's customers: all walk through all the shops at once, in one event loop beside the caller's thread.

No rows here. Whoever is quick is handed over quickly; a shop that hangs costs its own customers their patience and
nobody else anything.
"""

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue
from statistics import median

import aiohttp
import structlog
import uvloop
from django.utils.translation import gettext as _

from scenarios import probes
from scenarios.document.parse import ProbeUse
from scenarios.probes.base import ProbePlace, Reading
from scenarios.probes.journeys import JOURNEYS

log = structlog.get_logger(__name__)

WALKS = {name: ProbeUse(probe=name) for name in JOURNEYS}
STAGGER = 0.008  # seconds between two teams' customers: all at once they would measure each other
SPREAD = 0.9  # seconds within which the last team's customers have started
WATCH = 0.01  # seconds between two looks at how late the loop itself is
GATHER = 0.5  # seconds for which quick teams are gathered before they are handed over
LOOK = 0.01  # seconds between two looks at whether somebody is still worth waiting for
USUAL = 1.5  # times the median: whoever is away for longer hangs, and nobody waits for them


@dataclass(frozen=True)
class Shop:
    """Where to walk, and what else to look at there: objectives' probes by any name."""

    team_id: int
    url: str
    extra: dict[str, ProbeUse] = field(default_factory=dict)


@dataclass(frozen=True)
class Visit:
    """What was met at one team: a Reading a journey, and one for each extra look."""

    team_id: int
    readings: dict[str, Reading]
    extra: dict[str, Reading] = field(default_factory=dict)


def walk_shops(shops: Sequence[Shop], patience: float) -> Iterator[list[Visit]]:
    """Visit all shops; yield visits in groups, as they come. It is over `patience` seconds after the last start."""
    if not shops:
        return
    outing = Outing()
    thread = threading.Thread(target=_run, args=(shops, patience, outing), name="customers", daemon=True)
    thread.start()
    missing = {shop.team_id for shop in shops}
    while missing:
        group = _gather(outing, thread, missing)
        missing -= {visit.team_id for visit in group}
        if not group and not thread.is_alive():
            group, missing = [_nobody_went(team_id) for team_id in missing], set()
        if group:
            yield group
    thread.join()


class Outing:
    """One walk, as both threads see it. Times in seconds."""

    def __init__(self) -> None:
        self.back: SimpleQueue[Visit] = SimpleQueue()
        self.left: dict[int, float] = {}  # team -> when its customers went out
        self.took: list[float] = []  # how long those who are back were away

    def returned(self, visit: Visit) -> None:
        self.took.append(time.monotonic() - self.left[visit.team_id])
        self.back.put(visit)

    def expects(self, missing: set[int]) -> bool:
        """Is one of them likely to be back any moment: not gone out yet, or away no longer than usual?"""
        usual, now = USUAL * median(self.took), time.monotonic()
        return any(now - self.left.get(team_id, now) < usual for team_id in missing)


def _gather(outing: Outing, thread: threading.Thread, missing: set[int]) -> list[Visit]:
    """Who is back within GATHER seconds of the first, without waiting for who hangs; empty when the thread is gone."""
    group: list[Visit] = []
    until = time.monotonic() + GATHER
    while len(group) < len(missing):
        left = max(until - time.monotonic(), 0.001)
        try:
            group.append(outing.back.get(timeout=min(left, LOOK) if group else left))
        except Empty:
            if not thread.is_alive():
                break
            if not group:
                until = time.monotonic() + GATHER
            elif time.monotonic() >= until or not outing.expects(missing - {visit.team_id for visit in group}):
                break
    return group


def _run(shops: Sequence[Shop], patience: float, outing: Outing) -> None:
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_everybody(shops, patience, outing))
    except Exception:
        log.exception("customers_lost")


async def _everybody(shops: Sequence[Shop], patience: float, outing: Outing) -> None:
    connector = aiohttp.TCPConnector(limit=0, limit_per_host=0, enable_cleanup_closed=False, ttl_dns_cache=60)
    jar = aiohttp.DummyCookieJar()  # shops share an address and differ in their port, which cookies do not see
    async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as session, asyncio.TaskGroup() as group:
        watch, gap = Watch(), min(STAGGER, SPREAD / len(shops))
        watching = asyncio.create_task(watch.run())
        walks = [
            group.create_task(_visit(shop, session, number * gap, patience, outing, watch))
            for number, shop in enumerate(shops)
        ]
        await asyncio.wait(walks)
        watching.cancel()


class Watch:
    """How late the loop itself has been so far: a busy referee must not make a shop look slow."""

    def __init__(self) -> None:
        self.late = 0.0  # seconds, all together

    async def run(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(WATCH)
            self.late += max(time.monotonic() - before - 2 * WATCH, 0.0)


async def _visit(
    shop: Shop, session: aiohttp.ClientSession, delay: float, patience: float, outing: Outing, watch: Watch
) -> None:
    await asyncio.sleep(delay)
    outing.left[shop.team_id] = time.monotonic()
    place, wanted = ProbePlace(shop.url, session), {**WALKS, **shop.extra}
    found = await asyncio.gather(*(_read(use, place, patience, watch) for use in wanted.values()))
    readings = dict(zip(wanted, found, strict=True))
    outing.returned(
        Visit(shop.team_id, {name: readings[name] for name in WALKS}, {name: readings[name] for name in shop.extra})
    )


async def _read(use: ProbeUse, place: ProbePlace, patience: float, watch: Watch) -> Reading:
    late = watch.late
    try:
        async with asyncio.timeout(patience):
            found = await probes.read_probe(use, place)
        return replace(found, ms=max(found.ms - (watch.late - late) * 1000, 0.0))
    except TimeoutError:
        return Reading("fail", patience * 1000, _("No answer within {patience:g} seconds.").format(patience=patience))


def _nobody_went(team_id: int) -> Visit:
    """The customers' thread broke: our own mistake, so an error for whoever was not visited."""
    return Visit(team_id, {name: Reading("error", why=_("The customers got lost.")) for name in WALKS})
