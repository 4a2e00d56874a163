"""A game day with three teams, and websockets to the real ASGI application."""

import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings as django_settings

from gameday.asgi import application
from gameday.models import GameDay, Player, Team
from scoring.models import Observation, Standing
from tests.own_redis import own_redis_keys
from tests.waiting import LOST

START = datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clean_redis(settings):
    """Gives the test its own prefix in the real Redis."""
    with own_redis_keys(settings, "live") as connection:
        yield connection


@pytest.fixture
def gameday(transactional_db):
    return GameDay.objects.create(
        name="Hay Day",
        slug="hay-day",
        join_code="hay-1234",
        state="running",
        started_at=START,
        duration=timedelta(hours=2),
    )


@pytest.fixture
def teams(gameday):
    return [team_of(gameday, name, position) for position, name in enumerate(["Hooves", "Manes", "Horns"])]


def team_of(gameday: GameDay, name: str, position: int) -> Team:
    team = Team.objects.create(gameday=gameday, name=name, position=position)
    Player.objects.create(gameday=gameday, team=team, name=f"Dev of {name}", role="dev", joined_at=START)
    Standing.objects.create(gameday=gameday, team=team, points=100 - position, updated_at=START)
    Observation.objects.create(
        gameday=gameday,
        team=team,
        tick=1,
        at=START,
        points=8,
        journeys={"book": {"outcome": "full", "ms": 41, "why": ""}},
    )
    return team


def give(team: Team, points: int) -> None:
    """Set a team's points, as the referee does."""
    Standing.objects.filter(team=team).update(points=points)


class Socket(ApplicationCommunicator):
    """The browser's side of a websocket."""

    async def frame(self):
        """The next frame that is no beat."""
        while (frame := await self.frame_or_beat())["type"] == "beat":
            pass
        return frame

    async def frame_or_beat(self):
        event = await self.receive_output(timeout=LOST)
        assert event["type"] == "websocket.send", event
        return json.loads(event["text"])

    async def closing(self):
        """Wait for the close of the socket. Returns its code."""
        event = await self.receive_output(timeout=LOST)
        assert event["type"] == "websocket.close", event
        return event["code"]

    async def say(self, text):
        await self.send_input({"type": "websocket.receive", "text": text})


@asynccontextmanager
async def socket(path: str = "/ws/board/hay-day/", *, origin: str = "", cookie: str = "", **scope):
    """A connected websocket; None if the server refuses it."""
    headers = {"origin": origin or django_settings.PUBLIC_URL, "host": "testserver", "cookie": cookie}
    opened = Socket(
        application,
        {
            "type": "websocket",
            "path": path,
            "query_string": b"",
            "subprotocols": [],
            "extensions": {},
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            **scope,
        },
    )
    await opened.send_input({"type": "websocket.connect"})
    accepted = (await opened.receive_output(timeout=LOST))["type"] == "websocket.accept"
    try:
        yield opened if accepted else None
    finally:
        await opened.send_input({"type": "websocket.disconnect", "code": 1000})
        await opened.wait(timeout=LOST)
