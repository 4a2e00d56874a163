"""A finished game day as rows, for benchmarks of what comes after it: people, incidents, acts, words, customers, ledger, terminals.

It is made up, the same for each seed, with the scenarios of the library: round n opens every ten minutes, and each team is
more or less quick to end it. One round in twelve was voided.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bench.played_tapes import make_recordings
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
    ActivityVerb,
    GameDayState,
    HealReason,
    IncidentState,
    InjectionState,
    NoteKind,
    NoteVerdict,
    Role,
    SandboxState,
)
from scenarios import publishing
from scenarios.document import parse
from scoring import rules
from scoring.ledger import ledger
from scoring.models import Entry, EntryKind, HintTaken, Journey, JourneyOutcome, Objective, Observation

TICK = timedelta(seconds=5)
EVERY = timedelta(minutes=10)  # a round
TYPED = timedelta(seconds=20)  # at most so often it is noted that somebody types
BATCH = 4000
SERVICES = {Role.DEV: ("storefront", "pricing", "workbench"), Role.OPS: ("storefront", "db", "cache", "queue")}
WORDS = (
    "The shop answers, but nothing can be booked.",
    "Look at db, its log is full of waits.",
    "What does your card say?",
    "I see nothing in the code, it was deployed yesterday.",
    "The cache is empty, is that right?",
    "Try again now, please.",
    "That was it! Thank you.",
)


@dataclass
class Written:
    """Rows that wait to be written, a table each."""

    activities: list[Activity] = field(default_factory=list)
    chat: list[ChatLine] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    injections: list[Injection] = field(default_factory=list)
    objectives: list[Objective] = field(default_factory=list)
    hints: list[HintTaken] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    shells: list[tuple[Player, Sandbox, str, datetime, timedelta]] = field(default_factory=list)


@dataclass(frozen=True)
class Crew:
    team: Team
    sandbox: Sandbox
    seated: dict[str, Player]


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
            _play(crew, row, chance, written, voided=number == rounds // 2) for number, row in enumerate(opened)
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


def _play(crew: Crew, row: Round, chance: random.Random, written: Written, *, voided: bool) -> Incident:
    """One incident of one team, from the fault to the end."""
    assert row.opened_at
    live = row.opened_at + timedelta(seconds=chance.uniform(2, 15))
    lasts = timedelta(seconds=chance.uniform(150, 560))
    expired = not voided and chance.random() < 0.12
    ended = live + (timedelta(seconds=570) if expired else lasts)
    mended = None if expired or voided else live + lasts * 0.85
    state = IncidentState.VOIDED if voided else IncidentState.EXPIRED if expired else IncidentState.RESOLVED
    incident = Incident.objects.create(
        gameday=crew.team.gameday,
        team=crew.team,
        scenario=row.scenario,
        round=row,
        state=state,
        due_at=row.opened_at,
        live_at=live,
        acknowledged_at=live + lasts * 0.1,
        acknowledged_by=crew.seated[Role.OPS],
        mitigated_at=mended,
        ended_at=ended,
        expires_at=live + timedelta(seconds=570),
    )
    _faults_and_objectives(crew, incident, live, mended, ended, written)
    _work(crew, incident, live, ended - live, chance, written)
    if mended:
        written.entries.append(_line(incident, EntryKind.OBJECTIVE, 120, ended))
    for role, player in crew.seated.items():
        since = live + timedelta(seconds=chance.uniform(5, 40))
        written.shells.append((player, crew.sandbox, SERVICES[Role(role)][0], since, ended - since))
    return incident


def _faults_and_objectives(
    crew: Crew, incident: Incident, live: datetime, mended: datetime | None, ended: datetime, written: Written
) -> None:
    document = parse.document_of(incident.scenario)
    for use in document.faults:
        written.injections.append(
            Injection(
                incident=incident,
                sandbox=crew.sandbox,
                fault=use.id,
                kind=use.kind,
                target=use.target,
                handle=f"p{incident.pk}{use.id}"[:24],
                state=InjectionState.HEALED,
                deadline=ended,
                applied_at=incident.due_at,
                verified_at=live,
                healed_at=mended or ended,
                healed_by=HealReason.PLAYERS if mended else HealReason.DEADLINE,
            )
        )
    for goal in document.objectives:
        written.objectives.append(Objective(incident=incident, key=goal.id, met_at=mended and ended))


def _work(
    crew: Crew, incident: Incident, live: datetime, lasts: timedelta, chance: random.Random, written: Written
) -> None:
    """What both seats did, said and thought from the effect to the end."""
    for role, player in crew.seated.items():
        services = SERVICES[Role(role)]
        for number in range(int(lasts / TYPED)):
            written.activities.append(
                _act(crew, player, ActivityVerb.TYPED, live + TYPED * number, chance.choice(services))
            )
        for verb in (ActivityVerb.TERMINAL, ActivityVerb.CONSOLE, ActivityVerb.WORKSHOP, ActivityVerb.CHECK) * 2:
            moment = live + lasts * chance.uniform(0.05, 0.95)
            written.activities.append(_act(crew, player, verb, moment, chance.choice(services), incident))
        for text in chance.sample(WORDS, 4):
            written.chat.append(
                ChatLine(
                    team=crew.team,
                    player=player,
                    name=player.name,
                    role=role,
                    text=text,
                    at=live + lasts * chance.random(),
                )
            )
        thought = Note(
            incident=incident,
            kind=NoteKind.HYPOTHESIS,
            text=f"It is {chance.choice(services)}",
            player=player,
            name=player.name,
            role=role,
            at=live + lasts * 0.3,
            verdict=chance.choice(["", *NoteVerdict]),
            verdict_at=live + lasts * 0.6,
        )
        written.notes.append(thought)
    if chance.random() < 0.4:
        moment = live + lasts * 0.5
        written.hints.append(HintTaken(incident=incident, rung=0, player=crew.seated[Role.DEV], price=5, at=moment))
        written.entries.append(_line(incident, EntryKind.HINT, -5, moment))


def _act(
    crew: Crew, player: Player, verb: ActivityVerb, at: datetime, service: str, incident: Incident | None = None
) -> Activity:
    return Activity(
        gameday=crew.team.gameday,
        team=crew.team,
        player=player,
        role=player.role,
        verb=verb,
        text=f"{player.name}: {verb.label}",
        service=service,
        incident=incident,
        at=at,
    )


def _line(incident: Incident, kind: EntryKind, points: int, at: datetime) -> Entry:
    return Entry(
        gameday=incident.gameday,
        team=incident.team,
        kind=kind,
        points=points,
        key=f"{kind}:{incident.pk}",
        incident=incident,
        reason=incident.scenario.title,
        by="the referee",
        at=at,
    )


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
