"""A platform with several hosts: engines beside the machine's own, the two workers of each host, and what they cost."""

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.utils import timezone

from bench.engine import House
from bench.host_days import SLOTS
from bench.parts import platform_process, until
from bench.report import CannotRun
from bench.second_engine import NoSecondEngine, SecondEngine, second_engine
from gameday.event import lifecycle
from gameday.models import GameDay, Host
from gameday.sandboxes import addresses, images

THREADS = ("--pool", "threads", "--loglevel", "ERROR", "--concurrency")
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
Child = subprocess.Popen[str]


@contextmanager
def other_engines(count: int) -> Iterator[list[SecondEngine]]:
    """So many engines for the block, each in a network of its own. Raises CannotRun."""
    with ExitStack() as stack:
        try:
            found = [stack.enter_context(second_engine()) for _ in range(count)]
        except NoSecondEngine as error:
            raise CannotRun(str(error)) from error
        yield found


def join(machine: SecondEngine, name: str) -> Host:
    """That engine as a host of the platform."""
    where = {"shop_host": machine.address, "probe_host": machine.address, "shop_bind": "0.0.0.0"}
    return Host.objects.create(name=name, url=machine.url, capacity=SLOTS, shop_ports="9600-9639", **where)


def bring_images(near: House, host: Host) -> float:
    """As `docker save | docker load` does: the platform builds them on each host instead. Returns how many MB they are."""
    engine, sizes = addresses.engine_at(host), list[int]()
    for reference in near.engine.image_references(near.company):
        engine.import_image(_noted(near.engine.export_image(reference), sizes))
    return sum(sizes) / 1e6


def _noted(chunks: Iterator[bytes], sizes: list[int]) -> Iterator[bytes]:
    for chunk in chunks:
        sizes.append(len(chunk))
        yield chunk


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
