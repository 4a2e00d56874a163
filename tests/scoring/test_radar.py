"""The stuck radar: the formula, and what it sees in rows."""

from datetime import timedelta

import pytest

from gameday import activity
from gameday.models import Transition
from scoring.help import hints, radar
from scoring.help.radar import RadarFacts, StuckScore
from scoring.models import Objective
from scoring.referee import evaluation
from tests import making
from tests.making import NOW

CALM = {
    "elapsed": 60,
    "estimate": 600,
    "failures": 0,
    "unimproved": 60,
    "quiet": 10,
    "silent": {},
    "hints_exhausted": False,
}


@pytest.mark.parametrize(
    ("changes", "score"),
    [
        ({}, 0),
        ({"elapsed": 900}, 0),
        ({"elapsed": 901}, 2),
        ({"failures": 4}, 0),
        ({"failures": 5}, 2),
        ({"unimproved": 600}, 0),
        ({"unimproved": 601}, 2),
        ({"quiet": 300}, 0),
        ({"quiet": 301}, 1),
        ({"silent": {"dev": 660, "ops": 700}}, 1),
        ({"hints_exhausted": True}, 3),
        (
            CALM
            | {
                "elapsed": 901,
                "failures": 5,
                "unimproved": 601,
                "quiet": 301,
                "silent": {"ops": 660},
                "hints_exhausted": True,
            },
            11,
        ),
    ],
)
def test_the_weights_are_those_of_the_design(changes, score):
    stuck = radar.weigh_facts(RadarFacts(**CALM | changes))
    assert (stuck.score, bool(stuck.reasons)) == (score, score > 0)


def minutes(number):
    return NOW + timedelta(minutes=number)


def act(player, minute):
    activity.record_activity(player, "terminal", "ls", now=minutes(minute))


def pause(incident, start, end):
    day = {"noun": "GameDay", "row": incident.gameday_id, "by": "walter"}
    Transition.objects.create(**day, old="running", new="paused", at=minutes(start))
    Transition.objects.create(**day, old="paused", new="running", at=minutes(end))


def test_a_fresh_incident_is_not_stuck(incident, dev, ops):
    evaluation.prepare_objectives(NOW)
    assert radar.stuck_score(incident, minutes(1)) == StuckScore(0, [])


def test_a_team_that_does_nothing_is_seen(incident, dev, ops):
    evaluation.prepare_objectives(NOW)
    assert radar.stuck_score(incident, minutes(6)).reasons == ["nobody did anything for 6 min"]
    assert radar.stuck_score(incident, minutes(16)).score == 6


def test_a_silent_seat_is_named(incident, dev, ops):
    act(dev, 12)
    assert "Ops silent for 13 min" in radar.stuck_score(incident, minutes(13)).reasons


def test_a_seat_that_nobody_sits_on_is_not_silent(incident, dev):
    act(dev, 12)
    assert radar.stuck_score(incident, minutes(13)).reasons == ["no check has improved for 13 min"]


def test_a_check_that_improved_counts(incident, dev):
    act(dev, 12)
    Objective.objects.create(incident=incident, key="awake", improved_at=minutes(5))
    assert radar.stuck_score(incident, minutes(13)).score == 0


def test_failed_checks_and_exhausted_hints_are_seen(incident, dev):
    Objective.objects.create(incident=incident, key="named", failures=3)
    Objective.objects.create(incident=incident, key="awake", failures=2)
    for rung in range(3):
        hints.give_hint(incident, rung, by="walter", now=NOW)
    assert radar.stuck_score(incident, minutes(1)) == StuckScore(5, ["5 failed checks", "all hints taken"])


def test_a_pause_does_not_make_anybody_stuck(incident, dev):
    pause(incident, 1, 59)
    assert radar.stuck_score(incident, minutes(61)) == StuckScore(0, [])


def test_many_incidents_take_as_many_queries_as_one(gameday, django_assert_num_queries):
    teams = [making.make_team(gameday) for _ in range(6)]
    rows = [making.make_incident(team) for team in teams]
    for some in (rows[:1], rows):
        with django_assert_num_queries(5):
            assert list(radar.stuck_scores(some, minutes(20))) == [row.pk for row in some]
