"""Outbreaks: putting an incident's faults in, from due to live. A task may die anywhere in it, or come twice.

One go plans what is due, waits for the moment, applies, and looks for the effect; what takes longer is left to the
clock's next second. A fault is applied once: who finds one half put in heals it, and the incident counts for nobody.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from gameday import states
from gameday.background import engine_queue, row_lock
from gameday.background.running_clock import RunningClock
from gameday.incidents import incidents, injections
from gameday.models import Incident, Injection, Sandbox
from gameday.models.choices import Actor, IncidentState, InjectionState, SandboxState
from gameday.models.incident import in_play
from gameday.sandboxes import provisioning
from scenarios.document import parse
from scenarios.document.parse import Document, FaultUse
from scenarios.sandbox import TROUBLE
from scenarios.sandbox import Sandbox as Driver
from scenarios.waiting import repeated_looks

LEAD = timedelta(seconds=1.5)  # a task is sent that early, looks around and waits for the moment
LATE = timedelta(minutes=1)  # past that a fault does not go in any more: the other teams have had it long ago
STAY = 3.0  # seconds that one go looks for an effect before it leaves that to the clock


class InjectingFailed(Exception):
    """The incident cannot go live; the text says why."""


def send_due_incidents(now: datetime) -> int:
    """Send every incident that goes in within LEAD, or that nobody has brought further; how many."""
    rows = Incident.objects.filter(in_play(), gameday__halted_at=None).select_related("gameday", "team", "scenario")
    scheduled = rows.filter(state=IncidentState.SCHEDULED, due_at__lte=now + LEAD)
    stalled = rows.filter(engine_queue.rows_due(now), state=IncidentState.INJECTING)
    return sum(_start(row, now) for row in scheduled) + sum(_again(row, now) for row in stalled)


def _start(incident: Incident, now: datetime) -> bool:
    sandbox = Sandbox.objects.filter(team=incident.team, state=SandboxState.READY).select_related("host").first()
    if sandbox is None or incident.team.halted_at:
        why = incidents.injection_hindrance(incident.team)
        return incidents.void_incident(incident, why=why, by=Actor.DIRECTOR, now=now)
    won = states.move(
        incident, IncidentState.INJECTING, now=now, by=Actor.CLOCK, next_at=now + engine_queue.RESEND_FAULT
    )
    if won:
        engine_queue.send_to_engine("inject", incident.pk, sandbox.host)
    return won


def _again(incident: Incident, now: datetime) -> bool:
    sandbox = provisioning.sandbox_of(incident.team)
    if sandbox is None:
        return incidents.void_incident(
            incident, why=incidents.injection_hindrance(incident.team), by=Actor.DIRECTOR, now=now
        )
    claimed = Incident.objects.filter(pk=incident.pk, state=IncidentState.INJECTING, next_at=incident.next_at)
    won = claimed.update(next_at=now + engine_queue.RESEND_FAULT) == 1
    if won:
        engine_queue.send_to_engine("inject", incident.pk, sandbox.host)
    return won


def inject_incident(incident: Incident, now: datetime) -> None:
    """One go at bringing an incident from injecting to live. Trouble voids it, and what went in is healed."""
    moment = RunningClock(now)
    with row_lock.hold_row_lock(incident) as mine:
        incident.refresh_from_db(fields=["state", "due_at"])
        if not mine or incident.state != IncidentState.INJECTING:
            return
        try:
            _go(incident, parse.document_of(incident.scenario), moment)
        except (InjectingFailed, ValueError, KeyError, *TROUBLE) as error:
            incidents.void_incident(incident, why=str(error), by=Actor.DIRECTOR, now=moment.now())


def _go(incident: Incident, described: Document, moment: RunningClock) -> None:
    sandbox = Sandbox.objects.filter(team=incident.team, state=SandboxState.READY).select_related("host").first()
    if sandbox is None:
        raise InjectingFailed(incidents.injection_hindrance(incident.team))
    driver = provisioning.driver_of(sandbox)
    uses = sorted(described.faults, key=lambda use: use.after)
    here = [use for use in uses if _due(incident, use) <= moment.now() + LEAD]
    rows = [(injections.plan_injection(incident, use, sandbox, driver, moment.now()), use) for use in here]
    for row, use in rows:
        moment.sleep_until(_due(incident, use), most=LEAD.total_seconds())
        _apply(row, use, driver, moment)
    seen = _await(rows, driver, provisioning.probe_url(sandbox), moment)
    if len(here) == len(uses) and seen:
        incidents.go_live(incident, now=moment.now(), lasts=timedelta(seconds=described.expires_after))
    else:
        _come_back(incident, [_due(incident, use) - LEAD for use in uses if use not in here] if seen else [], moment)


def _due(incident: Incident, use: FaultUse) -> datetime:
    return incident.due_at + timedelta(seconds=use.after)


def _apply(row: Injection, use: FaultUse, driver: Driver, moment: RunningClock) -> None:
    """Put it in unless it is in; leave a game alone that was paused or halted meanwhile."""
    if injections.is_doubtful(row):
        raise InjectingFailed(_("a worker was lost while {kind} went in.").format(kind=row.kind))
    if row.state != InjectionState.PLANNED:
        return
    if moment.now() > _due(row.incident, use) + LATE:
        raise InjectingFailed(_("{kind} would have gone in more than a minute late.").format(kind=row.kind))
    injections.apply_injection(row, driver, moment)


def _await(rows: list[tuple[Injection, FaultUse]], driver: Driver, url: str, moment: RunningClock) -> bool:
    """Look until every effect is there; False where this go has looked long enough. Raises Failed past the patience."""
    waiting = rows
    for _look in repeated_looks(within=STAY):
        waiting = [(row, use) for row, use in waiting if not _there(row, use, driver, url, moment)]
        if not waiting or any(row.state == InjectionState.PLANNED for row, _ in waiting):
            break
    return not waiting


def _there(row: Injection, use: FaultUse, driver: Driver, url: str, moment: RunningClock) -> bool:
    if row.state in (InjectionState.VERIFIED, InjectionState.HEALED):
        return True
    if row.state != InjectionState.APPLIED or row.applied_at is None:
        return False
    missing = injections.verify_injection(row, use, driver, url, moment)
    if missing and moment.now() > row.applied_at + injections.effect_patience(use):
        raise InjectingFailed(
            _("{kind} went into {target}, but its effect was never seen: {missing}.").format(
                kind=row.kind, target=row.target, missing=missing.rstrip(".")
            )
        )
    return not missing


def _come_back(incident: Incident, dues: list[datetime], moment: RunningClock) -> None:
    """The clock sends the incident again: in its next second, or when the next fault is due."""
    at = min(min(dues, default=moment.now()), moment.now() + engine_queue.FARTHEST_NEXT_AT / 2)
    Incident.objects.filter(pk=incident.pk, state=IncidentState.INJECTING).update(next_at=at)
