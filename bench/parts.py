"""What several benchmarks use: a database of their own, child processes, and statistics."""

import math
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.db.utils import OperationalError

from bench.report import CannotRun
from gameday.live import publish
from scenarios.waiting import wait_until, wait_while

ALONE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
HOME = Path(__file__).resolve().parent.parent
VERBOSE = bool(os.environ.get("BENCH_VERBOSE"))


@contextmanager
def database() -> Iterator[str]:
    """Creates a migrated database for the block and yields its URL for child processes. Drops it afterwards."""
    before = settings.DATABASES["default"]["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"bench_{os.getpid()}"
    try:
        name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    except (OperationalError, SystemExit) as error:
        raise CannotRun(f"No database could be made ({error}). Name a PostgreSQL by DATABASE_URL.") from error
    at = connection.settings_dict
    try:
        yield f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST'] or '127.0.0.1'}:{at['PORT'] or 5432}/{name}"
    finally:
        with connection.cursor() as cursor:  # end connections of children that were killed and may still be there
            cursor.execute(ALONE, [name])
        connections.close_all()
        connection.creation.destroy_test_db(before, verbosity=0)


@contextmanager
def process(*words: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Runs a child in its own process group, whose output is read, and ends it after the block. BENCH_VERBOSE=1 shows its stderr."""
    with _child(words, environment, stdout=subprocess.PIPE) as child:
        yield child


@contextmanager
def platform_process(*words: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """The same for a process of the platform, which logs to its output: a pipe that nobody reads fills, and then it stands still."""
    with _child(words, environment, stdout=None if VERBOSE else subprocess.DEVNULL) as child:
        yield child


@contextmanager
def _child(
    words: tuple[str, ...], environment: dict[str, str], *, stdout: int | None
) -> Iterator[subprocess.Popen[str]]:
    child = subprocess.Popen(
        [sys.executable, *words],
        cwd=HOME,
        env=os.environ | environment,
        text=True,
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=None if VERBOSE else subprocess.DEVNULL,
    )
    try:
        yield child
    finally:
        end(child)


def end(child: subprocess.Popen[str]) -> None:
    """Send SIGTERM to the child's group, and SIGKILL after five seconds."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if child.poll() is None:
            os.killpg(child.pid, number)
            wait_while(lambda: child.poll() is None, within=5, every=0.02)


def forget() -> None:
    """Remove this run's keys from Redis: they have the name of the benchmarks' own installation."""
    redis = publish.redis_connection()
    for key in redis.scan_iter(f"{settings.INSTALLATION}:*"):
        redis.delete(key)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_port(port: int, child: subprocess.Popen[str], seconds: float = 30.0) -> None:
    """Wait until something listens on the port. Raises CannotRun after `seconds`."""
    words = " ".join(map(str, child.args)) if isinstance(child.args, list) else str(child.args)
    until(lambda: _listens(port), seconds, f"Nothing listens on port {port}: `{words}` did not start.")


def until(check: Callable[[], object], seconds: float, otherwise: str) -> None:
    """Check every 20 ms. Raises CannotRun with the sentence `otherwise` after `seconds`."""
    wait_until(check, within=seconds, every=0.02, otherwise=CannotRun(otherwise))


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def took(work: Callable[[], object]) -> float:
    """How many seconds the work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def percentile(values: Sequence[float], percent: float) -> float:
    """The percentile by nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]
