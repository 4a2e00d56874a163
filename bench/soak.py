"""A big screen and a board left alone for hours: what the pages and the web process keep. Ten times the pace of a game."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from playwright.sync_api import CDPSession, Page
from playwright.sync_api import TimeoutError as PageTimeoutError

from bench import memory
from bench.parts import await_port, database, free_port, platform_process
from bench.report import CannotRun, Row
from gameday.live.changes import Change, tell
from gameday.models import Activity, GameDay, Incident, Team
from gameday.models.choices import ActivityVerb, GameDayState, IncidentState
from scenarios.models import Scenario
from scoring.board import publisher
from scoring.models import Observation, Standing
from tests.chromium import launched

STEP = 0.5  # seconds; a tick of a game takes five
TEAMS = 40  # so many that the screen turns pages
MIB = 1024
MOST = 1.2  # times: a browser's heap breathes
PATIENCE = 120_000  # milliseconds: a page on a busy machine
JOURNEYS = ("browse", "price", "book", "recognise")
PAGES = {"big screen": "screen/", "board": ""}
SETTLED = 150  # ticks before the first look: all caches are full, and no list is longer than what it shows


@dataclass(frozen=True)
class Kept:
    """What a page keeps after its garbage is collected."""

    heap: float  # megabytes
    nodes: int
    listeners: int


def run(quick: bool) -> Iterator[Row]:
    """What the big screen, the board and the web process keep after an hour at ten times the pace (quick: two minutes)."""
    yield from measure(ticks=int((120 if quick else 3600) / STEP))


def measure(ticks: int) -> Iterator[Row]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop lives in this thread
    with database() as url, ExitStack() as stack:
        gameday, port = _prepare(), free_port()
        about = memory.ABOUT | {"GAMEDAY_PUBLIC_URL": f"http://localhost:{port}", "DATABASE_URL": url}
        web = stack.enter_context(platform_process("-m", *memory.members_of(port)["web"], **about))
        await_port(port, web, seconds=120)
        pages = stack.enter_context(_opened(f"http://localhost:{port}/board/{gameday.slug}/"))
        _play(gameday, range(SETTLED), pages)
        before, web_before = {name: _kept(page) for name, page in pages.items()}, _megabytes(web.pid)
        _play(gameday, range(SETTLED, SETTLED + ticks), pages)
        for name, page in pages.items():
            yield from _page_rows(name, before[name], _kept(page), f"{ticks} ticks of {TEAMS} teams")
        web_after = _megabytes(web.pid)
        note = f"{web_before:.0f} to {web_after:.0f} MB"
        yield Row("web process, after to before", web_after / web_before, "x", 1.25, note)


def _page_rows(name: str, before: Kept, after: Kept, how: str) -> Iterator[Row]:
    heap = f"{before.heap:.1f} to {after.heap:.1f} MB, {how}"
    yield Row(f"{name}: heap, after to before", after.heap / before.heap, "x", MOST, heap)
    nodes = f"{before.nodes} to {after.nodes}"
    yield Row(f"{name}: nodes, after to before", after.nodes / before.nodes, "x", MOST, nodes)
    yield Row(f"{name}: listeners more than before", after.listeners - before.listeners, "", 0)


def _megabytes(pid: int) -> float:
    return sum(memory.pss(each) for each in memory.family(pid)) / MIB


# The pages ------------------------------------------------------------------------------------------------------------


@contextmanager
def _opened(address: str) -> Iterator[dict[str, Page]]:
    """The pages in a browser of their own, with everything that moves."""
    with tempfile.TemporaryDirectory() as folder, launched(Path(folder)) as browser:
        pages = {}
        for name, path in PAGES.items():
            context = browser.new_context(reduced_motion="no-preference", viewport={"width": 1920, "height": 1080})
            pages[name] = context.new_page()
            pages[name].goto(address + path)
        yield pages


def _kept(page: Page) -> Kept:
    session: CDPSession = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("HeapProfiler.collectGarbage")
    found = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return Kept(found["JSHeapUsedSize"] / MIB**2, int(found["Nodes"]), int(found["JSEventListeners"]))


# The game -------------------------------------------------------------------------------------------------------------


def _prepare() -> GameDay:
    now = timezone.now()
    gameday = GameDay.objects.create(
        name="Soak",
        slug="soak",
        join_code="soak-1",
        state=GameDayState.RUNNING,
        started_at=now,
        duration=timedelta(hours=12),
    )
    for position in range(TEAMS):
        team = Team.objects.create(gameday=gameday, name=f"The Hooves of {position}", position=position)
        Standing.objects.create(gameday=gameday, team=team, points=0, updated_at=now)
    Scenario.objects.create(
        slug="soak", version=1, digest="0" * 64, title="The soaked hay", difficulty=1, document={}, published_at=now
    )
    return gameday


def _play(gameday: GameDay, numbers: range, pages: dict[str, Page]) -> None:
    """A tick every STEP, as the referee writes them. Raises CannotRun if a page does not follow."""
    teams, scenario = list(gameday.teams.all()), Scenario.objects.get(slug="soak")
    due, points, browser = time.monotonic(), 0, pages["board"]
    for number in numbers:
        points = _tick(gameday, teams, scenario, number)
        due += STEP
        browser.wait_for_timeout(max(0.0, due - time.monotonic()) * 1000)
    browser.wait_for_timeout(publisher.TURN.total_seconds() * 2000)
    publisher.flush_board(gameday.pk, timezone.now())  # the beat's part
    for name, page in pages.items():
        try:
            page.wait_for_selector(f".score[data-points='{points}']", state="attached", timeout=PATIENCE)
        except PageTimeoutError as error:
            said = page.inner_text(".connection") or "It is connected."
            raise CannotRun(f"The page {name} does not show what was played. {said}") from error


def _tick(gameday: GameDay, teams: list[Team], scenario: Scenario, number: int) -> int:
    """Revenue for everybody, an event, and a fault that comes or goes. Returns the points of a team after it."""
    now, ahead = timezone.now(), teams[number % TEAMS]
    outcomes = ("full", "slow", "failed")
    met = {name: {"outcome": outcomes[(number + at) % 3], "ms": 40, "why": ""} for at, name in enumerate(JOURNEYS)}
    with transaction.atomic():
        Observation.objects.bulk_create(
            Observation(
                gameday=gameday, team=team, tick=number, at=now, points=(number + team.pk) % 12 - 2, journeys=met
            )
            for team in teams
        )
        Standing.objects.filter(team=ahead).update(points=number * 10)
        Activity.objects.create(
            gameday=gameday, team=ahead, verb=ActivityVerb.values[0], text=f"Event {number}", public=True, at=now
        )
        burning = Incident.objects.filter(gameday=gameday, team=ahead, ended_at=None)
        if not burning.update(state=IncidentState.RESOLVED, ended_at=now):
            Incident.objects.create(
                gameday=gameday, team=ahead, scenario=scenario, state=IncidentState.LIVE, due_at=now, live_at=now
            )
        tell(Change.POINTS, gameday_id=gameday.pk)
    return number * 10
