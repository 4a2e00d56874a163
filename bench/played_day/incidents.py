"""One incident of a made-up day: its moments, and what both seats of a team did, said and thought in it."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gameday.models import Activity, ChatLine, Incident, Injection, Note, Player, Round, Sandbox, Team
from gameday.models.choices import ActivityVerb, HealReason, IncidentState, InjectionState, NoteKind, NoteVerdict, Role
from scenarios.document import parse
from scoring.models import Entry, EntryKind, HintTaken, Objective, Observation

TYPED = timedelta(seconds=20)  # at most so often it is noted that somebody types
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


def play_incident(crew: Crew, row: Round, chance: random.Random, written: Written, *, voided: bool) -> Incident:
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
