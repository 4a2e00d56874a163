"""The recap is opened for players by a facilitator, and closed again."""

import pytest

from gameday.live import changes
from gameday.models import Activity
from scenarios.refusal import Refused
from scoring.afterwards.may_see import is_open_to_players
from scoring.afterwards.recap.opening import close_recap, open_recap
from tests import making
from tests.gameday.conftest import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def told(monkeypatch):
    """The topics that were told that something has changed, instead of what stands in Redis."""
    topics = []
    monkeypatch.setattr(changes.publish, "push_frame", lambda topic, kind, data: topics.append((topic, data["parts"])))
    monkeypatch.setattr(changes.publish, "mark_topic", lambda topic: None)
    return topics


@pytest.fixture
def gameday():
    return making.make_gameday(state="finished", started_at=making.NOW, finished_at=making.NOW)


def test_opening_is_recorded_and_told_to_every_team(gameday, told):
    team = making.make_team(gameday)
    assert open_recap(gameday, by="grace", now=making.NOW)
    assert is_open_to_players(fresh(gameday))
    assert [(row.verb, row.public) for row in Activity.objects.all()] == [("recap", True)]
    assert (f"team.{team.pk}", ["state"]) in told
    assert (f"control.{gameday.pk}", ["state"]) in told


def test_a_second_press_changes_nothing(gameday):
    assert open_recap(gameday, by="grace", now=making.NOW)
    assert not open_recap(gameday, by="ada", now=making.NOW)
    assert Activity.objects.count() == 1


def test_it_is_closed_and_opened_again(gameday):
    open_recap(gameday, by="grace", now=making.NOW)
    assert close_recap(gameday, by="grace", now=making.NOW)
    assert not is_open_to_players(fresh(gameday))
    assert open_recap(gameday, by="grace", now=making.NOW)
    assert is_open_to_players(fresh(gameday))


def test_closing_what_was_never_open_changes_nothing(gameday):
    assert not close_recap(gameday, by="grace", now=making.NOW)
    assert not Activity.objects.exists()


def test_it_is_not_opened_before_the_end():
    with pytest.raises(Refused, match="Finish it first"):
        open_recap(making.running_gameday(), by="grace", now=making.NOW)


def test_it_is_not_opened_while_points_are_hidden(gameday):
    type(gameday).objects.filter(pk=gameday.pk).update(frozen_at=making.NOW)
    with pytest.raises(Refused, match="Reveal them first"):
        open_recap(fresh(gameday), by="grace", now=making.NOW)
    type(gameday).objects.filter(pk=gameday.pk).update(revealed_at=making.NOW)
    assert open_recap(fresh(gameday), by="grace", now=making.NOW)
