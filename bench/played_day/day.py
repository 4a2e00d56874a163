"""A finished game day as rows, for benchmarks of what comes after it: people, incidents, acts, words, customers, ledger, terminals.

It is made up, the same for each seed, with the scenarios of the library: round n opens every ten minutes, and each team is
more or less quick to end it. One round in twelve was voided.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from bench.played_day.incidents import Crew, Written, play_incident
from bench.played_day.tapes import make_recordings
from gameday.models import (
    Activity,
    ChatLine,
    GameDay,
    Host,
    Incident,
    Injection,
    Note,
    Player,
    Round,
    Sandbox,
    Team,
)
from gameday.models.choices import (
    GameDayState,
    Role,
    SandboxState,
)
from scenarios import publishing
from scoring import rules
from scoring.ledger import ledger
from scoring.models import Entry, EntryKind, HintTaken, Journey, JourneyOutcome, Objective, Observation

TICK = timedelta(seconds=5)
EVERY = timedelta(minutes=10)  # a round
BATCH = 4000


def play_day(now: datetime, *, teams: int = 40, rounds: int = 12, seed: int = 7, slug: str = "played") -> GameDay:
    """A day that was finished at `now`. Every incident has two recordings of five minutes."""
    length = EVERY * rounds + timedelta(minutes=5)
    gameday = GameDay.objects.create(
        name="The played day",
        slug=slug,
        join_code=f"{slug}-1"[:16],
        state=GameDayState.FINISHED,
        duration=length,
        started_at=now - length,
        finished_at=now,
        seed=seed,
    )
    chance, written = random.Random(seed), Written()
    opened = list(_rounds(gameday, rounds))
    for crew in _crews(gameday, teams):
        incidents = [
            play_incident(crew, row, chance, written, voided=number == rounds // 2) for number, row in enumerate(opened)
        ]
        _walk_customers(crew.team, incidents, written)
    _write(written)
    make_recordings(written.shells, seed)
    ledger.rebuild_standings_of(gameday, now)
    return gameday


def _rounds(gameday: GameDay, count: int) -> Iterator[Round]:
    assert gameday.started_at
    library = publishing.publish_library(gameday.started_at)
    for number in range(count):
        yield Round.objects.create(
            gameday=gameday,
            scenario=library[number % len(library)],
            position=number,
            starts_after=timedelta(minutes=2) + EVERY * number,
            opened_at=gameday.started_at + timedelta(minutes=2) + EVERY * number,
        )


def _crews(gameday: GameDay, count: int) -> Iterator[Crew]:
    host, _ = Host.objects.get_or_create(name="bench", defaults={"url": "fake://bench", "capacity": 1000})
    for number in range(count):
        team = Team.objects.create(
            gameday=gameday, name=f"Stable {number + 1}", position=number, colour="#2563eb", motto="Neigh or never"
        )
        seated = {
            role: Player.objects.create(
                gameday=gameday, team=team, role=role, name=f"{role.label} {number + 1}", joined_at=gameday.started_at
            )
            for role in Role
        }
        sandbox = Sandbox.objects.create(
            team=team,
            host=host,
            handle=f"{gameday.slug}-{number}",
            state=SandboxState.GONE,
            requested_at=gameday.started_at,
        )
        yield Crew(team, sandbox, seated)


def _walk_customers(team: Team, incidents: list[Incident], written: Written) -> None:
    """A tick every five seconds: nobody can book while something burns, and all is well besides."""
    start, finish = team.gameday.started_at, team.gameday.finished_at
    assert start
    assert finish
    burning = [(each.live_at, each.mitigated_at or each.ended_at) for each in incidents]
    for number in range(1, int((finish - start) / TICK) + 1):
        at = start + TICK * number
        bad = any(since and until and since <= at < until for since, until in burning)
        outcomes = dict.fromkeys(Journey, JourneyOutcome.FULL)
        if bad:
            outcomes |= {Journey.BOOK: JourneyOutcome.FAILED, Journey.PRICE: JourneyOutcome.SLOW}
        paid = {name: rules.journey_fare(name, outcome) for name, outcome in outcomes.items()}
        journeys = {
            name.value: {"outcome": outcome.value, "paid": paid[name], "ms": 41.0, "why": ""}
            for name, outcome in outcomes.items()
        }
        points = sum(paid.values())
        written.observations.append(
            Observation(gameday=team.gameday, team=team, tick=number, at=at, journeys=journeys, points=points)
        )
        written.entries.append(
            Entry(
                gameday=team.gameday,
                team=team,
                kind=EntryKind.REVENUE,
                points=points,
                key=f"revenue:{team.pk}:{number}",
                reason="Customers",
                by="the referee",
                at=at,
            )
        )


def _write(written: Written) -> None:
    written.chat.sort(key=lambda line: line.at)
    for model, rows in (
        (Activity, written.activities),
        (ChatLine, written.chat),
        (Note, written.notes),
        (Injection, written.injections),
        (Objective, written.objectives),
        (HintTaken, written.hints),
        (Entry, written.entries),
        (Observation, written.observations),
    ):
        model.objects.bulk_create(rows, batch_size=BATCH)
