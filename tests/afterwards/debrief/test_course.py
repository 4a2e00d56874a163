"""The steps: who leads through them, how much time is left, which question comes first."""

from datetime import timedelta

import pytest

from scenarios.refusal import Refused
from scoring.afterwards.debrief import course
from scoring.afterwards.debrief.warm_up import QUESTIONS, warm_up_question
from scoring.models import DebriefStep
from tests.making import NOW


def test_a_facilitator_leads_all_to_a_step_and_lets_go(room_of, fanny, gameday):
    room = room_of(fanny, gameday)
    course.lead_to(room, DebriefStep.SAW, now=NOW)
    led = course.course_of(room)
    assert (led.step, led.led_by) == (DebriefStep.SAW, "fanny")
    assert course.seconds_left(led, NOW + timedelta(seconds=70)) == 5 * 60 - 70
    assert course.seconds_left(led, NOW + timedelta(hours=1)) == 0
    course.stop_leading(room)
    assert course.course_of(room).led_by == ""


def test_players_lead_in_their_teams_debrief_and_not_in_that_of_all(room_of, ada, gameday, team):
    course.lead_to(room_of(ada, gameday, team), DebriefStep.FILM, now=NOW)
    with pytest.raises(Refused, match="A facilitator leads the debrief of all teams"):
        course.lead_to(room_of(ada, gameday), DebriefStep.FILM, now=NOW)


def test_a_step_that_does_not_exist_is_refused(room_of, fanny, gameday):
    with pytest.raises(Refused, match="no such step"):
        course.lead_to(room_of(fanny, gameday), "blame", now=NOW)


def test_the_debriefs_of_a_team_and_of_all_stand_apart(room_of, fanny, gameday, team):
    course.lead_to(room_of(fanny, gameday, team), DebriefStep.LUCK, now=NOW)
    assert course.course_of(room_of(fanny, gameday)).led_by == ""


def test_every_question_comes_once_before_one_comes_again():
    asked = [warm_up_question(7, exchanges) for exchanges in range(len(QUESTIONS))]
    assert set(asked) == set(QUESTIONS)
    assert warm_up_question(7, len(QUESTIONS)) == asked[0]
    assert [warm_up_question(7, 0), warm_up_question(7, 1)] == asked[:2]


def test_a_question_is_exchanged_for_the_next(room_of, fanny, gameday):
    room = room_of(fanny, gameday)
    course.exchange_question(room)
    assert course.course_of(room).exchanges == 1
