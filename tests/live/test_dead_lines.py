"""Lines that are half open: nobody has closed them, and nothing comes any more."""

import asyncio
from urllib.parse import urlsplit

import pytest
import websockets
from django.conf import settings as configured

from gameday.asgi import application
from gameday.live import subscriber, websocket_protocol
from tests.live.conftest import socket
from tests.relay import relay
from tests.serving import port_of, serving
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quick(monkeypatch):
    """Beats and pings by the fraction of a second."""
    monkeypatch.setattr(subscriber, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(subscriber, "REDIS_ANSWERS_WITHIN", 2.0)
    for name, seconds in {"PING_EVERY": 0.1, "PONG_WITHIN": 0.5, "LAST_LOOK": 0.1}.items():
        monkeypatch.setattr(websocket_protocol, name, seconds)


async def test_a_page_on_which_nothing_happens_hears_that_its_line_lives(gameday, teams, quick):
    async with socket() as watching:
        snapshot = await watching.frame()
        beats = [await watching.frame_or_beat() for _ in range(3)]
    assert [(beat["type"], beat["seq"]) for beat in beats] == [("beat", 0)] * 3
    assert all(beat["at"] > snapshot["at"] for beat in beats)


async def test_a_page_is_not_told_that_all_is_well_while_redis_is_silent(gameday, teams, quick, settings):
    address = urlsplit(configured.REDIS_URL)
    with relay(address.port or 6379) as line:
        settings.REDIS_URL = address._replace(netloc=f"127.0.0.1:{line.port}").geturl()
        async with socket() as watching:
            assert (await watching.frame())["type"] == "snapshot"
            assert (await watching.frame_or_beat())["type"] == "beat"
            await asyncio.to_thread(line.freeze)
            while not await watching.receive_nothing(timeout=3.0):
                assert (await watching.frame_or_beat())["type"] == "beat"  # those that were on their way
            line.thaw()
            assert (await watching.frame())["type"] == "snapshot"


@pytest.fixture
def running(transactional_db):
    """The real application behind the real server."""
    with serving(application) as server:
        yield server


async def test_a_browser_that_fell_silent_is_dropped(gameday, teams, quick, running):
    with relay(port_of(running)) as line:
        url = f"ws://localhost:{line.port}/ws/board/hay-day/"
        async with websockets.connect(url, origin=configured.PUBLIC_URL, close_timeout=1) as watching:
            await watching.recv()
            await asyncio.to_thread(line.freeze)
            assert await asyncio.to_thread(eventually, lambda: not running.server_state.connections)
