"""A day that two teams have played, and who looks at its recap."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from gameday.access import SESSION_KEY
from gameday.models import Player
from scoring.afterwards.recap import kept
from scoring.models import Recap
from tests import making
from tests.afterwards.played_day import PlayedDay, play_day
from tests.own_redis import own_redis_keys


@pytest.fixture(autouse=True)
def own_redis(settings):
    with own_redis_keys(settings, "recap"):
        yield


@pytest.fixture(autouse=True)
def _nothing_is_kept_from_another_test():
    kept.forget_days()


@pytest.fixture
def played(db) -> PlayedDay:
    return play_day(teams=2, rounds=2)


@pytest.fixture
def facilitator(db) -> Client:
    browser = Client()
    browser.force_login(User.objects.create_user("grace", is_staff=True))
    return browser


@pytest.fixture
def opened(played) -> PlayedDay:
    """The day, with its recap open for players."""
    Recap.objects.create(gameday=played.gameday, opened_at=making.NOW)
    return played


def browser_of(player: Player) -> Client:
    browser = Client()
    session = browser.session
    session[SESSION_KEY] = player.token
    session.save()
    return browser
