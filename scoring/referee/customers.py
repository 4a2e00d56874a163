"""The referee's customers: they visit all shops at once, in an event loop that runs in a thread of its own.

No database here. Results come in groups, the quick shops first: a shop that hangs makes no other team wait.
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
from scenarios.choices import Outcome
from scenarios.document.parse import ProbeUse
from scenarios.probes.base import ProbePlace, Reading
from scenarios.probes.journeys import JOURNEYS

log = structlog.get_logger(__name__)

WALKS = {name: ProbeUse(probe=name) for name in JOURNEYS}
STAGGER = 0.008  # seconds between the starts of two teams: started together they would slow each other down
SPREAD = 0.9  # seconds by which the last team has started, with however many teams
WATCH = 0.01  # seconds between two measurements of the loop's own delay
GATHER = 0.5  # seconds for which results are collected into one group
LOOK = 0.01  # seconds between two decisions whether to wait for more results
USUAL = 1.5  # times the median duration: a visit that takes longer hangs, and is not waited for


@dataclass(frozen=True)
class Shop:
    """Where customers go, and the objectives' probes that they run there besides, by a name that the caller chooses."""

    team_id: int
    url: str
    extra: dict[str, ProbeUse] = field(default_factory=dict)


@dataclass(frozen=True)
class Visit:
    """What was measured at one team: a Reading for each journey, and one for each extra probe.

    `others`: the same for every further walker of a rush hour, who looks at journeys only.
    """

    team_id: int
    readings: dict[str, Reading]
    extra: dict[str, Reading] = field(default_factory=dict)
    others: Sequence[dict[str, Reading]] = ()


@dataclass(frozen=True)
class Crowd:
    """So many walk through each shop, spread over `seconds`, and each waits `patience` seconds for an answer."""

    patience: float
    walkers: int = 1
    seconds: float = SPREAD

    def gap(self, shops: int) -> float:
        """Seconds between the starts at two shops: the last one is reached before the next walker comes to the first."""
        return min(STAGGER, self.seconds / self.walkers / shops)

    def pause(self, walker: int, journey: int) -> float:
        """Seconds until a walker begins a journey. The first begins all at once, whether others follow or not."""
        step = self.seconds / self.walkers
        return (walker + journey / len(WALKS)) * step if walker else 0.0


def walk_shops(shops: Sequence[Shop], crowd: Crowd) -> Iterator[list[Visit]]:
    """Visit all shops; yield the visits in groups, as they come. Ends at most `patience` seconds after the last start."""
    if not shops:
        return
    outing = Outing()
    thread = threading.Thread(target=_run, args=(shops, crowd, outing), name="customers", daemon=True)
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
    """One visit to all shops, shared by both threads. Times are in seconds of the monotonic clock."""

    def __init__(self) -> None:
        self.back: SimpleQueue[Visit] = SimpleQueue()
        self.left: dict[int, float] = {}  # team id -> when its customers started
        self.took: list[float] = []  # durations of the visits that are done

    def returned(self, visit: Visit) -> None:
        self.took.append(time.monotonic() - self.left[visit.team_id])
        self.back.put(visit)

    def expects(self, missing: set[int]) -> bool:
        """Whether a visit to one of these teams may end soon: it has not started, or takes no longer than usual so far."""
        usual, now = USUAL * median(self.took), time.monotonic()
        return any(now - self.left.get(team_id, now) < usual for team_id in missing)


def _gather(outing: Outing, thread: threading.Thread, missing: set[int]) -> list[Visit]:
    """The visits that end within GATHER seconds, without those that hang. Empty only when the thread has ended."""
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


def _run(shops: Sequence[Shop], crowd: Crowd, outing: Outing) -> None:
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_everybody(shops, crowd, outing))
    except Exception:
        log.exception("customers_lost")


async def _everybody(shops: Sequence[Shop], crowd: Crowd, outing: Outing) -> None:
    connector = aiohttp.TCPConnector(limit=0, limit_per_host=0, enable_cleanup_closed=False, ttl_dns_cache=60)
    jar = aiohttp.DummyCookieJar()  # shops differ only in their port, which cookies ignore
    async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as session, asyncio.TaskGroup() as group:
        watch, gap = Watch(), crowd.gap(len(shops))
        watching = asyncio.create_task(watch.run())
        walks = [
            group.create_task(_visit(shop, session, number * gap, crowd, outing, watch))
            for number, shop in enumerate(shops)
        ]
        await asyncio.wait(walks)
        watching.cancel()


class Watch:
    """Measures how late the event loop runs: a busy referee must not make a shop look slow."""

    def __init__(self) -> None:
        self.late = 0.0  # seconds since the start, summed up

    async def run(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(WATCH)
            self.late += max(time.monotonic() - before - 2 * WATCH, 0.0)


async def _visit(
    shop: Shop, session: aiohttp.ClientSession, delay: float, crowd: Crowd, outing: Outing, watch: Watch
) -> None:
    await asyncio.sleep(delay)
    outing.left[shop.team_id] = time.monotonic()
    place = ProbePlace(shop.url, session)

    async def walk(walker: int) -> dict[str, Reading]:
        wanted = WALKS if walker else {**WALKS, **shop.extra}
        pauses = [crowd.pause(walker, journey) for journey in range(len(wanted))]
        looks = zip(wanted.values(), pauses, strict=True)
        found = await asyncio.gather(*(_read(use, place, pause, crowd.patience, watch) for use, pause in looks))
        return dict(zip(wanted, found, strict=True))

    first, *others = await asyncio.gather(*map(walk, range(crowd.walkers)))
    outing.returned(
        Visit(
            shop.team_id,
            {name: first[name] for name in WALKS},
            {name: first[name] for name in shop.extra},
            others,
        )
    )


async def _read(use: ProbeUse, place: ProbePlace, pause: float, patience: float, watch: Watch) -> Reading:
    await asyncio.sleep(pause)
    late = watch.late
    try:
        async with asyncio.timeout(patience):
            found = await probes.read_probe(use, place)
        return replace(found, ms=max(found.ms - (watch.late - late) * 1000, 0.0))
    except TimeoutError:
        return Reading(
            Outcome.FAIL, patience * 1000, _("No answer within {patience:g} seconds.").format(patience=patience)
        )


def _nobody_went(team_id: int) -> Visit:
    """The visit of a team that was not visited because the thread broke. That is the platform's fault: an error, no failure."""
    return Visit(team_id, {name: Reading(Outcome.ERROR, why=_("The customers got lost.")) for name in WALKS})
