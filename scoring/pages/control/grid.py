"""The control room's data: every team against every scenario. More teams take no more queries."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q

from gameday.models import GameDay, Incident, Round, Sandbox, Team
from gameday.models.choices import ENDED, SandboxState
from gameday.models.player import PRESENT
from gameday.sandboxes import written
from scenarios.models import Scenario
from scoring import rules
from scoring.help import calls, radar
from scoring.models import HelpCall, Journey, Observation, Standing
from scoring.pages.control import feed
from scoring.pages.control.feed import FeedKind, FeedLine
from scoring.rules import JourneyMet

HERE = PRESENT & Q(players__joined_at__isnull=False)
READY = Q(players__ready_at__isnull=False) | Q(players__bot=True)


@dataclass(frozen=True)
class GridCell:
    """One team's incident of one scenario."""

    incident: Incident
    met: int
    objectives: int
    stuck: radar.StuckScore | None
    troubles: list[str]  # problems of healing the faults, whether the incident is open or not


@dataclass(frozen=True)
class GridRow:
    """One team."""

    team: Team
    standing: Standing | None
    sandbox: Sandbox | None
    journeys: dict[Journey, JourneyMet]
    here: int
    ready: int  # of those, in the lobby
    call: HelpCall | None  # for help, that nobody has answered yet
    call_age: timedelta | None
    cells: dict[int, GridCell] = field(default_factory=dict)  # scenario id -> its latest incident

    @property
    def disk(self) -> str:
        return written.notice(self.sandbox) if self.sandbox else ""


@dataclass(frozen=True)
class ControlRoom:
    scenarios: list[Scenario]  # those of incidents, latest first, then those of rounds to come
    rows: list[GridRow]  # teams that call for help first, whoever has called longest; then by position
    log: list[FeedLine]
    coming: list[tuple[Round, timedelta]]  # rounds that have not opened, and in how much game time they do

    @property
    def waiting_calls(self) -> list[int]:
        """The calls for help to which nobody is coming yet."""
        return [row.call.pk for row in self.rows if row.call and not row.call.is_claimed]

    @property
    def width(self) -> int:
        """Columns of the grid."""
        return 4 + len(self.scenarios)

    @property
    def lines(self) -> list[tuple[GridRow, list[GridCell | None]]]:
        """The grid, row by row, in the scenarios' order."""
        return [(row, [row.cells.get(scenario.pk) for scenario in self.scenarios]) for row in self.rows]


def control_room(gameday: GameDay, now: datetime, kind: FeedKind = FeedKind.ALL) -> ControlRoom:
    """The whole grid. The number of queries is the same for any number of teams and incidents."""
    rows = {row.team.pk: row for row in _rows(gameday, now)}
    latest = _fill(rows, gameday, now)
    rounds = list(gameday.rounds.select_related("scenario"))
    scenarios = {scenario.pk: scenario for scenario in [*latest, *(round.scenario for round in rounds)]}
    coming = [(round, _until(round, gameday, now)) for round in rounds if round.opened_at is None]
    log = feed.latest_acts(gameday, kind)
    ordered = sorted(rows.values(), key=lambda row: (row.call is None, row.call.at if row.call else now))
    return ControlRoom(list(scenarios.values()), ordered, log, coming)


def _until(round: Round, gameday: GameDay, now: datetime) -> timedelta:
    """Game time until the round opens, in whole seconds."""
    left = round.starts_after - gameday.elapsed(now)
    return timedelta(seconds=max(int(left.total_seconds()), 0))


def _rows(gameday: GameDay, now: datetime) -> list[GridRow]:
    """A row for each team, without its incidents."""
    sandboxes = {
        row.team_id: row for row in Sandbox.objects.filter(team__gameday=gameday).exclude(state=SandboxState.GONE)
    }
    last = Observation.objects.filter(gameday=gameday).order_by("-tick").values("tick")[:1]
    seen = dict(Observation.objects.filter(gameday=gameday, tick=last).values_list("team", "journeys"))
    called = calls.unanswered_calls(gameday)
    teams = gameday.teams.select_related("standing")
    teams = teams.annotate(here=Count("players", filter=HERE), ready=Count("players", filter=HERE & READY))
    teams = teams.order_by("position", "id")  # a query that counts loses the order of the model
    return [
        GridRow(
            team=team,
            standing=getattr(team, "standing", None),
            sandbox=sandboxes.get(team.pk),
            journeys=rules.journeys_in_order(seen.get(team.pk, {})),
            here=team.here,
            ready=team.ready,
            call=called.get(team.pk),
            call_age=_whole_minutes(now - called[team.pk].at) if team.pk in called else None,
        )
        for team in teams
    ]


def _whole_minutes(span: timedelta) -> timedelta:
    return timedelta(minutes=max(span // timedelta(minutes=1), 0))


def _fill(rows: dict[int, GridRow], gameday: GameDay, now: datetime) -> list[Scenario]:
    """Put the incidents into the rows of their teams. Returns their scenarios, latest incident first."""
    incidents = (
        gameday.incidents.select_related("scenario", "gameday", "team", "acknowledged_by", "commander")
        .prefetch_related("injections")
        .annotate(met=Count("objectives", filter=Q(objectives__met_at__isnull=False)), asked=Count("objectives"))
        .exclude(practice=True, state__in=ENDED)
        .order_by("id")
    )
    stuck = radar.stuck_scores([incident for incident in incidents if incident.is_open], now)
    for incident in incidents:
        cell = _cell(incident, incident.met, incident.asked, stuck.get(incident.pk))
        rows[incident.team_id].cells[incident.scenario_id] = cell
    return [incident.scenario for incident in incidents][::-1]


def _cell(incident: Incident, met: int, asked: int, stuck: radar.StuckScore | None) -> GridCell:
    return GridCell(
        incident=incident,
        met=met,
        objectives=asked,
        stuck=stuck,
        troubles=[f"{row.kind} on {row.target}: {row.problem}" for row in incident.injections.all() if row.problem],
    )
