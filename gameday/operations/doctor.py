"""Checks everything that a game day needs, and says what is fine and what to do. It changes nothing."""

import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from kombu.exceptions import OperationalError

from gameday.background.connection_budget import connection_budget
from gameday.celery import app
from gameday.configuration import LEAST_PAGES_AT_ONCE
from gameday.event import gaps
from gameday.models import Host, LastTick
from gameday.network import public_address
from gameday.operations.findings import DoctorFinding, surroundings_findings
from gameday.sandboxes import placement, room
from scenarios import company, publishing
from scenarios.document import parse
from scenarios.models import Scenario
from scenarios.sandbox import Engine, EngineError, capabilities, engine_for

LEAST_DISK_GB = 5.0
LARGEST_SKEW = 2.0  # seconds that another machine's clock may differ from ours
LISTEN_SECONDS = 2.0  # that workers get to answer
QUEUES = ("director", "host.local", "referee")
START_ADVICE = "`make run` or `manage.py up` starts it"


def examine_machine() -> Iterator[DoctorFinding]:
    """Check everything. A check that fails unexpectedly yields a finding too, so nothing is raised."""
    looks = (
        _settings,
        _engine,
        _own_disk,
        _database,
        database_connections,
        _redis,
        _web,
        _others,
        _proxy,
        _workers,
        _ticks,
    )
    for look in looks:
        try:
            yield from look()
        except Exception as error:
            yield DoctorFinding(
                look.__name__.strip("_"), False, f"could not be examined: {type(error).__name__}: {error}"
            )


def all_needed_fine(findings: list[DoctorFinding]) -> bool:
    """Whether everything that is needed is fine."""
    return all(finding.fine or not finding.needed for finding in findings)


def _settings() -> Iterator[DoctorFinding]:
    found = [message for message in checks.run_checks() if message.level >= checks.WARNING]
    for each in found:
        yield DoctorFinding(
            "settings", False, f"{each.msg} {each.hint or ''}".strip(), needed=each.level >= checks.ERROR
        )
    if not found:
        yield DoctorFinding("settings", True, f"installation {settings.INSTALLATION}")


# The engine ----------------------------------------------------------------------------------------------------------


def _engine() -> Iterator[DoctorFinding]:
    try:
        engine = engine_for(settings.DOCKER_URL)
        yield DoctorFinding("engine", True, f"Docker {engine.ping()} at {settings.DOCKER_URL}")
    except EngineError as error:
        yield DoctorFinding("engine", False, str(error))
        return
    yield _memory(engine)
    yield from _room(engine)
    yield from _means(engine.capabilities())
    yield _isolation(engine)
    yield from surroundings_findings(engine.surroundings())
    if not engine.handles() and not _queues_read():
        engine.remove_all()  # the agent that probed the kernel, if nobody else uses it


def _isolation(engine: Engine) -> DoctorFinding:
    """Whether the sandboxes that run are kept from the machine, and whether new ones would be."""
    try:
        found = engine.isolation()
    except EngineError as error:
        return DoctorFinding("isolation", False, str(error))
    if found.reaching:
        text = (
            f"{', '.join(found.reaching)} can reach this machine: our rules are gone. A worker puts them back within a minute: "
            f"{START_ADVICE}. If they go again, see which program empties nftables (docs/operating.md)"
        )
        return DoctorFinding("isolation", False, text)
    return DoctorFinding("isolation", True, f"no sandbox reaches this machine (nftables, {found.family})")


def _memory(engine: Engine) -> DoctorFinding:
    there = engine.memory_mb()
    teams = int(there // (company.load_company("unicorn_rentals").memory_mb * placement.OVERCOMMIT))
    return DoctorFinding("memory", teams >= 1, f"{there / 1024:.1f} GB: room for about {teams} teams, all busy")


def _room(engine: Engine) -> Iterator[DoctorFinding]:
    """What is left of what all sandboxes share, and whether it is enough for a game day."""
    left = engine.usage().room
    short = room.shortages(left)
    told = {
        room.Scarce.DISK: f"{left.free_mb / room.GIB:.0f} GB free where containers write",
        room.Scarce.INODES: f"{left.free_inodes} inodes free there" if left.inodes else "",
        room.Scarce.CONNECTIONS: f"{left.connections} of {left.most_connections} tracked"
        if left.most_connections
        else "",
    }
    for scarce, text in told.items():
        if text:
            enough = scarce != room.Scarce.DISK or left.free_mb >= room.LEAST_FREE_MB
            yield DoctorFinding(scarce, scarce not in short, short.get(scarce, text), needed=not enough)


def _means(found: frozenset[str]) -> Iterator[DoctorFinding]:
    """Which network faults this kernel is able to make, and which scenarios cannot be played for lack of them."""
    for name, means in capabilities.ANY_OF.items():
        able = sorted(found & set(means))
        text = (
            "by " + ", ".join(means.split(".")[1] for means in able)
            if able
            else (
                f"not possible: this kernel has none of {', '.join(means)}. Load its module or choose another host; "
                "scenarios that need it are refused at launch"
            )
        )
        yield DoctorFinding(name, bool(able), text, needed=False)
    if unplayable := sorted(_unplayable(found)):
        yield DoctorFinding("scenarios", False, f"cannot be played here: {', '.join(unplayable)}", needed=False)


def _unplayable(found: frozenset[str]) -> Iterator[str]:
    try:
        for scenario in Scenario.objects.all():
            if publishing.required_capabilities(parse.document_of(scenario)) - found:
                yield scenario.slug
    except DatabaseError:
        return


def _own_disk() -> Iterator[DoctorFinding]:
    """Our own, for logs and perhaps the database. That of the containers is the engine's."""
    folder = Path(settings.BASE_DIR)
    free = shutil.disk_usage(folder).free / 1024**3
    enough, advice = free >= LEAST_DISK_GB, f": make room, {LEAST_DISK_GB:.0f} GB are needed"
    yield DoctorFinding("own disk", enough, f"{free:.0f} GB free at {folder}" + ("" if enough else advice))


# Servers -------------------------------------------------------------------------------------------------------------


def _database() -> Iterator[DoctorFinding]:
    where = f"{settings.DATABASES['default']['HOST']}:{settings.DATABASES['default']['PORT']}"
    asked = timezone.now()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version'), clock_timestamp()")
            version, at = cursor.fetchone()
    except DatabaseError:
        yield DoctorFinding(
            "database", False, f"no PostgreSQL answers at {where}: {START_ADVICE}, or name another by DATABASE_URL"
        )
        return
    yield DoctorFinding("database", True, f"PostgreSQL {version.split()[0]} at {where}")
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    yield DoctorFinding(
        "tables", not waiting, f"{waiting} migrations wait: `manage.py migrate`" if waiting else "up to date"
    )
    yield _clock("database", at, asked)


# What the server keeps for its administrators is not ours, nor what other databases of it use. NULL: an older server.
CONNECTIONS = """
SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
           - coalesce(current_setting('reserved_connections', true)::int, 0),
       count(*) FILTER (WHERE datname = current_database()),
       count(*) FILTER (WHERE datname IS DISTINCT FROM current_database())
FROM pg_stat_activity WHERE backend_type = 'client backend'
"""


def database_connections() -> Iterator[DoctorFinding]:
    """Whether the server has as many connections as all processes together may need."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(CONNECTIONS)
            offered, ours, others = cursor.fetchone()
    except DatabaseError:
        return  # _database has said it
    shares = connection_budget(Host.objects.exclude(serve_url="").count())
    needed = sum(share.connections for share in shares)
    told = f"at most {needed} of {offered} are needed ({', '.join(f'{s.process} {s.connections}' for s in shares)}); in use: {ours}"
    told += f", and {others} by other databases of the server" if others else ""
    fine, per_place = (
        needed + others <= offered,
        2 * (settings.WEB_PROCESSES + 1),
    )  # pages and pages beside the engine, and terminals
    missing, fewer = needed + others - offered, settings.PAGES_AT_ONCE + (offered - needed - others) // per_place
    advice = f": raise the server's max_connections by {missing}"
    advice += f", or set GAMEDAY_PAGES_AT_ONCE={fewer}" if fewer >= LEAST_PAGES_AT_ONCE else ""
    yield DoctorFinding("database connections", fine, told + ("" if fine else advice))


def _redis() -> Iterator[DoctorFinding]:
    where = urlsplit(settings.REDIS_URL).netloc.rsplit("@", 1)[-1]
    asked = timezone.now()
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=LISTEN_SECONDS, socket_connect_timeout=LISTEN_SECONDS
        ) as client:
            about, (seconds, micros) = client.info(), client.time()
    except redis.RedisError:
        yield DoctorFinding(
            "redis", False, f"no Redis answers at {where}: {START_ADVICE}, or name another by REDIS_URL"
        )
        return
    forgets = about.get("maxmemory") and about.get("maxmemory_policy") != "noeviction"
    yield DoctorFinding(
        "redis",
        not forgets,
        f"Redis {about['redis_version']} at {where}"
        if not forgets
        else ("it forgets keys when memory is short, and tasks with them: set maxmemory-policy noeviction"),
    )
    yield _clock("redis", datetime.fromtimestamp(seconds + micros / 1e6, tz=UTC), asked)


def _clock(whose: str, at: datetime, asked: datetime) -> DoctorFinding:
    """How far a clock is from ours: it showed `at` at some moment between `asked` and now."""
    skew = max((asked - at).total_seconds(), (at - timezone.now()).total_seconds(), 0.0)
    advice = "" if skew < LARGEST_SKEW else ": let an NTP service set both machines' clocks"
    return DoctorFinding(f"clock of {whose}", skew < LARGEST_SKEW, f"{skew:.2f} s from the {whose}'s{advice}")


def _web() -> Iterator[DoctorFinding]:
    address = urlsplit(settings.PUBLIC_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    if _listens(address.hostname or "localhost", port):
        yield DoctorFinding("web", True, f"something answers at {settings.PUBLIC_URL}")
    else:
        yield DoctorFinding("web", False, f"nothing answers at {settings.PUBLIC_URL}: {START_ADVICE}", needed=False)


def _others() -> Iterator[DoctorFinding]:
    """Whether other machines reach what the platform names, if it is open to them."""
    problems = public_address.unreachable_for_others()
    yield from (DoctorFinding("other machines", False, problem, needed=False) for problem in problems)
    if not problems:
        yield DoctorFinding(
            "other machines", True, f"links lead to {settings.PUBLIC_URL}, shops open at {settings.SHOP_HOST}"
        )


def _proxy() -> Iterator[DoctorFinding]:
    """We speak no TLS: where browsers do, a proxy stands in front, and we have to know which."""
    if not settings.PUBLIC_URL.startswith("https://"):
        return
    named, text = settings.TRUSTED_PROXIES, "what a proxy at {} says of a client is believed"
    unnamed = (
        "GAMEDAY_TRUSTED_PROXIES names no proxy, so all people seem to come from one address: limits by address meet "
        "everybody at once. Name the proxy that speaks TLS (docs/proxies.md)"
    )
    yield DoctorFinding("proxy", bool(named), text.format(", ".join(named)) if named else unnamed, needed=False)


def _listens(host: str, port: int) -> bool:
    try:
        with closing(socket.create_connection((host, port), timeout=LISTEN_SECONDS)):
            return True
    except OSError:
        return False


def _workers() -> Iterator[DoctorFinding]:
    """Which queues are read by a worker. Nothing happens on an engine whose queue nobody reads."""
    read = _queues_read()
    wanted = {*QUEUES, *_host_queues()}
    for queue in sorted(wanted):
        text = "is read" if queue in read else f"no worker reads it: {START_ADVICE}"
        yield DoctorFinding(f"queue {queue}", queue in read, text, needed=True)


def _queues_read() -> set[str]:
    try:
        answered = app.control.inspect(timeout=LISTEN_SECONDS).active_queues() or {}
    except (OSError, OperationalError):
        return set()
    return {queue["name"] for queues in answered.values() for queue in queues}


def _host_queues() -> list[str]:
    try:
        return [host.queue for host in Host.objects.filter(enabled=True)]
    except DatabaseError:
        return []


def _ticks() -> Iterator[DoctorFinding]:
    """Whether the clock ticks: beat sends a tick each second, and the worker of the queue `director` plays it."""
    last = LastTick.objects.first()
    if last and gaps.clock_has_ticked(timezone.now()):
        yield DoctorFinding("ticks", True, f"the last one at {last.at:%H:%M:%S} UTC")
    else:
        when = f"the last one at {last.at:%Y-%m-%d %H:%M:%S} UTC" if last else "never yet"
        advice = f"{START_ADVICE}; where it runs, see the logs of beat and referee"
        yield DoctorFinding("ticks", False, f"{when}: {advice}", needed=False)
