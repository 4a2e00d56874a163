"""The referee: one tick. Customers walk the shops; what they met is written down, paid, and held against objectives.

A tick is claimed by its row, so it happens once; one that was missed is skipped. Only game time counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from math import floor
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from gameday.background.running_clock import RunningClock
from gameday.live.changes import Change, tell_teams
from gameday.models import GameDay, Incident, Injection, Sandbox, Transition
from gameday.models.choices import ENDED, IN_FORCE, OPEN, Actor, GameDayState, IncidentState, Noun, SandboxState
from gameday.sandboxes import provisioning
from scenarios.choices import Outcome
from scenarios.document import parse
from scenarios.document.parse import ProbeUse
from scenarios.probes.base import Reading
from scoring import rules
from scoring.help import nudges
from scoring.ledger import game_time, ledger
from scoring.ledger.game_time import Pauses
from scoring.ledger.ledger import LedgerLine
from scoring.models import Entry, EntryKind, JourneyOutcome, Objective, Observation, Tick
from scoring.referee import customers, evaluation
from scoring.referee.customers import Shop, Visit

log = structlog.get_logger(__name__)

BY_CHOICE = timedelta(minutes=2)  # a shop that its team had built anew is closed so long at most; then it is the engine
CUSTOMERS_WAIT_TICKS = 0.7  # of a tick: how long a customer waits. Starting and writing fit into the rest


@dataclass(frozen=True)
class Watched:
    """An objective that this tick's customers look at: by a journey, or by a look of its own (its `look`)."""

    row: Objective
    use: ProbeUse

    @property
    def look(self) -> str:
        """A bare journey is walked anyway."""
        walked = self.use.probe in customers.WALKS and not self.use.with_
        return self.use.probe if walked else f"objective {self.row.pk}"


@dataclass(frozen=True)
class FoundShop:
    """A team's shop as a tick finds it."""

    team_id: int
    sandbox: Sandbox | None
    practised: bool  # a practice has not left the sandbox yet: what customers meet there is no fault of the team's
    before: dict[str, Any]  # journey -> what it met in the tick before, as Observation.journeys has it

    @property
    def is_open(self) -> bool:
        """Whether customers can knock at it at all."""
        box = self.sandbox
        if self.practised or box is None or box.state != SandboxState.READY:
            return False
        return bool(provisioning.probe_url(box))

    @property
    def last_paid(self) -> dict[str, int]:
        """What each journey paid in the tick before; what was not measured then carries what it paid on."""
        return {name: met.get("paid", 0) for name, met in self.before.items()}


def gamedays_due(now: datetime) -> list[GameDay]:
    """The running game days whose present tick nobody has claimed."""
    running = GameDay.objects.filter(state=GameDayState.RUNNING, started_at__isnull=False)
    last = Tick.objects.filter(gameday=OuterRef("pk")).order_by("-number").values("number")[:1]
    rows = running.annotate(last=Subquery(last))
    return [row for row in rows if row.last is None or row.last < tick_number(row, now)]


def tick_number(gameday: GameDay, now: datetime) -> int:
    """The tick that `now` falls into."""
    return floor(gameday.elapsed(now).total_seconds() / settings.TICK_SECONDS)


def play_tick(gameday: GameDay, now: datetime) -> bool:
    """Play the tick that `now` falls into, if the game day runs and nobody else plays it. Says whether it did."""
    if gameday.state != GameDayState.RUNNING or gameday.started_at is None or gameday.elapsed(now) > gameday.duration:
        return False
    claim, fresh = Tick.objects.get_or_create(gameday=gameday, number=tick_number(gameday, now), defaults={"at": now})
    if not fresh:
        return False
    moment = RunningClock(now)
    evaluation.prepare_objectives(now)
    found = _find_shops(gameday, claim.number)
    watched = _watched(gameday)
    closed = [_unmeasured(shop, now) for shop in found if not shop.is_open]
    settle_tick(gameday, claim.number, closed, found, watched, now)
    shops = [_shop(shop.sandbox, watched[shop.team_id]) for shop in found if shop.sandbox and shop.is_open]
    for visits in customers.walk_shops(shops, CUSTOMERS_WAIT_TICKS * settings.TICK_SECONDS):
        settle_tick(gameday, claim.number, visits, found, watched, moment.now())
    evaluation.settle_answers(moment.now())
    close_finished_incidents(gameday, moment.now())
    nudges.offer_nudges(gameday, moment.now())
    nudges.tell_teams_on_zero(gameday, moment.now())
    Tick.objects.filter(pk=claim.pk).update(settled_at=moment.now())
    return True


def settle_tick(
    gameday: GameDay,
    number: int,
    visits: Sequence[Visit],
    found: Iterable[FoundShop],
    watched: dict[int, list[Watched]],
    now: datetime,
) -> None:
    """Write down and pay what a group of teams has met, then hold it against their objectives."""
    if not visits:
        return
    last = {shop.team_id: shop.last_paid for shop in found}
    rows = [_observation(gameday, number, visit, last[visit.team_id], now) for visit in visits]
    with transaction.atomic():
        Observation.objects.bulk_create(rows, ignore_conflicts=True)
        paid = {
            entry.team_id for entry in ledger.write_entries(gameday.pk, map(_revenue, rows), by=Actor.REFEREE, now=now)
        }
        unpaid = [row.team_id for row in rows if row.team_id not in paid]
        tell_teams(Change.SHOP, unpaid, gameday_id=gameday.pk)
    paused = game_time.pauses_of(gameday)
    for visit in visits:
        _judge(visit, watched[visit.team_id], paused, now)


def close_finished_incidents(gameday: GameDay, now: datetime) -> int:
    """Close open incidents that have nothing left to do, such as those whose last open goal was waived."""
    rows = gameday.incidents.filter(state__in=OPEN).select_related("scenario")
    rows = rows.prefetch_related("objectives", "injections")
    finished = [row for row in rows if row.objectives.all() and evaluation.is_done(row, row.objectives.all())]
    return sum(evaluation.close_if_done(row.pk, now) for row in finished)


def reverse_voided_incidents(now: datetime) -> int:
    """Take back what voided incidents brought or cost. Returns how many lines."""
    lines = Entry.objects.filter(reverses=None, reversed_by=None)
    own = lines.filter(incident=OuterRef("pk"))
    cost = lines.filter(
        team=OuterRef("team"),
        kind=EntryKind.REVENUE,
        points__lt=0,
        at__gte=OuterRef("live_at"),
        at__lte=OuterRef("over_at"),
    )
    ends = Transition.objects.filter(noun=Noun.INCIDENT, row=OuterRef("pk"), new__in=ENDED).order_by("at").values("at")
    voided = Incident.objects.filter(
        state=IncidentState.VOIDED,
        practice=False,
        gameday__state__in=(GameDayState.RUNNING, GameDayState.PAUSED, GameDayState.FINISHED),
    )
    voided = voided.annotate(over_at=Coalesce(Subquery(ends[:1]), "ended_at"))
    left: dict[int, list[Incident]] = defaultdict(list)
    for row in voided.filter(Exists(own) | Exists(cost)).select_related("scenario", "gameday"):
        left[row.gameday_id].append(row)
    return sum(ledger.reverse_incidents(gameday, rows, by=Actor.REFEREE, now=now) for gameday, rows in left.items())


def _find_shops(gameday: GameDay, number: int) -> list[FoundShop]:
    """Every team's shop, with what the tick before paid."""
    before = Observation.objects.filter(team=OuterRef("pk"), tick__lt=number).order_by("-tick").values("journeys")[:1]
    teams = dict(gameday.teams.annotate(before=Subquery(before)).values_list("pk", "before"))
    current = Sandbox.objects.filter(team__in=teams).exclude(state=SandboxState.GONE)
    by_team = {row.team_id: row for row in current}
    left = Injection.objects.filter(incident__practice=True, incident__team__in=teams, state__in=IN_FORCE)
    practised = set(left.values_list("incident__team", flat=True))
    return [FoundShop(team, by_team.get(team), team in practised, met or {}) for team, met in teams.items()]


def _shop(box: Sandbox, watched: Iterable[Watched]) -> Shop:
    assert box.team_id, "a warm sandbox has no customers"
    extra = {each.look: each.use for each in watched if each.look not in customers.WALKS}
    return Shop(box.team_id, provisioning.probe_url(box), extra)


def _unmeasured(shop: FoundShop, now: datetime) -> Visit:
    """A shop that could not be visited: an error, which is nobody's fault, unless its team had it built anew."""
    box = shop.sandbox
    if box and box.by_choice and box.state != SandboxState.BROKEN and abs(now - box.requested_at) < BY_CHOICE:
        why = _("The shop is being built anew.")
        return Visit(shop.team_id, {name: Reading(Outcome.FAIL, why=why) for name in customers.WALKS})
    why = _("The sandbox is {state}.").format(state=box.state) if box else _("There is no sandbox yet.")
    return Visit(shop.team_id, {name: Reading(Outcome.ERROR, why=why) for name in customers.WALKS})


def _watched(gameday: GameDay) -> dict[int, list[Watched]]:
    """The open objectives that customers can see from outside, by team."""
    rows = (
        Objective.objects.filter(met_at=None, incident__gameday=gameday, incident__state__in=OPEN)
        .select_related("incident__scenario", "incident__gameday", "incident__team")
        .prefetch_related("incident__injections")
    )
    watched: dict[int, list[Watched]] = defaultdict(list)
    for row in rows:
        asked = parse.document_of(row.incident.scenario)
        goal = next((goal for goal in asked.objectives if goal.id == row.key), None)
        if not isinstance(goal, parse.ProbeGoal) or not evaluation.is_earnable(row):
            continue
        use = asked.probe(goal.probe)
        if use.probe in evaluation.OUTSIDE:
            watched[row.incident.team_id].append(Watched(row, use))
    return watched


def _judge(visit: Visit, watched: Iterable[Watched], paused: Pauses, now: datetime) -> None:
    """One team's trouble in judging is written down and costs the others nothing."""
    readings = visit.readings | visit.extra
    for each in watched:
        try:
            if each.look in readings:
                evaluation.judge_reading(each.row, readings[each.look], now, paused=paused)
        except Exception:
            log.exception("judging_failed", team=visit.team_id, objective=each.row.pk)


def _observation(gameday: GameDay, number: int, visit: Visit, last: dict[str, int], now: datetime) -> Observation:
    met = {name: rules.meet_journey(name, reading, last.get(name, 0)) for name, reading in visit.readings.items()}
    return Observation(
        gameday=gameday,
        team_id=visit.team_id,
        tick=number,
        at=now,
        points=sum(each.paid for each in met.values()),
        journeys={name: asdict(each) for name, each in met.items()},
    )


def _revenue(row: Observation) -> LedgerLine:
    return LedgerLine(row.team_id, EntryKind.REVENUE, row.points, f"revenue:{row.team_id}:{row.tick}", _told(row))


def _told(row: Observation) -> str:
    """The line's reason: what was not perfect, in the customers' order."""
    met = rules.journeys_in_order(row.journeys)
    flaws = [f"{name.label} {each.outcome.label}" for name, each in met.items() if each.outcome != JourneyOutcome.FULL]
    return _("Customers: {names}").format(names=", ".join(flaws)) if flaws else _("Customers: all happy")
