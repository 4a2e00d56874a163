"""One team sends 500 requests at once while 2,000 sockets are open: what the other teams, the referee and the server feel."""

import http.client
import itertools
import json
import math
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone

from bench import board, memory
from bench.parts import await_port, database, free_port, percentile, platform_process, process
from bench.report import CannotRun, Row
from gameday.access import SESSION_KEY
from gameday.background.connection_budget import connection_budget
from gameday.models import GameDay, Player, Team
from scoring.models import Tick

MIB = 1024
IN_USE = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"


@dataclass(frozen=True)
class CrowdSize:
    """`visits` is the number of pages that the others look at in each round, once in peace and once beside the flood."""

    requests: int
    sockets: int
    rounds: int
    visits: int

    @classmethod
    def of(cls, quick: bool) -> "CrowdSize":
        return cls(100, 200, 2, 20) if quick else cls(500, 2000, 4, 100)


def run(quick: bool) -> Iterator[Row]:
    """The others' pages, ticks and connections while one team sends 500 requests at once, with 2,000 sockets open."""
    yield from measure(CrowdSize.of(quick))


def measure(size: CrowdSize) -> Iterator[Row]:
    with database() as url, ExitStack() as stack:
        gameday, port = board.prepare(), free_port()
        rude, polite = (cookie_of(team) for team in gameday.teams.all()[:2])
        about = memory.ABOUT | {
            "GAMEDAY_PUBLIC_URL": f"http://localhost:{port}"
        }  # sockets open for pages of that origin alone
        web, *_ = [
            stack.enter_context(platform_process("-m", *words, DATABASE_URL=url, **about))
            for words in memory.members_of(port).values()
        ]
        await_port(port, web)
        stack.enter_context(_open_sockets(port, gameday, size.sockets))
        quiet: list[float] = []
        busy: list[float] = []
        most, began = 0, timezone.now()
        before = sum(memory.pss(pid) for pid in memory.family(web.pid)) / MIB
        statuses: dict[str, int] = {}
        for _ in range(size.rounds):
            quiet += visits(port, polite, size.visits)
            with flooded(port, rude, size.requests, statuses):
                busy += visits(port, polite, size.visits)
                most = max(most, _in_use())
        after = sum(memory.pss(pid) for pid in memory.family(web.pid)) / MIB
        yield from _rows(quiet, busy, size)
        yield Row("longest time between two ticks", longest_gap(gameday, began), "s", 2 * settings.TICK_SECONDS)
        yield Row("connections in use, most seen", most, "", sum(share.connections for share in connection_budget()))
        yield Row("web process after it all, to before", after / before, "x", 1.25, f"{before:.0f} to {after:.0f} MB")
        yield Row("requests answered with 500", statuses.get("500", 0), "", 0, f"all answers: {statuses}")


def _rows(quiet: list[float], busy: list[float], size: CrowdSize) -> Iterator[Row]:
    how = f"{size.sockets} sockets; {size.requests} requests at once of one team; {size.rounds} rounds of {size.visits}"
    yield Row("another team's page at p95, in peace", percentile(quiet, 95), "ms", note=how)
    yield Row("another team's page at p95, beside the flood", percentile(busy, 95), "ms")
    yield Row("the same, to in peace", percentile(busy, 95) / percentile(quiet, 95), "x", 2)


def cookie_of(team: Team) -> str:
    """The cookie of a browser in which a player of the team has joined."""
    player = Player.objects.create(
        gameday=team.gameday, team=team, name=f"Dev of {team}", role="dev", joined_at=timezone.now()
    )
    session = SessionStore()
    session[SESSION_KEY] = player.token
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def visits(port: int, cookie: str, count: int) -> list[float]:
    """Milliseconds that each of so many looks at the team page took, one after the other; for ever where it was refused for a full line."""
    found = []
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(count):
        began = time.perf_counter()
        line.request("GET", "/play/", headers={"Host": "localhost", "Cookie": cookie, "Accept": "text/html"})
        answer = line.getresponse()
        answer.read()
        if answer.status not in (200, 503):
            raise CannotRun(f"Another team's page answered {answer.status}.")
        found.append((time.perf_counter() - began) * 1000 if answer.status == 200 else math.inf)
    line.close()
    return found


@contextmanager
def flooded(port: int, cookie: str, requests: int, statuses: dict[str, int]) -> Iterator[None]:
    """One browser keeps so many requests of /play/ going for the block. What was answered is added to `statuses`."""
    with process("-m", "bench.programs.crowd_flood", str(port), "/play/", str(requests), cookie) as child:
        assert child.stdout
        assert child.stdin
        if child.stdout.readline().strip() != "flooding":
            raise CannotRun(f"{requests} requests at once could not be sent; is `ulimit -n` high enough?")
        yield
        child.stdin.close()
        for status, count in json.loads(child.stdout.readline() or "{}").items():
            statuses[status] = statuses.get(status, 0) + count


@contextmanager
def _open_sockets(port: int, gameday: GameDay, count: int) -> Iterator[None]:
    words = (port, f"/ws/board/{gameday.slug}/", count, 1, 10**9, 3600)
    with process("-m", "bench.programs.board_watchers", *map(str, words)) as child:
        assert child.stdout
        if child.stdout.readline().split()[:1] != ["ready"]:
            raise CannotRun(f"{count} sockets could not be opened; is `ulimit -n` high enough?")
        yield


def longest_gap(gameday: GameDay, since: datetime) -> float:
    """Seconds between two ticks that the referee played, at most, from `since` until now."""
    played = list(Tick.objects.filter(gameday=gameday, at__gte=since).order_by("at").values_list("at", flat=True))
    moments = [since, *played, timezone.now()]
    return max((later - earlier).total_seconds() for earlier, later in itertools.pairwise(moments))


def _in_use() -> int:
    with connection.cursor() as cursor:
        cursor.execute(IN_USE)
        return int(cursor.fetchone()[0])
