"""Films: how long after *Finish* those of a whole day are ready, and how large they are. Made by a worker as the platform starts it."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.utils import timezone

from bench.parts import database, median, platform_process, until
from bench.played_day import play_day
from bench.report import CannotRun, Row
from gameday.background.connection_budget import REFEREE_THREADS
from gameday.celery import app
from gameday.models import GameDay
from scoring.afterwards.film import films
from scoring.afterwards.film.composing import MOST_BYTES
from scoring.models import Film, FilmState

BEAT = 1.0  # seconds
LONGEST = 600.0  # seconds: then something is wrong
BASE64 = 4 / 3  # in the file that opens offline, films stand as base64


def run(quick: bool) -> Iterator[Row]:
    """40 teams with 12 incidents each have their films within 60 s of *Finish*."""
    teams, rounds = (6, 4) if quick else (40, 12)
    with database() as url:
        day = play_day(timezone.now(), teams=teams, rounds=rounds, slug="films")
        with _worker(url) as session:
            before = _cpu_seconds(session)
            seconds, seen = _make_all(day)
            cpu = _cpu_seconds(session) - before
        count = teams * rounds
        yield Row(f"films of {teams} teams, {rounds} incidents", seconds, "s", 60, f"{count} films; {seen} steps seen")
        yield Row("CPU of a film", cpu / count, "s", None, "of the worker and the processes that draw")
        yield from _sizes(day)


@contextmanager
def _worker(url: str) -> Iterator[int]:
    """The worker that the referee's tasks have, with as many threads. It works when the block begins. Yields its session's id."""
    words = ("-m", "celery", "-A", "gameday", "worker", "-Q", "director,referee", "-n", "films@%h")
    threads = ("--pool", "threads", "--concurrency", str(REFEREE_THREADS), "--loglevel", "WARNING")
    with platform_process(*words, *threads, DATABASE_URL=url, CELERY_SKIP_CHECKS="1") as child:
        until(lambda: app.control.inspect(timeout=0.5).ping(), 120, "The worker did not start.")
        yield child.pid


def _cpu_seconds(session: int) -> float:
    """What all processes of the session have used so far. One that is gone meanwhile is not counted."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()  # from the state on, as proc(5) has it
            if int(fields[3]) == session:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _make_all(day: GameDay) -> tuple[float, int]:
    """Seconds from the end of the day until all films are ready, and how many steps of its progress were to be seen."""
    began, steps = time.monotonic(), set()
    while True:
        films.look_after_films(timezone.now())  # as beat has it done
        ready, total = films.progress(day)
        steps.add(ready)
        if ready == total and ready == day.incidents.count():
            return time.monotonic() - began, len(steps)
        if time.monotonic() - began > LONGEST:
            raise CannotRun(f"After {LONGEST:.0f} s only {ready} of {total} films were ready. {_problems(day)}")
        time.sleep(BEAT)


def _problems(day: GameDay) -> str:
    rows = Film.objects.filter(incident__gameday=day).exclude(problem="").exclude(state=FilmState.READY)
    return next(iter(rows.values_list("problem", flat=True)), "")


def _sizes(day: GameDay) -> Iterator[Row]:
    rows = list(Film.objects.filter(incident__gameday=day).values_list("incident__team", "size"))
    sizes = [size for _team, size in rows]
    teams = {team: sum(size for owner, size in rows if owner == team) for team, _size in rows}
    yield Row("a film, median", median(sizes) / 1000, "kB", None, "gzip, as it is fetched")
    yield Row("a film, largest", max(sizes) / 1000, "kB", MOST_BYTES / 1000, "so that a first view stays below 150 kB")
    yield Row(
        "all films of a team, largest", max(teams.values()) * BASE64 / 1e6, "MB", 5, "base64, in the offline file"
    )
