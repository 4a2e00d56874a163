"""A facilitator with a browser, a small library, and a draft."""

from datetime import timedelta

import pytest
from django.test import Client

from gameday.models import GameDay, ScheduleMark
from scenarios.models import Scenario
from tests.making import make_gameday, make_host, make_round, make_scenario, make_team

MINUTE = timedelta(minutes=1)
ABLE = {"capabilities": ["cgroup.cpu"], "memory_mb": 64_000, "networks": 30, "doors": 30}


@pytest.fixture(autouse=True)
def fake_engine(settings):
    """Pages never ask a real engine."""
    settings.DOCKER_URL = "fake://preparing"


@pytest.fixture
def desk(walter):
    client = Client()
    client.force_login(walter)
    return client


@pytest.fixture
def library(db, monkeypatch) -> list[Scenario]:
    """Six scenarios of ten minutes, two of each difficulty, and a host that can play them."""
    monkeypatch.setattr("scenarios.publishing.latest_scenarios", lambda: list(Scenario.objects.order_by("slug")))
    make_host(**ABLE)
    kinds = ["stability", "network", "backup", "security", "pipeline", "performance"]
    return [
        make_scenario(
            slug=f"nap-{number}", document={"title": f"Nap {number}", "category": kind, "difficulty": number // 2 + 1}
        )
        for number, kind in enumerate(kinds)
    ]


@pytest.fixture
def gameday(library) -> GameDay:
    """A draft of two hours: rounds at 5, 30 and 75 minutes of the plan, a break of 15 after 45, a freeze at 110."""
    gameday = make_gameday(name="Hay Day", slug="hay-day", duration=105 * MINUTE)
    make_team(gameday, name="Manes")
    for number, at in enumerate((5, 30, 60)):
        make_round(gameday, library[number], starts_after=at * MINUTE, position=number)
    ScheduleMark.objects.create(gameday=gameday, kind="break", starts_after=45 * MINUTE, lasts=15 * MINUTE)
    ScheduleMark.objects.create(gameday=gameday, kind="freeze", starts_after=95 * MINUTE)
    return gameday
