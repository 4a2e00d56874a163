"""Real time and the time of a film: idle stretches are short, marks can be read, and each moment has its place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from scoring.afterwards.film.timing import LONGEST_IDLE, LONGEST_PAUSE, TARGET, film_time

moments = some.floats(0, 4000, allow_nan=False)
spans = some.tuples(moments, moments).map(sorted).map(tuple)


def at_rest(lasts, work=(), marks=(), pauses=()):
    return film_time(lasts, work=work, marks=marks, pauses=pauses)


def test_a_short_incident_with_work_all_the_time_is_shown_as_it_was():
    time = at_rest(60, work=range(61))
    assert time.points == ((0.0, 0.0), (60.0, 60.0))


def test_an_idle_stretch_is_a_moment_of_the_film():
    time = at_rest(600, work=[10, 500])
    # idle up to 9.5, work to 12, idle to 499.5, work to 502, idle to the end
    assert time.points == ((0.0, 0.0), (1.0, 9.5), (3.5, 12.0), (4.5, 499.5), (7.0, 502.0), (8.0, 600.0))


def test_a_pause_of_the_game_is_cut_whatever_is_shown_in_it():
    time = at_rest(1000, work=range(0, 1000, 2), pauses=[(50, 950)])
    assert time.film_at(950) - time.film_at(50) == pytest.approx(LONGEST_PAUSE)
    assert time.film_at(50) == pytest.approx(50)


def test_a_long_incident_lasts_three_minutes_and_its_marks_run_as_they_were():
    time = at_rest(1800, work=range(0, 1800, 2), marks=[300, 900, 1500])
    assert time.length == pytest.approx(TARGET, abs=0.1)
    for mark in (300, 900, 1500):
        assert time.film_at(mark + 3) - time.film_at(mark - 2) == pytest.approx(5, abs=0.01)


def test_very_many_marks_run_twice_as_fast_at_most():
    time = at_rest(1800, work=range(1800), marks=range(0, 1800, 5))
    assert time.length >= 1800 / 2
    assert time.film_at(1000) - time.film_at(990) == pytest.approx(5, abs=0.01)


def test_an_incident_that_lasted_no_time_has_a_film():
    assert at_rest(0).length > 0
    assert at_rest(-5, marks=[0]).length > 0


def test_what_lies_outside_is_at_the_ends():
    time = at_rest(100, marks=[50])
    assert (time.film_at(-10), time.film_at(200)) == (0.0, time.length)
    assert (time.real_at(-1), time.real_at(10_000)) == (0.0, 100.0)


@settings(max_examples=60)
@given(
    lasts=moments,
    work=some.lists(moments, max_size=40),
    marks=some.lists(moments, max_size=15),
    pauses=some.lists(spans, max_size=4),
)
def test_any_film_runs_forward_and_back_and_keeps_its_marks_in_order(lasts, work, marks, pauses):
    time = at_rest(lasts, work, marks, pauses)
    for (film, real), (later_film, later_real) in zip(time.points, time.points[1:], strict=False):
        assert film < later_film
        assert real < later_real
    assert time.points[-1][1] == pytest.approx(max(lasts, 1), abs=0.001)
    shown = [time.film_at(mark) for mark in sorted(marks)]
    assert shown == sorted(shown)
    for moment in (*work, *marks):
        if moment <= time.points[-1][1]:
            assert time.real_at(time.film_at(moment)) == pytest.approx(moment, abs=0.01)
    assert time.length <= TARGET + 15 * 5 + len(pauses) * LONGEST_PAUSE + LONGEST_IDLE
