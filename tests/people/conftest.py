"""A facilitator with a browser, and a game day to prepare."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scenarios.models import Scenario
from tests.making import make_gameday, make_player, make_round, make_scenario, make_team


@pytest.fixture(autouse=True)
def fake_engine(settings):
    """Pages never ask a real engine."""
    settings.DOCKER_URL = "fake://desk"


@pytest.fixture
def desk(walter):
    """Walter's browser: a test client that is logged in."""
    client = Client()
    client.force_login(walter)
    return client


@pytest.fixture
def gameday(db):
    """A draft with two teams, three players and a round."""
    gameday = make_gameday(name="Hay Day", slug="hay-day")
    make_team(gameday, name="Manes")
    hooves = make_team(gameday, name="Hooves")
    for name, role in (("Ada", "dev"), ("Grace", "dev"), ("Linus", "ops")):
        make_player(hooves, role, name=name)
    make_round(gameday)
    return gameday


@pytest.fixture
def latest(monkeypatch):
    """latest(…): the catalogue then holds only what the test published."""
    monkeypatch.setattr("scenarios.publishing.latest_scenarios", lambda: list(Scenario.objects.order_by("slug")))
    return make_scenario


@pytest.fixture
def queries(desk):
    """queries(url, one_more): the number of queries of a page, with one row and with three."""

    def count(url):
        desk.get(url)  # the first request fills caches
        with CaptureQueriesContext(connection) as taken:
            assert desk.get(url).status_code == 200
        return taken

    def compare(url, one_more):
        one_more()
        once = count(url)
        one_more()
        one_more()
        thrice = count(url)
        assert len(once) == len(thrice), "\n".join(query["sql"][:200] for query in thrice.captured_queries)
        return len(once)

    return compare
