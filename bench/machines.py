"""The processes of a platform with several hosts, each with the two workers of a host, and what they cost."""

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.utils import timezone

from bench.parts import platform_process, until
from gameday.event import lifecycle
from gameday.models import GameDay, Host
from gameday.sandboxes import images

THREADS = ("--pool", "threads", "--loglevel", "ERROR", "--concurrency")
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
Child = subprocess.Popen[str]


@contextmanager
def workers(hosts: Sequence[Host], url: str, **environment: str) -> Iterator[list[Child]]:
    """Beat, referee and director, and for each host the worker beside its engine and the one that walks its customers."""
    about = {"DATABASE_URL": url, **environment}
    with ExitStack() as stack:

        def start(*words: str) -> Child:
            return stack.enter_context(platform_process("-m", "celery", "-A", "gameday", *words, **about))

        children = [start("worker", "-Q", "director,referee", "-n", "director@bench", *THREADS, "4")]
        for host in hosts:
            children.append(start("worker", "-Q", host.queue, "-n", f"{host}@bench", *THREADS, "12"))
            if host.name != "local":
                about_walks = ("-n", f"walks-{host}@bench", *THREADS, "2")
                children.append(start("worker", "-Q", host.referee_queue, *about_walks))
        children.append(start("beat", "--pidfile", "", "--loglevel", "ERROR"))
        until(lambda: _all_seen(hosts), 120, "Not every host was seen; BENCH_VERBOSE=1 shows what the workers say.")
        yield children


def _all_seen(hosts: Sequence[Host]) -> bool:
    time.sleep(0.2)
    rows = Host.objects.filter(pk__in=[host.pk for host in hosts])
    return all(row.seen_at and row.capabilities and not row.problem for row in rows)


def launch(gameday: GameDay, seconds: float) -> float:
    """Wait for images, launch, and wait for the lobby. Returns how many seconds the building took. Raises CannotRun."""
    late = "Not every host got its images; BENCH_VERBOSE=1 shows what the workers say."
    until(lambda: _images_are_there(gameday.company), 180, late)
    began = time.monotonic()
    lifecycle.launch_gameday(gameday, by="bench", now=timezone.now())
    until(lambda: _reached(gameday, "lobby"), seconds, f"The day never came to its lobby: {gameday.problem}")
    return time.monotonic() - began


def _images_are_there(company: str) -> bool:
    time.sleep(0.2)
    return all(images.percent_there(host, company) == images.ALL for host in Host.objects.filter(enabled=True))


def _reached(gameday: GameDay, state: str) -> bool:
    time.sleep(0.2)
    gameday.refresh_from_db()
    return gameday.state == state


def cpu_seconds(children: Sequence[Child]) -> float:
    """What these processes, with all their threads, have used of processors so far."""
    return sum(_cpu(child.pid) for child in children)


def _cpu(pid: int) -> float:
    spent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / TICKS_A_SECOND
