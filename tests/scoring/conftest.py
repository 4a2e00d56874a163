"""A running game day with two teams and an incident at the first one, and a Redis prefix for this test alone."""

import pytest

from gameday.live import publish
from tests import making


@pytest.fixture(autouse=True)
def clean_redis(settings):
    settings.INSTALLATION += "-scoring"
    yield publish.redis_connection()
    for key in publish.redis_connection().scan_iter(f"{settings.INSTALLATION}:*"):
        publish.redis_connection().delete(key)


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
