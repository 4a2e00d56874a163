"""Writes the rows of a game day that has been played. Moments are seconds since its start, on the clock on the wall.

Like tests/making.py, each function fills in everything that its test does not care about. `play_day` plays a whole day.
"""

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gameday.models import (
    Activity,
    ChatLine,
    GameDay,
    Incident,
    Injection,
    Note,
    Player,
    Round,
    Sandbox,
    Team,
    Transition,
)
from gameday.models.choices import (
    ActivityVerb,
    GameDayState,
    HealReason,
    IncidentState,
    InjectionState,
    NoteKind,
    Noun,
    Role,
)
from scenarios.document import parse
from scenarios.models import Scenario
from scoring.ledger import ledger
from scoring.ledger.ledger import LedgerLine
from scoring.models import (
    Attempt,
    EntryKind,
    HintTaken,
    Journey,
    JourneyOutcome,
    KeyTurn,
    Objective,
    ObjectiveKind,
    Observation,
)
from tests import making

START = making.NOW
LASTS = timedelta(hours=2)
_number = itertools.count(1)

# A scenario whose two cards name different things; the other one is tests.making.DOCUMENT.
FOREST: dict[str, Any] = {
    "id": "lost-way",
    "title": "The lost way",
    "category": "network",
    "briefing": {
        "dev": "The code in storefront/settings.py asks for the way once. The pipeline carries it out.",
        "ops": "The signpost on storefront is wrong: compare it with db, which is well.",
    },
    "faults": [
        {"id": "way", "kind": "network.dns", "target": "storefront", "with": {"name": "db"}, "ttl": "20m"},
    ],
}


@dataclass(frozen=True)
class Crew:
    """A team and one player of each seat, where the seat is taken."""

    team: Team
    dev: Player | None
    ops: Player | None
    sandbox: Sandbox

    def on(self, seat: str) -> Player | None:
        return self.dev if seat == Role.DEV else self.ops


def at(seconds: float) -> datetime:
    """That many seconds after the start, on the clock on the wall."""
    return START + timedelta(seconds=seconds)


# The day and its people ----------------------------------------------------------------------------------------------


def played_gameday(ended: float = LASTS.total_seconds(), **changes: Any) -> GameDay:
    """A game day that started at START and was finished `ended` seconds later."""
    values = {"state": GameDayState.FINISHED, "started_at": START, "finished_at": at(ended)}
    return making.make_gameday(**values | changes)


def pause(gameday: GameDay, since: float, until: float) -> None:
    """The day was paused from `since` until `until`."""
    moves = [(GameDayState.RUNNING, GameDayState.PAUSED, since), (GameDayState.PAUSED, GameDayState.RUNNING, until)]
    for old, new, moment in moves:
        Transition.objects.create(noun=Noun.GAMEDAY, row=gameday.pk, old=old, new=new, at=at(moment), by="walter")
    gameday.paused_for += timedelta(seconds=until - since)
    gameday.save(update_fields=["paused_for"])


def played_round(gameday: GameDay, scenario: Scenario | None = None, opened: float = 300, **changes: Any) -> Round:
    """A round that opened `opened` seconds after the start."""
    values = {"position": next(_number), "starts_after": timedelta(seconds=opened), "opened_at": at(opened)}
    return making.make_round(gameday, scenario, **values | changes)


def crew_of(gameday: GameDay, seats: tuple[str, ...] = (Role.DEV, Role.OPS), **changes: Any) -> Crew:
    """A team with one player on each of these seats, and its sandbox, which is gone by now."""
    team = making.make_team(gameday, **changes)
    seated = {seat: making.make_player(team, seat) for seat in seats}
    return Crew(team, seated.get(Role.DEV), seated.get(Role.OPS), making.make_sandbox(team))


# An incident and what was done in it ---------------------------------------------------------------------------------


def play_incident(
    crew: Crew,
    round: Round | None = None,
    *,
    scenario: Scenario | None = None,
    injected: float = 300,
    effect: float | None = 310,
    acknowledged: float | None = 360,
    mended: float | None = 600,
    keys: float | None = 660,
    ended: float | None = 660,
    state: IncidentState = IncidentState.RESOLVED,
    points: int = 80,
    **changes: Any,
) -> Incident:
    """An incident with its fault, its objectives, and the line of the ledger for them. None: that did not happen.

    `points` are paid at the end, unless it was voided. Acts and words are written by act(), say(), note() and the others.
    """
    scenario = scenario or (round.scenario if round else making.make_scenario())
    moments = {"live_at": effect, "acknowledged_at": acknowledged, "mitigated_at": mended, "ended_at": ended}
    values: dict[str, Any] = {name: None if moment is None else at(moment) for name, moment in moments.items()}
    values |= {"due_at": at(injected), "expires_at": at(injected + 1200), "state": state, "round": round}
    values |= {"acknowledged_by": crew.ops or crew.dev if acknowledged is not None else None}
    incident = Incident.objects.create(gameday=crew.team.gameday, team=crew.team, scenario=scenario, **values | changes)
    _inject(incident, crew, injected, effect, ended)
    _meet_objectives(incident, crew, mended, keys)
    if acknowledged is not None and (player := crew.ops or crew.dev):
        act(crew, player.role, acknowledged, ActivityVerb.ACKNOWLEDGED, incident=incident)
    if points and ended is not None and state != IncidentState.VOIDED:
        pay(crew.team, ended, points, kind=EntryKind.OBJECTIVE, incident=incident)
    return incident


def _inject(incident: Incident, crew: Crew, injected: float, effect: float | None, ended: float | None) -> None:
    for fault in parse.document_of(incident.scenario).faults:
        Injection.objects.create(
            incident=incident,
            sandbox=crew.sandbox,
            fault=fault.id,
            kind=fault.kind,
            target=fault.target,
            handle=f"fault{next(_number)}",
            state=InjectionState.HEALED,
            deadline=at(injected + 1200),
            applied_at=at(injected),
            verified_at=None if effect is None else at(effect),
            healed_at=None if ended is None else at(ended),
            healed_by=HealReason.PLAYERS,
        )


def _meet_objectives(incident: Incident, crew: Crew, mended: float | None, keys: float | None) -> None:
    """Probes are met when it was mended, the keys when both are turned (Dev ten seconds before Ops), answers in between."""
    for goal in parse.document_of(incident.scenario).objectives:
        moment = keys if goal.kind == ObjectiveKind.BOTH_KEYS else mended
        met_at = None if moment is None else at(moment)
        row = Objective.objects.create(incident=incident, key=goal.id, met_at=met_at)
        if goal.kind == ObjectiveKind.BOTH_KEYS and moment is not None:
            for seat, turned in ((Role.DEV, moment - 10), (Role.OPS, moment)):
                if player := crew.on(seat):
                    KeyTurn.objects.create(objective=row, player=player, role=seat, at=at(turned))
                    act(crew, seat, turned, ActivityVerb.KEY, incident=incident)


def act(crew: Crew, seat: str, moment: float, verb: ActivityVerb = ActivityVerb.CONSOLE, **changes: Any) -> Activity:
    """A player of that seat did something; `service` says to what."""
    values = {"player": crew.on(seat), "role": seat, "verb": verb, "text": f"{seat} {verb}", "at": at(moment)}
    return Activity.objects.create(gameday=crew.team.gameday, team=crew.team, **values | changes)


def say(crew: Crew, seat: str, moment: float, text: str, **changes: Any) -> ChatLine:
    """A player of that seat said something in the team's chat."""
    player = crew.on(seat)
    values = {"player": player, "name": player.name if player else "Walter", "role": seat, "text": text}
    return ChatLine.objects.create(team=crew.team, at=at(moment), **values | changes)


def note(
    incident: Incident,
    crew: Crew,
    seat: str,
    moment: float,
    text: str,
    kind: NoteKind = NoteKind.HYPOTHESIS,
    **changes: Any,
) -> Note:
    """A player of that seat wrote into the incident's notepad."""
    player = crew.on(seat)
    values = {"player": player, "name": player.name if player else "", "role": seat, "at": at(moment)}
    return Note.objects.create(incident=incident, text=text, kind=kind, **values | changes)


def answer(incident: Incident, crew: Crew, seat: str, moment: float, text: str, key: str = "named") -> Attempt:
    """A player of that seat answered a question of the incident."""
    row = incident.objectives.get(key=key)
    right = parse.document_of(incident.scenario).objective(key)
    act(crew, seat, moment, ActivityVerb.ANSWERED, incident=incident)
    return Attempt.objects.create(
        objective=row,
        player=crew.on(seat),
        text=text,
        correct=right.accepts(text),
        at=at(moment),
    )


def take_hint(incident: Incident, crew: Crew, seat: str, moment: float, rung: int = 0, price: int = 5) -> HintTaken:
    """The team took a hint, and paid for it where it has a price."""
    act(crew, seat, moment, ActivityVerb.HINT, incident=incident)
    if price:
        pay(crew.team, moment, -price, kind=EntryKind.HINT, incident=incident)
    player = crew.on(seat)
    return HintTaken.objects.create(
        incident=incident, rung=rung, player=player, price=price, free=not price, at=at(moment)
    )


# Points and customers ------------------------------------------------------------------------------------------------


def pay(
    team: Team, moment: float, points: int, kind: EntryKind = EntryKind.REVENUE, incident: Incident | None = None
) -> None:
    """A line of the ledger, by its own verb, so that the standing follows."""
    key = f"{kind}:{team.pk}:{next(_number)}"
    line = LedgerLine(team.pk, kind, points, key, f"{kind} in a test", incident.pk if incident else None)
    ledger.write_entries(team.gameday_id, [line], by="referee", now=at(moment))


def observe(team: Team, moment: float, outcome: JourneyOutcome = JourneyOutcome.FULL, points: int = 10) -> Observation:
    """What customers met in the tick of that moment, the same on all their journeys."""
    journeys = {journey.value: {"outcome": outcome.value, "ms": 100, "why": ""} for journey in Journey}
    return Observation.objects.create(
        gameday=team.gameday, team=team, tick=int(moment // 5), at=at(moment), journeys=journeys, points=points
    )


# A whole day ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlayedDay:
    """What play_day has written."""

    gameday: GameDay
    rounds: list[Round]
    crews: list[Crew]
    incidents: list[Incident]  # of the first crew in the order of the rounds, then of the second, …


def play_day(teams: int = 2, rounds: int = 2) -> PlayedDay:
    """A finished day. Each team plays each round with acts and words of both seats, a hint, notes, revenue and customers.

    A later team is ten seconds slower than the one before. Round n opens at 300 + 1800·n seconds, and is over within 900.
    """
    gameday = played_gameday()
    scenarios = [making.make_scenario(document=FOREST if number % 2 else {}) for number in range(rounds)]
    opened = [played_round(gameday, scenario, 300 + 1800 * number) for number, scenario in enumerate(scenarios)]
    crews = [crew_of(gameday, motto="Neigh") for _ in range(teams)]
    incidents = [
        _play_round(crew, round, 300 + 1800 * number, 10 * late)
        for late, crew in enumerate(crews)
        for number, round in enumerate(opened)
    ]
    return PlayedDay(gameday, opened, crews, incidents)


def _play_round(crew: Crew, round: Round, start: float, late: float) -> Incident:
    keys = start + 660 + late
    incident = play_incident(
        crew,
        round,
        injected=start,
        effect=start + 10,
        acknowledged=start + 60 + late,
        mended=start + 400 + late,
        keys=keys,
        ended=keys,
    )
    act(crew, Role.OPS, start + 40 + late, ActivityVerb.TERMINAL, service="db")
    say(crew, Role.OPS, start + 50 + late, "Customers complain, and the supervisor sleeps.")
    say(crew, Role.DEV, start + 120 + late, "What does the supervisor say, and db?")
    act(crew, Role.DEV, start + 150 + late, ActivityVerb.WORKSHOP, service="storefront")
    note(incident, crew, Role.DEV, start + 160 + late, "It is the code")
    take_hint(incident, crew, Role.OPS, start + 200 + late)
    answer(incident, crew, Role.DEV, start + 300 + late, "storefront")
    for second in (0, 100, 200, 500):
        pay(crew.team, start + second + 20, -5 if 100 <= second < 400 else 10)
        outcome = JourneyOutcome.FAILED if 100 <= second < 400 else JourneyOutcome.FULL
        observe(crew.team, start + second + 20, outcome)
    return incident
