"""Facilitators close, open and renew the join code, and say how many people there is room for."""

from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from gameday.models import Activity, FormerJoinCode, GameDay, Player
from gameday.people import admission, joining
from scenarios.refusal import Refused
from tests.making import NOW, make_gameday, make_player, make_team
from tests.people.test_gameday_admin import change, do, said, text

pytestmark = pytest.mark.django_db


def acts():
    return [act.text for act in Activity.objects.filter(verb="joining").order_by("id")]


class TestInTheControlRoom:
    def press(self, desk, gameday, verb):
        return desk.post(reverse("scoring:run", args=[gameday.slug, verb]), follow=True)

    def test_one_press_closes_and_one_opens_the_code(self, desk, gameday):
        closed = text(self.press(desk, gameday, "close-joining"))
        assert "The join code is closed: nobody new gets in." in closed
        assert "Open the join code" in closed
        assert GameDay.objects.get().joining_open is False
        assert "The join code is open" in text(self.press(desk, gameday, "open-joining"))
        assert GameDay.objects.get().joining_open is True
        assert acts() == ["walter closes the join code: nobody new gets in", "walter opens the join code again"]

    def test_pressed_twice_it_is_told_once(self, desk, gameday):
        self.press(desk, gameday, "close-joining")
        self.press(desk, gameday, "close-joining")
        assert len(acts()) == 1

    def test_one_press_renews_the_code_and_says_the_new_one(self, desk, gameday):
        old = gameday.join_code
        page = text(self.press(desk, gameday, "renew-code"))
        new = GameDay.objects.get().join_code
        assert new != old
        assert f"The join code is {new} now." in page
        assert acts() == [f"walter renews the join code: it is {new} now"]
        assert FormerJoinCode.objects.get().code == old

    def test_the_places_are_seen_and_changed(self, desk, gameday):
        url = reverse("scoring:places", args=[gameday.slug])
        assert "3 of 64 places taken" in text(desk.get(reverse("scoring:control", args=[gameday.slug])))
        assert "The number of places is 5 now." in text(desk.post(url, {"most_players": "5"}, follow=True))
        assert "3 of 5 places taken" in text(desk.get(reverse("scoring:control", args=[gameday.slug])))
        desk.post(url, {"most_players": ""})
        assert GameDay.objects.get().most_players is None
        assert acts() == [f"walter sets the number of places to {number}" for number in (5, 64)]

    @pytest.mark.parametrize("wrong", ["0", "-1", "many", "99999999999"])
    def test_a_wrong_number_is_refused_with_a_sentence(self, desk, gameday, wrong):
        url = reverse("scoring:places", args=[gameday.slug])
        assert "Nothing was changed: Places:" in text(desk.post(url, {"most_players": wrong}, follow=True))
        assert GameDay.objects.get().most_players is None


class TestInTheAdmin:
    def test_the_panel_has_a_button_for_each_and_says_how_full_it_is(self, desk, gameday):
        page = text(desk.get(change(gameday)))
        assert "3 of 64 places are taken." in page
        for verb in ("close-joining", "renew-code"):
            assert do(gameday, verb) in page
        assert do(gameday, "open-joining") not in page

    def test_a_press_does_it(self, desk, gameday):
        desk.post(do(gameday, "close-joining"))
        assert GameDay.objects.get().joining_open is False
        answer = desk.post(do(gameday, "renew-code"))
        code = GameDay.objects.get().join_code
        assert said(answer)[-1].startswith(f"Renew the join code: The join code is {code} now.")


def test_the_command_line_does_it_too(gameday):
    out = StringIO()
    call_command("gameday", "close-joining", gameday.slug, stdout=out)
    call_command("gameday", "renew-code", gameday.slug, stdout=out)
    found = GameDay.objects.get()
    assert found.joining_open is False
    assert f"has the join code {found.join_code} now." in out.getvalue()


def test_an_old_code_is_never_given_to_another_game_day(gameday, monkeypatch):
    old = gameday.join_code
    admission.renew_join_code(gameday, by="walter", now=NOW)
    offered = iter([old, gameday.join_code, "free-hay-11"])
    monkeypatch.setattr("gameday.models.gameday.new_join_code", lambda: next(offered))
    assert GameDay.objects.create(name="Another").join_code == "free-hay-11"


def test_without_a_word_of_a_facilitator_there_is_room_for_sixteen_a_team():
    day = make_gameday()
    assert day.places == 64
    for _ in range(10):
        make_team(day)
    assert day.places == 160


def test_bots_take_nobodys_place(gameday):
    make_player(gameday.teams.first(), bot=True)
    assert admission.people_counted(gameday) == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_last_place_at_once_one_gets_it(gameday):
    admission.set_places(gameday, 4, by="walter", now=NOW)

    def enter(name):
        try:
            joining.join_gameday(gameday, name=name, role="dev", now=NOW)
        except Refused as refusal:
            return type(refusal)
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(enter, ["Eve", "Mallory", "Trent", "Peggy"]))
    assert sorted(answers, key=str) == [admission.NoPlace] * 3 + [None]
    assert Player.objects.count() == 4
