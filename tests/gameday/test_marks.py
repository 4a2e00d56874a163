"""Planned breaks and a planned freeze: the clock does them, once, at their moment of game time."""

from datetime import timedelta

from gameday.event import lifecycle
from gameday.models import Activity, ScheduleMark
from tests.gameday.conftest import fresh

MINUTE = timedelta(minutes=1)


def plan(gameday, kind, minutes, lasts=0):
    return ScheduleMark.objects.create(gameday=gameday, kind=kind, starts_after=minutes * MINUTE, lasts=lasts * MINUTE)


def test_a_break_stops_the_clock_and_ends_by_itself(day, running):
    mark = plan(running, "break", 2, lasts=10)
    running.rounds.all().delete()
    day.tick(89)
    assert fresh(running).is_running
    day.tick(1)
    paused = fresh(running)
    assert (paused.state, paused.resume_at) == ("paused", day.now + 10 * MINUTE)
    assert fresh(mark).done_at == day.now
    assert "Hay break until" in Activity.objects.get(verb="paused").text
    for _minute in range(10):
        day.tick(60)
    resumed = fresh(running)
    assert (resumed.state, resumed.resume_at, resumed.paused_for) == ("running", None, 10 * MINUTE)
    day.tick(60)
    assert fresh(running).is_running


def test_who_ends_a_break_early_is_not_resumed_again(day, running):
    plan(running, "break", 1, lasts=10)
    day.tick(30)
    lifecycle.resume_gameday(fresh(running), by="Ada", now=day.now)
    lifecycle.pause_gameday(fresh(running), by="Ada", now=day.now)
    for _minute in range(12):
        day.tick(60)
    assert fresh(running).is_paused


def test_a_pause_by_hand_puts_a_break_off(day, running):
    plan(running, "break", 2, lasts=5)
    running.rounds.all().delete()
    lifecycle.pause_gameday(fresh(running), by="Ada", now=day.now)
    day.tick(600)
    lifecycle.resume_gameday(fresh(running), by="Ada", now=day.now)
    day.tick(80)
    assert fresh(running).is_running
    day.tick(10)
    assert fresh(running).resume_at == day.now + 5 * MINUTE


def test_two_breaks_at_one_moment_follow_each_other(day, running):
    plan(running, "break", 1, lasts=2)
    plan(running, "break", 1, lasts=3)
    day.tick(30)
    for _minute in range(2):
        day.tick(60)
    assert fresh(running).resume_at == day.now + 3 * MINUTE


def test_a_freeze_comes_before_the_break_of_the_same_moment(day, running):
    plan(running, "break", 1, lasts=2)
    plan(running, "freeze", 1)
    day.tick(30)
    frozen = fresh(running)
    assert (frozen.state, frozen.frozen_at) == ("paused", day.now)
    assert Activity.objects.get(verb="frozen").text.startswith("the clock")


def test_a_late_round_moves_the_breaks_ahead_with_it(day, running):
    mark, curtain = plan(running, "break", 60, lasts=5), plan(running, "freeze", 90)
    lifecycle.halt_faults(fresh(running), by="Ada", now=day.now)
    day.tick(150)
    lifecycle.release_halt(fresh(running), by="Ada", now=day.now)
    day.tick(1)
    assert fresh(mark).starts_after > 61 * MINUTE
    assert fresh(curtain).starts_after == 90 * MINUTE
