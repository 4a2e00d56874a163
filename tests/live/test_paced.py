"""The control room's socket: at most four updates a second, and nothing of what they tell is lost."""

import time

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from gameday.live import paced
from gameday.live.changes import Change, tell
from tests.live.conftest import socket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cookie(admin_user, gameday):
    session = SessionStore()
    session[SESSION_KEY] = str(admin_user.pk)
    session[BACKEND_SESSION_KEY] = django_settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = admin_user.get_session_auth_hash()
    session.save()
    return f"{django_settings.SESSION_COOKIE_NAME}={session.session_key}"


async def test_a_storm_of_changes_is_four_updates_a_second_that_name_every_part(gameday, teams, cookie):
    changes = [Change.POINTS, Change.INCIDENT, Change.ACTIVITY, Change.SANDBOX]

    @sync_to_async
    def storm():
        for number in range(40):
            tell(changes[number % 4], gameday_id=gameday.pk, team_id=teams[0].pk)

    async with socket("/ws/control/hay-day/", cookie=cookie) as room:
        assert (await room.frame())["seq"] == 0
        began, frames = time.monotonic(), []
        await storm()
        while not frames or frames[-1]["seq"] < 40:
            frames.append(await room.frame())
        assert len(frames) <= 1 + (time.monotonic() - began) / paced.PAUSE
    numbers = [(frame.get("first", frame["seq"]), frame["seq"]) for frame in frames]
    assert [first for first, _ in numbers] == [1, *(last + 1 for _, last in numbers[:-1])]
    parts = {part for frame in frames for part in frame["data"]["parts"]}
    assert parts == {"points", "incidents", "activity", "sandbox"}


async def test_one_change_alone_is_told_at_once_as_it_is(gameday, teams, cookie, monkeypatch):
    monkeypatch.setattr(paced, "PAUSE", 3600)
    async with socket("/ws/control/hay-day/", cookie=cookie) as room:
        await room.frame()
        await sync_to_async(tell)(Change.POINTS, gameday_id=gameday.pk)
        told = await room.frame()
    assert (told["seq"], "first" in told, told["data"]["parts"]) == (1, False, ["points"])
