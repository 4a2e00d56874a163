"""A day on several engines, each in a network of its own: one is killed in the middle, and its teams are moved to the others."""

import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from bench import host_days, machines
from bench.engine import House, house
from bench.host_days import SLOTS
from bench.parts import database, median, until
from bench.report import Row
from bench.second_engine import SecondEngine
from gameday.event import lifecycle
from gameday.models import GameDay, Host, Incident, Injection, Sandbox, Team
from gameday.sandboxes import hosts, moving
from scenarios.sandbox import Engine, Usage
from scoring.models import Observation, Tick

NAMES = ("barn", "meadow")  # of the hosts beside the local one; the last is killed
PLAYED = 30.0  # seconds of the game until then, in which it is measured what a sandbox takes
KNOWN_AFTER = 15.0  # seconds: hosts.LOST_AFTER it was last seen, and one tick of the clock
Used = dict[str, dict[str, Usage]]


def measure(teams: int, engines: int) -> Iterator[Row]:
    """One of the engines is killed in the middle of a day. Raises CannotRun."""
    with house() as near, machines.other_engines(engines - 1) as others, database() as url:
        for row in _day(near, others, url, teams):
            yield Row(f"{engines} engines: {row.name}", row.value, row.unit, row.at_most, row.note)


def _day(near: House, others: Sequence[SecondEngine], url: str, teams: int) -> Iterator[Row]:
    local = hosts.local_host()
    far = [machines.join(machine, name) for machine, name in zip(others, NAMES, strict=False)]
    Host.objects.update(capacity=SLOTS)  # all alike, so that teams are spread evenly
    began = time.monotonic()
    size = sum(machines.bring_images(near, host) for host in far)
    how = f"{size:.0f} MB in all, by docker save | docker load"
    yield Row("images brought to the others", time.monotonic() - began, "s", None, how)
    gameday = host_days.plan_day(teams, timedelta(seconds=20), 1)
    with machines.workers([local, *far], url):
        took = machines.launch(gameday, 120 + 30 * teams)
        yield Row(f"{teams} sandboxes built", took, "s", None, _shares(gameday))
        lifecycle.start_gameday(gameday, by="bench", now=timezone.now())
        until(lambda: host_days.live_incidents(gameday) == teams, 120, "Not every team's incident went live.")
        yield from _sandbox_cost(near.engine)
        yield from _kill(gameday, others[-1], far[-1])
        yield from _move(gameday)
        lifecycle.finish_gameday(gameday, by="bench", now=timezone.now())
        left = Injection.objects.exclude(sandbox__host=far[-1]).exclude(state="healed")
        until(lambda: host_days.ticks_settled() and not left.exists(), 60, "A fault was left on an engine that lives.")
        yield Row("faults left on the engines that live", left.count(), "", 0)
    yield host_days.wrong_lines(gameday)


def _sandbox_cost(engine: Engine) -> Iterator[Row]:
    """What a sandbox takes of its machine while customers come and one incident burns: mean of those on the engine."""
    before = engine.usage().sandboxes
    time.sleep(PLAYED)
    after = engine.usage().sandboxes
    spent = sum(
        max(used.cpu_seconds - before[box][role].cpu_seconds, 0.0) for box, role, used in _running(after, before)
    )
    memory = sum(used.memory_mb for _box, _role, used in _running(after, before))
    yield Row("processor that a sandbox takes", spent / PLAYED / len(after), "cores", None, f"{len(after)} sandboxes")
    yield Row("memory that a sandbox takes", memory / len(after), "MiB", None, "without caches")


def _running(after: Used, before: Used) -> Iterator[tuple[str, str, Usage]]:
    for box, roles in after.items():
        yield from ((box, role, used) for role, used in roles.items() if role in before.get(box, {}))


def _kill(gameday: GameDay, machine: SecondEngine, host: Host) -> Iterator[Row]:
    there = set(host.sandboxes.values_list("team", flat=True))
    killed_at = timezone.now()
    machine.kill()
    until(lambda: _field(host, "lost_at"), 60, "The engine was never found to be lost.")
    known = (_field(host, "lost_at") - killed_at).total_seconds()
    how = f"{len(there)} teams; 13 s after it was last seen, by the next tick of the clock"
    yield Row("one killed to known as lost", known, "s", KNOWN_AFTER, how)
    counting = Incident.objects.filter(gameday=gameday, team__in=there).exclude(state="voided").count()
    yield Row("incidents there that still count", counting, "", 0)
    time.sleep(3 * settings.TICK_SECONDS)
    since = Observation.objects.filter(gameday=gameday, at__gt=killed_at).exclude(team__in=there)
    spoilt = sum(met["outcome"] == "error" for row in since for met in row.journeys.values())
    yield Row("journeys of all other teams spoilt meanwhile", spoilt, "", 0, f"of {4 * since.count()}")
    ticks = Tick.objects.filter(gameday=gameday, at__gt=killed_at)
    late = [(tick.settled_at - tick.at).total_seconds() for tick in ticks if tick.settled_at]
    yield Row("their ticks settled after", median(late), "s", None, "median, from the start of the tick")


def _move(gameday: GameDay) -> Iterator[Row]:
    """Each team by the one press that its facilitator has for it."""
    broken = list(Team.objects.filter(gameday=gameday, sandboxes__state="broken").select_related("gameday"))
    began = time.monotonic()
    for team in broken:
        moving.move_team(team, by="bench", now=timezone.now())
    ready = Sandbox.objects.filter(team__in=broken, state="ready")
    until(lambda: ready.count() == len(broken), 60 + 30 * len(broken), "Not every moved team has a shop again.")
    yield Row(f"{len(broken)} teams moved, all at once", time.monotonic() - began, "s", None, _shares(gameday))


def _shares(gameday: GameDay) -> str:
    rows = Sandbox.objects.filter(team__gameday=gameday).exclude(state="gone")
    names = list(rows.values_list("host__name", flat=True))
    return ", ".join(f"{names.count(name)} on {name}" for name in sorted(set(names)))


def _field(host: Host, name: str) -> Any:
    time.sleep(0.1)
    return Host.objects.values_list(name, flat=True).get(pk=host.pk)
