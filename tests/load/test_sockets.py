"""Sockets under load: one that fails amid its opening is closed and leaves nothing behind; who speaks after a close is not heard."""

import asyncio
import threading

import pytest
import websockets
from asgiref.sync import sync_to_async
from django.conf import settings as django_settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError

from gameday import access
from gameday.live import publish
from gameday.live.socket_trouble import TRY_AGAIN_LATER
from gameday.live.subscriber import subscriber
from gameday.live.topics import board_topic
from scoring.board import snapshot
from tests import making
from tests.live.conftest import socket
from tests.load.serving import LONGEST, served, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gameday(transactional_db):
    return making.running_gameday(slug="hay-day")


@pytest.fixture
def cookie(gameday):
    session = SessionStore()
    session[access.SESSION_KEY] = making.make_player(making.make_team(gameday)).token
    session.save()
    return f"{django_settings.SESSION_COOKIE_NAME}={session.session_key}"


def refuse(*about, **more):
    raise OperationalError("FATAL: sorry, too many clients already")


async def test_a_board_without_its_snapshot_is_closed_and_collects_no_frames_for_ever(gameday, monkeypatch):
    monkeypatch.setattr(snapshot, "board_frame", refuse)
    async with socket() as lost:
        assert await lost.closing() == TRY_AGAIN_LATER
    assert dict(subscriber()._listeners) == {}


async def test_a_board_that_cannot_be_brought_up_to_date_is_closed_so_that_it_begins_again(gameday, monkeypatch):
    async with socket() as watching:
        await watching.frame()
        monkeypatch.setattr(snapshot, "board_frame", refuse)
        topic = board_topic(gameday.pk)
        await sync_to_async(publish.publish_frame)(topic, "delta", {})
        await watching.frame()
        await sync_to_async(publish.redis_connection().incr)(publish.redis_key(f"seq.{topic}"))
        await sync_to_async(publish.publish_frame)(topic, "delta", {})
        assert await watching.closing() == TRY_AGAIN_LATER
    assert dict(subscriber()._listeners) == {}


async def test_a_team_page_whose_session_cannot_be_read_is_closed_and_tries_again(gameday, cookie, monkeypatch):
    """In the log of that hour it read "AttributeError: _session_cache": that is how Django looks for what it has to load."""
    monkeypatch.setattr(SessionStore, "_get_session_from_db", refuse)
    async with socket("/ws/team/", cookie=cookie) as refused:
        assert refused is None


async def test_a_socket_whose_page_has_gone_while_it_was_opened_leaves_nothing_behind(gameday, monkeypatch):
    begun, go_on, frame = threading.Event(), threading.Event(), snapshot.board_frame

    def slow(*about):
        begun.set()
        go_on.wait(LONGEST)
        return frame(*about)

    monkeypatch.setattr(snapshot, "board_frame", slow)
    async with socket():
        await until(begun.is_set)
        go_on.set()
    assert dict(subscriber()._listeners) == {}


def test_what_is_sent_after_the_close_is_passed_over():
    ended = threading.Event()

    async def application(scope, receive, send):
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": 4408})
            await send({"type": "websocket.send", "text": "late"})
            await send({"type": "websocket.close", "code": 4400})
            ended.set()

    async def closing(port):
        async with websockets.connect(f"ws://127.0.0.1:{port}/") as line:
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await line.recv()
            return closed.value.rcvd.code

    with served(application) as port:
        assert asyncio.run(closing(port)) == 4408
        assert ended.wait(LONGEST)
