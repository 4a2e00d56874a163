"""The team page's data: what one player may see of their team, gathered in few queries. Reads only."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Q, QuerySet, Sum

from gameday import access
from gameday.models import Activity, GameDay, Incident, Message, Player, Sandbox, Team
from gameday.models.choices import ENDED, OPEN, ActivityVerb, SandboxState
from gameday.sandboxes import provisioning
from scenarios.document import parse
from scenarios.document.parse import Document, KeysGoal
from scoring import rules
from scoring.help import hints
from scoring.ledger import game_time
from scoring.ledger.game_time import Pauses
from scoring.models import Entry, Objective, Observation, Standing
from scoring.referee import evidence, two_keys
from scoring.referee.two_keys import TwoKeys


@dataclass(frozen=True)
class IncidentCard:
    """One incident as one player sees it."""

    incident: Incident
    document: Document
    briefings: list[tuple[str, str]]  # (role, text), the player's own seats only
    objectives: list["GoalView"]
    ladder: list[hints.HintRung]
    seconds_left: int | None

    @property
    def done(self) -> int:
        return sum(1 for goal in self.objectives if goal.row.met_at)


@dataclass(frozen=True)
class GoalView:
    """One objective: what the scenario asks and how far it is."""

    row: Objective
    kind: str
    title: str
    points: int
    needs: list[str]
    mine: bool  # answer: whether this player's seat answers it
    keys: TwoKeys | None  # both_keys, until they have released
    waits: list[str]  # the seats whose hand it still needs


def incident_cards(player: Player, now: datetime) -> list[IncidentCard]:
    """The open incidents of the player's team, oldest first."""
    incidents = (
        Incident.objects.filter(team=player.team, state__in=OPEN)
        .select_related("scenario", "gameday", "team", "acknowledged_by", "commander")
        .order_by("live_at", "id")
    )
    return [incident_card(incident, player, now) for incident in incidents]


def incident_card(incident: Incident, player: Player, now: datetime) -> IncidentCard:
    """Everything that the page shows of one incident."""
    asked = parse.document_of(incident.scenario)
    seats = access.allowed_seats(player)
    clock = incident.gameday.paused_at or now
    return IncidentCard(
        incident=incident,
        document=asked,
        briefings=[(role, text) for role, text in asked.briefing.items() if role in seats],
        objectives=goals_of(incident, asked, seats, clock),
        ladder=hints.hint_ladder(incident, player=player, now=now),
        seconds_left=max(int((incident.expires_at - clock).total_seconds()), 0) if incident.expires_at else None,
    )


def goals_of(incident: Incident, asked: Document, seats: frozenset[str], now: datetime) -> list[GoalView]:
    """The incident's objectives in the scenario's order, before somebody who may act as `seats`."""
    rows = {row.key: row for row in incident.objectives.prefetch_related("key_turns__player")}
    paused = game_time.pauses_of(incident.gameday)
    shared = [goal.id for goal in asked.objectives if len(goal.needs) > 1 and goal.kind != "both_keys"]
    lacking = (
        evidence.lacks_evidence(incident)
        if any(key in rows and not rows[key].met_at for key in shared)
        else frozenset()
    )
    return [_goal(rows[goal.id], goal, seats, lacking, paused, now) for goal in asked.objectives if goal.id in rows]


def _goal(
    row: Objective,
    asked: parse.Objective,
    seats: frozenset[str],
    lacking: frozenset[str],
    paused: Pauses,
    now: datetime,
) -> GoalView:
    turned = None
    if isinstance(asked, KeysGoal) and not row.met_at:
        turned = two_keys.look_at_keys(row.key_turns.all(), asked.within, paused, now)
    mine = len(asked.needs) != 1 or bool(seats & set(asked.needs))
    shared = len(asked.needs) > 1 and not row.met_at and turned is None
    waits = sorted(lacking & set(asked.needs)) if shared else []
    return GoalView(row, asked.kind, asked.label, asked.points, list(asked.needs), mine, turned, waits)


def recent_incidents(team: Team) -> QuerySet[Incident]:
    """What is behind the team, latest first."""
    return team.incidents.filter(state__in=ENDED, practice=False).select_related("scenario").order_by("-ended_at")[:6]


def customers_mood(team: Team) -> Observation | None:
    """What the customers met in the last tick."""
    row = Observation.objects.filter(team=team).order_by("-tick").first()
    if row:
        row.journeys = rules.in_order(row.journeys)
    return row


@dataclass(frozen=True)
class Reason:
    """Lines of the ledger that say the same, one after the other; `at` is the latest one's."""

    points: int
    text: str
    at: datetime
    times: int


def points_reasons(team: Team, seen_at: datetime | None = None) -> list[Reason]:
    """The team's ledger, latest first, up to `seen_at`; ticks that paid for the same are one line."""
    lines = _told(team, seen_at).order_by("-id").values_list("reason", "points", "at")[:120]
    runs = [list(run) for _, run in groupby(lines, key=lambda line: line[0])]
    return [Reason(sum(line[1] for line in run), run[0][0], run[0][2], len(run)) for run in runs[:12]]


def _told(team: Team, seen_at: datetime | None) -> QuerySet[Entry]:
    rows = Entry.objects.filter(team=team)
    return rows.filter(at__lte=seen_at) if seen_at else rows


def team_standing(team: Team) -> Standing | None:
    return Standing.objects.filter(team=team).first()


def points_trend(team: Team, seen_at: datetime | None) -> int:
    """The team's points, or what they were at `seen_at`."""
    if seen_at:
        return _told(team, seen_at).aggregate(sum=Sum("points"))["sum"] or 0
    row = team_standing(team)
    return row.points if row else 0


def message_inbox(player: Player) -> QuerySet[Message]:
    """Messages to all, to the team or to the player; unread ones are those the player is not in read_by of."""
    mine = Q(team=None, player=None) | Q(team=player.team, player=None) | Q(player=player)
    return Message.objects.filter(mine, gameday=player.gameday).select_related("sender")


def unread_messages(player: Player) -> QuerySet[Message]:
    return message_inbox(player).exclude(read_by=player)


def activity_feed(team: Team) -> QuerySet[Activity]:
    """What team mates did, latest first."""
    return Activity.objects.filter(team=team).exclude(verb=ActivityVerb.TYPED).select_related("player")[:20]


def sandbox(team: Team) -> Sandbox | None:
    return team.sandboxes.exclude(state=SandboxState.GONE).first()


def shop_url(team: Team) -> str:
    """Where the team's shop opens in a browser; empty until it is ready."""
    row = sandbox(team)
    return provisioning.shop_url(row) if row and row.state == SandboxState.READY else ""


def teams_here(gameday: GameDay) -> QuerySet[Team]:
    """The lobby: every team with who has sat down."""
    return gameday.teams.prefetch_related("players__gameday", "sandboxes")
