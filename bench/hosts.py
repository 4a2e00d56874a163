"""Several hosts: a day on engines of which one is killed, a day of 40 teams on a simulated driver, and what a team costs."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from bench import host_days, lost_engine, machines
from bench.host_days import SLOTS
from bench.parts import await_port, database, free_port, process, until
from bench.report import Row
from gameday.event import lifecycle
from gameday.models import GameDay, Host, Player
from gameday.sandboxes import hosts
from scenarios.refusal import Refused
from scoring.models import Objective, Observation, Tick, Walk
from scoring.referee import objectives

PACE = 20  # times that of a real day
ROUND = timedelta(minutes=10) / PACE
COSTS = (20, 40, 100)  # teams
WINDOW = 30.0  # seconds for which the cost is measured


def run(quick: bool) -> Iterator[Row]:
    """One of two and of three engines is killed; a day of 40 teams at 20 times the pace on a simulated driver; the cost of a team."""
    yield from lost_engine.measure(4 if quick else 8, engines=2)
    yield from lost_engine.measure(3 if quick else 6, engines=3)
    yield from whole_day(8 if quick else 40, rounds=3 if quick else 12)
    yield from costs(COSTS[:2] if quick else COSTS)


# The simulated driver ------------------------------------------------------------------------------------------------


def whole_day(teams: int, rounds: int) -> Iterator[Row]:
    """Everything real but the engines: the day ends with a ledger that can be rebuilt, and no fault is left."""
    with _simulated(teams, GAMEDAY_TICK_SECONDS="1") as (gameday, _children):
        host_days.plan_rounds(gameday, ROUND, rounds)
        lifecycle.start_gameday(gameday, by="bench", now=timezone.now())
        ends = time.monotonic() + ROUND.total_seconds() * (rounds + 1)
        while time.monotonic() < ends:
            _answer_some(gameday)
            time.sleep(2)
        lifecycle.finish_gameday(gameday, by="bench", now=timezone.now())
        clean = lambda: host_days.ticks_settled() and not host_days.faults_left(gameday)  # noqa: E731
        until(clean, 60, f"{host_days.faults_left(gameday)} faults were left.")
        told = Counter(gameday.incidents.values_list("state", flat=True))
        how = f"{rounds} rounds; incidents: {', '.join(f'{number} {state}' for state, number in told.items())}"
        yield Row(f"faults left after a day of {teams} teams", host_days.faults_left(gameday), "", 0, how)
        yield host_days.wrong_lines(gameday)
        yield Row("readings not paid once", _doubled(gameday), "", 0, f"{Tick.objects.count()} ticks of one second")
        yield Row("walks given up", Walk.objects.filter(given_up=True).count(), "", None, f"of {Walk.objects.count()}")


def costs(sizes: Sequence[int]) -> Iterator[Row]:
    """Processor time of all workers for a team and a minute of a game in which one incident burns."""
    found = {teams: _cost(teams) for teams in sizes}
    for teams, cost in found.items():
        yield Row(f"CPU of all workers a team and a minute, {teams} teams", cost, "s")
    yield Row(
        f"CPU a team, {sizes[-1]} teams to {sizes[0]}", found[sizes[-1]] / found[sizes[0]], "x", 1.2, "linear = 1"
    )


def _cost(teams: int) -> float:
    with _simulated(teams) as (gameday, children):
        host_days.plan_rounds(gameday, timedelta(seconds=1), 1)
        lifecycle.start_gameday(gameday, by="bench", now=timezone.now())
        until(lambda: host_days.live_incidents(gameday) == teams, 120, "Not every team's incident went live.")
        before = machines.cpu_seconds(children)
        time.sleep(WINDOW)
        return (machines.cpu_seconds(children) - before) / teams * 60 / WINDOW


@contextmanager
def _simulated(teams: int, **environment: str) -> Iterator[tuple[GameDay, list[machines.Child]]]:
    """A day in its lobby on as many simulated engines as it needs, whose shops are a server's. With the workers."""
    port, local_url = free_port(), settings.DOCKER_URL
    with process("-m", "bench.programs.referee_shops", str(port), str(free_port())) as shops, database() as url:
        await_port(port, shops)
        settings.DOCKER_URL = f"fake://local?shops={port}"
        try:
            rows = [hosts.local_host()]
            for number in range(1, max(-(-teams // SLOTS), 2)):
                rows.append(Host.objects.create(name=f"host{number}", url=f"fake://host{number}?shops={port}"))
            Host.objects.update(capacity=SLOTS)
            gameday = host_days.plan_day(teams, timedelta(hours=1), 0)
            about = {"GAMEDAY_DOCKER_URL": settings.DOCKER_URL, **environment}
            host_days.plan_rounds(gameday, timedelta(hours=2), 1)
            with machines.workers(rows, url, **about) as children:
                machines.launch(gameday, 60 + teams)
                gameday.rounds.all().delete()
                yield gameday, children
        finally:
            settings.DOCKER_URL = local_url


def _answer_some(gameday: GameDay) -> None:
    """Every second team names the culprit of what burns at it."""
    rows = Objective.objects.filter(
        incident__gameday=gameday, met_at=None, incident__state__in=("live", "acknowledged")
    )
    for row in rows.filter(incident__team__position__in=range(0, 200, 2)).select_related("incident__team"):
        player = Player.objects.get(team=row.incident.team)
        with suppress(Refused):
            objectives.answer_objective(row, "nothing", player=player, now=timezone.now())


def _doubled(gameday: GameDay) -> int:
    """Observations whose points are not one line of the ledger."""
    paid = dict(gameday.entries.filter(kind="revenue").values_list("key", "points"))
    rows = Observation.objects.filter(gameday=gameday)
    return sum(paid.get(f"revenue:{row.team_id}:{row.tick}", 0) != row.points for row in rows)
