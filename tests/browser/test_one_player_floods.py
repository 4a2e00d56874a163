"""One player sends 500 requests at once, and many sockets are open: ticks, heals and the other teams' pages go on.

`make bench ARGS=crowd` does it with 2,000 sockets, and measures how much longer the others wait.
"""

import psycopg2
import pytest

from bench import crowd
from bench.parts import process
from gameday.web import web_places
from tests.browser.conftest import ROOT, Platform
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.engine, pytest.mark.timeout(1200)]

SLUG = "flooded-day"
REQUESTS, SOCKETS, VISITS = 500, 200, 40
# For each team, the cookie of a browser in which a player of it has joined.
COOKIES = f"""
from bench.crowd import cookie_of
from gameday.models import GameDay
print(*map(cookie_of, GameDay.objects.get(slug="{SLUG}").teams.order_by("position")), sep="\\n")
"""
MISSED = """
SELECT max(step) - 1 FROM (
    SELECT number - lag(number) OVER (ORDER BY number) AS step FROM scoring_tick
    WHERE gameday_id = (SELECT id FROM gameday_gameday WHERE slug = %s)
) AS steps
"""


def asked(platform: Platform, statement: str, *values: object) -> object:
    connection = psycopg2.connect(platform.environment["DATABASE_URL"])
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone()[0]
    finally:
        connection.close()


@pytest.fixture
def day(platform: Platform):
    """A running game day of two teams, whose one round opens ten seconds after the start and mends itself."""
    words = ["--teams", "2", "--scenario", "double-nap", "--first", "10s", "--duration", "30m"]
    platform.manage("gameday", "create", "Flooded Day", *words)
    platform.manage("gameday", "launch", SLUG)
    assert eventually(lambda: platform.status(SLUG)["state"] == "lobby", within=300)
    platform.manage("gameday", "start", SLUG)
    yield
    platform.manage("gameday", "finish", SLUG)


def injections(platform: Platform, *states: str) -> object:
    return asked(platform, "SELECT count(*) FROM gameday_injection WHERE state = ANY(%s)", list(states))


def test_one_player_with_500_requests_beside_many_sockets_stops_nobody_else(platform, day):
    port = int(platform.url.rsplit(":", 1)[1])
    rude, polite = platform.manage("shell", "-c", COOKIES).splitlines()[-2:]
    words = (port, f"/ws/board/{SLUG}/", SOCKETS, 1, 10**9, 3600)
    statuses: dict[str, int] = {}
    with process("-m", "bench.programs.board_watchers", *map(str, words)) as sockets:
        assert sockets.stdout
        assert sockets.stdout.readline().split()[:1] == ["ready"]
        assert eventually(lambda: injections(platform, "applied", "verified"), within=120)
        with crowd.flooded(port, rude, REQUESTS, statuses):
            waited = crowd.visits(port, polite, VISITS)
            platform.manage("gameday", "halt", SLUG)  # all that burns is healed, beside the flood
            assert eventually(lambda: not injections(platform, "applied", "verified", "healing"), within=120)
    late = [each for each in waited if each >= web_places.PATIENCE * 1000]
    assert len(late) < VISITS / 10  # a machine that stands still as long fails one
    assert set(statuses) <= {"200", "503"}
    assert asked(platform, MISSED, SLUG) <= 1  # ticks in a row
    for log in (ROOT / "var" / platform.environment["GAMEDAY_INSTALLATION"] / "logs").glob("*.log"):
        text = log.read_text(errors="replace")
        assert "too many clients" not in text, log
        assert "clock_part_failed" not in text, log
