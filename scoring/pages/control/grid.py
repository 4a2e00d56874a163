"""The control room's data: every team with its incidents, who needs somebody, and the faults in force.

More teams take no more queries.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q

from gameday.models import GameDay, Incident, Injection, Round, Sandbox, Team
from gameday.models.choices import ENDED, IN_FORCE, SandboxState
from gameday.models.player import PRESENT
from gameday.sandboxes import written
from scoring import rules
from scoring.help import calls, needs, radar
from scoring.help.needs import Need, Seen
from scoring.models import HelpCall, Journey, JourneyOutcome, Observation, Standing
from scoring.pages.control import feed
from scoring.pages.control.feed import FeedKind, FeedLine
from scoring.rules import JourneyMet

HERE = PRESENT & Q(players__joined_at__isnull=False)
READY = Q(players__ready_at__isnull=False) | Q(players__bot=True)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class GridCell:
    """One team's incident of one scenario."""

    incident: Incident
    met: int
    objectives: int
    stuck: radar.StuckScore | None
    troubles: list[str]  # problems of healing the faults, whether the incident is open or not

    @property
    def is_over(self) -> bool:
        return self.incident.state in ENDED

    @property
    def is_stuck(self) -> bool:
        return self.stuck is not None and self.stuck.score >= radar.NUDGE


@dataclass(frozen=True)
class FaultInForce:
    """A fault that is in a sandbox, or may be."""

    injection: Injection
    team: Team
    left: timedelta  # until its deadline

    @property
    def seconds(self) -> int:
        return self.left // SECOND


@dataclass
class GridRow:
    """One team."""

    team: Team
    standing: Standing | None
    sandbox: Sandbox | None
    journeys: dict[Journey, JourneyMet]
    here: int
    ready: int  # of those, in the lobby
    call: HelpCall | None  # for help, that nobody has answered yet
    cells: dict[int, GridCell] = field(default_factory=dict)  # scenario id -> its latest incident
    needs: list[Need] = field(default_factory=list)
    faults: list[FaultInForce] = field(default_factory=list)

    @property
    def disk(self) -> str:
        return written.notice(self.sandbox) if self.sandbox else ""

    @property
    def sandbox_is_ready(self) -> bool:
        return self.sandbox is not None and self.sandbox.state == SandboxState.READY

    @property
    def going_on(self) -> list[GridCell]:
        """Incidents that are open or to come."""
        return [cell for cell in self.cells.values() if not cell.is_over]

    @property
    def over(self) -> list[GridCell]:
        return [cell for cell in self.cells.values() if cell.is_over]

    @property
    def worst(self) -> Need | None:
        """What the team needs most, whether somebody is there already or not."""
        return max(self.needs, key=lambda need: need.weight, default=None)

    @property
    def order(self) -> tuple[object, ...]:
        """Who needs somebody most comes first: then who can sell nothing, who has something burning, and the position."""
        weight = max((need.weight / (2 if need.is_taken else 1) for need in self.needs), default=0)
        failing = sum(1 for met in self.journeys.values() if met.outcome == JourneyOutcome.FAILED)
        burning = sum(1 for cell in self.cells.values() if cell.incident.is_open)
        return (-int(weight), -failing, -burning, self.team.position, self.team.pk)


@dataclass(frozen=True)
class ControlRoom:
    rows: list[GridRow]  # by GridRow.order
    needs: list[Need]  # the queue
    log: list[FeedLine]
    coming: list[tuple[Round, timedelta]]  # rounds that have not opened, and in how much game time they do
    faults: list[FaultInForce]  # those that end first, first

    @property
    def waiting(self) -> list[str]:
        """The needs that nobody has taken yet."""
        return [need.key for need in self.needs if not need.is_taken]

    def row_of(self, team_id: int) -> GridRow | None:
        return next((row for row in self.rows if row.team.pk == team_id), None)


def control_room(gameday: GameDay, now: datetime, kind: FeedKind = FeedKind.ALL) -> ControlRoom:
    """The whole room. The number of queries is the same for any number of teams and incidents."""
    rows = {row.team.pk: row for row in _rows(gameday)}
    stuck = _fill(rows, gameday, now)
    queue = needs.find_needs(
        gameday,
        Seen(
            {pk: row.team for pk, row in rows.items()},
            {pk: row.sandbox for pk, row in rows.items() if row.sandbox},
            {pk: row.call for pk, row in rows.items() if row.call},
            stuck,
        ),
        now,
    )
    faults = _faults(gameday, rows, now)
    for need in queue:
        rows[need.team.pk].needs.append(need)
    for fault in faults:
        rows[fault.team.pk].faults.append(fault)
    coming = gameday.rounds.filter(opened_at=None).select_related("scenario")
    return ControlRoom(
        rows=sorted(rows.values(), key=lambda row: row.order),
        needs=queue,
        log=feed.latest_acts(gameday, kind),
        coming=[(round, _until(round, gameday, now)) for round in coming],
        faults=faults,
    )


def _until(round: Round, gameday: GameDay, now: datetime) -> timedelta:
    """Game time until the round opens, in whole seconds."""
    left = round.starts_after - gameday.elapsed(now)
    return timedelta(seconds=max(int(left.total_seconds()), 0))


def _rows(gameday: GameDay) -> list[GridRow]:
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
        )
        for team in teams
    ]


def _fill(rows: dict[int, GridRow], gameday: GameDay, now: datetime) -> dict[int, tuple[Incident, radar.StuckScore]]:
    """Put the incidents into the rows of their teams, the latest first. Returns how stuck the open ones are."""
    incidents = (
        gameday.incidents.select_related("scenario", "gameday", "team", "acknowledged_by", "commander")
        .prefetch_related("injections")
        .annotate(met=Count("objectives", filter=Q(objectives__met_at__isnull=False)), asked=Count("objectives"))
        .exclude(practice=True, state__in=ENDED)
        .order_by("-id")
    )
    burning = [incident for incident in incidents if incident.is_open]
    stuck = radar.stuck_scores(burning, now)
    for incident in incidents:
        cell = _cell(incident, incident.met, incident.asked, stuck.get(incident.pk))
        rows[incident.team_id].cells.setdefault(incident.scenario_id, cell)
    return {incident.pk: (incident, stuck[incident.pk]) for incident in burning}


def _cell(incident: Incident, met: int, asked: int, stuck: radar.StuckScore | None) -> GridCell:
    return GridCell(
        incident=incident,
        met=met,
        objectives=asked,
        stuck=stuck,
        troubles=[f"{row.kind} on {row.target}: {row.problem}" for row in incident.injections.all() if row.problem],
    )


def _faults(gameday: GameDay, rows: dict[int, GridRow], now: datetime) -> list[FaultInForce]:
    clock = gameday.paused_at or now  # a pause moves the deadlines when it ends
    found = Injection.objects.filter(incident__gameday=gameday, state__in=IN_FORCE)
    return [
        FaultInForce(row, rows[row.incident.team_id].team, max(row.deadline - clock, timedelta()))
        for row in found.select_related("incident__scenario").order_by("deadline", "id")
    ]
