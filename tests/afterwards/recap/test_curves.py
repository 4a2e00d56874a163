"""A team's day as curves: revenue and the mood of its customers."""

from datetime import timedelta

import pytest

from gameday.models.choices import IncidentState
from scoring.afterwards.recap.curves import MOST_LINES, MOST_POINTS, Curves, marked_incidents, team_curves
from scoring.ledger import ledger
from scoring.ledger.game_time import Pauses
from scoring.models import Entry, Journey, Observation
from tests import making
from tests.afterwards.recap.shapes import after, incident, round_at

pytestmark = pytest.mark.django_db
WITHOUT_PAUSE = Pauses([])


@pytest.fixture
def team():
    gameday = making.make_gameday(state="finished", started_at=making.NOW, finished_at=after(1))
    return making.make_team(gameday)


def earn(team, seconds, points, *outcomes):
    """What the shop earned in a tick, and what its customers met."""
    at = making.NOW + timedelta(seconds=seconds)
    ledger.write_entry(team, "revenue", points, key=f"r{seconds}", reason="customers", by="referee", now=at)
    journeys = {
        name: {"outcome": outcome, "ms": 1, "why": ""} for name, outcome in zip(Journey, outcomes, strict=False)
    }
    about = {"gameday": team.gameday, "team": team, "tick": int(seconds // 5), "at": at, "points": points}
    return Observation.objects.create(journeys=journeys, **about)


def curves(team, pauses=WITHOUT_PAUSE):
    return team_curves(team.gameday, team, pauses, after(1))


def test_revenue_adds_up_and_mood_is_the_share_of_journeys_that_worked(team):
    """A day of a minute has twelve steps of five seconds."""
    earn(team, 2, 10, "full", "full", "slow", "failed")
    earn(team, 11, -4, "failed", "failed", "error", "full")
    found = curves(team)
    assert (len(found.minutes), found.minutes[0], found.minutes[-1]) == (12, 0.08, 1.0)
    assert list(found.revenue[:4]) == [10, 10, 6, 6]
    assert list(found.mood[:4]) == [75, None, 33, None]


def test_a_rush_hour_is_a_strip_and_its_customers_are_counted_one_by_one(team):
    for second in (2, 11, 16):
        row = earn(team, second, 20, "full", "slow")
        row.factor, row.journeys["price"]["came"], row.journeys["price"]["missed"] = 3, 3, 2
        row.save()
    earn(team, 21, 10, "full")
    found = curves(team)
    assert found.mood[0] == 50  # of the one who browsed and the three who asked for a price, one was served each
    assert [(one["from"], one["until"], one["factor"]) for one in found.rush_hours()] == [
        (0.0, 0.08, 3),
        (0.17, 0.33, 3),
    ]


def test_what_could_not_be_measured_is_no_mood(team):
    earn(team, 2, 10, "error")
    assert curves(team).mood[0] is None


def test_a_line_that_was_taken_back_leaves_the_curve_where_it_was(team):
    earn(team, 2, -10, "failed")
    ledger.reverse_entry(Entry.objects.get(), reason="voided", by="ada", now=after(0.5))
    assert (curves(team).revenue[0], curves(team).revenue[-1]) == (-10, 0)


def test_other_points_are_no_revenue(team):
    earn(team, 2, 10, "full")
    ledger.adjust_points(team, 500, reason="neat", by="Ada", now=after(0.2))
    assert curves(team).revenue[-1] == 10


def test_a_pause_takes_no_room(team):
    team.gameday.paused_for = timedelta(seconds=30)
    earn(team, 40, 10, "full")
    found = curves(team, Pauses([(after(0.25), after(0.75))]))
    assert (len(found.minutes), found.minutes[-1], list(found.revenue)) == (6, 0.5, [0, 0, 0, 10, 10, 10])


def test_a_shop_without_customers_has_no_curve(team):
    assert curves(team) is None


def test_a_long_day_is_drawn_with_few_points_in_two_queries(team, django_assert_num_queries):
    type(team.gameday).objects.update(finished_at=after(60 * 8))
    team.gameday.refresh_from_db()
    earn(team, 3, 10, "full")
    with django_assert_num_queries(2):
        found = team_curves(team.gameday, team, WITHOUT_PAUSE, after(60 * 9))
    assert (len(found.minutes), found.minutes[-1]) == (MOST_POINTS, 480)


def test_the_table_has_few_lines_and_the_last_one():
    lines = Curves([each + 1 for each in range(240)], list(range(240)), [None] * 240, [1] * 240).lines()
    assert len(lines) == MOST_LINES
    assert (lines[0], lines[-1]) == (("0:10", 9, None), ("4:00", 239, None))


def test_what_burned_is_marked_in_minutes_of_game_time(team):
    opened = round_at(1, pk=3)
    recaps = [incident(2, 5, round=opened), incident(None, None, IncidentState.VOIDED)]
    pauses = Pauses([(after(3), after(4))])
    assert marked_incidents(recaps, {3: 2}, team.gameday, pauses, after(9)) == [
        {"from": 2, "until": 4, "number": 2, "state": "resolved"}
    ]
