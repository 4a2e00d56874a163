"""Injections: rows <-> fault kinds. Planned (recipe and deadline committed), applied once, verified, watched.

Taking them out stands in healing.py. A fault's own timer runs SLACK longer than its deadline, which the clock keeps:
a pause moves the deadline, and nothing can move a timer inside a container.
"""

import secrets
import time
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min
from django.utils.translation import gettext_lazy as _

from gameday import activity, states
from gameday.background import engine_queue, row_lock
from gameday.background.running_clock import RunningClock
from gameday.live import publish
from gameday.models import Incident, Injection, Round, Sandbox
from gameday.models.choices import Actor, HealReason, IncidentState, InjectionState
from gameday.models.incident import in_play
from gameday.sandboxes import provisioning
from gameday.sandboxes.hosts import TROUBLE
from scenarios.document import parse
from scenarios.document.parse import FaultUse
from scenarios.faults import FAULTS, Call
from scenarios.probes import look
from scenarios.sandbox import Sandbox as Driver

SLACK = timedelta(minutes=10)
LOOK_EVERY = timedelta(seconds=5)  # how often a verified fault is asked whether it is still there
PATIENCE = timedelta(minutes=1)  # a late effect is an effect: the score clock starts when it is seen
TRIES = 3  # at putting one in, before the incident is voided


def new_handle() -> str:
    """A name for one fault's rules, chains and processes that no other fault has."""
    return "f" + secrets.token_hex(6)


def fault_call(row: Injection, sandbox: Driver) -> Call:
    """What the fault kind needs to work on this row."""
    return Call(
        sandbox=sandbox,
        target=row.target,
        arguments=FAULTS[row.kind].Arguments(**row.arguments),
        handle=row.handle,
        ttl=row.ttl + SLACK.total_seconds(),
        assets=parse.assets(row.incident.scenario),
    )


def plan_injection(incident: Incident, use: FaultUse, sandbox: Sandbox, driver: Driver, now: datetime) -> Injection:
    """The row of one fault, with what healing it takes and its deadline; nothing is touched. Raises EngineError.

    A row that was planned and never applied, before a pause for example, is planned anew: the place may have changed.
    """
    row = incident.injections.filter(fault=use.id).first() or Injection(
        incident=incident,
        sandbox=sandbox,
        fault=use.id,
        kind=use.kind,
        target=use.target,
        arguments=use.with_,
        handle=new_handle(),
        ttl=use.ttl,
    )
    if row.state == InjectionState.PLANNED and row.applying_at is None:
        row.recipe = FAULTS[row.kind].plan(fault_call(row, driver))
        row.deadline = now + timedelta(seconds=row.ttl)
        row.save()
    return row


def apply_injection(row: Injection, driver: Driver, moment: RunningClock) -> bool:
    """Put the fault in: once in the row's life, and only into a game that runs and is not halted. Raises EngineError.

    Somebody may want it healed while it goes in: the healer cannot start before our lock is free, so it is sent again.
    """
    with row_lock.hold_row_lock(row) as mine:
        if not mine or not _claim(row, moment.now()):
            return False
        _inject(row, fault_call(row, driver))
        at = moment.now()
        won = states.move(
            row,
            InjectionState.APPLIED,
            now=at,
            by=Actor.DIRECTOR,
            applied_at=at,
            deadline=at + timedelta(seconds=row.ttl),
        )
    if not won:
        engine_queue.send_to_engine("heal", row.pk, row.sandbox.host)
    return won


def _inject(row: Injection, asked: Call) -> None:
    """A hiccup of the engine or a busy database is no reason to give up: the same handle may be put in again by us."""
    for left in reversed(range(TRIES)):
        try:
            FAULTS[row.kind].inject(asked, row.recipe)
        except TROUBLE:
            if not left:
                raise
            time.sleep(0.5)
        else:
            return


def _claim(row: Injection, now: datetime) -> bool:
    """The one permission to touch the sandbox."""
    free = Injection.objects.filter(
        in_play("incident__"),
        pk=row.pk,
        state=InjectionState.PLANNED,
        applying_at=None,
        incident__state=IncidentState.INJECTING,
        incident__gameday__halted_at=None,
        incident__team__halted_at=None,
    )
    return free.update(applying_at=now) == 1


def is_doubtful(row: Injection) -> bool:
    """Was a worker lost while it put the fault in? Then nobody knows whether it is there."""
    return row.state == InjectionState.PLANNED and row.applying_at is not None


def verify_injection(row: Injection, use: FaultUse, driver: Driver, url: str, moment: RunningClock) -> bool:
    """Is the effect there, in the sandbox and, where the scenario says so, at the customers'? A place that cannot be
    asked at the moment does not say yes."""
    asked, fault = fault_call(row, driver), FAULTS[row.kind]
    try:
        if not fault.verify(asked, row.recipe) or not _seen(row, use, driver, url):
            return False
        over = fault.healed(asked, row.recipe)  # as soon as it has happened: a restart, for one
    except TROUBLE:
        return False
    at = moment.now()
    won = states.move(row, InjectionState.VERIFIED, now=at, by=Actor.DIRECTOR, verified_at=at, next_at=at + LOOK_EVERY)
    if won and over:
        states.move(
            row,
            InjectionState.HEALED,
            now=at,
            by=Actor.DIRECTOR,
            healed_at=at,
            healed_by=HealReason.ITSELF,
            next_at=None,
        )
    return True


def _seen(row: Injection, use: FaultUse, driver: Driver, url: str) -> bool:
    """Does the scenario's own probe see what it should?"""
    if use.verify is None:
        return True
    probes = {probe.name: probe for probe in parse.of(row.incident.scenario).steady_state}
    return look(probes[use.verify.probe], base_url=url, sandbox=driver).outcome == use.verify.expect


def effect_patience(use: FaultUse) -> timedelta:
    """How long after going in the effect may take to be there: what the scenario says, but PATIENCE at least."""
    return max(PATIENCE, timedelta(seconds=use.verify.within if use.verify else 0))


def detect_mended_faults(sandbox: Sandbox, now: datetime, who: str = "players") -> int:
    """Ask every verified fault of a sandbox whether it is still there; how many were mended. Away means unknown.

    `who` took out what is there no more: the players with their hands, or a reset that they paid for.
    """
    rows = sandbox.injections.filter(state=InjectionState.VERIFIED).select_related(
        "incident__scenario", "incident__gameday", "incident__team"
    )
    try:
        driver = provisioning.driver_of(sandbox)
    except TROUBLE:
        return 0
    return sum(_mended(row, driver, who, now) for row in rows)


def _mended(row: Injection, driver: Driver, who: str, now: datetime) -> bool:
    try:
        if not FAULTS[row.kind].healed(fault_call(row, driver), row.recipe):
            return False
    except TROUBLE:  # a container that is down cannot be asked: not mended
        return False
    if row.applied_at and now >= row.applied_at + timedelta(seconds=row.ttl) + SLACK:
        who = "timer"
    won = states.move(row, InjectionState.HEALED, now=now, by=who, healed_at=now, healed_by=who, next_at=None)
    if won and who == "players":
        incident = row.incident
        activity.record_incident_activity(
            incident,
            "mended",
            _("{team} took a fault out of {target} with their own hands"),
            now=now,
            target=row.target,
        )
    if won:
        publish.tell_parts_changed(publish.control_topic(row.incident.gameday_id), "incidents")
    return won


def injection_skew(round: Round) -> float | None:
    """Seconds between the first and the last team's fault going in; None before two teams have it."""
    spans = (
        Injection.objects.filter(incident__round=round, applied_at__isnull=False)
        .values("fault")
        .annotate(first=Min("applied_at"), last=Max("applied_at"), teams=Count("pk"))
        .filter(teams__gt=1)
        .order_by()
    )
    return max(((span["last"] - span["first"]).total_seconds() for span in spans), default=None)


def injection_lag(incident: Incident) -> dict[str, float]:
    """How an incident's time splits, in seconds after it was due: going in, applied, verified."""
    seen = incident.injections.aggregate(
        applying=Max("applying_at"), applied=Max("applied_at"), verified=Max("verified_at")
    )
    return {step: (at - incident.due_at).total_seconds() for step, at in seen.items() if at}
