"""The clock: each second tick() finds what is due. Due is a column; every row is claimed before anything is sent.

What is done about it stands in the rooms (event, incidents, sandboxes); here stands what the clock looks for.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

import structlog
from django.db.models import F, Q

from gameday.background import engine_queue
from gameday.event import gaps, lifecycle, lost_hosts, marks, preflight, rehearsing, restarts, rounds, rush_hours
from gameday.incidents import healing, incidents, injecting, injections
from gameday.language import vocabulary
from gameday.machines import broker_rights
from gameday.models import GameDay, Host, Injection, Round, Sandbox
from gameday.models.choices import UNFINISHED, Actor, GameDayState, InjectionState, SandboxState
from gameday.models.incident import in_play
from gameday.sandboxes import hosts, images, metrics, provisioning
from gameday.team import messages
from gameday.terminals import recordings
from gameday.webhooks import outbox
from scenarios.refusal import Refused

log = structlog.get_logger(__name__)


def tick(now: datetime) -> None:
    """Look once for everything that is due. One part that fails never keeps the others from their turn.

    But first comes what time was lost: before that is known nothing is due.
    """
    try:
        gaps.notice_gap(now)
    except Exception:
        log.exception("gap_not_noticed")
        return
    for look in LOOKS:
        try:
            look(now)
        except Exception:
            log.exception("clock_part_failed", part=look.__name__)


def launches(now: datetime) -> None:
    """Game days that launch by themselves: tried once, at their time."""
    for gameday in GameDay.objects.filter(state=GameDayState.DRAFT, launch_at__lte=now):
        if GameDay.objects.filter(pk=gameday.pk, launch_at=gameday.launch_at).update(launch_at=None):
            try:
                with vocabulary.in_language_of(gameday):
                    lifecycle.launch_gameday(gameday, by=Actor.CLOCK, now=now)
            except Refused as refusal:
                log.warning("launch_refused", gameday=gameday.slug, why=str(refusal))


def lobbies(now: datetime) -> None:
    """Game days whose sandboxes are being built: their lobby opens once every one is done."""
    for gameday in GameDay.objects.filter(state=GameDayState.PROVISIONING):
        with vocabulary.in_language_of(gameday):
            lifecycle.settle_launch(gameday, now)


def due_rounds(now: datetime) -> None:
    """Rounds whose moment comes within LEAD: of each game day the earliest, with those planned for the same moment."""
    waiting = Round.objects.filter(opened_at=None, gameday__state=GameDayState.RUNNING, gameday__halted_at=None)
    moment = now + injecting.LEAD - F("starts_after") - F("gameday__paused_for")
    together: dict[int, list[Round]] = {}
    for round in waiting.filter(gameday__started_at__lte=moment).select_related("gameday", "scenario"):
        earliest = together.setdefault(round.gameday_id, [])
        if not earliest or earliest[0].starts_after == round.starts_after:
            earliest.append(round)
    for earliest in together.values():
        rounds.open_rounds(earliest, now)


def endings(now: datetime) -> None:
    """Game days whose time is over."""
    for gameday in GameDay.objects.filter(state=GameDayState.RUNNING):
        if gameday.ends_at and gameday.ends_at <= now:
            lifecycle.finish_gameday(gameday, by=Actor.CLOCK, now=now)


def mended_faults(now: datetime) -> None:
    """Verified faults whose next look is due: one task a sandbox."""
    due = engine_queue.rows_due(now)
    rows = Injection.objects.filter(due, in_play("incident__"), state=InjectionState.VERIFIED)
    together: dict[Sandbox, list[int]] = defaultdict(list)
    for row in rows.select_related("sandbox__host"):
        together[row.sandbox].append(row.pk)
    for sandbox, found in together.items():
        # Of two clocks PostgreSQL has the second one look again at the rows that it changes, but at none that are joined.
        if Injection.objects.filter(due, pk__in=found).update(next_at=now + injections.LOOK_EVERY):
            engine_queue.send_to_engine("detect", sandbox.pk, sandbox.host)


def unfinished_sandboxes(now: datetime) -> None:
    """Sandboxes whose building or tearing down shows no progress: their worker died, or the engine was away."""
    unfinished = Q(state__in=UNFINISHED) | Q(state=SandboxState.GONE, gone_at=None)
    for row in Sandbox.objects.filter(unfinished, engine_queue.rows_due(now)).select_related("host"):
        claimed = Sandbox.objects.filter(pk=row.pk, state=row.state, next_at=row.next_at)
        if claimed.update(next_at=now + engine_queue.RESEND_BUILD):
            engine_queue.send_to_engine("teardown" if row.state == SandboxState.GONE else "provision", row.pk, row.host)


def hosts_to_ask(now: datetime) -> None:
    """Hosts that no worker has asked for a while."""
    hosts.local_host()
    recent = Q(checked_at__gt=now - hosts.PING_EVERY, checked_at__lte=now + hosts.PING_EVERY)
    for host in Host.objects.filter(enabled=True).exclude(recent):
        engine_queue.send_to_engine("refresh", host.pk, host)


LOOKS: tuple[Callable[[datetime], object], ...] = (
    lost_hosts.watch_hosts,
    marks.end_breaks,
    marks.do_due_marks,
    rush_hours.tell_rush_hours,
    due_rounds,
    incidents.send_due_incidents,
    healing.heal_overdue_faults,
    healing.resend_unfinished_heals,
    incidents.expire_overdue_incidents,
    incidents.close_orphaned_incidents,
    healing.heal_orphaned_faults,
    mended_faults,
    endings,
    lobbies,
    rehearsing.tend_rehearsals,
    launches,
    messages.send_due_messages,
    outbox.write_news,
    outbox.send_due_deliveries,
    unfinished_sandboxes,
    preflight.tend_preflights,
    hosts_to_ask,
    provisioning.refill_warm_pool,
    images.request_images,
    lifecycle.replay_reveals,
    metrics.request_measurements,
    restarts.record_restarts,
    recordings.forget_old_recordings,
    broker_rights.keep_users,
    outbox.forget_old_deliveries,
)
