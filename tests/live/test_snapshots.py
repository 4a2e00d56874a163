"""Many who open the same board at once cost the database one look, and none of them misses a change."""

import asyncio
import threading
from contextlib import AsyncExitStack

import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from django.db import connection
from django.utils import timezone

from gameday.live import publish, snapshots
from gameday.live.topics import board_topic
from gameday.models import GameDay
from scoring.board import publisher, snapshot
from tests.live.conftest import give, socket
from tests.load.conftest import cut
from tests.load.serving import until
from tests.serving import keeping_connections
from tests.waiting import LOST

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(monkeypatch):
    """The snapshots that were made: when each was asked for."""
    moments, make = [], snapshot.board_frame

    def noted(gameday_id, now):
        moments.append(now)
        return make(gameday_id, now)

    monkeypatch.setattr(snapshot, "board_frame", noted)
    return moments


@sync_to_async
def change(gameday, team, points):
    give(team, points)
    publish.mark_topic(board_topic(gameday.pk))
    publish.redis_connection().delete(publish.redis_key(f"turn.{board_topic(gameday.pk)}"))
    return publisher.flush_dirty_boards(timezone.now())


def points_of(frame):
    return {team["name"]: team["points"] for team in frame["data"]["teams"]}


async def test_thirty_boards_that_open_at_once_get_one_snapshot(gameday, teams, made, monkeypatch):
    monkeypatch.setattr(snapshots, "LASTS", LOST)
    async with AsyncExitStack() as opened:
        boards = await asyncio.gather(*(opened.enter_async_context(socket()) for _ in range(30)))
        frames = [await board.frame() for board in boards]
    assert all(frame == frames[0] for frame in frames)
    assert len(made) == 1


async def test_who_comes_after_a_change_gets_a_new_snapshot_and_with_nobody_there_as_well(gameday, teams, made):
    async with socket() as first:
        await first.frame()
        await change(gameday, teams[0], 7)
        await first.frame()
        async with socket() as second:
            assert points_of(await second.frame())["Hooves"] == 7
    await change(gameday, teams[0], 8)
    async with socket() as third:
        assert points_of(await third.frame())["Hooves"] == 8
    assert len(made) == 3


async def test_a_snapshot_is_made_anew_after_a_while_since_time_alone_changes_it(gameday, teams, made, monkeypatch):
    monkeypatch.setattr(snapshots, "LASTS", 0.0)
    async with socket() as first, socket() as second:
        assert [(await each.frame())["type"] for each in (first, second)] == ["snapshot", "snapshot"]
    assert len(made) == 2


async def test_who_comes_after_a_frame_gets_no_snapshot_that_was_begun_before_it(gameday, teams, monkeypatch):
    begun, go_on, make = threading.Event(), threading.Event(), snapshot.board_frame

    def slow(*about):
        found = make(*about)
        begun.set()
        go_on.wait(LOST)
        return found

    monkeypatch.setattr(snapshot, "board_frame", slow)
    async with socket() as early:
        await until(begun.is_set)
        await asyncio.to_thread(publish.publish_frame, board_topic(gameday.pk), "delta", {})
        async with socket() as late:
            go_on.set()
            assert [(await early.frame())["seq"] for _ in range(2)] == [0, 1]
            assert (await late.frame())["seq"] == 1


def server_process():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


async def test_sockets_ask_over_one_connection_and_a_new_one_where_that_was_cut(gameday):
    with keeping_connections():
        kept = {await database_sync_to_async(server_process)() for _ in range(3)}
        assert len(kept) == 1
        await asyncio.to_thread(cut, kept)
        assert await database_sync_to_async(GameDay.objects.count)() == 1
