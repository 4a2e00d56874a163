"""Injecting: how an incident's faults go in, from due until their effects are seen. What follows stands in incidents.py.

One go plans what is due, waits for the moment, applies, and looks for the effects; what takes longer is left to the
clock's next second. A worker may die anywhere in it, and a task may come twice: a fault is applied once, and an incident
with a fault that is found half applied fails.
"""

from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday.background import engine_queue
from gameday.background.running_clock import RunningClock
from gameday.incidents import injections
from gameday.models import Incident, Injection, Team
from gameday.models.choices import InjectionState
from gameday.sandboxes import addresses, provisioning
from scenarios.document.parse import Document, FaultUse
from scenarios.sandbox import SandboxDriver
from scenarios.waiting import repeated_looks

LEAD = timedelta(seconds=1.5)  # a task is sent that early, looks around and waits for the moment
LATE = timedelta(minutes=1)  # past that a fault does not go in any more: the other teams have had it long ago
STAY = 3.0  # seconds that one go looks for an effect before it leaves that to the clock


class InjectingFailed(Exception):
    """The incident cannot go live; the text says why."""


def injection_hindrance(team: Team) -> str | Promise:
    """Why nothing can go in at a team at the moment; empty where it can."""
    if team.halted_at:
        return format_lazy(_lazy("{team} is halted."), team=team)
    if provisioning.ready_sandbox_of(team) is None:
        return format_lazy(_lazy("The sandbox of {team} is not ready."), team=team)
    return ""


def bring_faults_further(incident: Incident, described: Document, moment: RunningClock) -> datetime | None:
    """One go at the incident's faults: when to go on with them; None once every effect was seen.

    Raises InjectingFailed, EngineError, OSError, and ValueError or KeyError for a document that does not fit.
    """
    sandbox = provisioning.ready_sandbox_of(incident.team)
    if sandbox is None:
        raise InjectingFailed(injection_hindrance(incident.team))
    driver = provisioning.driver_of(sandbox)
    uses = sorted(described.faults, key=lambda use: use.after)
    soon = moment.now() + LEAD
    here = [use for use in uses if _due(incident, use) <= soon]
    rows = [(injections.plan_injection(incident, use, sandbox, driver, moment.now()), use) for use in here]
    for row, use in rows:
        moment.sleep_until(_due(incident, use), most=LEAD.total_seconds())
        _apply(row, use, driver, moment)
    if not _await_effects(rows, driver, addresses.probe_url(sandbox), moment):
        return moment.now()
    coming = [_due(incident, use) - LEAD for use in uses[len(here) :]]
    return min(coming[0], moment.now() + engine_queue.FARTHEST_NEXT_AT / 2) if coming else None


def _due(incident: Incident, use: FaultUse) -> datetime:
    return incident.due_at + timedelta(seconds=use.after)


def _apply(row: Injection, use: FaultUse, driver: SandboxDriver, moment: RunningClock) -> None:
    """Apply it unless it is applied; leave a game alone that was paused or halted meanwhile. Raises InjectingFailed."""
    if injections.is_doubtful(row):
        raise InjectingFailed(_("a worker was lost while {kind} went in.").format(kind=row.kind))
    if row.state != InjectionState.PLANNED:
        return
    if moment.now() > _due(row.incident, use) + LATE:
        raise InjectingFailed(_("{kind} would have gone in more than a minute late.").format(kind=row.kind))
    injections.apply_injection(row, driver, moment)


def _await_effects(
    rows: list[tuple[Injection, FaultUse]], driver: SandboxDriver, url: str, moment: RunningClock
) -> bool:
    """Look until every effect is there; False where this go has looked long enough.

    Raises InjectingFailed where an effect is not there in the time that it may take.
    """
    waiting = rows
    for _look in repeated_looks(within=STAY):
        waiting = [(row, use) for row, use in waiting if not _effect_is_there(row, use, driver, url, moment)]
        if not waiting or any(row.state == InjectionState.PLANNED for row, _ in waiting):
            break
    return not waiting


def _effect_is_there(row: Injection, use: FaultUse, driver: SandboxDriver, url: str, moment: RunningClock) -> bool:
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
