"""A team's shop as a tick finds it, and the objectives that customers look at there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from gameday.models import GameDay, Injection, Sandbox
from gameday.models.choices import IN_FORCE, OPEN, SandboxState
from gameday.sandboxes import addresses, hosts
from scenarios.choices import Outcome
from scenarios.document import parse
from scenarios.document.parse import ProbeUse
from scenarios.probes.base import Reading
from scoring.models import Objective, Observation
from scoring.referee import customers, evaluation
from scoring.referee.customers import Shop, Visit

BY_CHOICE = timedelta(minutes=2)  # a shop that its team had built anew is closed so long at most; then it is the engine


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
    factor_before: int = 1  # how many times the customers came then

    @property
    def is_open(self) -> bool:
        """Whether customers can knock at it at all."""
        box = self.sandbox
        if self.practised or box is None or box.state != SandboxState.READY:
            return False
        return bool(addresses.probe_url(box))

    @property
    def is_elsewhere(self) -> bool:
        """Whether customers walk there from its own machine."""
        return self.is_open and self.sandbox is not None and hosts.has_own_worker(self.sandbox.host)

    @property
    def last_paid(self) -> dict[str, int]:
        """What each journey paid in the tick before; what was not measured then carries what it paid on."""
        return {name: met.get("paid", 0) for name, met in self.before.items()}


def find_shops(gameday: GameDay, number: int) -> list[FoundShop]:
    """Every team's shop, with what the tick before paid."""
    before = Observation.objects.filter(team=OuterRef("pk"), tick__lt=number).order_by("-tick")
    rows = gameday.teams.annotate(
        before=Subquery(before.values("journeys")[:1]), factor=Subquery(before.values("factor")[:1])
    )
    teams = {team: (met or {}, factor or 1) for team, met, factor in rows.values_list("pk", "before", "factor")}
    current = Sandbox.objects.filter(team__in=teams).exclude(state=SandboxState.GONE).select_related("host")
    by_team = {row.team_id: row for row in current}
    left = Injection.objects.filter(incident__practice=True, incident__team__in=teams, state__in=IN_FORCE)
    practised = set(left.values_list("incident__team", flat=True))
    return [FoundShop(team, by_team.get(team), team in practised, *before) for team, before in teams.items()]


def shop_of(box: Sandbox, watched: Iterable[Watched]) -> Shop:
    assert box.team_id, "a warm sandbox has no customers"
    extra = {each.look: each.use for each in watched if each.look not in customers.WALKS}
    return Shop(box.team_id, addresses.probe_url(box), extra)


def unmeasured(shop: FoundShop, now: datetime) -> Visit:
    """A shop that could not be visited: an error, which is nobody's fault, unless its team had it built anew."""
    box = shop.sandbox
    if box and box.by_choice and box.state != SandboxState.BROKEN and abs(now - box.requested_at) < BY_CHOICE:
        why = _("The shop is being built anew.")
        return Visit(shop.team_id, {name: Reading(Outcome.FAIL, why=why) for name in customers.WALKS})
    why = _("The sandbox is {state}.").format(state=box.state) if box else _("There is no sandbox yet.")
    return Visit(shop.team_id, {name: Reading(Outcome.ERROR, why=why) for name in customers.WALKS})


def watched_objectives(gameday: GameDay) -> dict[int, list[Watched]]:
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
