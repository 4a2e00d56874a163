"""The referee: what a tick of 25, 50 and 100 teams costs one core, also in a rush hour, and what a hanging shop costs the others."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.utils import timezone

from bench.parts import await_port, database, free_port, median, process
from bench.report import CannotRun, Row
from gameday.models import GameDay, Host, Sandbox, Team
from gameday.models.choices import PlanKind
from gameday.models.schedule_mark import MOST_TIMES
from scoring.models import Observation
from scoring.referee import tick, walks

TICK = timedelta(seconds=5)


def run(quick: bool) -> Iterator[Row]:
    """A tick of 100 teams: CPU under a second, linear, and unmoved by a shop that hangs."""
    sizes, times = ((10, 20, 40), 2) if quick else ((25, 50, 100), 5)
    with database(), _shops() as (well, deaf):
        costs = {size: _cost(_day(size, well), times) for size in sizes}
        for size, (cpu, wall) in costs.items():
            most = 1.0 if size == sizes[-1] else None
            yield Row(f"CPU of a tick, {size} teams", cpu, "s", most, f"wall {wall:.2f} s; median of {times} ticks")
        small, large = costs[sizes[0]][0] / sizes[0], costs[sizes[-1]][0] / sizes[-1]
        yield Row(f"CPU a team, {sizes[-1]} teams to {sizes[0]}", large / small, "x", 1.2, "linear = 1")
        yield from _rush(well, times)
        yield from _hanging(well, deaf, sizes[0], times)


@contextmanager
def _shops() -> Iterator[tuple[int, int]]:
    """(ports) of a server that answers for every shop as Unicorn Rentals does, and of one that never answers."""
    well, deaf = free_port(), free_port()
    with process("-m", "bench.programs.referee_shops", str(well), str(deaf)) as child:
        await_port(well, child)
        yield well, deaf


def _day(teams: int, port: int) -> GameDay:
    slug = f"bench-{teams}-{GameDay.objects.count()}"
    day = GameDay.objects.create(
        name=slug,
        slug=slug,
        join_code=f"b{GameDay.objects.count()}",
        state="running",
        started_at=timezone.now() - timedelta(minutes=1),
        duration=timedelta(hours=8),
    )
    host, _ = Host.objects.get_or_create(name="bench", defaults={"url": "fake://bench", "capacity": 1000})
    for position in range(teams):
        team = Team.objects.create(gameday=day, name=f"{slug} {position}", position=position)
        Sandbox.objects.create(
            team=team,
            host=host,
            handle=f"{slug}-{position}",
            state="ready",
            shop_port=port,
            requested_at=timezone.now(),
            ready_at=timezone.now(),
        )
    return day


def _rush(port: int, times: int) -> Iterator[Row]:
    """A tick with as many customers as there may be: few teams, through whose shops all walk, and many."""
    for teams in (walks.MOST_WALKERS // MOST_TIMES, 40):
        day = _day(teams, port)
        span = {"starts_after": timedelta(), "lasts": timedelta(hours=8)}
        day.marks.create(kind=PlanKind.RUSH, factor=MOST_TIMES, **span)
        cpu, wall = _cost(day, times)
        walkers = teams * day.ticks.latest("number").walkers
        told = f"{walkers} walks; wall {wall:.2f} s; median of {times} ticks"
        yield Row(f"CPU of a tick in a rush hour, {teams} teams", cpu, "s", 1.0, told)


def _cost(day: GameDay, times: int) -> tuple[float, float]:
    """Medians of CPU seconds and wall seconds of a tick."""
    taken = [_tick(day, number) for number in range(1, times + 2)][1:]
    if (outcomes := _outcomes(day)) - {"full", "slow"}:
        raise CannotRun(f"The bench's shops do not please the referee's customers: {outcomes}")
    return median([cpu for cpu, _ in taken]), median([wall for _, wall in taken])


def _tick(day: GameDay, number: int) -> tuple[float, float]:
    now = _moment(day, number)
    cpu, wall = time.process_time(), time.perf_counter()
    if not tick.play_tick(day, now):
        raise CannotRun("The referee refused to play a tick.")
    return time.process_time() - cpu, time.perf_counter() - wall


def _moment(day: GameDay, number: int) -> datetime:
    assert day.started_at
    return day.started_at + timedelta(minutes=2) + TICK * number


def _outcomes(day: GameDay) -> set[str]:
    rows = Observation.objects.filter(gameday=day).order_by("-tick")[: day.teams.count()]
    return {met["outcome"] for row in rows for met in row.journeys.values()}


def _hanging(well: int, deaf: int, teams: int, times: int) -> Iterator[Row]:
    """When are all other observations written, if one team's shop accepts connections and never answers?"""
    plain, stuck = _day(teams, well), _day(teams, well)
    first = stuck.teams.order_by("position").first()
    Sandbox.objects.filter(team=first).update(shop_port=deaf)
    without, beside = [], []
    for number in range(1, times + 1):
        without.append(_others(plain, number, None))
        beside.append(_others(stuck, number, first))
    yield Row("others settled after, no shop hangs", median(without), "s")
    yield Row("others settled after, one shop hangs", median(beside), "s")
    yield Row("one hanging shop adds to the others", max(0.0, median(beside) - median(without)), "s", 0.05)


def _others(day: GameDay, number: int, hanging: Team | None) -> float:
    """Seconds from the start of a tick until the observations of all other teams are written."""
    now = _moment(day, number)
    _tick(day, number)
    rows = Observation.objects.filter(gameday=day, tick=tick.tick_number(day, now)).exclude(team=hanging)
    last = rows.order_by("-at").values_list("at", flat=True).first()
    if last is None:
        raise CannotRun("A tick wrote no observation.")
    return (last - now).total_seconds()
