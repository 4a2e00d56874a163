"""The time from due to in force: faults in eight teams through the real clock, broker and workers, and their skew."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from bench.engine import house
from bench.parts import database, median, platform_process, until
from bench.report import CannotRun, Row
from gameday.event import lifecycle, schedule
from gameday.incidents import injections
from gameday.models import GameDay, Incident, Round
from gameday.sandboxes import hosts
from scenarios.document import parse
from scenarios.models import Scenario

KINDS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("network.loss", "storefront", {"percent": 5}),
    ("process.kill", "cache", {"service": "redis"}),
    ("container.pause", "recognizer", {}),
    ("network.delay", "edge", {"ms": 20}),
)
FIRST, EVERY = 6.0, 8.0  # seconds of game time
THREADS = ("--pool", "threads", "--loglevel", "ERROR", "--concurrency")
ENDED = ("resolved", "expired", "voided")


def run(quick: bool) -> Iterator[Row]:
    """From the due time to the fault in force in all of eight teams, with the skew."""
    teams, kinds = (2, KINDS[:2]) if quick else (8, KINDS)
    with house(), database() as url, ExitStack() as stack:
        gameday = _plan(teams, kinds)
        _start_workers(stack, url)
        lifecycle.launch_gameday(gameday, by="bench", now=timezone.now())
        _await_state(gameday, "lobby", 60 + 20 * teams)
        _refuse_broken(gameday, teams)
        lifecycle.start_gameday(gameday, by="bench", now=timezone.now())
        until(lambda: _over(gameday, len(kinds)), FIRST + EVERY * len(kinds) + 40, "The rounds never came to an end.")
        yield from _rows(gameday, teams)


def _start_workers(stack: ExitStack, url: str) -> None:
    for words in (
        ("worker", "-Q", "director,host.local", "-n", "director@bench", *THREADS, "8"),
        ("worker", "-Q", "referee", "-n", "referee@bench", *THREADS, "4"),
        ("beat", "--pidfile", "", "--loglevel", "ERROR"),
    ):
        stack.enter_context(platform_process("-m", "celery", "-A", "gameday", *words, DATABASE_URL=url))


def _plan(teams: int, kinds: tuple[tuple[str, str, dict[str, Any]], ...]) -> GameDay:
    hosts.refresh_host(hosts.local_host(), timezone.now())
    gameday = GameDay.objects.create(name="Bench", slug="bench-outbreak", join_code="bench-2")
    schedule.add_teams(gameday, teams)
    for position, kind in enumerate(kinds):
        Round.objects.create(
            gameday=gameday,
            scenario=_scenario(*kind),
            position=position,
            starts_after=timedelta(seconds=FIRST + EVERY * position),
        )
    return gameday


def _scenario(kind: str, target: str, arguments: dict[str, Any]) -> Scenario:
    """A scenario with only this fault, in the smallest valid document."""
    slug = "bench-" + kind.replace(".", "-")
    text = TEXT.format(slug=slug, kind=kind, target=target, arguments=arguments)
    parsed = parse.parse_document(text, f"{slug}.yaml")
    return Scenario.objects.create(
        slug=slug,
        version=1,
        digest=slug,
        title=parsed.title,
        category=parsed.category,
        difficulty=1,
        document=parsed.model_dump(mode="json", by_alias=True),
        published_at=timezone.now(),
    )


def _await_state(gameday: GameDay, state: str, seconds: float) -> None:
    def reached() -> bool:
        time.sleep(0.2)
        gameday.refresh_from_db()
        return gameday.state == state

    until(reached, seconds, f"The game day never came to {state}; BENCH_VERBOSE=1 shows what the workers say.")


def _refuse_broken(gameday: GameDay, teams: int) -> None:
    if gameday.problem:
        raise CannotRun(f"Not all of the {teams} sandboxes could be built: {gameday.problem}")


def _over(gameday: GameDay, rounds: int) -> bool:
    """Has every fault of every team been verified, or given up?"""
    time.sleep(0.2)
    rows = gameday.incidents.all()
    waiting = rows.filter(state__in=("scheduled", "injecting"))
    return rows.count() == rounds * gameday.teams.count() and not waiting.exists()


def _rows(gameday: GameDay, teams: int) -> Iterator[Row]:
    late: list[float] = []
    for round in gameday.rounds.select_related("scenario").order_by("position"):
        rows = list(Incident.objects.filter(round=round))
        voided = [row.problem for row in rows if row.state == "voided"]
        if voided:
            raise CannotRun(f"{round.scenario.title}: {len(voided)} incidents were voided: {voided[0]}")
        seen = [_lag(row) for row in rows]
        last = max(each["verified"] for each in seen)
        late.append(last)
        applied = max(each["applied"] for each in seen)
        skew = injections.injection_skew(round) or 0.0
        note = f"applied after {applied:.2f} s, skew {skew * 1000:.0f} ms between first and last team"
        yield Row(f"{round.scenario.title}: due to in force in {teams} teams", last, "s", 2.0, note)
    yield Row(f"due to in force in {teams} teams, median of the rounds", median(late), "s", 2.0)


def _lag(incident: Incident) -> dict[str, float]:
    """How an incident's time splits, in seconds after it was due: going in, applied, verified."""
    seen = incident.injections.aggregate(
        applying=Max("applying_at"), applied=Max("applied_at"), verified=Max("verified_at")
    )
    return {step: (at - incident.due_at).total_seconds() for step, at in seen.items() if at}


TEXT = """
id: {slug}
version: 1
title: {kind}
company: unicorn_rentals
category: network
difficulty: 1
postmortem: {{title: A benchmark, url: "https://example.com/"}}
story: Nothing happened.
briefing: {{dev: Wait for Ops., ops: Wait for Dev.}}
steady_state: [{{probe: browse, name: browse}}]
faults: [{{id: only, kind: {kind}, target: {target}, with: {arguments}, ttl: 2m}}]
objectives:
  - {{id: named, kind: answer, prompt: What is it, accept: [nothing], points: 10, needs: [dev]}}
  - {{id: named-too, kind: answer, prompt: What is it, accept: [nothing], points: 10, needs: [ops]}}
hints: [{{cost: 5, text: Wait., for: any}}]
estimate: 5m
solution: {{dev: [{{on: workbench, run: wait.sh}}], ops: [{{on: workbench, run: wait.sh}}]}}
debrief: {{goal: None., questions: [Why]}}
"""
