"""Memory of the idle platform: web, workers and beat as `manage.py up` starts them."""

import os
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.parts import await_port, database, free_port, platform_process
from bench.report import CannotRun, Row

THREADS = ("--pool", "threads", "--loglevel", "WARNING", "--concurrency")
MIB = 1024
ABOUT = {"GAMEDAY_DOCKER_URL": "fake://bench", "GAMEDAY_PUBLIC_URL": "http://localhost"}


def run(quick: bool) -> Iterator[Row]:
    """All platform processes together under 600 MB at idle."""
    with database() as url, ExitStack() as stack:
        port = free_port()
        members = {
            name: stack.enter_context(platform_process("-m", *words, DATABASE_URL=url, **ABOUT))
            for name, words in members_of(port).items()
        }
        await_port(port, members["web"])
        _visit(port)
        time.sleep(8 if quick else 20)
        for name, child in members.items():
            if child.poll() is not None:
                raise CannotRun(f"The {name} ended by itself; BENCH_VERBOSE=1 shows what it says.")
        found = {name: sum(pss(pid) for pid in family(child.pid)) / MIB for name, child in members.items()}
        for name, megabytes in found.items():
            yield Row(f"{name} at idle", megabytes, "MB")
        yield Row("all platform processes at idle", sum(found.values()), "MB", 600, "sum of PSS")


def members_of(port: int) -> dict[str, tuple[str, ...]]:
    web = (
        "uvicorn",
        "gameday.asgi:application",
        "--port",
        str(port),
        "--ws",
        "gameday.live.websocket_protocol:Protocol",
        "--no-access-log",
        "--log-level",
        "warning",
    )
    director = ("celery", "-A", "gameday", "worker", "-Q", "director,host.local", "-n", "worker@bench", *THREADS, "8")
    watching = ("celery", "-A", "gameday", "worker", "-Q", "referee", "-n", "referee@bench", *THREADS, "4")
    beat = ("celery", "-A", "gameday", "beat", "--pidfile", "")
    return {"web": web, "worker": director, "referee": watching, "beat": beat}


def _visit(port: int) -> None:
    """Request pages, so that the web process has loaded what it needs for them."""
    for path in ("/", "/rules/", "/admin/login/"):
        asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": "localhost"})
        with urllib.request.urlopen(asked, timeout=20) as answer:
            answer.read()


def family(pid: int) -> list[int]:
    """The process and all of its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


def pss(pid: int) -> int:
    """Kilobytes, with a fair share of shared memory. Raises CannotRun where the kernel does not say."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError as error:
        raise CannotRun(f"/proc/{pid}/smaps_rollup cannot be read ({os.strerror(error.errno or 0)}).") from error
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
