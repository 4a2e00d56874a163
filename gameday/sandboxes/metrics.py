"""CPU and memory of every sandbox in play, sampled by the worker beside its engine, kept half an hour in Redis.

One question a host, every few seconds while a game day is in its lobby or runs, more rarely while sandboxes only stand:
the answer says as well what room the host has left. What is lost with Redis is a picture and no more.
Health is looked at only while a page shows it: it costs a command in every container.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from redis.exceptions import RedisError

from gameday.background import engine_queue
from gameday.background.running_clock import RunningClock
from gameday.live import publish
from gameday.live.changes import Change, tell
from gameday.models import Host, Sandbox
from gameday.models.choices import GameDayState, SandboxState
from gameday.sandboxes import addresses, provisioning, room
from scenarios.choices import ContainerStatus
from scenarios.sandbox import EngineError, SandboxDriver, Usage

EVERY = timedelta(seconds=5)
EVERY_STANDING = timedelta(seconds=30)  # where nobody plays: what was started there may still write to the disk
KEPT = timedelta(minutes=30)
SAMPLES = KEPT // EVERY
WATCHED = 20  # seconds that a page counts as watching after it has asked
EXAMINE_EVERY = 8  # seconds between two looks at the health of a sandbox that is watched
HEALTHY = ["/opt/unicorn/bin/healthy"]
PLAYED = (GameDayState.LOBBY, GameDayState.RUNNING)


@dataclass(frozen=True)
class Health:
    """Whether a role does its job, as it says itself."""

    ok: bool
    why: str = ""


# Sampling, beside the engine -----------------------------------------------------------------------------------------


def request_measurements(now: datetime) -> int:
    """Send a task to each host whose sample is due, and one to each sandbox that is watched; returns how many tasks."""
    played = Sandbox.objects.filter(state=SandboxState.READY, team__gameday__state__in=PLAYED)
    standing = Host.objects.filter(sandboxes__state=SandboxState.READY).distinct()
    busy = set(played.values_list("host_id", flat=True))
    try:
        hosts = [host for host in standing if _turn(f"host:{host.pk}", EVERY if host.pk in busy else EVERY_STANDING)]
        watched = [
            row for row in played.select_related("host") if publish.redis_connection().exists(_key(row, "watched"))
        ]
        ill = [row for row in watched if _turn(f"health:{row.pk}", timedelta(seconds=EXAMINE_EVERY))]
    except RedisError:
        return 0
    for host in hosts:
        engine_queue.send_to_engine("measure", host.pk, host)
    for row in ill:
        engine_queue.send_to_engine("examine", row.pk, row.host)
    return len(hosts) + len(ill)


def measure_host(host: Host, now: datetime) -> int:
    """Write a sample for each of the host's sandboxes in play; returns how many. Raises EngineError, OSError.

    What room the host has left is written into its row.
    """
    moment = RunningClock(now)
    used = addresses.engine_at(host).usage()
    taken = used.sandboxes
    room.set_room(host, used.room, moment.now())
    host.save(update_fields=["room", "room_at"])
    rows = host.sandboxes.filter(state=SandboxState.READY, team__gameday__state__in=PLAYED, handle__in=taken)
    return sum(_write(row, taken[row.handle], moment.now()) for row in rows)


def _write(row: Sandbox, taken: dict[str, Usage], at: datetime) -> bool:
    """Append what was used since the sample before, and count a container that was started anew."""
    raw: Any = publish.redis_connection().get(_key(row, "raw"))
    before: dict[str, Any] = json.loads(raw) if raw else {"at": 0.0, "roles": {}}
    seconds = at.timestamp() - before["at"]
    sample = {
        role: [_cores(used, before["roles"].get(role), seconds), round(used.memory_mb, 1)]
        for role, used in taken.items()
    }
    fresh = [role for role, used in taken.items() if before["roles"].get(role, [0, used.life])[1] != used.life]
    lives = {role: last for role, last in before["roles"].items() if role not in taken}  # down: remembered
    lives |= {role: [used.cpu_seconds, used.life] for role, used in taken.items()}
    keep = int(KEPT.total_seconds()) * 2
    with publish.redis_connection().pipeline() as batch:
        batch.set(_key(row, "raw"), json.dumps({"at": at.timestamp(), "roles": lives}), ex=keep)
        batch.lpush(_key(row, "samples"), json.dumps([round(at.timestamp(), 1), sample], separators=(",", ":")))
        batch.ltrim(_key(row, "samples"), 0, SAMPLES - 1)
        batch.expire(_key(row, "samples"), keep)
        for role in fresh:
            batch.hincrby(_key(row, "restarts"), role, 1)
        batch.expire(_key(row, "restarts"), keep * 12)
        batch.execute()
    return True


def _cores(used: Usage, before: list[Any] | None, seconds: float) -> float | None:
    """The cores that were busy on average since the sample before; None where the container had not been started then."""
    if before is None or before[1] != used.life or not 0 < seconds < 60:
        return None
    return round(max(used.cpu_seconds - before[0], 0.0) / seconds, 3)


def examine_sandbox(row: Sandbox, now: datetime) -> dict[str, Health]:
    """Ask every running role of a sandbox how it is, and keep the answers for a minute. Raises EngineError, OSError."""
    found = provisioning.driver_of(row)
    roles = [role for role, state in found.states().items() if state.status == ContainerStatus.RUNNING]
    with ThreadPoolExecutor(4) as threads:
        health = dict(zip(roles, threads.map(lambda role: _ask(found, role), roles), strict=True))
    told = json.dumps({role: asdict(one) for role, one in health.items()})
    if told != publish.redis_connection().getset(_key(row, "health"), told) and row.team:
        tell(Change.SERVICE, gameday_id=row.team.gameday_id, team_id=row.team.pk)
    publish.redis_connection().expire(_key(row, "health"), 60)
    return health


def _ask(found: SandboxDriver, role: str) -> Health:
    try:
        answer = found.exec(role, HEALTHY, timeout=6)
    except EngineError as error:
        return Health(False, str(error))
    return Health(answer.ok, answer.text.removeprefix(f"{role}: ")[:200])


# Reading, in a page --------------------------------------------------------------------------------------------------


def watch_health(row: Sandbox) -> None:
    """A page shows this sandbox: have its health looked at for the next WATCHED seconds."""
    publish.redis_connection().set(_key(row, "watched"), 1, ex=WATCHED)


def latest_health(row: Sandbox) -> dict[str, Health]:
    """role -> its last answer; a role that could not be asked lately is not in it."""
    told: Any = publish.redis_connection().get(_key(row, "health"))
    return {role: Health(**one) for role, one in json.loads(told or "{}").items()}


def restart_counts(row: Sandbox) -> dict[str, int]:
    """role -> how often its container was seen to have been started anew."""
    counted: Any = publish.redis_connection().hgetall(_key(row, "restarts"))
    return {role.decode(): int(number) for role, number in counted.items()}


def latest_usage(row: Sandbox, now: datetime) -> dict[str, tuple[float | None, float]]:
    """role -> cores and MiB of the last sample, if it is of the last half minute."""
    found = usage_samples(row, 1)
    fresh = found and now.timestamp() - found[-1][0] < 30
    return {role: (cores, size) for role, (cores, size) in found[-1][1].items()} if fresh else {}


def usage_samples(row: Sandbox, most: int = SAMPLES, *, after: float = 0.0) -> list[Any]:
    """Samples as [seconds since the epoch, {role: [cores or null, MiB]}], oldest first."""
    told: Any = publish.redis_connection().lrange(_key(row, "samples"), 0, most - 1)
    return [sample for sample in map(json.loads, reversed(told)) if sample[0] > after]


def _turn(name: str, every: timedelta) -> bool:
    """Whether it is our turn: of all processes the one that sets the key first has it."""
    key = publish.redis_key(f"gauges:turn:{name}")
    return bool(publish.redis_connection().set(key, 1, nx=True, px=int(every.total_seconds() * 1000) - 500))


def _key(row: Sandbox, name: str) -> str:
    return publish.redis_key(f"gauges:{row.pk}:{name}")
