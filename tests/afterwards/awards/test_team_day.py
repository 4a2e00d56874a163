"""What the rules look at, read from the rows of a day and held against numbers worked out by hand."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gameday.models import Sandbox
from gameday.models.choices import ActivityVerb, Role
from scoring.afterwards.awards.team_day import AwardCandidate, Happiness, Keys, team_days
from scoring.afterwards.figures.day import day_recap
from scoring.models import JourneyOutcome
from tests.afterwards.played_day import (
    LASTS,
    act,
    at,
    crew_of,
    observe,
    pay,
    play_day,
    play_incident,
    played_gameday,
    say,
)

pytestmark = pytest.mark.django_db


def read_days(gameday) -> list[AwardCandidate]:
    end = at(LASTS.total_seconds())
    return team_days(day_recap(gameday, end), end)


def test_places_are_those_after_each_tenth_of_the_day():
    gameday = played_gameday()
    slow, quick = crew_of(gameday), crew_of(gameday)
    pay(quick.team, 60, 50)
    pay(slow.team, 3 * 720 + 1, 80)  # in the fourth tenth of two hours
    found = {day.recap.team: day.places for day in read_days(gameday)}
    assert found == {slow.team: (2, 2, 2) + (1,) * 7, quick.team: (1, 1, 1) + (2,) * 7}


def test_the_two_keys_are_ten_seconds_apart_and_a_key_that_fell_back_was_turned_in_vain():
    gameday = played_gameday()
    crew = crew_of(gameday)
    incident = play_incident(crew, keys=660)
    turned = incident.objectives.get(key="released").key_turns
    turned.create(player=crew.dev, role=Role.DEV, at=at(400))
    (day,) = read_days(gameday)
    assert day.keys == Keys(1, 1, timedelta(seconds=10), incident.scenario.title)


def test_happiness_is_the_share_of_journeys_that_could_be_measured_over_all_and_in_the_last_hour():
    gameday = played_gameday()
    crew = crew_of(gameday)
    for moment, outcome in (
        (60, JourneyOutcome.FULL),
        (120, JourneyOutcome.FAILED),
        (180, JourneyOutcome.ERROR),
        (4000, JourneyOutcome.FULL),
        (4060, JourneyOutcome.FULL),
    ):
        observe(crew.team, moment, outcome)
    (day,) = read_days(gameday)
    assert day.happiness == Happiness(3 / 4, 1.0)
    assert day.last_stretch == timedelta(hours=1)


def test_words_disk_and_hands_are_counted():
    gameday = played_gameday()
    crew = crew_of(gameday)
    say(crew, Role.DEV, 60, "Could you look at db, please?")
    say(crew, Role.OPS, 70, "Done. Thanks for asking, and sorry for the wait")
    say(crew, "", 80, "Thanks to all of you")  # a facilitator
    for verb in (ActivityVerb.TERMINAL, ActivityVerb.WORKSHOP, ActivityVerb.WORKSHOP, ActivityVerb.CHECK):
        act(crew, Role.DEV, 90, verb)
    Sandbox.objects.filter(pk=crew.sandbox.pk).update(disk={"mb": {"db": 30, "cache": 4}, "files": {}})
    (day,) = read_days(gameday)
    counted = (day.chat_lines, day.kind_words, day.terminals, day.workshop_acts, day.calls, day.disk_mb, day.players)
    assert counted == (2, 3, 1, 2, 1, 34, 2)


def test_only_the_team_that_bought_the_first_hint_asked_first_and_right_answers_count_the_first_time():
    played = play_day(teams=2, rounds=2)
    first, second = sorted(read_days(played.gameday), key=lambda day: day.recap.team.position)
    assert (first.asked_first, second.asked_first) == (timedelta(seconds=500), None)
    assert (first.right_at_once, second.right_at_once) == (2, 2)


def test_forty_teams_take_as_many_queries_as_one():
    numbers = []
    for teams in (1, 3):
        gameday = play_day(teams=teams, rounds=1).gameday
        with CaptureQueriesContext(connection) as taken:
            assert len(read_days(gameday)) == teams
        numbers.append(len(taken))
    assert numbers[0] == numbers[1]


def test_a_day_that_ended_in_its_first_minute_and_a_team_without_players_are_no_trouble():
    gameday = played_gameday(ended=20)
    crew = crew_of(gameday)
    crew_of(gameday, seats=())
    (day,) = read_days(gameday)
    assert (day.recap.team, day.happiness, day.chat_lines) == (crew.team, Happiness(), 0)
