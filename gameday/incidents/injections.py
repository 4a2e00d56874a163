"""One injection, which is one fault at one team: planned (recipe and deadline committed), applied once, verified, watched.

How it comes out stands in healing.py. A fault's own timer runs SLACK longer than its deadline, which the clock keeps:
a pause moves the deadline, and nothing can move a timer inside a container.
"""

from datetime import datetime, timedelta

from django.db.models import Count, Max, Min
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity, states
from gameday.background import engine_queue, row_lock
from gameday.background.running_clock import RunningClock
from gameday.live.changes import Change, tell
from gameday.models import Incident, Injection, Round, Sandbox
from gameday.models.choices import ActivityVerb, Actor, HealReason, IncidentState, InjectionState
from gameday.models.incident import in_play
from gameday.sandboxes import provisioning
from scenarios.document import parse
from scenarios.document.parse import FaultUse
from scenarios.faults.planned import (
    PlannedFault,
    fault_call,
    fault_is_healed,
    inject_fault,
    missing_effect,
    new_handle,
    plan_fault,
)
from scenarios.sandbox import TROUBLE, SandboxDriver

SLACK = timedelta(minutes=10)
LOOK_EVERY = timedelta(seconds=5)  # how often a verified fault is asked whether it is still there
LONGEST_WAIT_FOR_EFFECT = timedelta(minutes=3)  # a late effect is an effect: the score clock starts when it is seen


def planned_fault(row: Injection, driver: SandboxDriver) -> PlannedFault:
    """The fault that this row stands for, in the team's sandbox."""
    call = fault_call(
        row.kind,
        row.target,
        row.arguments,
        sandbox=driver,
        handle=row.handle,
        ttl=row.ttl + SLACK.total_seconds(),
        assets=parse.assets_of(row.incident.scenario),
    )
    return PlannedFault(row.kind, call, row.recipe)


def plan_injection(
    incident: Incident, use: FaultUse, sandbox: Sandbox, driver: SandboxDriver, now: datetime
) -> Injection:
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
        row.recipe = plan_fault(row.kind, planned_fault(row, driver).call).recipe
        row.deadline = now + timedelta(seconds=row.ttl)
        row.save()
    return row


def apply_injection(row: Injection, driver: SandboxDriver, moment: RunningClock) -> bool:
    """Inject the fault: once in the row's life, and only into a game that runs and is not halted. Says whether it is in.

    Healing may be asked for while the fault goes in: no healer can start before our lock is free, so one is sent again.
    Raises EngineError, OSError.
    """
    with row_lock.hold_row_lock(row) as mine:
        if not mine or not _claim(row, moment.now()):
            return False
        inject_fault(planned_fault(row, driver))
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


def verify_injection(row: Injection, use: FaultUse, driver: SandboxDriver, url: str, moment: RunningClock) -> str:
    """What the effect still lacks, in the sandbox or, where the scenario says so, at the customers'.

    Empty once it was seen: then the row is verified, or healed where the fault is over as soon as it has happened.
    """
    planned = planned_fault(row, driver)
    if missing := missing_effect(planned, use, parse.document_of(row.incident.scenario), url):
        return missing
    try:
        over = fault_is_healed(planned)  # as soon as it has happened: a restart, for one
    except TROUBLE as error:
        return str(error)
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
    return ""


def effect_patience(use: FaultUse) -> timedelta:
    """How long after going in the effect may take to be there: what the scenario says, but LONGEST_WAIT_FOR_EFFECT at least."""
    return max(LONGEST_WAIT_FOR_EFFECT, timedelta(seconds=use.verify.within if use.verify else 0))


def detect_mended_faults(sandbox: Sandbox, now: datetime, who: HealReason = HealReason.PLAYERS) -> int:
    """Ask every verified fault of a sandbox whether it is still there; returns how many are gone.

    `who` took out what is gone: the players with their hands, or a reset that they paid for. Where the engine is away
    nothing is known, and nothing counts as mended.
    """
    rows = sandbox.injections.filter(state=InjectionState.VERIFIED).select_related(
        "incident__scenario", "incident__gameday", "incident__team"
    )
    try:
        driver = provisioning.driver_of(sandbox)
    except TROUBLE:
        return 0
    return sum(_mended(row, driver, who, now) for row in rows)


def _mended(row: Injection, driver: SandboxDriver, who: HealReason, now: datetime) -> bool:
    since = row.timed_from or row.applied_at
    ran_out = since is not None and now >= since + timedelta(seconds=row.ttl) + SLACK
    try:
        if not fault_is_healed(planned_fault(row, driver)):
            if ran_out:  # it has not: the machine slept, and the timer with it
                row.timed_from = now - timedelta(seconds=row.ttl)
                row.save(update_fields=["timed_from"])
            return False
    except TROUBLE:  # a container that is down cannot be asked: not mended
        return False
    if ran_out:
        who = HealReason.TIMER
    won = states.move(row, InjectionState.HEALED, now=now, by=who, healed_at=now, healed_by=who, next_at=None)
    if won and who == HealReason.PLAYERS:
        text = _lazy("{team} took a fault out of {target} with their own hands")
        activity.record_activity(row.incident, ActivityVerb.MENDED, text, now=now, target=row.target)
    if won:
        tell(Change.INJECTION, gameday_id=row.incident.gameday_id)
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
