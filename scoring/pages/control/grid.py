"""The control room's data: every team against every scenario, in a number of queries that teams do not change."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Prefetch, Q

from gameday.models import Activity, GameDay, Incident, Sandbox, Team
from gameday.models.choices import ENDED, ActivityVerb, SandboxState
from scenarios.document import parse
from scenarios.models import Scenario
from scoring import rules
from scoring.help import radar
from scoring.models import Journey, Observation, Standing
from scoring.rules import JourneyMet

HERE = Q(players__joined_at__isnull=False)
READY = Q(players__ready_at__isnull=False) | Q(players__bot=True)


@dataclass(frozen=True)
class GridCell:
    """One team's incident of one scenario."""

    incident: Incident
    met: int
    objectives: int
    stuck: radar.StuckScore | None
    next_hint: int | None  # the first rung that the team does not have
    faults: list[str]
    troubles: list[str]  # with taking them out, whether the incident is open or not


@dataclass(frozen=True)
class GridRow:
    """One team."""

    team: Team
    standing: Standing | None
    sandbox: Sandbox | None
    journeys: dict[Journey, JourneyMet]
    here: int
    ready: int  # of those, in the lobby
    cells: dict[int, GridCell] = field(default_factory=dict)  # scenario id -> its latest incident

    def cell_of(self, scenario: Scenario) -> GridCell | None:
        return self.cells.get(scenario.pk)


@dataclass(frozen=True)
class ControlRoom:
    scenarios: list[Scenario]  # what burned last comes first, then what is still to come
    rows: list[GridRow]
    log: list[Activity]

    @property
    def lines(self) -> list[tuple[GridRow, list[GridCell | None]]]:
        """The grid, row by row, in the scenarios' order."""
        return [(row, [row.cell_of(scenario) for scenario in self.scenarios]) for row in self.rows]


def control_room(gameday: GameDay, now: datetime) -> ControlRoom:
    """The whole grid."""
    incidents = list(
        gameday.incidents.select_related("scenario", "gameday", "team", "acknowledged_by", "commander")
        .prefetch_related("injections", "hints_taken")
        .annotate(met=Count("objectives", filter=Q(objectives__met_at__isnull=False)), asked=Count("objectives"))
        .exclude(practice=True, state__in=ENDED)
        .order_by("id")
    )
    rows = [_row(team, now) for team in _teams(gameday)]
    by_team = {row.team.pk: row for row in rows}
    stuck = radar.stuck_scores([incident for incident in incidents if incident.is_open], now)
    for incident in incidents:
        by_team[incident.team_id].cells[incident.scenario_id] = _cell(incident, stuck.get(incident.pk))
    latest = [incident.scenario for incident in reversed(incidents)]
    coming = [round.scenario for round in gameday.rounds.select_related("scenario")]
    scenarios: dict[int, Scenario] = {}
    for scenario in [*latest, *coming]:
        scenarios.setdefault(scenario.pk, scenario)
    log = list(gameday.activities.exclude(verb=ActivityVerb.TYPED).select_related("team", "player")[:25])
    return ControlRoom(list(scenarios.values()), rows, log)


def _teams(gameday: GameDay) -> list[Team]:
    last = Observation.objects.filter(gameday=gameday).order_by("-tick").values_list("tick", flat=True).first()
    return list(
        gameday.teams.annotate(here=Count("players", filter=HERE), ready=Count("players", filter=HERE & READY))
        .select_related("standing")
        .prefetch_related(
            Prefetch("sandboxes", Sandbox.objects.exclude(state=SandboxState.GONE), to_attr="current"),
            Prefetch("observations", Observation.objects.filter(tick=-1 if last is None else last), to_attr="latest"),
        )
    )


def _row(team: Team, now: datetime) -> GridRow:
    current, latest = team.current, team.latest  # type: ignore[attr-defined]
    return GridRow(
        team=team,
        standing=getattr(team, "standing", None),
        sandbox=current[0] if current else None,
        journeys=rules.in_order(latest[0].journeys) if latest else {},
        here=team.here,  # type: ignore[attr-defined]
        ready=team.ready,  # type: ignore[attr-defined]
    )


def _cell(incident: Incident, stuck: radar.StuckScore | None) -> GridCell:
    taken = {hint.rung for hint in incident.hints_taken.all()}
    rungs = len(parse.document_of(incident.scenario).hints)
    return GridCell(
        incident=incident,
        met=incident.met,  # type: ignore[attr-defined]
        objectives=incident.asked,  # type: ignore[attr-defined]
        stuck=stuck,
        next_hint=next((rung for rung in range(rungs) if rung not in taken), None),
        faults=[f"{row.kind} on {row.target}: {row.state}" for row in incident.injections.all()],
        troubles=[f"{row.kind} on {row.target}: {row.problem}" for row in incident.injections.all() if row.problem],
    )
