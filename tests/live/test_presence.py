"""Who is online: from the real socket into Redis and back onto the team's pages."""

import json

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings as django_settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from redis.connection import Connection

from gameday import access
from gameday.live import attendance, presence
from gameday.live.presence import Whereabouts
from gameday.models import Player
from gameday.team import chat
from tests.live.conftest import socket
from tests.waiting import comes_to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ada(teams):
    return Player.objects.select_related("team__gameday", "gameday").get(name="Dev of Hooves")


def cookie_of(player):
    session = SessionStore()
    session[access.SESSION_KEY] = player.token
    session.save()
    return f"{django_settings.SESSION_COOKIE_NAME}={session.session_key}"


def team_socket(cookie, place=""):
    query = f"place={place}".encode() if place else b""
    return socket("/ws/team/", cookie=cookie, query_string=query)


async def test_a_player_is_online_while_a_page_is_open(ada, monkeypatch):
    monkeypatch.setattr(attendance, "BEAT", 0.1)
    monkeypatch.setattr(presence, "GRACE", 0.2)
    cookie = await sync_to_async(cookie_of)(ada)

    def here():
        return presence.players_online(ada.team_id)

    async with team_socket(cookie) as watching:
        await watching.frame()
        async with team_socket(cookie, "console"):
            await comes_to(here, {ada.pk: ["page", "console"]})
        told = [await watching.frame()]
        while told[-1]["data"]["parts"] != ["presence"] or len(told) < 3:  # page, console, console gone
            told.append(await watching.frame())
        await comes_to(here, {ada.pk: ["page"]})
    await comes_to(here, {})


async def test_a_reload_is_told_to_nobody(ada, monkeypatch):
    monkeypatch.setattr(presence, "GRACE", 2.0)
    cookie, told = await sync_to_async(cookie_of)(ada), []
    monkeypatch.setattr(presence, "announce_presence", told.append)
    for _ in range(3):
        async with team_socket(cookie) as page:
            await page.frame()
            await comes_to(lambda: list(presence.players_online(ada.team_id)), [ada.pk])
    assert told == [ada.team_id]


async def test_who_asks_for_the_page_is_told_of_then_and_not_again_by_its_socket(ada, client, monkeypatch):
    cookie, told = await sync_to_async(cookie_of)(ada), []
    monkeypatch.setattr(presence, "announce_presence", told.append)
    client.cookies.load(cookie)
    assert (await sync_to_async(client.get)("/play/")).status_code == 200
    assert list(presence.players_online(ada.team_id)) == [ada.pk]
    assert told == [ada.team_id]
    async with team_socket(cookie) as page:
        await page.frame()
        await comes_to(lambda: presence.players_online(ada.team_id), {ada.pk: ["page"]})
    assert told == [ada.team_id]


async def test_a_stranger_is_never_online(teams):
    async with team_socket("") as stranger:
        assert await stranger.closing() == 4401
    assert presence.players_online(teams[0].pk) == {}


def test_a_presence_that_is_not_renewed_expires(gameday, teams, monkeypatch):
    monkeypatch.setattr(presence, "GRACE", -1.0)
    where = Whereabouts(teams[0].pk, 1, "page")
    presence.page_opened(where)
    presence.page_closed(where)
    assert presence.players_online(teams[0].pk) == {}
    assert presence.forget_absent([teams[0].pk, teams[1].pk]) == [teams[0].pk]


def test_a_page_that_one_web_process_closes_stays_open_in_another(gameday, teams, monkeypatch):
    monkeypatch.setattr(presence, "GRACE", -1.0)
    where = Whereabouts(teams[0].pk, 1, presence.DeskPlace.PAGE)
    for process, is_news in (("one", True), ("two", False)):
        monkeypatch.setattr(presence, "PROCESS", process)
        assert presence.page_opened(where) is is_news
    presence.page_closed(where)
    assert presence.forget_absent([where.team]) == []
    assert presence.players_online(where.team) == {1: [presence.DeskPlace.PAGE]}
    monkeypatch.setattr(presence, "PROCESS", "one")
    presence.page_closed(where)
    assert presence.forget_absent([where.team]) == [where.team]


def test_a_thousand_presences_are_renewed_in_one_question_to_redis(gameday, teams, monkeypatch):
    there = [Whereabouts(team, player, "page") for team in range(1, 201) for player in range(5)]
    questions, send = [], Connection.send_packed_command

    def counted(connection, command, *about, **more):
        questions.append(command)
        return send(connection, command, *about, **more)

    presence.renew_pages(there[:1])  # the connection is open
    monkeypatch.setattr(Connection, "send_packed_command", counted)
    presence.renew_pages(there)
    assert len(questions) == 1
    assert len(presence.players_online(200)) == 5


async def test_a_line_reaches_the_team_mates_page(ada):
    cookie = await sync_to_async(cookie_of)(ada)
    async with team_socket(cookie) as watching:
        await watching.frame()
        await sync_to_async(chat.say_in_chat)(ada.team, "hello", player=ada, now=timezone.now())
        parts = []
        while "chat" not in parts:
            parts = (await watching.frame())["data"].get("parts", [])
    assert json.dumps(parts) == '["chat"]'
