"""Rush hours on the clock: said before they come, when they begin and when they are over, each once."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gameday.event import lifecycle, rush_hours
from gameday.event.verbs import VERBS
from gameday.models import Activity, ScheduleMark
from scenarios.refusal import Refused
from tests.gameday.conftest import fresh

MINUTE = timedelta(minutes=1)


def plan(gameday, minutes, lasts, factor=3):
    span = {"starts_after": minutes * MINUTE, "lasts": lasts * MINUTE}
    return ScheduleMark.objects.create(gameday=gameday, kind="rush", factor=factor, **span)


def said():
    return list(Activity.objects.filter(verb="rush").order_by("id").values_list("text", flat=True))


def test_it_is_said_before_it_comes_when_it_begins_and_when_it_is_over(day, running):
    running.rounds.all().delete()
    mark = plan(running, 7, lasts=2)
    begins = running.started_at + 7 * MINUTE
    for _second in range(2):
        day.tick(1)
    assert said() == []
    day.tick((begins - rush_hours.HERALD - day.now).total_seconds())
    day.tick(1)
    assert said() == [f"The doors will be crowded: from {begins:%H:%M} on 3 times the customers"]
    day.tick((begins - day.now).total_seconds())
    day.tick(1)
    day.tick(2 * 60)
    day.tick(1)
    assert said()[1:] == [
        f"Rush hour until {begins + 2 * MINUTE:%H:%M}: 3 times the customers",
        "The rush hour is over: as many customers as ever",
    ]
    assert all(Activity.objects.filter(verb="rush").values_list("public", flat=True))
    assert all((fresh(mark).announced_at, fresh(mark).done_at, fresh(mark).ended_at))


def test_of_two_steps_only_the_next_is_said(day, running):
    running.rounds.all().delete()
    plan(running, 1, lasts=1, factor=2)
    plan(running, 2, lasts=1, factor=5)
    for _half in range(6):
        day.tick(30)
    told = [text for text in said() if "crowded" not in text]
    assert [text.split(":")[-1].strip()[:7] for text in told] == ["2 times", "5 times", "as many"]


def test_a_pause_puts_it_off(day, running):
    running.rounds.all().delete()
    plan(running, 2, lasts=5)
    lifecycle.pause_gameday(fresh(running), by="Ada", now=day.now)
    day.tick(600)
    assert rush_hours.present_rush_hour(fresh(running), day.now).is_on is False
    lifecycle.resume_gameday(fresh(running), by="Ada", now=day.now)
    now = day.now
    rush = rush_hours.present_rush_hour(fresh(running), now)
    assert (rush.is_on, rush.begins - now, rush.ends - rush.begins) == (False, 90 * timedelta(seconds=1), 5 * MINUTE)


def test_a_facilitator_ends_it_and_it_is_said_once(day, running):
    running.rounds.all().delete()
    mark = plan(running, 1, lasts=20)
    with pytest.raises(Refused, match="no rush hour now"):
        rush_hours.end_rush_hour(fresh(running), by="Ada", now=day.now)
    day.tick(30)
    day.tick(60)
    VERBS["end-rush"].act(fresh(running), by="Ada", now=day.now)
    assert rush_hours.factor_of(running, fresh(running).elapsed(day.now)) == 1
    assert fresh(mark).lasts == MINUTE
    day.tick(1200)
    assert said()[-1] == "Ada ends the rush hour: as many customers as ever"


def test_a_late_round_moves_it_on(day, running):
    mark = plan(running, 60, lasts=5)
    lifecycle.halt_faults(fresh(running), by="Ada", now=day.now)
    day.tick(150)
    lifecycle.release_halt(fresh(running), by="Ada", now=day.now)
    day.tick(1)
    assert fresh(mark).starts_after > 61 * MINUTE


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 30), st.integers(2, 5)), max_size=4), st.integers(0, 90))
def test_as_many_come_as_the_step_says_that_is_on(steps, at):
    marks = [
        ScheduleMark(kind="rush", starts_after=begins * MINUTE, lasts=lasts * MINUTE, factor=factor)
        for begins, lasts, factor in steps
    ]
    on = [factor for begins, lasts, factor in steps if begins <= at < begins + lasts]
    assert rush_hours.factor_at(marks, at * MINUTE) == max(on, default=1)
