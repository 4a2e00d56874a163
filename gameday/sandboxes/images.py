"""The images of each host: brought there before a launch, so that no sandbox waits for one. How far they are is in the row."""

import re
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from redis.exceptions import RedisError

from gameday.background import engine_queue
from gameday.live import publish
from gameday.models import GameDay, Host
from gameday.models.choices import BEFORE_START, HostStatus
from gameday.sandboxes import addresses, hosts
from scenarios import company
from scenarios.sandbox import TROUBLE

log = structlog.get_logger(__name__)

ALL = 100  # percent
LOOK_EVERY = timedelta(minutes=1)  # whether they are still there, while a launch lies ahead
LONGEST_STEP = timedelta(minutes=10)  # of a build; meanwhile nobody else is asked to build
STEP = re.compile(r"^Step (\d+)/(\d+) ")  # as Docker reports a build


def percent_there(host: Host, company_id: str) -> int:
    """How much of a company's images the host has; 0 as long as nobody has looked."""
    return int(host.images.get(company_id, 0))


def request_images(now: datetime) -> int:
    """Ask every host for the images of the days that lie ahead; returns how many hosts. The clock calls it each second."""
    if not GameDay.objects.filter(state__in=BEFORE_START, rehearsal=False).exists():
        return 0
    rows = Host.objects.filter(enabled=True, status=HostStatus.SERVING, problem="")
    due = [host for host in rows if not hosts.is_lost(host, now) and _turn(host)]
    for host in due:
        engine_queue.send_to_engine("bring_images", host.pk, host)
    return len(due)


def bring_images(host: Host) -> None:
    """Build what the host lacks, beside its engine, and write down how far that is. Raises EngineError, OSError."""
    for company_id in GameDay.objects.filter(state__in=BEFORE_START).values_list("company", flat=True).distinct():
        described, before = company.load_company(company_id), percent_there(host, company_id)

        def report(line: str, company_id: str = company_id) -> None:
            _keep_turn(host, LONGEST_STEP)
            if found := STEP.match(line):
                done, steps = map(int, found.groups())
                _write(host, company_id, min(ALL * (done - 1) // steps, ALL - 1))

        try:
            addresses.engine_at(host).build(described, report=report)
        except TROUBLE:
            _write(host, company_id, 0)
            raise
        finally:
            _keep_turn(host, LOOK_EVERY)
        if before != ALL:
            log.info("images_are_there", host=host.name, company=company_id)
        _write(host, company_id, ALL)


def _write(host: Host, company_id: str, percent: int) -> None:
    if host.images.get(company_id) != percent:
        host.images |= {company_id: percent}
        Host.objects.filter(pk=host.pk).update(images=host.images)


def _turn(host: Host) -> bool:
    """Whether it is our turn: of all clocks the one that sets the key first has it."""
    try:
        return bool(publish.redis_connection().set(_key(host), 1, nx=True, ex=LOOK_EVERY))
    except RedisError:
        return False


def _keep_turn(host: Host, time: timedelta) -> None:
    with suppress(RedisError):
        publish.redis_connection().set(_key(host), 1, ex=time)


def _key(host: Host) -> str:
    return publish.redis_key(f"images:turn:{host.pk}")
