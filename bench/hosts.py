"""Several hosts: a day on two engines of which one is killed, a day of 40 teams on a simulated driver, and what a team costs."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from bench import machines
from bench.engine import House, house
from bench.outbreak import TEXT
from bench.parts import await_port, database, free_port, median, process, until
from bench.report import CannotRun, Row
from bench.second_engine import NoSecondEngine, SecondEngine, second_engine
from gameday.event import lifecycle, schedule
from gameday.models import GameDay, Host, Incident, Injection, Player, Round, Sandbox, Team
from gameday.sandboxes import addresses, hosts, moving
from scenarios.document import parse
from scenarios.models import Scenario
from scenarios.refusal import Refused
from scenarios.sandbox import Engine, Usage
from scoring.ledger import ledger, standings
from scoring.models import Objective, Observation, Standing, Tick, Walk
from scoring.referee import objectives

PACE = 20  # times that of a real day
ROUND = timedelta(minutes=10) / PACE
SLOTS = 32  # of a host
COSTS = (20, 40, 100)  # teams
Used = dict[str, dict[str, Usage]]
WINDOW = 30.0  # seconds for which the cost is measured


def run(quick: bool) -> Iterator[Row]:
    """Two engines of which one is killed; a day of 40 teams at 20 times the pace on a simulated driver; the cost of a team."""
    yield from two_engines(4 if quick else 8)
    yield from whole_day(8 if quick else 40, rounds=3 if quick else 12)
    yield from costs(COSTS[:2] if quick else COSTS)


# Two engines ---------------------------------------------------------------------------------------------------------


def two_engines(teams: int) -> Iterator[Row]:
    """One of two engines is killed in the middle of a day."""
    try:
        with house() as near, second_engine() as machine, database() as url:
            yield from _on_two_engines(near, machine, url, teams)
    except NoSecondEngine as error:
        raise CannotRun(str(error)) from error


def _on_two_engines(near: House, machine: SecondEngine, url: str, teams: int) -> Iterator[Row]:
    local, barn = hosts.local_host(), _barn(machine)
    began = time.monotonic()
    _bring(near, addresses.engine_at(barn))
    yield Row("images brought to the second engine", time.monotonic() - began, "s", None, "docker save | docker load")
    gameday = _plan(teams, timedelta(seconds=20), 1)
    with machines.workers([local, barn], url):
        took = machines.launch(gameday, 120 + 30 * teams)
        yield Row(f"{teams} sandboxes on two engines built", took, "s", None, _shares(gameday))
        lifecycle.start_gameday(gameday, by="bench", now=timezone.now())
        until(lambda: _live(gameday) == teams, 120, "Not every team's incident went live.")
        yield from _sandbox_cost(near.engine)
        yield from _kill(gameday, machine, barn)
        yield from _move(gameday)
        lifecycle.finish_gameday(gameday, by="bench", now=timezone.now())
        left = Injection.objects.filter(sandbox__host=local).exclude(state="healed")
        until(lambda: _settled() and not left.exists(), 60, "A fault was left on the engine that lives.")
    yield _wrong(gameday)


def _barn(machine: SecondEngine) -> Host:
    where = {"shop_host": machine.address, "probe_host": machine.address, "shop_bind": "0.0.0.0"}
    return Host.objects.create(name="barn", url=machine.url, capacity=SLOTS, shop_ports="9600-9639", **where)


def _bring(near: House, to: Engine) -> None:
    for reference in near.engine.image_references(near.company):
        to.import_image(near.engine.export_image(reference))


def _sandbox_cost(engine: Engine) -> Iterator[Row]:
    """What a sandbox takes of its machine while customers come and one incident burns: mean of those on the engine."""
    before = engine.usage().sandboxes
    time.sleep(WINDOW)
    after = engine.usage().sandboxes
    spent = sum(
        max(used.cpu_seconds - before[box][role].cpu_seconds, 0.0) for box, role, used in _running(after, before)
    )
    memory = sum(used.memory_mb for _box, _role, used in _running(after, before))
    yield Row("processor that a sandbox takes", spent / WINDOW / len(after), "cores", None, f"{len(after)} sandboxes")
    yield Row("memory that a sandbox takes", memory / len(after), "MiB", None, "without caches")


def _running(after: Used, before: Used) -> Iterator[tuple[str, str, Usage]]:
    for box, roles in after.items():
        yield from ((box, role, used) for role, used in roles.items() if role in before.get(box, {}))


def _kill(gameday: GameDay, machine: SecondEngine, barn: Host) -> Iterator[Row]:
    there = set(barn.sandboxes.values_list("team", flat=True))
    killed_at = timezone.now()
    machine.kill()
    until(lambda: _field(barn, "lost_at"), 60, "The second engine was never found to be lost.")
    known = (_field(barn, "lost_at") - killed_at).total_seconds()
    yield Row("engine killed to known as lost", known, "s", 20.0, f"{len(there)} teams; 15 s after it was last seen")
    states = Incident.objects.filter(gameday=gameday, team__in=there).exclude(state="voided").count()
    yield Row("incidents there that still count", states, "", 0)
    time.sleep(3 * settings.TICK_SECONDS)
    since = Observation.objects.filter(gameday=gameday, at__gt=killed_at).exclude(team__in=there)
    spoilt = sum(met["outcome"] == "error" for row in since for met in row.journeys.values())
    yield Row("journeys of all other teams spoilt meanwhile", spoilt, "", 0, f"of {4 * since.count()}")
    late = [(tick.settled_at - tick.at).total_seconds() for tick in _ticks(gameday, killed_at)]
    yield Row("their ticks settled after", median(late), "s", None, "median, from the start of the tick")


def _ticks(gameday: GameDay, since: Any) -> Sequence[Tick]:
    return [row for row in Tick.objects.filter(gameday=gameday, at__gt=since) if row.settled_at]


def _move(gameday: GameDay) -> Iterator[Row]:
    broken = list(Team.objects.filter(gameday=gameday, sandboxes__state="broken").select_related("gameday"))
    began = time.monotonic()
    for team in broken:
        moving.move_team(team, by="bench", now=timezone.now())
    ready = Sandbox.objects.filter(team__in=broken, state="ready")
    until(lambda: ready.count() == len(broken), 60 + 30 * len(broken), "Not every moved team has a shop again.")
    yield Row(f"{len(broken)} teams moved to the other engine", time.monotonic() - began, "s", None, "all at once")


# The simulated driver ------------------------------------------------------------------------------------------------


def whole_day(teams: int, rounds: int) -> Iterator[Row]:
    """Everything real but the engines: the day ends with a ledger that can be rebuilt, and no fault is left."""
    with _simulated(teams, GAMEDAY_TICK_SECONDS="1") as (gameday, _children):
        _schedule(gameday, ROUND, rounds)
        lifecycle.start_gameday(gameday, by="bench", now=timezone.now())
        ends = time.monotonic() + ROUND.total_seconds() * (rounds + 1)
        while time.monotonic() < ends:
            _answer_some(gameday)
            time.sleep(2)
        lifecycle.finish_gameday(gameday, by="bench", now=timezone.now())
        until(lambda: _settled() and not _faults(gameday), 60, f"{_faults(gameday)} faults were left.")
        told = Counter(gameday.incidents.values_list("state", flat=True))
        how = f"{rounds} rounds; incidents: {', '.join(f'{number} {state}' for state, number in told.items())}"
        yield Row(f"faults left after a day of {teams} teams", _faults(gameday), "", 0, how)
        yield _wrong(gameday)
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
        _schedule(gameday, timedelta(seconds=1), 1)
        lifecycle.start_gameday(gameday, by="bench", now=timezone.now())
        until(lambda: _live(gameday) == teams, 120, "Not every team's incident went live.")
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
            gameday = _plan(teams, timedelta(hours=1), 0)
            about = {"GAMEDAY_DOCKER_URL": settings.DOCKER_URL, **environment}
            _schedule(gameday, timedelta(hours=2), 1)
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
        player = Player.objects.filter(team=row.incident.team).first()
        with suppress(Refused):
            objectives.answer_objective(row, "nothing", player=player, now=timezone.now())


# Both ----------------------------------------------------------------------------------------------------------------


def _plan(teams: int, every: timedelta, rounds: int) -> GameDay:
    gameday = GameDay.objects.create(name="Bench", slug="bench-hosts", join_code="bench-3")
    schedule.add_teams(gameday, teams)
    for team in gameday.teams.all():
        Player.objects.create(
            gameday=gameday, team=team, role="dev", name=f"Ada of {team.pk}", joined_at=timezone.now()
        )
    _schedule(gameday, every, rounds)
    return gameday


def _schedule(gameday: GameDay, every: timedelta, rounds: int) -> None:
    for position in range(rounds):
        Round.objects.create(
            gameday=gameday, scenario=_scenario(), position=position, starts_after=every * (position + 1)
        )


def _scenario() -> Scenario:
    """A dead cache: a fault that a simulated sandbox has as well. Published once."""
    slug = "bench-container-kill"
    parsed = parse.parse_document(TEXT.format(slug=slug, kind="container.kill", target="cache", arguments={}), slug)
    found, _ = Scenario.objects.get_or_create(
        slug=slug,
        version=1,
        defaults={
            "digest": slug,
            "title": parsed.title,
            "category": parsed.category,
            "difficulty": 1,
            "document": parsed.model_dump(mode="json", by_alias=True),
            "published_at": timezone.now(),
        },
    )
    return found


def _shares(gameday: GameDay) -> str:
    rows = list(Sandbox.objects.filter(team__gameday=gameday).values_list("host__name", flat=True))
    return ", ".join(f"{rows.count(name)} on {name}" for name in sorted(set(rows)))


def _live(gameday: GameDay) -> int:
    time.sleep(0.2)
    return gameday.incidents.filter(state="live").count()


def _faults(gameday: GameDay) -> int:
    time.sleep(0.2)
    return Injection.objects.filter(incident__gameday=gameday).exclude(state="healed").count()


def _settled() -> bool:
    time.sleep(0.2)
    return not Tick.objects.filter(settled_at=None).exists()


def _field(host: Host, name: str) -> Any:
    time.sleep(0.1)
    return Host.objects.values_list(name, flat=True).get(pk=host.pk)


def _doubled(gameday: GameDay) -> int:
    """Observations whose points are not one line of the ledger."""
    paid = dict(gameday.entries.filter(kind="revenue").values_list("key", "points"))
    rows = Observation.objects.filter(gameday=gameday)
    return sum(paid.get(f"revenue:{row.team_id}:{row.tick}", 0) != row.points for row in rows)


def _wrong(gameday: GameDay) -> Row:
    """What `ledger verify` finds, and where standings change when they are rebuilt."""
    before = dict(Standing.objects.filter(gameday=gameday).values_list("team", "points"))
    wrong = len(standings.verify_standings(gameday))
    ledger.rebuild_standings_of(gameday, timezone.now())
    after = dict(Standing.objects.filter(gameday=gameday).values_list("team", "points"))
    wrong += sum(before.get(team) != points for team, points in after.items())
    return Row("lines and standings that a rebuild would change", wrong, "", 0)
