"""A laptop's nap, a beat that stood still, a clock that somebody set: nobody is charged for time that nobody watched."""

from datetime import UTC, datetime, timedelta

import pytest

from gameday import clock
from gameday.event import gaps, lifecycle, rounds
from gameday.language import moments
from gameday.management.commands.gameday import status
from gameday.models import GameDay, Incident, Injection, LastTick, Round
from scenarios.refusal import Refused
from tests.gameday.conftest import fresh, scenario_of
from tests.making import make_incident, make_round

MINUTE = timedelta(minutes=1)
HICCUP = gaps.LONGEST_HICCUP.total_seconds()


@pytest.fixture
def planned(running):
    """Rounds at one, two, three and four minutes; half a minute is played."""
    for minute in (2, 3, 4):
        make_round(running, scenario_of(), starts_after=minute * MINUTE)
    return running


def opened(gameday) -> list[int]:
    """The rounds that have opened, by their place in the plan."""
    return [place for place, row in enumerate(gameday.rounds.all(), 1) if row.opened_at]


def go_on(day, gameday) -> None:
    lifecycle.resume_gameday(fresh(gameday), by="Ada", now=day.now)


def test_after_a_nap_of_five_minutes_no_round_has_opened_and_the_game_asks(day, planned):
    played = planned.elapsed(day.now)
    day.nap(300)
    gameday = fresh(planned)
    assert (gameday.state, opened(gameday)) == ("paused", [])
    assert gameday.elapsed(day.now) == played
    assert gameday.ends_at == planned.ends_at  # until somebody lets it go on


def test_after_a_nap_the_rounds_keep_their_distance(day, planned):
    day.nap(300)
    day.tick(60)
    go_on(day, planned)
    seen = []
    for _ in range(5):
        day.tick(30)
        seen.append(opened(planned))
        day.tick(30)
    assert seen == [[1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 4]]


def test_an_hour_in_which_workers_stood_still_ends_no_game_and_no_incident(day, burning):
    left = burning[0].expires_at - day.now
    day.nap(3 * 3600)
    assert fresh(burning[0].gameday).state == "paused"
    assert {fresh(incident).state for incident in burning} == {"live"}
    assert {row.state for row in Injection.objects.all()} == {"verified"}
    go_on(day, burning[0].gameday)
    assert fresh(burning[0]).expires_at - day.now == left
    assert burning[0].injections.get().deadline > day.now


def test_who_mends_a_fault_after_a_long_nap_is_paid_for_it(day, burning):
    """Its timer slept as well. In a pause by hand it runs on: test_pausing."""
    day.nap(3600)
    go_on(day, burning[0].gameday)
    day.tick(60)
    day.box(burning[0].team).start("cache")
    day.tick(60)
    assert burning[0].injections.get().healed_by == "players"
    assert fresh(burning[0]).state == "live"


def test_a_restart_by_the_supervisor_is_no_gap(day, running):
    day.nap(HICCUP)
    assert fresh(running).state == "running"
    day.nap(HICCUP + 1)
    assert fresh(running).state == "paused"


def test_the_feed_the_control_room_and_the_command_say_from_when_to_when(day, running):
    GameDay.objects.update(time_zone="Europe/Paris")
    day.nap(300)
    told = (
        "Nothing happened from 11:00:00 to 11:05:00 Europe/Paris: the machine slept, Gameday stood still, or the clock "
        "was set forward. Nobody is charged for that time."
    )
    gameday = fresh(running)
    assert moments.gap_of(gameday) == status(gameday, day.now)["gap"] == told
    assert gameday.activities.get(verb="paused", public=True).text == f"The game has paused itself. {told}"
    day.now += MINUTE
    go_on(day, running)
    text = running.activities.get(verb="resumed").text
    assert text.startswith("Back in the saddle: the clock runs again. Nothing happened from 11:00:00 to 11:06:00 ")
    assert status(fresh(running), day.now)["gap"] == ""


def test_a_game_that_was_resumed_while_nobody_ticked_pauses_from_then_on(day, running):
    lifecycle.pause_gameday(fresh(running), by="Ada", now=day.now)
    LastTick.objects.create(pk=1, at=day.now)
    day.now += 5 * MINUTE
    go_on(day, running)
    resumed = day.now
    day.now += 2 * MINUTE
    clock.tick(day.now)
    assert (fresh(running).state, fresh(running).paused_at) == ("paused", resumed)


def test_a_pause_by_hand_that_is_slept_through_is_no_gap(day, running):
    lifecycle.pause_gameday(fresh(running), by="Ada", now=day.now)
    day.nap(3600)
    assert fresh(running).gap_ended_at is None
    go_on(day, running)
    assert running.activities.get(verb="resumed").text == "Back in the saddle: the clock runs again"


def test_a_second_nap_before_anybody_is_back_belongs_to_the_first(day, running):
    slept = day.now
    day.nap(300)
    day.nap(3600)
    assert (fresh(running).paused_at, fresh(running).gap_ended_at) == (slept, day.now)


def test_a_game_that_has_paused_itself_can_be_finished(day, burning):
    day.nap(300)
    lifecycle.finish_gameday(fresh(burning[0].gameday), by="Ada", now=day.now)
    day.work()
    gameday = fresh(burning[0].gameday)
    assert (gameday.state, gameday.gap_ended_at, gameday.elapsed(day.now)) == ("finished", None, MINUTE)
    assert {row.state for row in Injection.objects.all()} == {"healed"}


def test_a_clock_that_is_set_forward_charges_nobody(day, burning):
    played = fresh(burning[0].gameday).elapsed(day.now)
    day.nap(24 * 3600)
    go_on(day, burning[0].gameday)
    day.tick(1)
    assert fresh(burning[0].gameday).elapsed(day.now) == played + timedelta(seconds=1)
    assert {fresh(incident).state for incident in burning} == {"live"}


def test_a_clock_that_is_set_back_charges_nobody_and_no_fault_outlives_its_deadline(day, burning):
    gameday, left = fresh(burning[0].gameday), burning[0].injections.get().deadline - day.now
    played, burned = gameday.elapsed(day.now), day.now - burning[0].live_at
    day.nap(-3600)
    assert fresh(gameday).state == "paused"
    assert moments.gap_of(fresh(gameday)) == (
        "The machine's clock was set back from 09:00:30 to 08:00:30 UTC. Nobody gains or loses time by that."
    )
    go_on(day, gameday)
    assert fresh(gameday).elapsed(day.now) == played
    assert day.now - fresh(burning[0]).live_at == burned
    day.tick(left.total_seconds() + 1)
    assert {row.state for row in Injection.objects.all()} == {"healed"}


def test_rounds_come_in_their_time_after_the_clock_was_set_back(day, planned):
    day.nap(-3600)
    go_on(day, planned)
    day.tick(30)
    assert opened(planned) == [1]
    day.tick(60)
    assert opened(planned) == [1, 2]


def test_what_is_practised_in_the_lobby_keeps_its_deadline_though_the_clock_is_set_back(day, running):
    GameDay.objects.update(state="lobby", started_at=None)
    incident = make_incident(running.teams.first(), now=day.now, practice=True)
    day.nap(-3600)
    assert Incident.objects.get(pk=incident.pk).expires_at == day.now + 20 * MINUTE


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (timedelta(minutes=-90), "26 Oct 2031, 01:30 Europe/Paris"),
        (timedelta(minutes=-30), "26 Oct 2031, 02:30 CEST Europe/Paris"),
        (timedelta(minutes=30), "26 Oct 2031, 02:30 CET Europe/Paris"),
        (timedelta(minutes=90), "26 Oct 2031, 03:30 Europe/Paris"),
    ],
)
def test_of_an_hour_that_comes_twice_it_is_said_which_one(hour, said):
    put_back = datetime(2031, 10, 26, 1, tzinfo=UTC)
    assert moments.write_moment(put_back + hour, GameDay(time_zone="Europe/Paris")) == said


def test_a_frozen_board_tells_nothing_new_though_the_clock_is_set_back(day, running):
    lifecycle.freeze_scores(running, by="Ada", now=day.now)
    day.nap(-3600)
    assert fresh(running).seen_at(day.now) == day.now


def test_a_reveal_ends_though_the_clock_is_set_back(day, running):
    GameDay.objects.update(frozen_at=day.now - MINUTE, revealed_at=day.now)
    assert fresh(running).seen_at(day.now - timedelta(hours=1)) is None


def test_while_a_gap_cannot_be_looked_for_nothing_is_due(day, planned, monkeypatch):
    monkeypatch.setattr(gaps, "notice_gap", lambda now: 1 / 0)
    day.nap(300)
    assert opened(planned) == []


def test_rounds_that_waited_for_a_halt_open_one_by_one(day, planned):
    lifecycle.halt_faults(planned, by="Ada", now=day.now)
    day.tick(300)
    lifecycle.release_halt(fresh(planned), by="Ada", now=day.now)
    seen = []
    for _ in range(3):
        day.tick(1)
        seen.append(opened(planned))
        day.tick(59)
    assert seen == [[1], [1, 2], [1, 2, 3]]
    assert "A round opened 4m 31s late" in planned.activities.get(verb="trouble").text


def test_rounds_that_are_planned_for_one_moment_open_together_however_late(day, planned):
    Round.objects.filter(starts_after=2 * MINUTE).update(starts_after=MINUTE)
    day.tick(240)
    assert opened(planned) == [1, 2]
    assert [row.starts_after for row in planned.rounds.filter(opened_at=None)] == [
        timedelta(minutes=6, seconds=30),
        timedelta(minutes=7, seconds=30),
    ]


def test_a_facilitator_opens_a_round_at_once_and_the_others_stay_where_they_are(day, planned):
    before = list(planned.rounds.values_list("starts_after", flat=True))
    third = planned.rounds.all()[2]
    rounds.open_round_now(third, by="Ada", now=day.now)
    day.tick(1)
    assert opened(planned) == [3]
    assert {incident.state for incident in planned.incidents.all()} == {"live"}
    assert list(planned.rounds.values_list("starts_after", flat=True)) == before
    with pytest.raises(Refused, match="opened already"):
        rounds.open_round_now(third, by="Ada", now=day.now)


def test_no_round_is_opened_by_hand_in_a_game_that_stands_still(day, planned):
    first = planned.rounds.select_related("gameday").first()
    lifecycle.halt_faults(planned, by="Ada", now=day.now)
    first.gameday.refresh_from_db()
    with pytest.raises(Refused, match="halted"):
        rounds.open_round_now(first, by="Ada", now=day.now)
    lifecycle.release_halt(fresh(planned), by="Ada", now=day.now)
    day.nap(300)
    first.gameday.refresh_from_db()
    with pytest.raises(Refused, match="paused"):
        rounds.open_round_now(first, by="Ada", now=day.now)
    assert opened(planned) == []
