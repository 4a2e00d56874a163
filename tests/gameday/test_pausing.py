"""Pause, resume, halt, release."""

from datetime import timedelta

import pytest

from gameday.event import lifecycle
from gameday.incidents import incidents
from gameday.models import GameDay, Injection, Sandbox
from scenarios.refusal import Refused
from tests.gameday.conftest import fresh, scenario_of

MINUTE = timedelta(minutes=1)


def pause(day, gameday, minutes: int):
    """Pause the game day for that long. The clock ticks meanwhile."""
    lifecycle.pause_gameday(fresh(gameday), by="Ada", now=day.now)
    for _ in range(minutes):
        day.tick(60)
    lifecycle.resume_gameday(fresh(gameday), by="Ada", now=day.now)


def test_a_pause_moves_every_deadline_by_its_length(day, burning):
    incident, row = burning[0], burning[0].injections.get()
    gameday = incident.gameday
    later = incidents.open_incident(incident.team, scenario_of(), day.now + 5 * MINUTE, now=day.now)
    ends = gameday.ends_at
    pause(day, gameday, 7)
    assert fresh(incident).expires_at == incident.expires_at + 7 * MINUTE
    assert fresh(row).deadline == row.deadline + 7 * MINUTE
    assert fresh(later).due_at == later.due_at + 7 * MINUTE
    assert fresh(gameday).ends_at == ends + 7 * MINUTE


def test_game_time_stands_still_while_paused(day, running):
    before = running.elapsed(day.now)
    pause(day, running, 3)
    assert fresh(running).elapsed(day.now) == before


def test_nothing_goes_in_and_nothing_expires_while_paused(day, burning):
    Injection.objects.update(deadline=day.now + 2 * MINUTE)
    incidents.open_incident(burning[0].team, scenario_of(), day.now + MINUTE, now=day.now)
    lifecycle.pause_gameday(fresh(burning[0].gameday), by="Ada", now=day.now)
    day.tick(30 * 60)
    assert {fresh(incident).state for incident in burning} == {"live"}
    assert {row.state for row in Injection.objects.all()} == {"verified"}
    assert burning[0].team.incidents.filter(state="scheduled").count() == 1


def test_a_game_that_is_paused_between_plan_and_apply_is_left_alone_and_goes_on_later(day, running):
    incidents.open_round(running.rounds.get(), day.now)
    running.incidents.update(state="injecting", due_at=day.now, next_at=day.now)
    lifecycle.pause_gameday(fresh(running), by="Ada", now=day.now)
    day.sent = [("put_faults_in", incident.pk) for incident in running.incidents.all()]
    day.work()
    assert {row.state for row in Injection.objects.all()} == {"planned"}
    assert day.cache_of(running.teams.first()) == "running"
    day.tick(600)
    lifecycle.resume_gameday(fresh(running), by="Ada", now=day.now)
    day.tick(1)
    assert {incident.state for incident in running.incidents.all()} == {"live"}


def test_a_fault_whose_own_timer_ran_out_in_a_long_pause_closes_its_incident(day, burning):
    lifecycle.pause_gameday(fresh(burning[0].gameday), by="Ada", now=day.now)
    day.now += timedelta(hours=1)
    lifecycle.resume_gameday(fresh(burning[0].gameday), by="Ada", now=day.now)
    day.box(burning[0].team).start("cache")
    day.tick(6)
    assert burning[0].injections.get().healed_by == "timer"
    day.tick(1)
    assert "long pause" in fresh(burning[0]).problem
    assert fresh(burning[1]).state == "live"


def test_a_clock_that_was_set_back_during_a_pause_leaves_everybody_the_time_they_had(day, burning):
    gameday = fresh(burning[0].gameday)
    played, left = gameday.elapsed(day.now), burning[0].expires_at - day.now
    lifecycle.pause_gameday(gameday, by="Ada", now=day.now)
    day.now -= timedelta(hours=1)
    lifecycle.resume_gameday(fresh(gameday), by="Ada", now=day.now)
    assert fresh(burning[0]).expires_at - day.now == left
    assert fresh(gameday).elapsed(day.now) == played


def test_pausing_twice_is_pausing_once(day, running):
    lifecycle.pause_gameday(fresh(running), by="Ada", now=day.now)
    lifecycle.pause_gameday(fresh(running), by="Grace", now=day.now + MINUTE)
    assert fresh(running).paused_at == day.now


def test_a_draft_can_neither_start_nor_pause_nor_resume(day, draft):
    for verb in (
        lifecycle.start_gameday,
        lifecycle.pause_gameday,
        lifecycle.resume_gameday,
        lifecycle.finish_gameday,
        lifecycle.archive_gameday,
    ):
        with pytest.raises(Refused, match="draft"):
            verb(draft, by="Ada", now=day.now)


@pytest.mark.parametrize("state", ["finished", "archived"])
def test_a_day_that_is_over_is_neither_paused_nor_resumed_nor_frozen_and_stays_as_it_is(day, running, state):
    lifecycle.finish_gameday(running, by="Ada", now=day.now)
    if state == "archived":
        lifecycle.archive_gameday(running, by="Ada", now=day.now)
    before = GameDay.objects.values().get(pk=running.pk)
    for verb in (lifecycle.pause_gameday, lifecycle.resume_gameday, lifecycle.freeze_scores, lifecycle.start_gameday):
        with pytest.raises(Refused, match=state):
            verb(fresh(running), by="Grace", now=day.now + MINUTE)
    lifecycle.finish_gameday(fresh(running), by="Grace", now=day.now + MINUTE)
    assert GameDay.objects.values().get(pk=running.pk) == before


def test_a_halt_heals_everything_and_says_how_much(day, burning):
    assert lifecycle.halt_faults(fresh(burning[0].gameday), by="Ada", now=day.now) == 2
    day.work()
    assert {row.healed_by for row in Injection.objects.all()} == {"halt"}
    assert {fresh(incident).state for incident in burning} == {"expired"}
    assert day.cache_of(burning[0].team) == "running"
    assert burning[0].gameday.activities.filter(verb="restored").count() == 1
    assert lifecycle.halt_faults(fresh(burning[0].gameday), by="Ada", now=day.now) == 0


def test_while_everything_is_halted_rounds_wait_for_the_release(day, running):
    lifecycle.halt_faults(running, by="Ada", now=day.now)
    day.tick(300)
    assert not running.incidents.exists()
    lifecycle.release_halt(fresh(running), by="Ada", now=day.now)
    day.tick(1)
    assert {incident.state for incident in running.incidents.all()} == {"live"}


def test_a_halted_teams_incident_counts_for_nobody_and_the_others_play(day, running):
    first, second = running.teams.all()
    lifecycle.halt_faults(running, team=first, by="Ada", now=day.now)
    day.tick(30)
    assert (first.incidents.get().state, second.incidents.get().state) == ("voided", "live")
    assert "halted" in first.incidents.get().problem


def test_a_halt_between_plan_and_apply_keeps_the_fault_out(day, running):
    incidents.open_round(running.rounds.get(), day.now)
    running.incidents.update(state="injecting", due_at=day.now, next_at=day.now)
    day.sent = [("put_faults_in", running.incidents.first().pk)]
    running.halted_at = day.now
    running.save()
    day.work()
    assert Injection.objects.get().applying_at is None
    assert day.cache_of(running.incidents.first().team) == "running"


def test_nothing_is_injected_by_hand_into_a_game_that_is_halted_paused_or_not_ready(day, running):
    scenario = scenario_of()

    def why(**changes) -> str:
        with pytest.raises(Refused) as refusal:
            incidents.open_scenario_now(fresh(running), scenario, by="Ada", now=day.now, **changes)
        assert not running.incidents.exists()
        return str(refusal.value)

    lifecycle.halt_faults(running, by="Ada", now=day.now)
    assert "halted" in why()
    lifecycle.release_halt(running, by="Ada", now=day.now)
    lifecycle.pause_gameday(fresh(running), by="Ada", now=day.now)
    assert "paused" in why()
    lifecycle.resume_gameday(fresh(running), by="Ada", now=day.now)
    Sandbox.objects.update(state="broken")
    assert "not ready" in why(team=running.teams.first())
    assert "no team has a sandbox" in why()


def test_injecting_by_hand_goes_in_at_one_team_or_all(day, running):
    one = incidents.open_scenario_now(running, scenario_of(), team=running.teams.first(), by="Ada", now=day.now)
    day.tick()
    assert [fresh(incident).state for incident in one] == ["live"]
    assert len(incidents.open_scenario_now(running, scenario_of(), by="Ada", now=day.now)) == 2


def test_healing_by_hand_takes_the_fault_out_and_leaves_the_incident_open(day, burning):
    assert incidents.heal_incident_now(burning[0], by="Ada", now=day.now)
    assert not incidents.heal_incident_now(burning[0], by="Ada", now=day.now)
    day.work()
    assert (fresh(burning[0]).state, burning[0].injections.get().healed_by) == ("live", "facilitator")
