"""A platform whose public address ends in a path and is https, behind a proxy: a real web server, asked as browsers ask."""

import asyncio
import os
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from http.cookies import Morsel, SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
import websockets
from django.conf import settings
from django.test.utils import override_script_prefix
from django.urls import reverse
from django.utils import timezone

from gameday.models import GameDay, Player, Team
from gameday.operations import bots
from gameday.operations.running import ports
from gameday.people import players
from tests.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]
HOST = "gameday.example"
ORIGIN = f"https://{HOST}"
PUBLIC_URL = f"{ORIGIN}/day/"
pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Answer:
    status: int
    location: str | None
    text: str
    cookies: dict[str, Morsel]


@dataclass
class Door:
    """The web server, asked as a proxy asks that has taken TLS off. Nothing is followed."""

    port: int

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, page: Answer, **fields: str) -> Answer:
        token = re.search(r'name="csrfmiddlewaretoken" value="(.+?)"', page.text)
        assert token
        body = urlencode(fields | {"csrfmiddlewaretoken": token[1]})
        cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in page.cookies.items())
        form = {"Origin": ORIGIN, "Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, body, **form)

    def _ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            line.request(method, path, body, headers | {"Host": HOST, "X-Forwarded-Proto": "https"})
            answer = line.getresponse()
            set_cookies = SimpleCookie("; ".join(answer.headers.get_all("Set-Cookie", [])))
            return Answer(answer.status, answer.headers["Location"], answer.read().decode(), dict(set_cookies))

    def answers(self) -> bool:
        try:
            return self.get("/readyz").status == 200
        except OSError:
            return False


@pytest.fixture(scope="module")
def door(django_db_setup, tmp_path_factory) -> Iterator[Door]:
    port, base = ports.free_port(28400), settings.DATABASES["default"]
    database = f"postgres://{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT']}/{base['NAME']}"
    environment = os.environ | {"DATABASE_URL": database, "GAMEDAY_PUBLIC_URL": PUBLIC_URL}
    words = [sys.executable, "-m", "uvicorn", "gameday.asgi:application", "--port", str(port), "--log-level", "warning"]
    log = tmp_path_factory.mktemp("door") / "web.log"
    with log.open("wb") as output:
        web = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=output, stderr=output)
    door = Door(port)
    try:
        assert eventually(lambda: door.answers() or web.poll() is not None, within=240), log.read_text()
        assert web.poll() is None, log.read_text()
        yield door
    finally:
        web.terminate()
        web.wait(60)


@pytest.fixture
def day() -> GameDay:
    slug = f"day-{secrets.token_hex(3)}"
    gameday = GameDay.objects.create(
        name="Hay Day", slug=slug, join_code=slug, state="lobby", duration=timedelta(hours=2)
    )
    Team.objects.create(gameday=gameday, name="Hooves")
    return gameday


def paths(page: str) -> set[str]:
    """Every address of our own that a page names."""
    return set(re.findall(r'(?:href|src|action|hx-[a-z]+|data-[a-z]+|value)="(/[^"]*)"', page))


@pytest.mark.parametrize("prefix", ["/day", ""])
def test_pages_work_whether_the_proxy_passes_the_path_on_or_takes_it_off(door, day, prefix):
    for path in ("/", f"/join/{day.join_code}/", f"/board/{day.slug}/", f"/board/{day.slug}/screen/", "/admin/login/"):
        page = door.get(prefix + path)
        assert page.status == 200
        assert {each for each in paths(page.text) if not each.startswith("/day/")} == set(), path
    assert f'name="next" value="/day/join/{day.join_code}/"' in door.get(f"{prefix}/join/{day.join_code}/").text


def test_style_sheets_scripts_and_words_are_found(door, day):
    page = door.get(f"/day/join/{day.join_code}/").text
    found = re.findall(r'(?:href|src)="(/[^"]*\.(?:css|js|svg)[^"]*)"', page)
    assert len(found) > 5
    assert {path: door.get(path).status for path in found} == dict.fromkeys(found, 200)


def test_the_door_without_a_slash_leads_to_the_front_page(door):
    answer = door.get("/day")
    assert (answer.status, answer.location) == (301, "/day/")


def test_joining_leads_to_the_team_page_with_cookies_for_that_path_alone(door, day):
    path = f"/day/join/{day.join_code}/"
    joined = door.post(path, door.get(path), name="Anna", role="dev")
    assert joined.status == 302, joined.text
    assert joined.location == "/day/play/"
    assert {(cookie["path"], cookie["secure"]) for cookie in joined.cookies.values()} == {("/day", True)}
    assert Player.objects.get(gameday=day).name == "Anna"


@pytest.mark.parametrize("prefix", ["/day", ""])
async def test_the_board_hears_of_changes(door, day, prefix):
    line = socket.create_connection(("127.0.0.1", door.port))
    uri = f"ws://{HOST}{prefix}/ws/board/{day.slug}/"
    async with websockets.connect(uri, sock=line, origin=ORIGIN, proxy=None) as board:
        assert '"snapshot"' in await board.recv()


@pytest.fixture
def public_url(settings) -> Iterator[None]:
    """This process knows the address as well."""
    settings.PUBLIC_URL = PUBLIC_URL.rstrip("/")
    with override_script_prefix("/day/"):
        yield


def test_a_bot_sits_down_by_the_back_door(door, day, public_url):
    team = day.teams.get()
    player = Player.objects.create(
        gameday=day, team=team, name="Robo", role="dev", bot=True, token="robo-token", joined_at=timezone.now()
    )
    assert "Robo" in asyncio.run(team_page_of(bots.Bot(player, f"http://127.0.0.1:{door.port}", 1.0)))


async def team_page_of(bot: bots.Bot) -> str:
    async with bot.open_session() as bot.session:
        await bot._sit_down()
        return await bot._get(reverse("scoring:play"))


def test_links_for_people_have_the_path_once(day, public_url):
    assert players.join_url(day) == f"{ORIGIN}/day/join/{day.join_code}/"
