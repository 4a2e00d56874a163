"""A team calls for help: everybody in it sees who called, a facilitator comes, and the answer is read in the team's chat."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gameday.access import SESSION_KEY
from gameday.live import changes, publish
from gameday.models import Activity, ChatLine, GameDay
from gameday.people import removing
from scenarios.refusal import Refused
from scoring import tasks
from scoring.help import calls
from scoring.models import HelpCall, HelpCallState
from scoring.pages.control import grid
from tests import making
from tests.reading import read_page

NOW = making.NOW


@pytest.fixture
def seat(client, dev):
    """Ada's browser."""
    session = client.session
    session[SESSION_KEY] = dev.token
    session.save()
    return client


@pytest.fixture
def room(walter):
    """Walter's browser."""
    found = Client()
    found.force_login(walter)
    return found


def strip(seat):
    return read_page(seat.get(reverse("scoring:play-part", args=["header"])))


def call(seat, **fields):
    return seat.post(reverse("scoring:call-for-help"), fields, headers={"HX-Request": "true"})


def shown_grid(room, gameday):
    return read_page(room.get(reverse("scoring:control-part", args=[gameday.slug, "grid"])))


def test_a_team_calls_and_all_its_people_see_who_called(seat, team, dev, ops, incident):
    assert "Call for help" in strip(seat)
    answer = read_page(call(seat, text="  We are   lost ", incident=incident.pk))
    assert "Help is called" in answer
    assert "<strong><bdi>Ada</bdi></strong> called the facilitators about “The sleepy shop”." in answer
    assert "We are lost" in answer
    edsger = Client()
    edsger.get(reverse("gameday:seat", args=[ops.token]))
    assert "We are lost" in strip(edsger)
    assert Activity.objects.get(verb="help").text == "Ada calls the facilitators: We are lost"


def test_the_board_does_not_tell_that_a_team_calls(seat, dev):
    call(seat)
    assert [row.public for row in Activity.objects.filter(verb="help")] == [False]


def test_called_twice_at_once_it_is_one_call_and_both_sentences_stay(team, dev, ops):
    first = calls.call_for_help(dev, "The map is gone", now=NOW)
    second = calls.call_for_help(ops, "And the bell rings", now=NOW)
    calls.call_for_help(ops, "", now=NOW)
    assert first.pk == second.pk
    assert HelpCall.objects.get().text == "The map is gone\nEdsger: And the bell rings"
    assert Activity.objects.filter(verb="help").count() == 2


def test_a_team_cannot_have_two_calls_that_wait(team, dev):
    calls.call_for_help(dev, "", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpCall.objects.create(team=team, at=NOW)
    HelpCall.objects.create(team=team, at=NOW, state=HelpCallState.ANSWERED)


def test_anybody_of_the_team_takes_the_call_back_and_then_it_may_call_again(seat, team, dev, ops):
    found = calls.call_for_help(ops, "Help", now=NOW)
    answer = seat.post(reverse("scoring:take-help-back", args=[found.pk]), headers={"HX-Request": "true"})
    assert "Call for help" in read_page(answer)
    assert HelpCall.objects.get().state == HelpCallState.TAKEN_BACK
    again = seat.post(reverse("scoring:take-help-back", args=[found.pk]), headers={"HX-Request": "true"})
    assert (again.status_code, "That call is over already" in again.text) == (409, True)
    call(seat)
    assert HelpCall.objects.count() == 2


def test_nobody_takes_back_the_call_of_another_team(seat, rivals):
    theirs = calls.call_for_help(making.make_player(rivals), "", now=NOW)
    assert seat.post(reverse("scoring:take-help-back", args=[theirs.pk])).status_code == 404


def test_a_team_may_call_in_the_lobby(seat, gameday, dev):
    GameDay.objects.filter(pk=gameday.pk).update(state="lobby", started_at=None)
    assert call(seat).status_code == 200
    assert HelpCall.objects.count() == 1


def test_after_the_day_nobody_is_called_and_there_is_no_button(seat, gameday, dev):
    GameDay.objects.filter(pk=gameday.pk).update(state="finished")
    answer = call(seat, text="Hello?")
    assert (answer.status_code, "The game day is over" in answer.text) == (409, True)
    assert HelpCall.objects.count() == 0
    assert "help-call" not in strip(seat)


@pytest.mark.parametrize(("text", "status"), [("h" * 300, 200), ("h" * 301, 409)])
def test_what_is_too_long_is_refused_and_stays_in_the_field(seat, dev, text, status):
    assert call(seat, text=text).status_code == status
    assert HelpCall.objects.count() == (status == 200)


def test_a_key_that_is_held_down_calls_no_hundred_times(seat, dev):
    answers = [call(seat, text="a").status_code for _ in range(9)]
    assert answers == [200] * 8 + [409]


def test_the_control_room_shows_the_team_on_top_who_calls_and_for_how_long(room, gameday, team, rivals):
    late = making.make_team(gameday, name="Late Foals")
    now = timezone.now()
    calls.call_for_help(making.make_player(late, name="Leo"), "Now!", now=now)
    calls.call_for_help(making.make_player(rivals, name="Nell"), "What is a nap?", now=now - timedelta(minutes=3))
    assert [row.team for row in grid.control_room(gameday, now).rows] == [rivals, late, team]
    page = shown_grid(room, gameday)
    assert "What is a nap?" in page
    assert "3m ago" in page
    assert len(page.split('data-calls="')[1].split('"')[0].split()) == 2


def test_a_facilitator_says_i_am_coming_and_the_team_reads_it(seat, room, gameday, team, dev):
    call(seat)
    answer = room.post(
        reverse("scoring:claim-need", args=[gameday.slug, "call", HelpCall.objects.get().pk]), follow=True
    )
    assert "Gilded Hooves reads that you are coming." in read_page(answer)
    assert "<strong><bdi>walter</bdi></strong> is coming." in strip(seat)
    assert 'data-calls=""' in shown_grid(room, gameday)


def test_of_two_who_claim_at_once_one_comes_and_the_other_reads_who(team, dev, walter, grete):
    one = calls.call_for_help(dev, "", now=NOW)
    same = HelpCall.objects.get(pk=one.pk)  # as the other one's page has it
    calls.claim_call(one, facilitator=walter, now=NOW)
    with pytest.raises(Refused, match="walter is on the way there already"):
        calls.claim_call(same, facilitator=grete, now=NOW)
    calls.claim_call(same, facilitator=walter, now=NOW)  # pressed twice
    assert HelpCall.objects.get().facilitator == walter
    assert Activity.objects.filter(verb="help").count() == 2


def test_the_answer_stands_in_the_team_s_chat_and_names_the_caller(seat, room, gameday, team, dev):
    call(seat)
    url = reverse("scoring:close-need", args=[gameday.slug, "call", HelpCall.objects.get().pk])
    answer = room.post(url, {"text": "Look at edge"}, headers={"HX-Request": "true"})
    assert "Gilded Hooves reads your answer in its chat." in read_page(answer)
    assert answer["HX-Trigger"] == "acted"
    line = ChatLine.objects.get()
    assert (line.text, line.name, list(line.mentions.all())) == ("@Ada Look at edge", "walter", [dev])
    assert HelpCall.objects.get().state == HelpCallState.ANSWERED
    assert "Call for help" in strip(seat)
    late = room.post(url, {"text": "And at db"}, headers={"HX-Request": "true"})
    assert (late.status_code, ChatLine.objects.count()) == (409, 1)


def test_a_call_is_closed_without_words(room, gameday, team, dev):
    found = calls.call_for_help(dev, "", now=NOW)
    room.post(reverse("scoring:close-need", args=[gameday.slug, "call", found.pk]), {"text": "  "})
    assert (HelpCall.objects.get().state, ChatLine.objects.count()) == (HelpCallState.CLOSED, 0)


def test_an_answer_that_the_chat_refuses_closes_nothing(team, dev, walter):
    found = calls.call_for_help(dev, "", now=NOW)
    with pytest.raises(Refused):
        calls.close_call(found, "x" * 30_000, facilitator=walter, now=NOW)
    assert HelpCall.objects.get().state == HelpCallState.WAITING


def test_a_call_lapses_when_the_day_is_over(gameday, team, dev):
    calls.call_for_help(dev, "", now=NOW)
    assert calls.lapse_stale_calls(NOW) == 0
    GameDay.objects.filter(pk=gameday.pk).update(state="finished")
    assert calls.unanswered_call(team) is None
    assert calls.lapse_stale_calls(NOW) == 1
    assert HelpCall.objects.get().state == HelpCallState.LAPSED
    assert calls.lapse_stale_calls in tasks.PARTS


def test_the_call_of_somebody_who_was_taken_out_is_gone_and_the_team_calls_anew(gameday, team, dev, ops):
    calls.call_for_help(dev, "Something rude", now=NOW)
    removing.remove_players([dev], by="walter", now=NOW)
    assert calls.unanswered_call(team) is None
    calls.call_for_help(ops, "Help", now=NOW)
    assert [found.state for found in HelpCall.objects.all()] == [HelpCallState.LAPSED, HelpCallState.WAITING]


def test_both_pages_are_told_at_once(team, dev, walter, monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr(
        publish, "push_frame", lambda topic, kind, data: told.append((topic.split(".")[0], *data["parts"]))
    )
    found = calls.call_for_help(dev, "", now=NOW)
    calls.claim_call(found, facilitator=walter, now=NOW)
    calls.close_call(found, facilitator=walter, now=NOW)
    assert [each for each in told if "help" in each] == [("team", "help"), ("control", "help")] * 3
    assert changes.Part.HELP == "help"


def test_calls_cost_the_control_room_no_query_a_team(room, gameday, team, rivals, dev, django_assert_max_num_queries):
    calls.call_for_help(dev, "", now=NOW)
    url = reverse("scoring:control-part", args=[gameday.slug, "grid"])
    room.get(url)
    with django_assert_max_num_queries(30) as first:
        room.get(url)
    calls.call_for_help(making.make_player(rivals), "", now=NOW)
    with django_assert_max_num_queries(len(first)):
        room.get(url)
