"""The recipes of docs/proxies.md on a real nginx and a real Caddy: sign in, join, see the board move and type, all by TLS."""

import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from asgiref.sync import sync_to_async
from axes.models import AccessLog
from django.contrib.auth import get_user_model
from django.utils import timezone

from gameday.asgi import application
from gameday.live import publish
from gameday.live.topics import board_topic
from gameday.models import GameDay, Player, Team
from gameday.network import client_address
from gameday.operations.running import ports
from scenarios.waiting import wait_until
from scoring.board import publisher
from scoring.models import Standing
from tests.making import NOW
from tests.serving import port_of, serving

RECIPE = Path(__file__).resolve().parents[2] / "docs/proxies.md"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
CADDY = shutil.which("caddy")
CLIENT = "127.0.0.2"  # the proxy, which is to be believed, calls from 127.0.0.1
FORGED = "203.0.113.66"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
LONG = 60.0  # seconds after which something will not come any more

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Browser:
    """Somebody at the address that the proxy serves. It sends what a browser sends, and a lie about where it is."""

    url: str
    session: aiohttp.ClientSession

    async def get(self, path: str) -> str:
        async with self.session.get(self.url + path) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.text()

    async def post(self, path: str, **fields: str) -> tuple[str, Any]:
        """(where it ended, what it says)."""
        async with self.session.post(self.url + path, data=fields, headers=self._about(path)) as answer:
            assert answer.status == 200, await answer.text()
            return answer.url.path, await (answer.json() if "json" in answer.content_type else answer.text())

    async def fill_in(self, path: str, **fields: str) -> str:
        """Open a page, fill in its form and send it. Returns where that leads."""
        return (await self.post(path, csrfmiddlewaretoken=token_of(await self.get(path)), **fields))[0]

    def socket(self, path: str) -> Any:
        return self.session.ws_connect(self.url + path, origin=self.url)

    def _about(self, path: str) -> dict[str, str]:
        return {"Origin": self.url, "Referer": self.url + path, "X-Forwarded-For": FORGED}


def token_of(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken"\s+value="(\w+)"', page)
    assert found, page
    return found[1]


@sync_to_async
def change_board(team: Team, points: int) -> None:
    """Change a team's points and let the beat send it."""
    Standing.objects.filter(team=team).update(points=points)
    topic = board_topic(team.gameday_id)
    publish.mark_topic(topic)
    publish.redis_connection().delete(publish.redis_key(f"turn.{topic}"))
    publisher.flush_dirty_boards(timezone.now())


@pytest.fixture
def certificate(tmp_path) -> tuple[Path, Path]:
    """A self-signed one for localhost, and its key."""
    made, key = tmp_path / "fullchain.pem", tmp_path / "privkey.pem"
    about = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(made), *about]
    subprocess.run(words, check=True, capture_output=True)
    return made, key


@pytest.fixture
def proxied(transactional_db, settings) -> Iterator[tuple[str, int]]:
    """(the address, the server's port) of a platform that is set up as the recipe says."""
    url = f"https://localhost:{ports.free_port(28443)}"
    settings.PUBLIC_URL, settings.CSRF_TRUSTED_ORIGINS, settings.ALLOWED_HOSTS = url, [url], ["localhost"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    with serving(client_address.behind_proxies(application)) as running:
        port = port_of(running)
        yield url, port


@pytest.fixture(
    params=[
        pytest.param("nginx", marks=pytest.mark.skipif(NGINX is None, reason="there is no nginx")),
        pytest.param("caddy", marks=pytest.mark.skipif(CADDY is None, reason="there is no Caddy")),
    ]
)
def proxy(request, tmp_path, certificate, proxied) -> Iterator[str]:
    """Debian's nginx or Caddy with the text of the recipe. Yields its address."""
    url, port = proxied
    command = COMMANDS[request.param](tmp_path, url.rsplit(":", 1)[1], port, *certificate)
    log = tmp_path / "proxy.log"
    with log.open("w") as output:
        about = os.environ | {"XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
        process = subprocess.Popen(command, stdout=output, stderr=output, env=about)
    try:
        wait_until(
            lambda: process.poll() is not None or not ports.is_free(int(url.rsplit(":", 1)[1])),
            within=LONG,
            every=0.05,
            otherwise=f"{request.param} does not listen.",
        )
        assert process.poll() is None, log.read_text()
        yield url
    finally:
        process.terminate()
        process.wait(LONG)


def nginx_command(folder: Path, tls: str, port: int, certificate: Path, key: Path) -> list[str]:
    put = {
        "listen 80;": f"listen 127.0.0.1:{ports.free_port(28080)};",
        "listen 443 ssl;": f"listen 127.0.0.1:{tls} ssl;",
        "/etc/ssl/gameday/fullchain.pem": str(certificate),
        "/etc/ssl/gameday/privkey.pem": str(key),
        "http://127.0.0.1:8000;": f"http://127.0.0.1:{port};",
    }
    (folder / "gameday.conf").write_text(recipe("nginx", put))
    paths = "".join(f"{name}_temp_path {folder}/{name};\n" for name in TEMPORARY)
    user = "user root;\n" if os.geteuid() == 0 else ""  # the folder is closed to others
    (folder / "nginx.conf").write_text(
        f"{user}daemon off;\npid {folder}/pid;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{paths}include {folder}/gameday.conf;\n}}\n"
    )
    return [str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]


def caddy_command(folder: Path, tls: str, port: int, certificate: Path, key: Path) -> list[str]:
    put = {
        "gameday.example {": f"gameday.example:{tls} {{\n    bind 127.0.0.1\n    tls {certificate} {key}",
        "reverse_proxy 127.0.0.1:8000 {": f"reverse_proxy 127.0.0.1:{port} {{",
    }
    file = folder / "Caddyfile"
    file.write_text("{\n    admin off\n    auto_https off\n}\n" + recipe("caddyfile", put))
    return [str(CADDY), "run", "--config", str(file), "--adapter", "caddyfile"]


COMMANDS = {"nginx": nginx_command, "caddy": caddy_command}


def recipe(language: str, put: dict[str, str]) -> str:
    """The block of the docs. Names, ports and files of this test are put in the places of those there, nothing else."""
    found = re.search(rf"```{language}\n(.*?)```", RECIPE.read_text(), re.DOTALL)
    assert found
    text = found[1]
    for there, here in put.items():
        assert text.count(there) == 1, there
        text = text.replace(there, here)
    assert "gameday.example" in text
    return text.replace("gameday.example", "localhost")


@pytest.fixture
async def browser(proxy, certificate) -> Any:
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    connector = aiohttp.TCPConnector(ssl=trusting, local_addr=(CLIENT, 0), family=socket.AF_INET)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(LONG)) as session:
        yield Browser(proxy, session)


async def test_a_facilitator_signs_in_by_tls_from_the_address_that_is_theirs(browser):
    await get_user_model().objects.acreate_superuser(username="marie", password="oats")
    assert await browser.fill_in("/admin/login/", username="marie", password="oats") == "/admin/"
    cookies = list(browser.session.cookie_jar)
    assert len(cookies) == 3  # session, CSRF token, and who has signed in here before
    assert all(cookie["secure"] for cookie in cookies)
    assert (await AccessLog.objects.aget()).ip_address == CLIENT


async def test_somebody_joins_types_in_a_terminal_and_sees_the_board_move(browser, team, engine):
    await GameDay.objects.aupdate(slug="hay-day", join_code="hay-1234")
    await Standing.objects.acreate(gameday_id=team.gameday_id, team=team, points=1, updated_at=NOW)
    assert await browser.fill_in("/join/hay-1234/", name="Ada", role="dev", team=str(team.pk)) == "/play/"
    assert (await Player.objects.aget(name="Ada")).team_id == team.pk

    page = await browser.get("/play/terminal/workbench/")
    _, told = await browser.post("/play/terminal/workbench/ticket/", csrfmiddlewaretoken=token_of(page))
    async with browser.socket(told["socket"]) as terminal:
        await terminal.send_bytes(b"hay")
        while (await terminal.receive(LONG)).data != b"hay":
            pass

    async with browser.socket("/ws/board/hay-day/") as board:
        assert (await board.receive_json(timeout=LONG))["type"] == "snapshot"
        await change_board(team, 500)
        frame = await board.receive_json(timeout=LONG)
        assert [each["points"] for each in frame["data"]["teams"]] == [500]


async def test_figures_are_not_to_be_had_through_it(browser):
    async with browser.session.get(f"{browser.url}/metrics") as figures:
        assert figures.status == 404
