"""A sandbox's life: asked for or claimed from the warm pool, built, kept up, given up, taken off its engine.

A row whose state is gone belongs to no team any more; it has left the engine when `gone_at` is set.
"""

import secrets
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from queue import Empty, Queue
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import states
from gameday.background import engine_queue, row_lock
from gameday.background.running_clock import RunningClock
from gameday.language import vocabulary
from gameday.live.changes import Change, tell
from gameday.models import GameDay, Host, Sandbox, Team
from gameday.models.choices import UNFINISHED, Actor, SandboxState
from gameday.sandboxes import addresses, placement
from gameday.sandboxes.hosts import TROUBLE
from scenarios import company
from scenarios.refusal import Refused
from scenarios.sandbox import Engine, EngineError, SandboxDriver, Spec
from scenarios.sandbox.labels import PROOF

EVENT, TEAM = "gameday.event", "gameday.team"
PROOF_TIME = timedelta(hours=1)  # a proof that takes longer was broken off
Steps = Queue[tuple[str, str]]


# Finding -------------------------------------------------------------------------------------------------------------


def engine_of(row: Sandbox) -> Engine:
    """The engine that the sandbox lives on. Raises EngineError."""
    return addresses.engine_at(row.host)


def driver_of(row: Sandbox) -> SandboxDriver:
    """The sandbox itself. Raises NotThere or EngineError."""
    return engine_of(row).find(row.handle)


def sandbox_of(team: Team) -> Sandbox | None:
    """The team's sandbox, in whatever state it is."""
    return team.sandboxes.exclude(state=SandboxState.GONE).select_related("host", "team__gameday").first()


def ready_sandbox_of(team: Team | None) -> Sandbox | None:
    """The team's sandbox; None while it has none that is ready."""
    row = sandbox_of(team) if team else None
    return row if row and row.is_ready else None


# Asking for one ------------------------------------------------------------------------------------------------------


def request_sandbox(team: Team, *, now: datetime, by: str) -> Sandbox:
    """The team's sandbox: its own, else a warm one, else a new one. Work starts after the commit. Raises Refused."""
    with transaction.atomic():
        row = sandbox_of(team)
        if row is None:
            row = _claim_warm(team, now, by) or _ask(team, _host(team, now), now)
            engine_queue.send_to_engine("provision", row.pk, row.host)
            _tell(row)
    return row


def build_on(team: Team, host: Host, now: datetime) -> Sandbox:
    """A new sandbox for a team that has none, on that host. Work starts after the commit."""
    row = _ask(team, host, now)
    engine_queue.send_to_engine("provision", row.pk, host)
    _tell(row)
    return row


def _host(team: Team, now: datetime) -> Host:
    host = placement.choose_host(team.gameday, now)
    if host is None:
        raise Refused(_("No host has room for one more sandbox. Remove one, raise a capacity or add a host."))
    return host


def _claim_warm(team: Team, now: datetime, by: str) -> Sandbox | None:
    """A waiting sandbox of the team's company; of two who want it, the one whose move of its row wins has it."""
    waiting = Sandbox.objects.filter(
        team=None, state=SandboxState.READY, company=team.gameday.company, host__enabled=True
    )
    planned = placement.scenarios_of(team.gameday)
    for row in waiting.select_related("host").order_by("ready_at"):
        if any(placement.reasons_against(row.host, planned, now)):
            continue
        if states.move(
            row,
            SandboxState.BUILDING,
            now=now,
            by=by,
            why=vocabulary.say_in_language_of(team.gameday, format_lazy(_lazy("claimed for {team}"), team=team)),
            team=team,
            requested_at=now,
            started_at=now,
            next_at=now + engine_queue.RESEND_BUILD,
        ):
            return row
    return None


def _ask(team: Team | None, host: Host, now: datetime) -> Sandbox:
    name = f"{team.gameday.slug[:30]}-{team.pk}" if team else "warm"
    return Sandbox.objects.create(
        team=team,
        host=host,
        handle=f"{name}-{secrets.token_hex(3)}",
        requested_at=now,
        next_at=now + engine_queue.RESEND_BUILD,
        company=team.gameday.company if team else "unicorn_rentals",
        warm=team is None,
    )


def refill_warm_pool(now: datetime) -> int:
    """Ask for as many warm sandboxes as the pool lacks; returns how many. Nothing is asked for while a team waits."""
    if not settings.WARM_POOL or Sandbox.objects.filter(state__in=UNFINISHED).exists():
        return 0
    asked = 0
    for host in Host.objects.filter(enabled=True):
        if not any(placement.reasons_against(host, [], now)):
            asked += _refill(host, now)
    return asked


@transaction.atomic
def _refill(host: Host, now: datetime) -> int:
    """One clock at a time: the next one counts what this one has asked for."""
    Host.objects.select_for_update().get(pk=host.pk)
    alive = host.sandboxes.exclude(state=SandboxState.GONE)
    room = host.capacity - alive.count()
    lacking = max(min(settings.WARM_POOL - alive.filter(team=None).count(), room), 0)
    for _lacking in range(lacking):
        engine_queue.send_to_engine("provision", _ask(None, host, now).pk, host)
    return lacking


# Building ------------------------------------------------------------------------------------------------------------


def provision_sandbox(row: Sandbox, now: datetime) -> None:
    """Build what is missing, or wake a warm one, and write into the row how it went. A second call finds the work done."""
    with row_lock.hold_row_lock(row) as mine:
        row.refresh_from_db()
        if mine and row.state in UNFINISHED:
            _provision(row, RunningClock(now))


def _provision(row: Sandbox, moment: RunningClock) -> None:
    if row.state == SandboxState.REQUESTED and not states.move(
        row, SandboxState.BUILDING, now=moment.now(), by=Actor.DIRECTOR, started_at=moment.now(), problem=""
    ):
        return
    _tell(row)
    columns: dict[str, Any]
    try:
        columns = {"shop_port": _raise_up(row, moment), "ready_at": moment.now(), "problem": ""}
    except TROUBLE as error:
        state, columns = SandboxState.BROKEN, {"why": str(error), "problem": str(error)}
    else:
        state = SandboxState.READY
    won = states.move(row, state, now=moment.now(), by=Actor.DIRECTOR, next_at=None, **columns)
    if not won:  # given up while it was being built
        engine_queue.send_to_engine("teardown", row.pk, row.host)
    _tell(row)


def _raise_up(row: Sandbox, moment: RunningClock) -> int:
    """Make it run and return its shop's port."""
    built = (row.warm and row.team and _wake(row)) or _build(row, moment)
    return built.shop_port()


def _wake(row: Sandbox) -> SandboxDriver | None:
    """The warm sandbox with its team's name over the door; None where it does not wake and must be built."""
    assert row.team
    try:
        found = driver_of(row)
        found.thaw()
        found.identify(row.team.name, row.team.colour)
    except TROUBLE:
        engine_of(row).teardown(row.handle)
        return None
    Sandbox.objects.filter(pk=row.pk).update(warm=False, progress=dict.fromkeys(found.company.roles, "healthy"))
    return found


def _build(row: Sandbox, moment: RunningClock) -> SandboxDriver:
    """Let the engine build in a thread of its own, which never touches a row: every step is written from this one."""
    steps: Steps = Queue()
    spec = Spec(row.handle, company.load_company(row.company), "", _labels(row), _env(row), row.shop_port or 0)
    with ThreadPoolExecutor(1) as thread:
        building = thread.submit(_make, engine_of(row), spec, row.warm and not row.team, steps)
        for progress in _progress(building, steps):
            row.progress |= progress
            row.next_at = moment.now() + engine_queue.RESEND_BUILD
            Sandbox.objects.filter(pk=row.pk, state=SandboxState.BUILDING).update(
                progress=row.progress, next_at=row.next_at
            )
            _tell(row)
        return building.result()


def _make(host: Engine, spec: Spec, warm: bool, steps: Steps) -> SandboxDriver:
    spec = replace(spec, image=host.build(spec.company))
    return host.warm(spec) if warm else host.provision(spec, report=lambda role, step: steps.put((role, step)))


def _progress(building: "Future[SandboxDriver]", steps: Steps) -> Iterator[dict[str, str]]:
    """What was reported, gathered for a moment; an empty dict now and then says that it still goes on."""
    while not (building.done() and steps.empty()):
        try:
            news = dict([steps.get(timeout=0.2 if not building.done() else 0.01)])
        except Empty:
            continue
        while not steps.empty():
            news |= dict([steps.get_nowait()])
        yield news


def _labels(row: Sandbox) -> dict[str, str]:
    return {EVENT: row.team.gameday.slug, TEAM: row.team.name} if row.team else {}


def _env(row: Sandbox) -> dict[str, str]:
    return {"UNICORN_TEAM": row.team.name, "UNICORN_COLOUR": row.team.colour} if row.team else {}


# Keeping up ----------------------------------------------------------------------------------------------------------


def recreate_container(row: Sandbox, role: str) -> SandboxDriver:
    """A known-good container of that role, with the size that the team has given it. Raises EngineError."""
    found = driver_of(row)
    found.recreate(role)
    restore_size(row, role, found)
    if row.team:
        with suppress(EngineError):  # the name over the door is no reason to fail
            found.identify(row.team.name, row.team.colour)
    return found


def restore_size(row: Sandbox, role: str, found: SandboxDriver) -> None:
    """Give the role the team's own size again, where a fault or a new container has changed it. Raises EngineError."""
    if size := row.sizes.get(role):
        found.limit(role, cpus=size["cpus"], memory_mb=size["memory_mb"])


# Giving up -----------------------------------------------------------------------------------------------------------


def rebuild_sandbox(team: Team, *, by: str, now: datetime) -> Sandbox:
    """Give the team a new, known-good sandbox; the old one is given up with whatever is in it. Raises Refused.

    What was injected into the old one is closed by the clock (incidents.close_orphaned_incidents).
    """
    with transaction.atomic():
        old = sandbox_of(team)
        if old:
            retire_sandbox(old, by=by, why=format_lazy(_lazy("rebuilt by {by}"), by=vocabulary.actor_name(by)), now=now)
        return request_sandbox(team, now=now, by=by)


def retire_sandbox(row: Sandbox, *, by: str, why: str | Promise, now: datetime) -> bool:
    """It belongs to no team from now on, and its containers go after the commit. Says whether this call gave it up."""
    due, why = now + engine_queue.RESEND_BUILD, reason_to_store(row, why)
    won = states.advance(row, SandboxState.GONE, now=now, by=by, why=why, next_at=due)
    if won:
        engine_queue.send_to_engine("teardown", row.pk, row.host)
        _tell(row)
    return won


def reason_to_store(row: Sandbox, why: str | Promise) -> str:
    """A lazy reason in the language of the team's game day; a warm sandbox has none, and takes the reader's."""
    return vocabulary.say_in_language_of(row.team.gameday, why) if row.team else str(why)


def teardown_sandbox(row: Sandbox, now: datetime) -> None:
    """Take it off the engine. What is gone already is fine; trouble is written down and the clock tries again."""
    retire_sandbox(row, by=Actor.DIRECTOR, why=_lazy("torn down"), now=now)
    with row_lock.hold_row_lock(row) as mine:
        if not mine:
            return
        try:
            engine_of(row).teardown(row.handle)
        except TROUBLE as error:
            Sandbox.objects.filter(pk=row.pk).update(problem=str(error), next_at=now + engine_queue.RESEND_BUILD)
        else:
            Sandbox.objects.filter(pk=row.pk, gone_at=None).update(gone_at=now, next_at=None)


def abandon_sandboxes(gameday: GameDay, *, by: str, now: datetime) -> int:
    """Give up every sandbox of a game day that is about to be deleted; returns how many there were.

    Their rows outlive it until the engine has nothing left of them.
    """
    why = format_lazy(_lazy("{gameday} is deleted"), gameday=gameday)
    rows = Sandbox.objects.filter(team__gameday=gameday).exclude(state=SandboxState.GONE)
    given_up = sum(retire_sandbox(row, by=by, why=why, now=now) for row in rows.select_related("host", "team__gameday"))
    Sandbox.objects.filter(team__gameday=gameday, gone_at=None).update(team=None)
    return given_up


def reap_orphans(host: Host, now: datetime) -> list[str]:
    """Remove from the engine what no living row stands for; returns their handles. Raises EngineError.

    A proof that may still be running keeps its sandbox.
    """
    for row in host.sandboxes.filter(team=None, state=SandboxState.BROKEN):
        retire_sandbox(row, by=Actor.DIRECTOR, why=_lazy("a warm sandbox that broke"), now=now)
    found = addresses.engine_at(host).handles()
    living = set(Sandbox.objects.exclude(state=SandboxState.GONE).values_list("handle", flat=True))
    orphans = sorted(handle for handle in set(found) - living if not _proving(found[handle], now))
    for handle in orphans:
        addresses.engine_at(host).teardown(handle)
    host.sandboxes.filter(state=SandboxState.GONE, gone_at=None).exclude(handle__in=set(found) - set(orphans)).update(
        gone_at=now, next_at=None
    )
    return orphans


def _proving(labels: Mapping[str, str], now: datetime) -> bool:
    """Was it built for a proof, less than PROOF_TIME ago?"""
    began = labels.get(PROOF, "")
    return began.isdigit() and now - datetime.fromtimestamp(int(began), UTC) < PROOF_TIME


def _tell(row: Sandbox) -> None:
    """Tell how it stands; a sandbox of no team is on no page."""
    if row.team:
        tell(Change.SANDBOX, gameday_id=row.team.gameday_id, team_id=row.team.pk)
