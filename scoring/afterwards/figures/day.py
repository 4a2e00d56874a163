"""What a whole day came to: day_recap() reads the rows once, for one team in as many queries as for forty, and fills the shapes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from gameday.models import GameDay, Incident, Team
from gameday.models.choices import IncidentState, Role
from scenarios.document import parse
from scenarios.document.parse import KeysGoal
from scenarios.models import Scenario
from scoring.afterwards.figures import cards, meeting, moments, rows
from scoring.afterwards.figures.cards import Facts
from scoring.afterwards.figures.meeting import Deed, Span
from scoring.afterwards.figures.moments import FaultMoments
from scoring.afterwards.figures.shapes import (
    ActsOn,
    ChatExcerpt,
    DayRecap,
    HintRecap,
    Hypothesis,
    IncidentRecap,
    Meeting,
    TeamRecap,
)
from scoring.ledger import game_time
from scoring.ledger.game_time import Pauses


@dataclass(frozen=True)
class DayRows:
    """The rows of a day, sorted to their teams and incidents (by id). `end`: when it was finished, or now."""

    gameday: GameDay
    end: datetime
    paused: Pauses
    facts: Mapping[int, Facts]  # by scenario
    seats: Mapping[int, dict[str, int]]
    faults: Mapping[int, FaultMoments]
    revenue: Mapping[int, int]
    points: Mapping[int, int]
    met: Mapping[int, dict[str, datetime]]
    hints: Mapping[int, list[HintRecap]]
    hypotheses: Mapping[int, list[Hypothesis]]
    excerpts: Mapping[int, list[ChatExcerpt]]
    deeds: Mapping[int, list[tuple[int | None, Deed]]]  # by team, each with the incident that it names


def day_recap(gameday: GameDay, now: datetime) -> DayRecap:
    """Everything that is known of the day at `now`; of one that still runs, what is known so far."""
    end = gameday.finished_at or now
    scenarios, teams = rows.scenarios_of(gameday), rows.teams_of(gameday)
    rounds = {round.pk: round for round in rows.opened_rounds(gameday)}
    for round in rounds.values():
        round.scenario, round.gameday = scenarios[round.scenario_id], gameday
    by_team: dict[int, list[Incident]] = defaultdict(list)
    known = {team.pk: team for team in teams}
    for incident in rows.incidents_of(gameday):
        incident.gameday, incident.team = gameday, known[incident.team_id]
        incident.scenario = scenarios[incident.scenario_id]
        incident.round = rounds.get(incident.round_id) if incident.round_id else None
        by_team[incident.team_id].append(incident)
    day = _read(gameday, end, scenarios)
    found = sorted((_team(team, by_team[team.pk], day) for team in teams), key=lambda recap: recap.place)
    recaps = [recap for team in found for recap in team.incidents]
    return DayRecap(
        gameday=gameday,
        rounds=tuple(rounds.values()),
        teams=tuple(found),
        medians=moments.medians_by_scenario(recaps),
        collaboration=meeting.collaboration_of(recaps),
    )


def _read(gameday: GameDay, end: datetime, scenarios: Mapping[int, Scenario]) -> DayRows:
    chat, notes = rows.chat_of(gameday), rows.notes_of(gameday)
    deeds: dict[int, list[tuple[int | None, Deed]]] = defaultdict(list)
    for team, incident, deed in rows.acts_of(gameday):
        deeds[team].append((incident, deed))
    for line in chat:
        if line.role in Role:
            deeds[line.team_id].append((None, Deed(line.at, line.role, text=line.text, word=True)))
    for note in notes:
        deeds[note.incident.team_id].append((note.incident_id, Deed(note.at, note.role, text=note.text, word=True)))
    return DayRows(
        gameday=gameday,
        end=end,
        paused=game_time.pauses_of(gameday),
        facts={pk: cards.facts_of(parse.document_of(scenario)) for pk, scenario in scenarios.items()},
        seats=rows.seats_of(gameday),
        faults=rows.fault_moments(gameday),
        revenue=rows.revenue_of(gameday, end),
        points=rows.points_of(gameday),
        met=rows.met_objectives(gameday),
        hints=rows.hints_of(gameday),
        hypotheses=rows.hypotheses_of(notes),
        excerpts=rows.excerpts_of(chat),
        deeds=deeds,
    )


def _team(team: Team, incidents: Iterable[Incident], day: DayRows) -> TeamRecap:
    standing = getattr(team, "standing", None)  # a team that never earned anything has none
    recaps = tuple(_incident(incident, day) for incident in incidents)
    return TeamRecap(
        team=team,
        place=standing.rank if standing else 1,
        points=standing.points if standing else 0,
        revenue=standing.revenue if standing else 0,
        resolved=standing.resolved if standing else 0,
        seats=day.seats.get(team.pk, {}),
        incidents=recaps,
        collaboration=meeting.collaboration_of(recaps),
    )


def _incident(incident: Incident, day: DayRows) -> IncidentRecap:
    faults = day.faults.get(incident.pk, FaultMoments())
    effect, end = moments.effect_of(incident, faults), incident.ended_at or day.end
    deeds = _deeds_on(incident, day, effect, end) if effect else []
    keys_at = _keys_turned(incident, day)
    noticed = moments.first_noticed(deeds, effect, end) if effect else None
    told = moments.moments_of(incident, faults, noticed_at=noticed, keys_at=keys_at, paused=day.paused)
    voided = incident.state == IncidentState.VOIDED
    hints = () if voided else tuple(day.hints.get(incident.pk, ()))
    return IncidentRecap(
        **vars(told),
        incident=incident,
        scenario=incident.scenario,
        round=incident.round,
        voided=voided,
        revenue=None if voided else day.revenue.get(incident.pk),
        points=None if voided else day.points.get(incident.pk, 0),
        hints=hints,
        hint_cost=sum(hint.cost for hint in hints),
        acts=() if voided else _acts(deeds),
        hypotheses=tuple(day.hypotheses.get(incident.pk, ())),
        excerpts=tuple(line for line in day.excerpts.get(incident.team_id, ()) if effect and effect <= line.at <= end),
        meeting=Meeting()
        if voided or not effect
        else _meeting(incident, day, deeds, Span(effect, end, day.paused), told.keys_at),
    )


def _deeds_on(incident: Incident, day: DayRows, effect: datetime, end: datetime) -> list[Deed]:
    """What the team did and said from the effect to the end, but for what names another incident."""
    return [
        deed
        for named, deed in day.deeds.get(incident.team_id, ())
        if effect <= deed.at <= end and named in (None, incident.pk)
    ]


def _keys_turned(incident: Incident, day: DayRows) -> datetime | None:
    asked, met = parse.document_of(incident.scenario).objectives, day.met.get(incident.pk, {})
    return max((met[goal.id] for goal in asked if isinstance(goal, KeysGoal) and goal.id in met), default=None)


def _acts(deeds: Iterable[Deed]) -> tuple[ActsOn, ...]:
    """Words are left out: they have no service, and are read elsewhere."""
    counted = Counter((deed.seat, deed.service) for deed in deeds if not deed.word)
    found = (ActsOn(seat, service, count) for (seat, service), count in counted.items())
    return tuple(sorted(found, key=lambda acts: (acts.seat, -acts.count, acts.service)))


def _meeting(incident: Incident, day: DayRows, deeds: list[Deed], span: Span, keys_at: datetime | None) -> Meeting:
    return meeting.how_they_worked(
        deeds,
        span,
        day.facts[incident.scenario_id],
        day.seats.get(incident.team_id, {}),
        cards_shared=day.gameday.seats_open or incident.team.seats_open,
        both_keys=incident.state == IncidentState.RESOLVED and keys_at is not None,
    )
