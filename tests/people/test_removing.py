"""Taking people out of a game: in bulk, after a question, with their acts undone; and letting them back in."""

import pytest
from django.urls import reverse

from gameday import access
from gameday.incidents import notes
from gameday.models import Activity, ChatLine, Note, Player
from gameday.people import joining, removing
from gameday.team import chat
from gameday.terminals import tickets
from scenarios.refusal import Refused
from scoring.board import publisher, snapshot
from scoring.pages.team import communication, incident_cards, page_data
from scoring.referee import evaluation, evidence, objectives
from tests.making import NOW, make_gameday, make_incident, make_player, make_team, running_gameday
from tests.own_redis import own_redis_keys
from tests.people.test_gameday_admin import said, text

pytestmark = pytest.mark.django_db
LIST = reverse("admin:gameday_player_changelist")


@pytest.fixture(autouse=True)
def own_redis(settings):
    with own_redis_keys(settings, "removing"):
        yield


@pytest.fixture
def team(db):
    return make_team(running_gameday(), name="Hooves")


@pytest.fixture
def ada(team):
    return make_player(team, "dev", name="Ada")


@pytest.fixture
def mallory(team):
    return make_player(team, "ops", name="Mallory")


@pytest.fixture
def incident(team):
    row = make_incident(team)
    evaluation.prepare_objectives(NOW)
    return row


def remove(*players):
    return removing.remove_players(players, by="walter", now=NOW)


class TestInTheAdmin:
    def test_three_hundred_are_asked_about_and_removed_at_once(self, desk, team):
        for number in range(300):
            make_player(team, name=f"Robot {number}")
        chosen = {"action": "remove", "_selected_action": list(Player.objects.values_list("pk", flat=True))}
        asked = text(desk.post(LIST, chosen))
        assert "Robot 299" in asked
        assert "What they said and noted is hidden" in asked
        assert Player.objects.count() == 300
        assert said(desk.post(LIST, chosen | {"sure": "yes"}))[0].startswith("300 people are out of the game")
        assert (Player.objects.count(), Player.everybody.count()) == (0, 300)

    def test_the_list_leaves_the_removed_out_until_it_is_asked(self, desk, ada, mallory):
        remove(mallory)
        assert "Mallory" not in text(desk.get(LIST))
        assert "Mallory" in text(desk.get(LIST, {"removed": "yes"}))
        assert "Ada" in text(desk.get(LIST, {"removed": "all"}))
        assert "Mallory" in text(desk.get(reverse("admin:gameday_player_change", args=[mallory.pk])))

    def test_they_are_let_back_in_from_there(self, desk, mallory):
        remove(mallory)
        back = {"action": "let_back_in", "_selected_action": mallory.pk}
        assert said(desk.post(f"{LIST}?removed=yes", back))[0].startswith("1 person may take part again")
        assert Player.objects.get() == mallory

    def test_the_list_takes_the_same_queries_with_one_row_and_with_three(self, team, queries):
        queries(LIST, lambda: make_player(team))


def test_it_is_told_in_the_team_and_in_the_control_room(ada, mallory):
    assert remove(ada, mallory) == 2
    act = Activity.objects.get(verb="removed")
    assert (act.team.name, act.text, act.public) == ("Hooves", "walter takes out of the game: Ada, Mallory", False)


def test_a_second_press_removes_nobody(mallory):
    assert [remove(mallory), remove(mallory)] == [1, 0]
    assert Activity.objects.filter(verb="removed").count() == 1


def test_what_they_said_and_noted_is_hidden_and_comes_back_with_them(team, ada, mallory, incident):
    chat.say_in_chat(team, "Hello @Ada", player=mallory, now=NOW)
    notes.add_note(incident, "finding", "It is the hay.", player=mallory, now=NOW)
    for gone in (True, False):
        verb = removing.remove_players if gone else removing.let_back_in
        verb([mallory], by="walter", now=NOW)
        lines, _older = chat.latest_lines(team)
        [pad] = communication.incidents_to_note(team)
        assert (len(lines), len(pad.notes.all()), chat.unread_lines(ada).lines) == ((0,) * 3 if gone else (1,) * 3)
    assert (ChatLine.objects.count(), Note.objects.count()) == (1, 1)


def test_what_they_ruled_out_is_open_again(ada, mallory, incident):
    note = notes.add_note(incident, "hypothesis", "It is the cache.", player=ada, now=NOW)
    notes.judge_note(note, "refuted", player=mallory, now=NOW)
    remove(mallory)
    note.refresh_from_db()
    assert (note.verdict, note.verdict_by, note.verdict_at) == ("", "", None)


def test_their_name_leaves_the_board_and_the_feed_and_stays_in_the_log(team):
    joining.join_gameday(team.gameday, name="Rude Word", role="dev", now=NOW)
    before = snapshot.board_snapshot(team.gameday, NOW)
    assert "Rude Word" in str(before)
    remove(Player.objects.get())
    after = snapshot.board_snapshot(team.gameday, NOW)
    assert "Rude Word" not in str(after)
    assert publisher.board_difference(before, after)[0] == "snapshot"
    assert [act.verb for act in page_data.activity_feed(team)] == ["removed"]
    assert Activity.objects.filter(verb="joined").exists()


def test_a_key_that_they_turned_falls_back(ada, mallory, incident):
    objectives.turn_key(incident.objectives.get(key="released"), player=mallory, now=NOW)
    remove(mallory)
    card = incident_cards.incident_cards(ada, NOW)[0]
    assert [goal.keys.turned for goal in card.objectives if goal.keys] == [{}]
    assert objectives.turn_key(incident.objectives.get(key="released"), player=ada, now=NOW) is False


def test_their_wrong_answers_hold_nobody_up(ada, mallory, incident):
    question = incident.objectives.get(key="named")
    type(mallory).objects.filter(pk=mallory.pk).update(role="dev")
    mallory.refresh_from_db()
    for _ in range(5):
        objectives.answer_objective(question, "cache", player=mallory, now=NOW)
    with pytest.raises(Refused, match="take a breath"):
        objectives.answer_objective(question, "storefront", player=ada, now=NOW)
    remove(mallory)
    assert objectives.answer_objective(question, "storefront", player=ada, now=NOW).correct


def test_their_hand_no_longer_counts_as_the_seats(ada, mallory, incident):
    objectives.turn_key(incident.objectives.get(key="released"), player=mallory, now=NOW)
    assert evidence.seats_with_a_hand(incident) == {"ops"}
    remove(mallory)
    assert evidence.seats_with_a_hand(incident) == frozenset()


def test_nobody_commands_what_they_commanded(mallory, incident):
    type(incident).objects.update(commander=mallory)
    remove(mallory)
    incident.refresh_from_db()
    assert incident.commander is None


def test_their_seat_is_free_and_opens_no_terminal(ada, mallory):
    assert access.allowed_seats(ada) == {"dev"}
    remove(mallory)
    assert access.allowed_seats(ada) == {"dev", "ops"}
    assert tickets.enterable_containers([mallory.pk]) == {}


def test_the_real_owner_of_the_name_can_join(team, mallory):
    remove(mallory)
    assert joining.join_gameday(team.gameday, name="Mallory", role="dev", now=NOW).pk != mallory.pk
    with pytest.raises(Refused, match="somebody else has joined under one of these names"):
        removing.let_back_in([mallory], by="walter", now=NOW)
    assert Player.everybody.get(pk=mallory.pk).removed_at == NOW


def test_a_removed_player_is_moved_to_another_team_before_they_are_let_back_in(desk, team, mallory):
    other = make_team(team.gameday, name="Manes")
    remove(mallory)
    desk.post(
        reverse("admin:gameday_player_change", args=[mallory.pk]),
        {"name": "Mallory", "role": "ops", "team": other.pk, "department": "", "skill": "3"},
    )
    assert Player.everybody.get(pk=mallory.pk).team == other


def test_people_of_two_game_days_are_removed_together(mallory):
    other = make_player(make_team(make_gameday()), name="Trudy")
    assert remove(mallory, other) == 2
    assert Activity.objects.filter(verb="removed").values("gameday").distinct().count() == 2


def test_the_removed_are_counted_nowhere(desk, team, ada, mallory):
    remove(mallory)
    page = text(desk.get(reverse("scoring:control", args=[team.gameday.slug])))
    assert "1 here" in page
    assert "1 of 64 places taken" in page
    assert ">1<" in text(desk.get(reverse("admin:gameday_gameday_changelist"))).replace("> ", ">").replace(" <", "<")
