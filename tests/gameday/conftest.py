"""A game day on an engine in memory. Tasks are only collected; a test runs them when it wants."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from gameday import clock, tasks
from gameday.background import engine_queue
from gameday.models import GameDay, Host, Incident, LastTick, Team
from scenarios import company
from scenarios.models import Scenario
from scenarios.sandbox import Spec, engine_for
from scenarios.sandbox.fake import FakeEngine, FakeSandbox
from tests.making import NOW, make_gameday, make_round, make_sandbox, make_scenario, make_team

DEAD_CACHE = {"id": "dead", "kind": "container.kill", "target": "cache", "ttl": "20m"}
_number = itertools.count(1)


def scenario_of(*faults: dict, **changes) -> Scenario:
    return make_scenario(document={"faults": list(faults or [DEAD_CACHE]), **changes})


@dataclass
class Day:
    """The time, and the tasks that were sent to workers. Nothing runs by itself."""

    host: Host
    engine: FakeEngine
    now: datetime = NOW
    sent: list[tuple[str, int]] = field(default_factory=list)

    def tick(self, seconds: float = 0.0) -> None:
        """Move the time on, run the clock once, then run the tasks that it sent. As if it had ticked all along."""
        self.now += timedelta(seconds=seconds)
        LastTick.objects.update_or_create(pk=1, defaults={"at": self.now})
        clock.tick(self.now)
        self.work()

    def nap(self, seconds: float) -> None:
        """Let the time go on, or jump back, while nobody ticks; then run the clock once."""
        LastTick.objects.update_or_create(pk=1, defaults={"at": self.now})
        self.now += timedelta(seconds=seconds)
        clock.tick(self.now)
        self.work()

    def work(self) -> None:
        while self.sent:
            name, row = self.sent.pop(0)
            getattr(tasks, name)(row)

    def box(self, team: Team) -> FakeSandbox:
        return self.engine.sandboxes[team.sandboxes.exclude(state="gone").get().handle]

    def cache_of(self, team: Team) -> str:
        """The status of the team's cache container."""
        return self.box(team).statuses["cache"]


@pytest.fixture
def day(transactional_db, settings, monkeypatch) -> Day:
    return begin_day(settings, monkeypatch)


def begin_day(settings, monkeypatch) -> Day:
    """Another engine, and the time of the tests from its beginning."""
    settings.DOCKER_URL = f"fake://engine-{next(_number)}"
    host = Host.objects.create(name="local", url=settings.DOCKER_URL)
    made = Day(host, engine_for(settings.DOCKER_URL))
    send = lambda name, args, **about: made.sent.append((name.split(".")[-1], *args))  # noqa: E731
    monkeypatch.setattr(engine_queue.app, "send_task", send)
    monkeypatch.setattr(tasks.timezone, "now", lambda: made.now)
    tasks.refresh(host.pk)
    host.refresh_from_db()
    return made


@pytest.fixture
def draft(day) -> GameDay:
    """A draft with two teams and one round, a minute after the start."""
    return make_draft()


def make_draft() -> GameDay:
    gameday = make_gameday()
    for name in ("Hooves", "Manes"):
        make_team(gameday, name=name)
    make_round(gameday, scenario_of(), starts_after=timedelta(minutes=1))
    return gameday


@pytest.fixture
def running(day, draft) -> GameDay:
    """The same game day half a minute after its start, with both sandboxes ready."""
    build_at_once(day, draft)
    GameDay.objects.filter(pk=draft.pk).update(state="running", started_at=day.now - timedelta(seconds=30))
    draft.refresh_from_db()
    return draft


def build_at_once(day: Day, gameday: GameDay) -> None:
    """A sandbox for every team, without the steps of a launch."""
    for team in gameday.teams.all():
        row = make_sandbox(team, day.host)
        day.engine.provision(spec_of(row.handle))


def spec_of(handle: str) -> Spec:
    return Spec(handle, company.load_company("unicorn_rentals"), "image")


@pytest.fixture
def burning(day, running) -> list[Incident]:
    """The round has begun: the cache of both teams is down."""
    day.tick(30)
    incidents = list(running.incidents.select_related("gameday", "team", "scenario").order_by("team"))
    assert [incident.state for incident in incidents] == ["live", "live"]
    return incidents


def fresh(row):
    """The row as it is in the database now."""
    return type(row).objects.get(pk=row.pk)
