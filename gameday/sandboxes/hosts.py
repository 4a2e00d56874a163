"""Hosts: the engines that carry sandboxes, what they can do, and which one takes the next sandbox."""

from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import QuerySet

from gameday.background.running_clock import RunningClock
from gameday.models import GameDay, Host
from gameday.models.choices import GameDayState, HostStatus
from gameday.sandboxes import addresses, room
from scenarios.sandbox import TROUBLE, Engine

log = structlog.get_logger(__name__)

PING_EVERY = timedelta(seconds=3)
LOOK_AROUND_EVERY = timedelta(minutes=1)  # while a launch lies ahead
AS_FOUND = ("obstacles", "networks", "doors", "looked_at")
LOST_AFTER = timedelta(seconds=13)  # four of its signs: with a tick of the clock it is known within 15 seconds
LOCAL_LOST_AFTER = timedelta(seconds=30)
STOPPED_LOST_AFTER = timedelta(minutes=2)  # whoever ends a worker on purpose has as long to start it again
CURRENT = timedelta(seconds=10)  # what a row says is believed that long


def local_host() -> Host:
    """The engine beside the worker of this machine: every installation has it."""
    return Host.objects.get_or_create(name=addresses.LOCAL, defaults={"url": settings.DOCKER_URL})[0]


def probe_local_host(now: datetime) -> None:
    """Write this worker's address of the local engine into its row: web processes may have been told another one."""
    Host.objects.filter(pk=local_host().pk).exclude(url=settings.DOCKER_URL).update(
        url=settings.DOCKER_URL, capabilities=[], checked_at=now
    )


def refresh_host(host: Host, now: datetime, *, thorough: bool = False) -> Host:
    """Ask the engine whether it is there, and write that down.

    What its kernel can do is tried the first time, after trouble, and where `thorough` is asked for. That no sandbox
    reaches the machine is seen to as well then, and every minute: another program may have taken our rules away. What
    there is around sandboxes is looked at now and then while a launch lies ahead: a VPN may come up at any time.
    """
    moment = RunningClock(now)
    try:
        engine = addresses.engine_at(host)
        engine.ping()
        anew = thorough or bool(host.problem) or not host.capabilities
        if anew:
            host.capabilities, host.memory_mb = sorted(engine.capabilities()), engine.memory_mb()
        if anew or host.checked_at is None or _minute(host.checked_at) != _minute(now):
            _isolate(host, engine)
        if anew or _look_is_due(host, now):
            _look_around(host, engine, moment.now())
        host.problem = ""
        if thorough or room.is_stale(host, now):
            with suppress(*TROUBLE):  # an old measurement is no reason to send nothing to this host
                room.set_room(host, engine.usage().room, moment.now())
    except TROUBLE as error:
        host.problem = str(error)
    host.checked_at = moment.now()
    host.save(update_fields=[*AS_FOUND, "capabilities", "memory_mb", "room", "room_at", "problem", "checked_at"])
    return host


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _isolate(host: Host, engine: Engine) -> None:
    """Keep its sandboxes from the machine. Raises EngineError where that cannot be: nothing is launched there then."""
    if reaching := engine.isolate().reaching:
        log.warning("sandboxes_were_not_kept_from_the_machine", host=host.name, sandboxes=reaching)


def _look_is_due(host: Host, now: datetime) -> bool:
    ahead = GameDay.objects.filter(state=GameDayState.DRAFT, rehearsal=False).exists()
    return ahead and (host.looked_at is None or abs(now - host.looked_at) > LOOK_AROUND_EVERY)


def _look_around(host: Host, engine: Engine, now: datetime) -> None:
    found = engine.surroundings()
    host.obstacles, host.networks, host.doors, host.looked_at = found.obstacles, found.networks, found.doors, now


def current_host(host: Host, now: datetime) -> Host:
    """The host as its worker saw it a moment ago, or, where no worker has looked lately, as we find it now."""
    if has_own_worker(host):
        return host
    stale = host.checked_at is None or abs(now - host.checked_at) > CURRENT
    return refresh_host(host, now) if stale else host


def taking_hosts() -> QuerySet[Host]:
    """Those that are there for new sandboxes: switched on, arrived, and not being drained."""
    return Host.objects.filter(enabled=True, status=HostStatus.SERVING)


def has_own_worker(host: Host) -> bool:
    """Whether a worker on another machine looks after it, so that nothing here asks its engine."""
    return host.name != addresses.LOCAL and host.seen_at is not None


def is_lost(host: Host, now: datetime) -> bool:
    """Whether nothing was heard of it for so long that its sandboxes count as lost. A host that never came is not lost."""
    return host.seen_at is not None and now - host.seen_at > patience_with(host)


def patience_with(host: Host) -> timedelta:
    """After how long a silence it is lost.

    A worker that said it was being ended is started again by somebody, such as after an update. The local worker is
    started again by what started it, which may take a while as well; that its engine is away it would say.
    """
    if host.stopped_at:
        return STOPPED_LOST_AFTER
    restarts = host.name == addresses.LOCAL and not host.problem
    return LOCAL_LOST_AFTER if restarts else LOST_AFTER
