"""The board's socket: every viewer always sees the current scores."""

import asyncio
import json
import time
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from gameday.asgi import application
from gameday.live import publish
from gameday.live.changes import Change, tell
from gameday.live.topics import board_topic
from gameday.models import GameDay
from scoring.board import publisher, snapshot
from scoring.ledger import ledger
from scoring.models import Standing
from tests.live.conftest import Socket, give, socket
from tests.waiting import LOST

pytestmark = pytest.mark.django_db(transaction=True)


def points_of(data):
    return {team["name"]: team["points"] for team in data["teams"]}


@sync_to_async
def change(gameday, team, points):
    """Change a team's points and let the beat send it."""
    give(team, points)
    publish.mark_topic(board_topic(gameday.pk))
    publish.redis_connection().delete(publish.redis_key(f"turn.{board_topic(gameday.pk)}"))
    return publisher.flush_dirty_boards(timezone.now())


async def test_a_new_viewer_gets_a_snapshot_and_then_the_changes(gameday, teams):
    async with socket() as watching:
        first = await watching.frame()
        assert (first["v"], first["type"], first["seq"]) == (1, "snapshot", 0)
        assert points_of(first["data"]) == {"Hooves": 100, "Manes": 99, "Horns": 98}
        await change(gameday, teams[2], 500)
        assert (await watching.frame())["type"] == "snapshot"  # the first frame is always a snapshot
        await change(gameday, teams[2], 600)
        second = await watching.frame()
        assert (second["type"], second["seq"]) == ("delta", 2)
        assert points_of(second["data"]) == {"Horns": 600}


async def test_a_late_viewer_sees_what_the_others_see(gameday, teams):
    await change(gameday, teams[0], 7)
    await change(gameday, teams[1], 8)
    async with socket() as late:
        first = await late.frame()
    assert first["seq"] == 2
    assert points_of(first["data"]) == {"Hooves": 7, "Manes": 8, "Horns": 98}


async def test_a_returning_viewer_gets_the_missed_frames(gameday, teams):
    async with socket() as watching:
        await watching.frame()
    await change(gameday, teams[0], 1)
    await change(gameday, teams[0], 2)
    async with socket() as back:
        again = await back.frame()
    assert again["seq"] == 2
    assert points_of(again["data"])["Hooves"] == 2


async def test_a_gap_is_closed_by_a_resync(gameday, teams):
    async with socket() as watching:
        await watching.frame()
        await watching.say(json.dumps({"type": "resync"}))
        again = await watching.frame()
    assert again["type"] == "snapshot"


async def test_a_hole_in_the_numbers_gives_everybody_a_snapshot_without_being_asked(gameday, teams):
    async with socket() as watching:
        await watching.frame()
        await change(gameday, teams[0], 5)
        await watching.frame()
        await sync_to_async(publish.redis_connection().incr)(publish.redis_key(f"seq.{board_topic(gameday.pk)}"))
        await change(gameday, teams[0], 6)
        again = await watching.frame()
    assert (again["type"], again["seq"]) == ("snapshot", 3)


async def test_fifty_sockets_see_the_same(gameday, teams):
    sockets = [socket() for _ in range(50)]
    watching = [await each.__aenter__() for each in sockets]
    firsts = [await each.frame() for each in watching]
    for points in range(1, 6):
        await change(gameday, teams[0], points)
    seen = [[await each.frame() for _ in range(5)] for each in watching]
    for each in sockets:
        await each.__aexit__(None, None, None)
    assert {json.dumps(first["data"]["teams"]) for first in firsts} == {json.dumps(firsts[0]["data"]["teams"])}
    assert all(frames == seen[0] for frames in seen)
    assert [got["seq"] for got in seen[0]] == [1, 2, 3, 4, 5]


async def test_rubbish_is_answered_with_a_sentence_and_the_fifth_time_closes_the_socket(gameday, teams):
    async with socket() as rude:
        await rude.frame()
        for rubbish in ["{", "[]", '{"type": "drop tables"}', "null", "nonsense"]:
            await rude.say(rubbish)
            answer = await rude.frame()
            assert answer["type"] == "error"
            assert answer["data"]["message"].endswith((".", 'here is {"type": "resync"}.'))
        assert await rude.closing() == 4400


async def test_a_frame_too_large_is_not_read(gameday, teams):
    async with socket() as rude:
        await rude.frame()
        for _ in range(5):
            await rude.say(json.dumps({"type": "resync", "more": "x" * 5000}))
            assert "4096 bytes" in (await rude.frame())["data"]["message"]
        assert await rude.closing() == 1009


async def test_a_board_that_is_not_there_says_so_by_its_code(gameday):
    async with socket("/ws/board/no-such-day/") as lost:
        assert await lost.closing() == 4404


@pytest.mark.parametrize("path", ["/ws/board/hay-day/", "/ws/team/", "/ws/control/hay-day/", "/ws/terminal/x/"])
@pytest.mark.parametrize(
    "origin",
    [
        "http://elsewhere.example",
        "http://gameday.example",  # another scheme, so another port
        "https://gameday.example:8443",
        "https://gameday.example:444444",
        "https://shops.gameday.example",
        "null",
        "hay",
    ],
)
async def test_no_socket_opens_for_a_page_of_another_origin(gameday, settings, path, origin):
    settings.PUBLIC_URL, settings.CSRF_TRUSTED_ORIGINS = "https://gameday.example", []
    async with socket(path, origin=origin) as stranger:
        assert stranger is None


@pytest.mark.parametrize(
    "origin",
    ["https://gameday.example", "https://GAMEDAY.example:443", "http://tunnel:9000", "https://a.trusted.example"],
)
async def test_a_socket_opens_for_our_own_pages_and_for_trusted_origins(gameday, settings, origin):
    settings.PUBLIC_URL = "https://gameday.example"
    settings.CSRF_TRUSTED_ORIGINS = ["http://tunnel:9000", "https://*.trusted.example"]
    async with socket(origin=origin) as ours:
        assert (await ours.frame())["type"] == "snapshot"


async def test_who_is_refused_for_the_origin_is_told_which_is_ours(gameday, settings):
    settings.PUBLIC_URL = "https://gameday.example"
    extension = "websocket.http.response"
    opened = Socket(
        application,
        {
            "type": "websocket",
            "path": "/ws/team/",
            "extensions": {extension: {}},
            "headers": [(b"origin", b"http://x")],
        },
    )
    await opened.send_input({"type": "websocket.connect"})
    start, body = await opened.receive_output(LOST), await opened.receive_output(LOST)
    assert (start["type"], start["status"]) == (f"{extension}.start", 403)
    assert b"https://gameday.example" in body["body"]
    assert b"http://x" not in body["body"]


async def test_a_frozen_board_tells_nothing_of_what_came_later(gameday, teams):
    now = timezone.now()

    @sync_to_async
    def freeze():
        GameDay.objects.filter(pk=gameday.pk).update(frozen_at=now)

    await freeze()
    await change(gameday, teams[2], 5000)
    async with socket() as watching:
        first = await watching.frame()
        await change(gameday, teams[2], 6000)
        await watching.say(json.dumps({"type": "resync"}))
        assert (await watching.frame())["type"] == "snapshot"  # and no difference before it
    assert first["data"]["gameday"]["frozen"] == now.isoformat()
    assert set(points_of(first["data"]).values()) == {0}


async def test_many_changes_at_once_are_few_frames_and_the_last_one_counts(gameday, teams):
    @sync_to_async
    def storm():
        for points in range(200, 240):
            give(teams[0], points)
            tell(Change.POINTS, gameday_id=gameday.pk)

    async with socket() as watching:
        await watching.frame()
        began = time.monotonic()
        await storm()
        await asyncio.sleep(0.3)
        await sync_to_async(publisher.flush_dirty_boards)(timezone.now())
        frames = [await watching.frame()]
        while points_of(frames[-1]["data"]).get("Hooves") != 239:
            frames.append(await watching.frame())
        assert await sync_to_async(publish.marked_topics)() == {}
    assert len(frames) <= 2 + (time.monotonic() - began) / publisher.TURN.total_seconds()


async def test_points_reach_the_board_without_waiting_for_the_beat(gameday, teams):
    async with socket() as watching:
        await watching.frame()
        await sync_to_async(ledger.adjust_points)(teams[0], 50, reason="song", by="Ada", now=timezone.now())
        assert points_of((await watching.frame())["data"])["Hooves"] == 150


def test_the_number_of_queries_does_not_grow_with_the_teams(gameday, teams, django_assert_num_queries):
    now = gameday.started_at + timedelta(minutes=1)
    with django_assert_num_queries(13):
        snapshot.board_snapshot(gameday, now)
    Standing.objects.all().delete()
    gameday.teams.exclude(pk=teams[0].pk).delete()
    with django_assert_num_queries(13):
        snapshot.board_snapshot(gameday, now)
