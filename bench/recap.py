"""The recap of a day of 40 teams and 12 incidents, beside the board of the same day: how long a page takes, and its queries."""

import http.client
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from bench.parts import await_port, database, free_port, median, percentile, platform_process
from bench.played_day import play_day
from bench.report import CannotRun, Row
from gameday.models import GameDay, Team
from scoring.afterwards.recap import kept

AT_MOST = 2.0  # times as long as the board


def run(quick: bool) -> Iterator[Row]:
    """A recap page of 40 teams takes at most twice as long as the board, and a constant number of queries."""
    teams, rounds, visits = (10, 4, 10) if quick else (40, 12, 40)
    with database() as url:
        now = timezone.now()
        day, small = play_day(now, teams=teams, rounds=rounds), play_day(now, teams=2, rounds=2, slug="small")
        cookie = facilitator_cookie()
        with _server(url) as port:
            yield from _times(port, day, cookie, visits)
        yield from _queries(day, small)


def facilitator_cookie() -> str:
    """The cookie of a browser in which a facilitator has signed in."""
    browser = Client()
    browser.force_login(User.objects.create_user("bench", is_staff=True))
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


@contextmanager
def _server(url: str) -> Iterator[int]:
    port = free_port()
    words = ("uvicorn", "gameday.asgi:application", "--log-level", "error", "--port", str(port))
    with platform_process("-m", *words, DATABASE_URL=url, GAMEDAY_PUBLIC_URL=f"http://localhost:{port}") as child:
        await_port(port, child)
        yield port


def _times(port: int, day: GameDay, cookie: str, visits: int) -> Iterator[Row]:
    """The pages take turns, so that each meets the same machine. What a page costs that nobody has opened yet stands by itself."""
    paths = {"board": f"/board/{day.slug}/", "recap": f"/recap/{day.slug}/", "team": _team_path(day)}
    _visit(port, paths["board"], cookie)
    first = _visit(port, paths["recap"], cookie)
    for path in paths.values():
        _visit(port, path, cookie)
    taken: dict[str, list[float]] = {name: [] for name in paths}
    for _ in range(visits):
        for name, path in paths.items():
            taken[name].append(_visit(port, path, cookie))
    board = median(taken["board"])
    yield Row("recap, the first page after the day", first, "ms")
    for name, found in taken.items():
        yield Row(f"{name} page", median(found), "ms", note=f"{visits} visits, p95 {percentile(found, 95):.1f} ms")
    yield Row("recap to board", median(taken["recap"]) / board, "x", AT_MOST)
    yield Row("a team's recap to board", median(taken["team"]) / board, "x", AT_MOST)


def _team_path(day: GameDay) -> str:
    return f"/recap/{day.slug}/teams/{Team.objects.filter(gameday=day).values_list('pk', flat=True)[0]}/"


def _visit(port: int, path: str, cookie: str) -> float:
    """Milliseconds until the page is there."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    began = time.perf_counter()
    line.request("GET", path, headers={"Host": f"localhost:{port}", "Cookie": cookie})
    answer = line.getresponse()
    answer.read()
    taken = (time.perf_counter() - began) * 1000
    line.close()
    if answer.status != 200:
        raise CannotRun(f"{path} answered {answer.status}.")
    return taken


def _queries(day: GameDay, small: GameDay) -> Iterator[Row]:
    """How many more a large day needs than a small one, when it is read anew."""
    browser = Client()
    browser.force_login(User.objects.get(username="bench"))
    with override_settings(ALLOWED_HOSTS=["*"]):
        for name, path in (("recap", lambda each: f"/recap/{each.slug}/"), ("a team's recap", _team_path)):
            browser.get(path(small))
            large, little = (_count(browser, path(each)) for each in (day, small))
            yield Row(f"queries of {name}", large, "")
            yield Row(f"queries of {name}, beyond those of 2 teams", large - little, "", 0)


def _count(browser: Client, path: str) -> int:
    kept.forget_days()
    with CaptureQueriesContext(connection) as seen:
        browser.get(path)
    return len(seen)
