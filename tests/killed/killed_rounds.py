"""The rounds of killed_anywhere: what is killed, when, and what is found afterwards."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum, auto
from functools import partial
from pathlib import Path
from random import Random
from typing import TypeVar

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Count
from django.utils import timezone

from gameday.event import lifecycle
from gameday.incidents import incidents
from gameday.models import GameDay, Incident, Injection, Sandbox, Transition
from gameday.models.choices import ENDED, IN_FORCE, GameDayState, InjectionState, Noun, SandboxState
from gameday.operations.running.hearing import page_served
from gameday.operations.running.supervisor import Say, Supervisor
from gameday.sandboxes import addresses, hosts
from scenarios import company
from scenarios.sandbox.docker.engine import DockerEngine
from scenarios.waiting import wait_until
from scoring.ledger import ledger, standings
from scoring.models import Entry, EntryKind, Observation, Standing
from tests.making import DOCUMENT, make_gameday, make_round, make_scenario, make_team
from tests.small_company import small_company

TTL = 8.0  # seconds that each fault stays in
WITHIN = 240.0  # seconds for all to be well again. How long it took stands in the findings
ASLEEP = DOCUMENT["faults"][0] | {"ttl": TTL, "verify": {"probe": "browse", "expect": "fail", "within": "20s"}}
T = TypeVar("T")


class Victim(StrEnum):
    WORKER = auto()
    REFEREE = auto()
    BEAT = auto()
    WEB = auto()
    POSTGRES = auto()
    REDIS = auto()
    AGENT = auto()  # the container beside the sandboxes that has the network tools
    GATEWAY = auto()  # the container through which customers come


class Step(StrEnum):
    """How far a fault is when something is killed."""

    DUE = auto()
    PLANNED = auto()
    APPLYING = auto()
    APPLIED = auto()
    VERIFIED = auto()
    HEALING = auto()


REACHED: dict[Step, Callable[[Injection], object]] = {
    Step.PLANNED: lambda row: True,
    Step.APPLYING: lambda row: row.applying_at,
    Step.APPLIED: lambda row: row.applied_at,
    Step.VERIFIED: lambda row: row.verified_at,
    Step.HEALING: lambda row: row.state in (InjectionState.HEALING, InjectionState.HEALED),
}


@dataclass
class KilledRound:
    victim: Victim
    step: Step
    late: float = 0.0  # seconds from the deadline until the fault was out


@dataclass
class Findings:
    """What was found after all rounds. Beside `seed`, `rounds` and `entries` each is empty or 0 where all is well."""

    seed: int
    rounds: list[KilledRound] = field(default_factory=list)
    entries: int = 0
    faults_left: int = 0
    applied_twice: int = 0
    unpaid: int = 0  # readings of customers that were not paid exactly once
    wrong: list[str] = field(default_factory=list)  # what `ledger verify` says
    rebuilt_differently: bool = False


def plan_rounds(count: int, seed: int) -> list[KilledRound]:
    """Every victim comes as often as every other, in a random order, each at a random step."""
    random, planned = Random(seed), list[KilledRound]()
    while len(planned) < count:
        deck = random.sample(list(Victim), len(Victim))
        planned += [KilledRound(victim, random.choice(list(Step))) for victim in deck]
    return planned[:count]


def ask_database(look: Callable[[], T]) -> T | None:
    """What the database says; None while it is away."""
    try:
        return look()
    except (DatabaseError, InterfaceError):
        connection.close()
        return None


# The game day ---------------------------------------------------------------------------------------------------------


def start_day() -> GameDay:
    """One team at work, its shop open, customers in it."""
    small = small_company()
    company.load_company = lambda company_id: small
    engine_here().build(small)
    hosts.refresh_host(hosts.local_host(), timezone.now())
    day = make_gameday(duration=timedelta(hours=12))
    make_team(day, name="Hooves")
    make_round(day, make_scenario(), starts_after=timedelta(hours=11))  # no launch without one
    lifecycle.launch_gameday(day, by="test", now=timezone.now())
    in_lobby = GameDay.objects.filter(pk=day.pk, state=GameDayState.LOBBY, problem="")
    wait_until(in_lobby.exists, within=WITHIN, otherwise="The sandbox was never ready.")
    lifecycle.start_gameday(in_lobby.get(), by="test", now=timezone.now())
    return day


def engine_here() -> DockerEngine:
    return DockerEngine(settings.DOCKER_URL, installation=settings.INSTALLATION, pool=settings.SANDBOX_NETWORK)


def play_rounds(group: Supervisor, found: Findings, say: Say) -> GameDay:
    """Kill, and wait until all is well again. Raises NotInTime where it never is."""
    day, random = start_day(), Random(found.seed)
    for number, each in enumerate(found.rounds, 1):
        await_well(day, group)
        play_round(day, group, each, random)
        say(
            f"round {number}: {each.victim} killed at {each.step}; the fault was out {each.late:.1f} s after its deadline"
        )
    await_well(day, group)
    return day


def await_well(day: GameDay, group: Supervisor) -> None:
    """Every process works, the game goes on, the shop is open and no fault is in it."""

    def well() -> bool:
        keep_running(day)
        box = Sandbox.objects.filter(team__gameday=day, state=SandboxState.READY).select_related("host").first()
        served = bool(box and page_served(f"{addresses.probe_url(box)}/")())
        faults = Injection.objects.filter(incident__gameday=day, state__in=IN_FORCE)
        return served and day.state == GameDayState.RUNNING and not faults.exists()

    def at_work() -> bool:
        heard = all(child.alive and child.hearing and child.hearing.heard for child in group.children)
        return heard and bool(ask_database(well))

    wait_until(at_work, within=WITHIN, every=0.5, otherwise="Not everything came back to work.")


def keep_running(day: GameDay) -> None:
    """It may have paused itself while its clock was away; then a facilitator would go on."""
    day.refresh_from_db()
    if day.state == GameDayState.PAUSED:
        lifecycle.resume_gameday(day, by="test", now=timezone.now())


def play_round(day: GameDay, group: Supervisor, played: KilledRound, random: Random) -> None:
    scenario = make_scenario(document={"faults": [ASLEEP]})
    now = timezone.now()
    [incident] = incidents.open_scenario_now(day, scenario, team=day.teams.get(), by="test", now=now)
    if played.step == Step.DUE:
        time.sleep(random.uniform(0.0, 1.5))  # the clock finds it within a second
    else:
        reached = partial(has_reached, incident, played.step)
        wait_until(
            partial(ask_database, reached), within=WITHIN, every=0.01, otherwise=f"It never came to {played.step}."
        )
    strike(played.victim, group)

    def over() -> bool:
        keep_running(day)
        ended = Incident.objects.filter(pk=incident.pk, state__in=ENDED)
        return ended.exclude(injections__state__in=IN_FORCE).exists()

    wait_until(partial(ask_database, over), within=WITHIN, otherwise="The fault never came out.")
    for row in Injection.objects.filter(incident=incident, healed_at__isnull=False):
        played.late = max(played.late, (row.healed_at - row.deadline).total_seconds())


def has_reached(incident: Incident, step: Step) -> bool:
    """Whether its fault is at that step, or beyond it, or will never be."""
    row = Injection.objects.filter(incident=incident).first()
    over = Incident.objects.filter(pk=incident.pk, state__in=ENDED).exists()
    return over or bool(row and REACHED[step](row))


def strike(victim: Victim, group: Supervisor) -> None:
    """SIGKILL. A container is killed by its engine."""
    if victim in (Victim.AGENT, Victim.GATEWAY):
        engine = engine_here()
        engine.client.containers.get(engine.host.name(victim)).kill()
        return
    child = next(child for child in group.children if child.name == victim)
    assert child.process
    os.kill(child.process.pid, signal.SIGKILL)


# Afterwards ----------------------------------------------------------------------------------------------------------


def look_back(day: GameDay, found: Findings, notes: Path) -> None:
    """What is left, lost or doubled. Nobody may still write: the workers have ended."""
    faults = Injection.objects.filter(incident__gameday=day)
    found.faults_left = faults.filter(state__in=IN_FORCE).count()
    touched = faults.filter(applying_at__isnull=False).count()
    moves = Transition.objects.filter(noun=Noun.INJECTION, new=InjectionState.APPLIED).values("row")
    twice = moves.annotate(times=Count("pk")).filter(times__gt=1).count()
    found.applied_twice = max(notes.read_text().split().count("before") - touched, 0) + twice
    entries = Entry.objects.filter(gameday=day)
    found.entries = entries.count()
    paid = dict(entries.filter(kind=EntryKind.REVENUE).values_list("key", "points"))
    seen = Observation.objects.filter(gameday=day)
    found.unpaid = sum(paid.get(f"revenue:{row.team_id}:{row.tick}", 0) != row.points for row in seen)
    found.wrong = [str(each) for each in standings.verify_standings(day)]
    before = standing_of(day)
    ledger.rebuild_standings_of(day, timezone.now())
    found.rebuilt_differently = standing_of(day) != before


def standing_of(day: GameDay) -> list[tuple[object, ...]]:
    return list(Standing.objects.filter(gameday=day).order_by("team").values_list("team", "points", "revenue", "rank"))
