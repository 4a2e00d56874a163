"""The open incidents as one player sees them: briefing, objectives, hints, time left. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from gameday import access
from gameday.models import Incident, Player
from gameday.models.choices import OPEN
from gameday.models.player import BY_PRESENT
from scenarios.document import parse
from scenarios.document.parse import Document, KeysGoal, UpdateGoal
from scoring.help import hints
from scoring.ledger import game_time
from scoring.ledger.game_time import Pauses
from scoring.models import KeyTurn, Objective, ObjectiveKind, StatusUpdate
from scoring.pages.team import endings
from scoring.referee import evaluation, evidence, two_keys, updates
from scoring.referee.two_keys import TwoKeys
from scoring.referee.updates import UpdateView


@dataclass(frozen=True)
class IncidentCard:
    """One incident as one player sees it."""

    incident: Incident
    document: Document
    briefings: list[tuple[str, str]]  # (role, text), the player's own seats only
    objectives: list["GoalView"]
    ladder: list[hints.HintRung]
    seconds_left: int | None
    age: int  # seconds of game time since it went live
    mended: str  # who or what took its faults out, in words; empty while one is in force

    @property
    def done(self) -> int:
        return sum(1 for goal in self.objectives if goal.row.met_at)

    @property
    def minutes(self) -> int:
        return self.age // 60


@dataclass(frozen=True)
class GoalView:
    """One objective: what the scenario asks and how far it is."""

    row: Objective
    kind: str
    title: str
    points: int
    needs: list[str]
    mine: bool  # whether this player's seat may answer it
    keys: TwoKeys | None  # of a both_keys objective, until it is met
    waits: list[str]  # the seats that still have to work on it
    hold_left: float | None  # seconds for which it still has to stay well; None while it is not well
    waived: bool  # mended without the team: no check meets it any more
    update: UpdateView | None  # of an update, until it is met

    @property
    def is_answer(self) -> bool:
        return self.kind == ObjectiveKind.ANSWER

    @property
    def is_both_keys(self) -> bool:
        return self.kind == ObjectiveKind.BOTH_KEYS

    @property
    def theirs(self) -> str:
        """The other seat, where it alone has this to do."""
        return "" if self.mine or self.row.met_at else self.needs[0]


def incident_cards(player: Player, now: datetime) -> list[IncidentCard]:
    """The open incidents of the player's team, oldest first."""
    incidents = (
        Incident.objects.filter(team=player.team, state__in=OPEN)
        .select_related("scenario", "gameday", "team", "acknowledged_by", "commander")
        .prefetch_related("injections")
        .order_by("live_at", "id")
    )
    return [incident_card(incident, player, now) for incident in incidents]


def first_shown(cards: list[IncidentCard]) -> int:
    """The id of the incident that a page shows first: the newest that nobody is on yet, or else the newest."""
    return next((card for card in reversed(cards) if card.incident.is_live), cards[-1]).incident.pk


def incident_card(incident: Incident, player: Player, now: datetime) -> IncidentCard:
    """Everything that the page shows of one incident."""
    asked = parse.document_of(incident.scenario)
    seats = access.allowed_seats(player)
    clock = incident.gameday.paused_at or now
    paused = game_time.pauses_of(incident.gameday)
    return IncidentCard(
        incident=incident,
        document=asked,
        briefings=[(role, text) for role, text in asked.briefing.items() if role in seats],
        objectives=goals_of(incident, asked, seats, paused, clock),
        ladder=hints.hint_ladder(incident, player=player, now=now),
        seconds_left=max(int((incident.expires_at - clock).total_seconds()), 0) if incident.expires_at else None,
        age=int(paused.seconds(incident.live_at or clock, clock)),
        mended=endings.who_mended(incident),
    )


def goals_of(
    incident: Incident, asked: Document, seats: frozenset[str], paused: Pauses, now: datetime
) -> list[GoalView]:
    """The incident's objectives in the scenario's order, for a player who may act as `seats`."""
    turned = Prefetch("key_turns", KeyTurn.objects.filter(BY_PRESENT).select_related("player"))
    sent = Prefetch("updates", StatusUpdate.objects.filter(BY_PRESENT).select_related("player"))
    found = incident.objectives.select_related("met_by").prefetch_related(
        turned, *([sent] if any(isinstance(goal, UpdateGoal) for goal in asked.objectives) else [])
    )
    rows = {row.key: row for row in found}
    waived = evaluation.unearnable_keys(incident)
    shared = [goal.id for goal in asked.objectives if len(goal.needs) > 1 and goal.kind != ObjectiveKind.BOTH_KEYS]
    lacking = (
        evidence.lacks_evidence(incident)
        if any(key in rows and not rows[key].met_at for key in shared)
        else frozenset()
    )
    return [
        _goal(rows[goal.id], goal, seats, lacking, waived, paused, now) for goal in asked.objectives if goal.id in rows
    ]


def _goal(
    row: Objective,
    asked: parse.Objective,
    seats: frozenset[str],
    lacking: frozenset[str],
    waived: frozenset[str],
    paused: Pauses,
    now: datetime,
) -> GoalView:
    turned = None
    if isinstance(asked, KeysGoal) and not row.met_at:
        turned = two_keys.look_at_keys(row.key_turns.all(), asked.within, paused, now)
    mine = len(asked.needs) != 1 or bool(seats & set(asked.needs))
    shared = len(asked.needs) > 1 and not row.met_at and turned is None
    waits = sorted(lacking & set(asked.needs)) if shared else []
    return GoalView(
        row,
        asked.kind,
        asked.label,
        asked.points,
        list(asked.needs),
        mine,
        turned,
        waits,
        hold_left=_hold_left(row, asked, paused, now),
        waived=row.met_at is None and row.key in waived,
        update=updates.look_at_update(row, asked, paused, now)
        if isinstance(asked, UpdateGoal) and not row.met_at
        else None,
    )


def _hold_left(row: Objective, asked: parse.Objective, paused: Pauses, now: datetime) -> float | None:
    if row.met_at or row.holding_since is None:
        return None
    return max(getattr(asked, "ok_for", 0.0) - paused.seconds(row.holding_since, now), 0.0)
