"""Teams and rounds from a few numbers, and spans of time as people type them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from gameday.admin import spans
from gameday.event import schedule
from tests.making import make_gameday, make_scenario, make_team


@pytest.mark.django_db
class TestTeams:
    def test_each_gets_a_name_an_emblem_a_colour_and_a_motto_of_its_own(self):
        teams = schedule.add_teams(make_gameday(), 16)
        assert len({team.name for team in teams}) == 16
        assert len({team.emblem for team in teams}) == 16
        assert all(team.motto and len(team.motto) <= 120 and len(team.emblem) <= 8 for team in teams)
        assert [team.position for team in teams] == list(range(16))

    def test_more_teams_than_names_get_numbers(self):
        names = [team.name for team in schedule.add_teams(make_gameday(), 18)]
        assert names[16:] == ["Gilded Hooves 2", "The Sparkle Ops 2"]

    def test_names_that_are_taken_are_passed_over_and_positions_go_on(self):
        gameday = make_gameday()
        make_team(gameday, name="Gilded Hooves", position=4)
        assert [(team.name, team.position) for team in schedule.add_teams(gameday, 1)] == [("The Sparkle Ops", 5)]


@pytest.mark.django_db
def test_rounds_follow_each_other_at_the_interval():
    scenarios = [make_scenario(), make_scenario()]
    rounds = schedule.add_rounds(make_gameday(), scenarios, first=timedelta(minutes=5), every=timedelta(minutes=20))
    assert [(line.scenario, line.starts_after) for line in rounds] == [
        (scenarios[0], timedelta(minutes=5)),
        (scenarios[1], timedelta(minutes=25)),
    ]


@pytest.mark.parametrize("text", ["long", "5", "-5m", "1h and a bit", "1:75", "31d", "9" * 400 + "h", "99999999:00"])
def test_what_is_no_span_is_refused(text):
    with pytest.raises(ValidationError):
        spans.SpanField().clean(text)
