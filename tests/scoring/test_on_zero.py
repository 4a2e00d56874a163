"""A team that earns nothing and does not notice is told so on its own page, once."""

from datetime import timedelta

import pytest
from django.conf import settings

from gameday import activity
from gameday.models import Message, Sandbox
from scoring.help import nudges
from scoring.models import Observation
from tests import making
from tests.making import NOW

TICKS = int(nudges.ON_ZERO.total_seconds() / settings.TICK_SECONDS)


@pytest.fixture
def shop(team):
    return making.make_sandbox(team)


def earn(gameday, team, points, ticks=TICKS):
    start = Observation.objects.filter(team=team).count()
    Observation.objects.bulk_create(
        Observation(
            gameday=gameday,
            team=team,
            tick=number,
            at=NOW + timedelta(seconds=number * settings.TICK_SECONDS),
            journeys={},
            points=points,
        )
        for number in range(start, start + ticks)
    )


def told(gameday, now=NOW + nudges.ON_ZERO):
    return nudges.tell_teams_on_zero(gameday, now), Message.objects.count()


def test_a_team_that_sits_on_zero_is_told_on_its_page_and_not_again_at_once(gameday, team, dev, shop):
    earn(gameday, team, 0)
    assert told(gameday) == (1, 1)
    message = Message.objects.get()
    assert (message.team, message.sender) == (team, None)
    assert "For 2 minutes no customer" in message.text
    earn(gameday, team, 0)
    assert told(gameday, NOW + 2 * nudges.ON_ZERO) == (0, 1)
    assert told(gameday, NOW + 2 * nudges.ON_ZERO + nudges.AGAIN) == (1, 2)


def test_who_earns_anything_or_has_just_begun_is_not_told(gameday, team, dev, shop, rivals):
    earn(gameday, team, 0, TICKS - 1)
    assert told(gameday) == (0, 0)
    earn(gameday, team, 3, 1)
    assert told(gameday) == (0, 0)


def test_who_works_on_it_is_not_told(gameday, team, dev, shop):
    earn(gameday, team, -2)
    activity.record_activity(dev, "terminal", "ls", now=NOW + timedelta(seconds=30))
    assert told(gameday) == (0, 0)


def test_a_team_without_people_or_whose_sandbox_is_away_is_not_told(gameday, team, rivals, shop, ops):
    making.make_sandbox(rivals)
    earn(gameday, rivals, 0)
    assert told(gameday) == (0, 0), "nobody plays there"
    earn(gameday, team, 0)
    Sandbox.objects.update(state="broken")
    assert told(gameday) == (0, 0), "that is not their fault"
