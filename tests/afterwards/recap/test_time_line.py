"""The day on one time line: where the bars lie."""

from datetime import timedelta

import pytest

from gameday.models.choices import IncidentState
from scoring.afterwards.figures.shapes import Meeting
from scoring.afterwards.recap.time_line import LANE, MOST_TICKS, time_line
from scoring.ledger.game_time import Pauses
from tests.afterwards.recap.shapes import after, day_of, incident, round_at, team_of

WITHOUT_PAUSE = Pauses([])


def drawn(*incidents, pauses=WITHOUT_PAUSE, now=100, **day):
    return time_line(day_of(team_of(*incidents), **day), pauses, after(now), lambda recap: "film")


def bars(line):
    return [(bar.x, bar.width, bar.y) for bar in line.rows[0].bars]


def test_an_incident_lies_where_it_burned():
    assert bars(drawn(incident(10, 20), incident(40, 65))) == [("10.00%", "10.00%", 0), ("40.00%", "25.00%", 0)]


def test_a_pause_has_no_room_on_the_line_and_is_marked():
    """Minutes 20 to 60 were a pause, so the day had 60 minutes of game time."""
    pauses = Pauses([(after(20), after(60))])
    line = drawn(incident(15, 66), pauses=pauses, paused_for=timedelta(minutes=40))
    assert bars(line) == [("25.00%", "18.33%", 0)]
    assert line.pauses == ("33.33%",)


def test_incidents_at_the_same_time_lie_in_lanes():
    line = drawn(incident(10, 40), incident(20, 30), incident(45, 50))
    assert bars(line) == [("10.00%", "30.00%", 0), ("20.00%", "10.00%", LANE), ("45.00%", "5.00%", 0)]
    assert line.rows[0].height == 2 * LANE


def test_an_incident_that_still_burns_reaches_to_the_end():
    line = drawn(incident(90, None, IncidentState.LIVE))
    assert bars(line) == [("90.00%", "10.00%", 0)]


def test_a_day_that_still_runs_ends_now():
    line = drawn(incident(10, 20), now=50, finished_at=None, state="running")
    assert bars(line) == [("20.00%", "20.00%", 0)]


def test_a_moment_is_marked_only_where_it_happened():
    recap = incident(10, 20, noticed_at=after(11), meeting=Meeting(met_at=after(15)))
    marks = [(mark.kind, mark.x) for mark in drawn(recap).rows[0].bars[0].marks]
    assert marks == [("noticed", "11.00%"), ("met", "15.00%")]


def test_a_voided_incident_is_there_without_marks_and_says_so():
    bar = drawn(incident(10, 20, IncidentState.VOIDED, noticed_at=after(11))).rows[0].bars[0]
    assert (bar.marks, bar.words) == ((), "The sleepy shop: voided, counts for nobody")


def test_a_bar_says_how_long_it_took():
    recap = incident(10, 20, to_recover=timedelta(minutes=7, seconds=12.4))
    assert drawn(recap).rows[0].bars[0].words == "The sleepy shop: resolved, mended after 7m 12s"


def test_an_incident_that_never_went_in_is_still_there():
    bar = drawn(incident(None, None, IncidentState.VOIDED)).rows[0].bars[0]
    assert bar.x == "0.00%"


def test_rounds_are_numbered_and_bars_know_theirs():
    opened = round_at(30, pk=5)
    line = drawn(incident(31, 40, round=opened), rounds=(round_at(10), opened))
    assert [(flag.number, flag.x, flag.medians.incidents) for flag in line.rounds] == [
        (1, "10.00%", 2),
        (2, "30.00%", 2),
    ]
    assert line.rows[0].bars[0].number == 2


@pytest.mark.parametrize("minutes", [0, 0.5, 1, 59, 61, 180, 600, 6000])
def test_a_day_of_any_length_has_a_few_ticks(minutes):
    line = drawn(minutes=minutes, now=minutes)
    assert 1 <= len(line.ticks) <= MOST_TICKS + 1
    assert (line.ticks[0].x, line.ticks[0].label) == ("0.00%", "0:00")


def test_ticks_count_game_time():
    assert [(tick.x, tick.label) for tick in drawn(minutes=90, now=90).ticks][:3] == [
        ("0.00%", "0:00"),
        ("11.11%", "0:10"),
        ("22.22%", "0:20"),
    ]


def test_before_the_start_there_is_no_line():
    assert time_line(day_of(started_at=None), WITHOUT_PAUSE, after(1), lambda recap: "") is None
