"""The queue: who needs somebody of the staff, in which order, and what they do about it."""

import gzip
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from gameday.models import Activity, ChatLine, GameDay, Sandbox, StaffDuty
from gameday.team import chat
from scenarios.refusal import Refused
from scoring.help import calls, claims, prepared, suggestions
from scoring.models import HelpCall, HintTaken, NeedClaim, NeedKind, Objective
from scoring.pages.control import grid
from scoring.referee import evaluation
from tests import making
from tests.making import NOW
from tests.reading import read_page

HTMX = {"HX-Request": "true"}
LATER = NOW + timedelta(minutes=22)


@pytest.fixture
def stuck(team, dev, ops):
    """An incident of 10 minutes, at which nobody has done anything for 22."""
    incident = making.make_incident(team)
    evaluation.prepare_objectives(NOW)
    return incident


def queue(gameday, now=LATER):
    return grid.control_room(gameday, now).needs


def kinds(gameday, now=LATER):
    return [need.kind for need in queue(gameday, now)]


def test_a_stuck_team_stands_in_the_queue_with_its_reasons_in_words(gameday, stuck):
    [need] = queue(gameday)
    assert (need.kind, need.team, need.subject) == (NeedKind.STUCK, stuck.team, stuck.pk)
    assert need.said == [
        "22 min on a 10 min incident",
        "no check has improved for 22 min",
        "nobody did anything for 22 min",
        "Dev silent for 22 min, Ops silent for 22 min",
    ]


def test_what_is_worst_comes_first_and_what_somebody_looks_after_last(gameday, team, rivals, stuck, walter):
    lame, asking = making.make_team(gameday, name="Lame"), making.make_team(gameday, name="Asking")
    making.make_sandbox(lame, state="broken", problem="no room")
    chat.say_in_chat(asking, "@facilitators what is a nap?", player=making.make_player(asking), now=LATER)
    calls.call_for_help(making.make_player(rivals), "Lost", now=LATER - timedelta(minutes=3))
    assert kinds(gameday) == [NeedKind.SANDBOX, NeedKind.CALL, NeedKind.STUCK, NeedKind.QUESTION]
    claims.claim_need(lame, NeedKind.SANDBOX, Sandbox.objects.get().pk, by=walter, now=LATER)
    assert kinds(gameday) == [NeedKind.CALL, NeedKind.STUCK, NeedKind.QUESTION, NeedKind.SANDBOX]
    assert [row.team for row in grid.control_room(gameday, LATER).rows] == [rivals, team, lame, asking]


def test_a_question_in_the_chat_names_the_staff_and_is_answered_by_any_line_of_theirs(gameday, team, dev, walter):
    for text in ("nobody is asked", "dev@example.org", "@Ada look"):
        chat.say_in_chat(team, text, player=dev, now=NOW)
    assert queue(gameday) == []
    chat.say_in_chat(team, "@Walter which loft?", player=dev, now=NOW)
    chat.say_in_chat(team, "@animateurs au secours", player=dev, now=NOW)
    [need] = queue(gameday)
    assert (need.kind, need.who, need.said) == (NeedKind.QUESTION, "Ada", ["@Walter which loft?"])
    chat.say_in_chat(team, "The upper one", facilitator=walter, now=NOW)
    assert queue(gameday) == []


def test_a_broken_sandbox_counts_only_while_there_is_a_day(gameday, team):
    making.make_sandbox(team, state="broken", problem="no room")
    assert [need.said for need in queue(gameday)] == [["no room"]]
    GameDay.objects.update(state="finished")
    gameday.refresh_from_db()
    assert queue(gameday) == []


@pytest.mark.parametrize("kind", NeedKind)
def test_of_two_who_claim_at_once_one_has_it_and_the_other_reads_who(gameday, team, dev, stuck, walter, grete, kind):
    subject = make_need(kind, team, dev, stuck)
    claims.claim_need(team, kind, subject, by=walter, now=LATER)
    with pytest.raises(Refused, match="walter"):
        claims.claim_need(team, kind, subject, by=grete, now=LATER)
    claims.claim_need(team, kind, subject, by=walter, now=LATER)  # pressed twice
    [need] = [need for need in queue(gameday) if need.kind == kind]
    assert need.facilitator == walter


@pytest.mark.parametrize("kind", NeedKind)
def test_a_need_is_handed_over_given_back_and_closed(gameday, team, dev, stuck, walter, grete, kind):
    subject = make_need(kind, team, dev, stuck)
    claims.claim_need(team, kind, subject, by=walter, now=LATER)
    claims.hand_over_need(team, kind, subject, to=grete, by=walter, now=LATER)
    assert [need.facilitator for need in queue(gameday) if need.kind == kind] == [grete]
    claims.hand_over_need(team, kind, subject, to=None, by=grete, now=LATER)
    assert [need.facilitator for need in queue(gameday) if need.kind == kind] == [None]
    claims.close_need(team, kind, subject, "Look at edge", by=grete, now=LATER)
    assert kind not in kinds(gameday)
    assert "Look at edge" in ChatLine.objects.order_by("pk").last().text


@pytest.mark.parametrize("kind", NeedKind)
def test_a_helper_takes_nothing_from_another_one_but_a_facilitator_may(
    gameday, team, dev, stuck, walter, grete, helper, kind
):
    subject = make_need(kind, team, dev, stuck)
    claims.claim_need(team, kind, subject, by=grete, now=LATER)
    with pytest.raises(Refused, match="grete has taken that"):
        claims.hand_over_need(team, kind, subject, to=helper, by=helper, now=LATER)
    with pytest.raises(Refused, match="grete has taken that"):
        claims.close_need(team, kind, subject, by=helper, now=LATER)
    claims.hand_over_need(team, kind, subject, to=helper, by=walter, now=LATER)
    assert [need.facilitator for need in queue(gameday) if need.kind == kind] == [helper]


@pytest.fixture
def helper(db):
    user = get_user_model().objects.create_user("hella", is_staff=True)
    StaffDuty.objects.create(user=user, duty="helper")
    return user


def make_need(kind, team, player, stuck):
    if kind == NeedKind.CALL:
        return calls.call_for_help(player, "Lost", now=NOW).pk
    if kind == NeedKind.SANDBOX:
        return making.make_sandbox(team, state="broken").pk
    if kind == NeedKind.QUESTION:
        return chat.say_in_chat(team, "@facilitators help", player=player, now=NOW).pk
    return stuck.pk


def test_a_closed_alert_comes_back_when_the_team_gets_more_stuck(gameday, team, stuck, walter):
    claims.close_need(team, NeedKind.STUCK, stuck.pk, by=walter, now=LATER)
    assert queue(gameday) == []
    Objective.objects.update(failures=9)
    [need] = queue(gameday, LATER)
    assert (need.kind, need.facilitator) == (NeedKind.STUCK, None)
    claims.claim_need(team, NeedKind.STUCK, stuck.pk, by=walter, now=LATER)
    assert [need.facilitator for need in queue(gameday)] == [walter]
    assert NeedClaim.objects.count() == 1


def test_the_log_of_the_control_room_says_who_took_what_and_the_team_reads_nothing_of_it(gameday, team, stuck, walter):
    claims.claim_need(team, NeedKind.STUCK, stuck.pk, by=walter, now=LATER)
    row = Activity.objects.get(verb="help")
    assert (row.team, row.public) == (None, False)
    assert row.text == "walter looks after Gilded Hooves: stuck"


def test_the_hint_that_fits_is_about_the_check_that_fails_most(team):
    first, second, third = making.DOCUMENT["hints"]
    hints = [first, second | {"unless": "named"}, third | {"unless": "awake"}]
    stuck = making.make_incident(team, making.make_scenario(document={"hints": hints}))
    evaluation.prepare_objectives(NOW)
    rows = list(stuck.objectives.all())
    assert suggestions.choose_hint(stuck, set(), rows).rung == 0
    next(row for row in rows if row.key == "awake").failures = 3
    found = suggestions.choose_hint(stuck, set(), rows)
    assert (found.rung, found.number, found.why) == (2, 3, "3 failed checks of “Awake”")
    next(row for row in rows if row.key == "awake").met_at = NOW
    assert suggestions.choose_hint(stuck, {0}, rows).rung == 1
    assert suggestions.choose_hint(stuck, {0, 1}, rows) is None


def test_the_queue_costs_the_same_queries_for_many_needs(
    admin_client, gameday, team, dev, django_assert_max_num_queries
):
    url = reverse("scoring:control-part", args=[gameday.slug, "grid"])
    scenario = making.make_scenario()

    def one_more():
        other = making.make_team(gameday)
        player = making.make_player(other)
        making.make_incident(other, scenario, now=timezone.now() - timedelta(minutes=40))
        making.make_sandbox(making.make_team(gameday), state="broken")
        calls.call_for_help(player, "", now=NOW)
        chat.say_in_chat(other, "@facilitators help", player=player, now=NOW)
        HelpCall.objects.filter(team=other).update(incident=other.incidents.get())

    one_more()
    evaluation.prepare_objectives(timezone.now())
    admin_client.get(url, {"beside": team.pk})
    with django_assert_max_num_queries(45) as first:
        admin_client.get(url, {"beside": team.pk})
    one_more()
    one_more()
    with django_assert_max_num_queries(len(first)):
        admin_client.get(url, {"beside": team.pk})


def test_a_room_of_forty_teams_comes_in_less_than_eight_kilobytes(admin_client, gameday):
    scenario = making.make_scenario()
    for number in range(40):
        team = making.make_team(gameday, name=f"Gilded Hooves number {number}", emblem="🦄")
        making.make_sandbox(team)
        player = making.make_player(team)
        making.make_incident(team, scenario, now=timezone.now() - timedelta(minutes=number))
        if number % 5 == 0:
            calls.call_for_help(player, f"We are lost in loft {number}", now=timezone.now())
    evaluation.prepare_objectives(timezone.now())
    HintTaken.objects.create(incident=gameday.incidents.first(), rung=0, price=0, at=NOW)
    url = reverse("scoring:control-part", args=[gameday.slug, "grid"])
    answer = admin_client.get(url, {"beside": team.pk}, headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    bare = gzip.compress(gzip.decompress(answer.content))  # Django adds some bytes, each time others
    assert len(bare) < 8192


def test_answers_are_prepared_offered_and_forgotten(admin_client, gameday, team, dev):
    calls.call_for_help(dev, "", now=NOW)
    url = reverse("scoring:prepare-answer", args=[gameday.slug])
    admin_client.post(url, {"text": " Read the   runbook "})
    admin_client.post(url, {"text": "Read the runbook"})
    page = read_page(admin_client.get(reverse("scoring:control", args=[gameday.slug])))
    assert page.count('<option value="Read the runbook">') == 1
    row = gameday.prepared_answers.get()
    admin_client.post(reverse("scoring:forget-answer", args=[gameday.slug, row.pk]))
    assert gameday.prepared_answers.count() == 0


@pytest.mark.parametrize(("text", "why"), [("  ", "nothing in it"), ("h" * 301, "takes 300")])
def test_an_answer_that_cannot_be_kept_is_refused_with_a_sentence(gameday, text, why):
    with pytest.raises(Refused, match=why):
        prepared.add_answer(gameday, text, by="walter", now=NOW)


def test_a_need_of_another_day_or_of_no_kind_is_not_there(admin_client, gameday, team, dev, stuck):
    other = making.make_gameday()
    for slug, kind, pk in ((other.slug, "stuck", stuck.pk), (gameday.slug, "mood", 1), (gameday.slug, "call", 999)):
        answer = admin_client.post(reverse("scoring:claim-need", args=[slug, kind, pk]), headers=HTMX)
        assert answer.status_code == 404


def test_a_claim_is_said_at_once_and_the_queue_shows_it_to_all(admin_client, gameday, team, stuck):
    subject = making.make_incident(team, now=timezone.now() - timedelta(minutes=30)).pk
    evaluation.prepare_objectives(timezone.now())
    url = reverse("scoring:claim-need", args=[gameday.slug, "stuck", subject])
    assert "Gilded Hooves is yours; the others see it." in read_page(admin_client.post(url, headers=HTMX))
    url = reverse("scoring:control-part", args=[gameday.slug, "grid"])
    page = read_page(admin_client.get(url, {"beside": team.pk}, headers=HTMX))
    assert 'acknowledged"> yours </span>' in page
    assert 'id="beside-team" hx-swap-oob="innerHTML"' in page
