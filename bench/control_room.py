"""The control room while 40 teams play: updates a second, the size of a frame, how soon an act is answered, its queries."""

import http.client
import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from django.utils import timezone
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from bench.crowd import cookie_of
from bench.parts import percentile
from bench.recap import facilitator_cookie
from bench.report import CannotRun, Row
from gameday import activity
from gameday.live.changes import Change, tell
from gameday.models import GameDay, Player, Team
from gameday.models.choices import ActivityVerb, Role

PLAYERS = 5  # of each team
SEATS = Role.values
READERS = 4  # of the players' browsers: each fetches its page, rests for READ_EVERY seconds and fetches it again
READ_EVERY = 1.0
CHANGES = 20.0  # a second, of all teams together
ACT_EVERY = 0.25  # seconds: a facilitator who works fast
CSRF = "b" * 32
CHANGED = (Change.POINTS, Change.INCIDENT, Change.ACTIVITY, Change.OBJECTIVE_MET, Change.HINT)


def measure(day: GameDay, port: int, acts: int) -> Iterator[Row]:
    """A day without players yet; the web process on `port` serves it."""
    teams = list(day.teams.order_by("position"))
    cookie = facilitator_cookie()
    _seat(teams, range(1))  # without any player nobody asks which seats they take
    few = _queries(day)
    _seat(teams, range(1, PLAYERS))
    with _played(teams, port), _room(day, port, cookie) as seen:
        taken = [_act(day, port, cookie, teams[number % len(teams)]) for number in range(acts)]
    how = f"{len(teams)} teams, {len(teams) * PLAYERS} players, {CHANGES:.0f} changes a second, {READERS} pages read"
    yield Row("control room: updates a second", len(seen.sizes) / seen.seconds, "", 4, how)
    yield Row("control room: largest frame", max(seen.sizes) / 1024, "kB", 8)
    answered, shown = zip(*taken, strict=True)
    yield Row("control room: an act until it is answered, p95", percentile(answered, 95), "ms", 200, f"{acts} acts")
    yield Row("control room: an act until the list is there again, p95", percentile(shown, 95), "ms")
    yield Row("control room: queries", _queries(day), "")
    yield Row("control room: queries beyond those with a player a team", _queries(day) - few, "", 0)


def _seat(teams: list[Team], numbers: range) -> None:
    """Players of these numbers in each team, by turns on each seat."""
    now = timezone.now()
    Player.objects.bulk_create(
        Player(
            gameday=team.gameday,
            team=team,
            name=f"{number} of {team}",
            role=SEATS[number % len(SEATS)],
            joined_at=now,
            seen_at=now,
        )
        for team in teams
        for number in numbers
    )


# What goes on meanwhile -----------------------------------------------------------------------------------------------


@contextmanager
def _played(teams: list[Team], port: int) -> Iterator[None]:
    """Changes all over the day, and players who read their pages, for the block."""
    over = threading.Event()
    readers = [threading.Thread(target=_read, args=(port, cookie_of(team), over)) for team in teams[:READERS]]
    threads = [threading.Thread(target=_change, args=(teams, over)), *readers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _change(teams: list[Team], over: threading.Event) -> None:
    changes = itertools.cycle(CHANGED)
    for team in itertools.cycle(teams):
        if over.wait(1 / CHANGES):
            break
        activity.record_activity(team, ActivityVerb.INCIDENT, "It burns", now=timezone.now())
        tell(next(changes), gameday_id=team.gameday_id, team_id=team.pk)
    connection.close()


def _read(port: int, cookie: str, over: threading.Event) -> None:
    while not over.wait(READ_EVERY):
        with suppress(OSError, http.client.HTTPException):
            _answer(port, "GET", "/play/", cookie)


# The facilitator ------------------------------------------------------------------------------------------------------


@dataclass
class SeenInRoom:
    """`sizes` are those of the updates, in bytes; `seconds` how long was listened."""

    sizes: list[int] = field(default_factory=list)
    seconds: float = 0.0


@contextmanager
def _room(day: GameDay, port: int, cookie: str) -> Iterator[SeenInRoom]:
    """A facilitator's page that listens for the block."""
    seen, began = SeenInRoom(), time.monotonic()
    address = f"ws://localhost:{port}/ws/control/{day.slug}/"
    with connect(address, origin=f"http://localhost:{port}", additional_headers={"Cookie": cookie}) as line:  # type: ignore[arg-type]
        listening = threading.Thread(target=_listen, args=(line, seen))
        listening.start()
        yield seen
        seen.seconds = time.monotonic() - began
    listening.join()
    if not seen.sizes:
        raise CannotRun("The control room's socket told of no change; BENCH_VERBOSE=1 shows what the server says.")


def _listen(line: object, seen: SeenInRoom) -> None:
    with suppress(ConnectionClosed):
        for text in line:  # type: ignore[attr-defined]
            if json.loads(text)["type"] == "changed":
                seen.sizes.append(len(text.encode()))


def _act(day: GameDay, port: int, cookie: str, team: Team) -> tuple[float, float]:
    """Milliseconds until the facilitator reads that it was done, and until the list is there that the page then fetches."""
    began = time.perf_counter()
    body = f"team={team.pk}&points=1&reason=bench"
    _answer(port, "POST", reverse("scoring:adjust", args=[day.slug]), cookie, body)
    answered = time.perf_counter() - began
    _answer(port, "GET", reverse("scoring:control-part", args=[day.slug, "grid"]), cookie)
    shown = time.perf_counter() - began
    time.sleep(max(ACT_EVERY - shown, 0))
    return answered * 1000, shown * 1000


def _answer(port: int, method: str, path: str, cookie: str, body: str | None = None) -> None:
    """Raises CannotRun where the page does not answer with 200."""
    headers = {
        "Host": f"localhost:{port}",
        "Cookie": f"{cookie}; {settings.CSRF_COOKIE_NAME}={CSRF}",
        "X-CSRFToken": CSRF,
        "HX-Request": "true",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request(method, path, body, headers)
    answer = line.getresponse()
    answer.read()
    line.close()
    if answer.status != 200:
        raise CannotRun(f"{path} answered {answer.status}.")


def _queries(day: GameDay) -> int:
    """Of the whole room."""
    browser = Client()
    browser.force_login(User.objects.get(username="bench"))
    path = reverse("scoring:control", args=[day.slug])
    with override_settings(ALLOWED_HOSTS=["*"]):
        browser.get(path)
        with CaptureQueriesContext(connection) as seen:
            browser.get(path)
    return len(seen)
