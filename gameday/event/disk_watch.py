"""Keeps sandboxes from filling their host's disk: tells what runs short, and freezes the service that writes too much.

What the engine can bound by itself (a file's size, a quota, logs) it does: scenarios/sandbox/docker/bounds.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import QuerySet

from gameday import activity
from gameday.background import row_lock
from gameday.language import vocabulary
from gameday.live import publish
from gameday.live.changes import Change, tell
from gameday.models import GameDay, Host, Sandbox
from gameday.models.choices import LAUNCHED, ActivityVerb, SandboxState
from gameday.sandboxes import addresses, provisioning, room, written
from gameday.sandboxes.written import DiskUse
from gameday.team import messages
from scenarios import company
from scenarios.choices import ContainerStatus
from scenarios.sandbox import EngineError, Room, Written

log = structlog.get_logger(__name__)

LOOK_EVERY = timedelta(minutes=1)
# What must vanish since the look before for another one at once. A look walks through all that was written.
VANISHED_MB = 128
VANISHED_INODES = 20_000
TOLD_AGAIN = timedelta(minutes=15)  # a shortage that lasts stands in the log so often; as a warning it stays


def watch_disk(host: Host, now: datetime) -> None:
    """Call it after each measurement of the host. Raises EngineError, OSError."""
    measured = room.room_of(host, now)
    if measured is None:
        return
    _tell_shortages(host, measured, now)
    with row_lock.hold_row_lock(host) as mine:
        if mine and (reason := _why_look(host, measured, now)):
            look_at_writers(host, now, files=reason == room.Scarce.INODES)
            _remember(host, measured, now)


def _tell_shortages(host: Host, measured: Room, now: datetime) -> None:
    for scarce in room.shortages(measured):
        key = publish.redis_key(f"shortage:{host.pk}:{scarce}")
        if publish.redis_connection().set(key, 1, nx=True, ex=int(TOLD_AGAIN.total_seconds())):
            days = GameDay.objects.filter(state__in=LAUNCHED, teams__sandboxes__in=_standing(host)).distinct()
            for gameday in days:
                with vocabulary.in_language_of(gameday):
                    text = room.shortage_sentence(host, room.shortages(measured)[scarce])
                activity.record_activity(gameday, ActivityVerb.TROUBLE, text, now=now)
                tell(Change.PROBLEM, gameday_id=gameday.pk)


# Who writes ----------------------------------------------------------------------------------------------------------


def _why_look(host: Host, measured: Room, now: datetime) -> room.Scarce | None:
    """Whether it is time to look at what each sandbox has written: what may run short, or None."""
    told: Any = publish.redis_connection().get(_key(host))
    at, free_mb, free_inodes = json.loads(told) if told else (0.0, 0, 0)
    if free_inodes - measured.free_inodes >= VANISHED_INODES:
        return room.Scarce.INODES
    if free_mb - measured.free_mb >= VANISHED_MB or abs(now.timestamp() - at) >= LOOK_EVERY.total_seconds():
        return room.Scarce.INODES if room.Scarce.INODES in room.shortages(measured) else room.Scarce.DISK
    return None


def _remember(host: Host, measured: Room, now: datetime) -> None:
    seen = [now.timestamp(), measured.free_mb, measured.free_inodes]
    publish.redis_connection().set(_key(host), json.dumps(seen), ex=int(LOOK_EVERY.total_seconds()) * 5)


def look_at_writers(host: Host, now: datetime, *, files: bool = False) -> int:
    """Freeze, in each sandbox above its bound, the service that writes; returns how many. Raises EngineError."""
    wrote = addresses.engine_at(host).written(files=files)
    frozen = 0
    for row in _standing(host).filter(handle__in=wrote).select_related("host", "team__gameday"):
        try:
            frozen += _look_at(row, wrote[row.handle], now)
        except EngineError as error:  # it may be going just now; the others are looked at all the same
            log.warning("writer_not_frozen", sandbox=row.handle, why=str(error))
    return frozen


def _look_at(row: Sandbox, wrote: Mapping[str, Written], now: datetime) -> bool:
    bound, before = company.load_company(row.company), written.disk_use(row)
    use = written.look_again(before, wrote, bound)
    role = written.find_writer(before, use, bound)
    if role and _freeze(row, role, before):
        _record(row, role, written.after_freezing(use, role, bound), now)
        return True
    if use != before:
        written.save_disk_use(row, use)
    return False


def _freeze(row: Sandbox, role: str, before: DiskUse) -> bool:
    """Freeze it; where that fails, end it. Its files stay. False if it stands still and that was told already."""
    found = provisioning.driver_of(row)
    status = found.states()[role].status
    if status == ContainerStatus.RUNNING:
        try:
            found.pause(role)
        except EngineError:
            found.kill(role)
        return True
    return status == ContainerStatus.PAUSED and role not in before.frozen  # a worker was lost before it told


def _record(row: Sandbox, role: str, use: DiskUse, now: datetime) -> None:
    """Write down and tell the team and the facilitators."""
    with transaction.atomic():
        written.save_disk_use(row, use)
        if row.team:
            gameday = row.team.gameday
            text = vocabulary.say_in_language_of(
                gameday, written.told_to_team(use, role, company.load_company(row.company))
            )
            messages.send_message(gameday, sender=None, text=text, team=row.team, now=now)
            tell(Change.SANDBOX, gameday_id=gameday.pk, team_id=row.team.pk)
            tell(Change.SERVICE, gameday_id=gameday.pk, team_id=row.team.pk)


def _standing(host: Host) -> QuerySet[Sandbox]:
    return host.sandboxes.filter(state=SandboxState.READY)


def _key(host: Host) -> str:
    return publish.redis_key(f"disk:{host.pk}:look")
