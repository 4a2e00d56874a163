"""A running game day, and a Redis prefix for the test alone."""

from datetime import timedelta

import pytest

from tests import making
from tests.making import NOW
from tests.own_redis import own_redis_keys


@pytest.fixture(autouse=True)
def clean_redis(settings):
    with own_redis_keys(settings, "screen") as connection:
        yield connection


@pytest.fixture
def gameday():
    return making.running_gameday(started_at=NOW - timedelta(minutes=20))


@pytest.fixture
def hooves(gameday):
    return making.make_team(gameday, name="Hooves")
