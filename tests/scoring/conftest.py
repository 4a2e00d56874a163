"""A running game day with two teams and an incident at the first one, and a Redis prefix for this test alone."""

import pytest

from scoring.referee import customers
from tests import making
from tests.own_redis import own_redis_keys


@pytest.fixture(autouse=True)
def clean_redis(settings):
    with own_redis_keys(settings, "scoring") as connection:
        yield connection


@pytest.fixture
def visits_at_once(monkeypatch):
    """All visits come back in one group. To a busy machine they come in several, and each asks its queries."""
    visit = customers.walk_shops
    monkeypatch.setattr(customers, "walk_shops", lambda *where: [[each for group in visit(*where) for each in group]])


@pytest.fixture
def gameday(db):
    return making.running_gameday()


@pytest.fixture
def team(gameday):
    return making.make_team(gameday, name="Gilded Hooves")


@pytest.fixture
def rivals(gameday):
    return making.make_team(gameday, name="Neigh Sayers")


@pytest.fixture
def dev(team):
    return making.make_player(team, "dev", name="Ada")


@pytest.fixture
def ops(team):
    return making.make_player(team, "ops", name="Edsger")


@pytest.fixture
def incident(team):
    return making.make_incident(team)
