"""Healing: how faults come out, surely. A state asks for it, a worker does it under a lock, looks, and tries harder.

First the fault's own way back, twice; then a new container of its role; then a new sandbox. The facilitators are told of
every step after the first two. No fault is ever given up.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity, states
from gameday.background import engine_queue, row_lock
from gameday.background.running_clock import RunningClock
from gameday.incidents import injections
from gameday.language import vocabulary
from gameday.live.changes import Change, tell
from gameday.models import Injection
from gameday.models.choices import (
    ENDED,
    INSIDE,
    ActivityVerb,
    Actor,
    GameDayState,
    HealReason,
    InjectionState,
    SandboxState,
)
from gameday.sandboxes import provisioning
from scenarios.choices import ContainerStatus
from scenarios.faults.planned import PlannedFault, heal_fault, left_of
from scenarios.sandbox import TROUBLE, EngineError, NotThere
from scenarios.waiting import wait_while

GONE_WITHIN_SECONDS = 10.0  # seconds after a heal until nothing may be left, on a busy machine
NEXT_TRY = timedelta(seconds=1)
ENGINE_AWAY = timedelta(seconds=5)
MUCH_LATER = timedelta(minutes=1)


def request_healing(
    rows: "QuerySet[Injection]",
    *,
    why: str,
    by: str,
    now: datetime,
    after: timedelta = timedelta(),
) -> int:
    """Have each of these injections healed that may be in its sandbox; returns how many. `why` is a HealReason.

    With `after`, nothing is sent now: the caller works on the container, and the clock sends what is left by then.
    """
    inside = rows.filter(state__in=INSIDE).select_related("sandbox__host")
    return sum(_request(row, why, by, now, after) for row in inside.order_by("-pk"))


def _request(row: Injection, why: str, by: str, now: datetime, after: timedelta) -> bool:
    due = now + (after or engine_queue.RESEND_FAULT)
    won = states.advance(row, InjectionState.HEALING, now=now, by=by, why=why, healed_by=why, attempts=0, next_at=due)
    if won and not after:
        engine_queue.send_to_engine("heal", row.pk, row.sandbox.host)
    return won


def heal_injection(row: Injection, now: datetime) -> bool:
    """One step to take the fault out; says whether it is out. A row that another worker works on is left alone."""
    with row_lock.hold_row_lock(row) as mine:
        row.refresh_from_db()
        if not mine or row.state != InjectionState.HEALING:
            return row.state == InjectionState.HEALED
        return _try(row, RunningClock(now))


def _try(row: Injection, moment: RunningClock) -> bool:
    if row.applying_at is None or row.sandbox.state == SandboxState.GONE:
        return _out(row, moment.now())  # never put in, or gone with everything in it
    try:
        STEPS[min(row.attempts, len(STEPS) - 1)](row, moment)
    except NotThere as error:
        return _out(row, moment.now()) if _vanished(row) else _not_out(row, error, moment.now())
    except TROUBLE as error:
        return _not_out(row, error, moment.now())
    return _out(row, moment.now())


# The steps: each returns when nothing of the fault is left, and raises EngineError otherwise -------------------------


def _gently(row: Injection, moment: RunningClock) -> None:
    driver = provisioning.driver_of(row.sandbox)
    heal_fault(injections.planned_fault(row, driver), within=GONE_WITHIN_SECONDS)
    provisioning.restore_size(row.sandbox, row.target, driver)  # a fault knows the company's sizes, not the team's


def _with_a_start(row: Injection, moment: RunningClock) -> None:
    """A container that is down or frozen cannot be worked in: bring it up first."""
    driver = provisioning.driver_of(row.sandbox)
    if driver.states()[row.target].status == ContainerStatus.PAUSED:
        driver.unpause(row.target)
    driver.start(row.target)
    _gently(row, moment)


def _new_container(row: Injection, moment: RunningClock) -> None:
    driver = provisioning.recreate_container(row.sandbox, row.target)
    text = _lazy("{team}: {kind} on {role} would not heal; a new container of {role} is in its place.")
    _tell(row, text, moment.now())
    planned = injections.planned_fault(row, driver)
    if left := wait_while(lambda: _left_in_new(planned), within=GONE_WITHIN_SECONDS):
        raise EngineError(left)


def _left_in_new(planned: PlannedFault) -> str:
    """Why a new container does not count as healed; empty where it does. While it comes up it cannot be healed yet."""
    role = planned.call.target
    try:
        planned.fault.heal(planned.call, planned.recipe)
        if planned.call.sandbox.states()[role].status != ContainerStatus.RUNNING:
            return f"the new container of {role} does not run"
    except EngineError as error:
        return str(error)
    return left_of(planned)


def _new_sandbox(row: Injection, moment: RunningClock) -> None:
    provisioning.engine_of(row.sandbox).ping()
    if row.sandbox.team:
        provisioning.rebuild_sandbox(row.sandbox.team, by=Actor.DIRECTOR, now=moment.now())
    text = _lazy("{team}: {kind} on {role} would not heal even in a new container; the whole sandbox is built anew.")
    _tell(row, text, moment.now())


STEPS: tuple[Callable[[Injection, RunningClock], None], ...] = (_gently, _with_a_start, _new_container, _new_sandbox)


# How it went ---------------------------------------------------------------------------------------------------------


def _out(row: Injection, now: datetime) -> bool:
    by = row.healed_by or Actor.DIRECTOR
    won = states.move(row, InjectionState.HEALED, now=now, by=by, healed_at=now, problem="", next_at=None)
    tell(Change.INJECTION, gameday_id=row.incident.gameday_id)
    if won and row.healed_by == HealReason.HALT:
        _restored(row, now)
    return True


def _restored(row: Injection, now: datetime) -> None:
    """Say when a halt has come to its end."""
    halted = Injection.objects.filter(incident__gameday=row.incident.gameday, healed_by=HealReason.HALT)
    if not halted.filter(state=InjectionState.HEALING).exists():
        text = _lazy("Everything that the halt asked for is healed")
        activity.record_activity(row.incident.gameday, ActivityVerb.RESTORED, text, now=now)


def _not_out(row: Injection, error: Exception, now: datetime) -> bool:
    """Write down why, and when to try again: the next step, or the same one where the engine was away."""
    away = _engine_is_away(row)
    last = row.attempts >= len(STEPS) - 1
    later = ENGINE_AWAY if away else MUCH_LATER if last else NEXT_TRY
    Injection.objects.filter(pk=row.pk, state=InjectionState.HEALING).update(
        attempts=row.attempts + (0 if away or last else 1), problem=str(error), next_at=now + later
    )
    if last and not away:
        text = _lazy("{team}: {kind} on {role} cannot be healed at all ({error}); the next try is in a minute.")
        _tell(row, text, now, error=error)
    tell(Change.INJECTION, gameday_id=row.incident.gameday_id)
    return False


def _engine_is_away(row: Injection) -> bool:
    try:
        provisioning.engine_of(row.sandbox).ping()
    except TROUBLE:
        return True
    return False


def _vanished(row: Injection) -> bool:
    """Is the whole sandbox gone from its engine?"""
    try:
        provisioning.driver_of(row.sandbox)
    except TROUBLE as error:
        return isinstance(error, NotThere)
    return False


def _tell(row: Injection, text: Any, now: datetime, **names: object) -> None:
    """Tell the facilitators, in the log and above the control room's grid. `text` may name {team}, {kind} and {role}."""
    gameday = row.incident.gameday
    told = format_lazy(text, team=row.incident.team, kind=row.kind, role=row.target, **names)
    gameday.problem = vocabulary.say_in_language_of(gameday, told)
    activity.record_activity(gameday, ActivityVerb.TROUBLE, gameday.problem, now=now, incident=row.incident)
    gameday.save(update_fields=["problem"])
    tell(Change.PROBLEM, gameday_id=gameday.pk)


# What the clock asks for ---------------------------------------------------------------------------------------------


def heal_overdue_faults(now: datetime) -> int:
    """Have everything healed that is past its deadline. A paused game's deadlines stand still until it goes on."""
    late = Injection.objects.filter(deadline__lte=now).exclude(incident__gameday__state=GameDayState.PAUSED)
    return request_healing(late, why=HealReason.DEADLINE, by=Actor.CLOCK, now=now)


def heal_orphaned_faults(now: datetime) -> int:
    """Have everything healed that no team plays any more: of a closed incident, or in a sandbox that was given up."""
    closed = Q(incident__state__in=ENDED)
    given_up = Q(sandbox__state=SandboxState.GONE)
    return request_healing(Injection.objects.filter(closed | given_up), why=HealReason.CLOSED, by=Actor.CLOCK, now=now)


def resend_unfinished_heals(now: datetime) -> int:
    """Send every heal again that shows no result: its worker died, or it failed and the next step is due.

    What went with its sandbox is out, and asks nobody: the host may be lost for good.
    """
    waiting = Injection.objects.filter(engine_queue.rows_due(now), state=InjectionState.HEALING).select_related(
        "sandbox__host", "sandbox__team", "incident__gameday", "incident__team", "incident__scenario"
    )
    return sum(_again(row, now) for row in waiting)


def _again(row: Injection, now: datetime) -> bool:
    if row.sandbox.state == SandboxState.GONE:
        return _out(row, now)
    claimed = Injection.objects.filter(pk=row.pk, state=InjectionState.HEALING, next_at=row.next_at)
    won = claimed.update(next_at=now + engine_queue.RESEND_FAULT) == 1
    if won:
        engine_queue.send_to_engine("heal", row.pk, row.sandbox.host)
    return won
