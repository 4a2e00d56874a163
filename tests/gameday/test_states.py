"""states: one writer, one winner."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from gameday import states
from gameday.language.vocabulary import actor_name
from gameday.models import GameDay, Transition
from gameday.models.choices import Actor
from gameday.models.gameday import MANNERS, THINGS
from tests.making import NOW, make_gameday

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


def test_of_two_who_loaded_the_same_row_one_wins():
    one = make_gameday()
    other = GameDay.objects.get(pk=one.pk)
    assert states.move(one, "provisioning", now=NOW, by="Ada")
    assert not states.move(other, "provisioning", now=NOW, by="Grace")
    assert [row.by for row in Transition.objects.all()] == ["Ada"]


def test_the_winner_carries_the_new_values_and_the_other_keeps_the_old():
    one = make_gameday()
    other = GameDay.objects.get(pk=one.pk)
    assert states.move(one, "provisioning", now=NOW, by="Ada", started_at=NOW)
    assert not states.move(other, "provisioning", now=NOW, by="Grace", started_at=NOW)
    assert (one.state, one.started_at) == ("provisioning", NOW)
    assert (other.state, other.started_at) == ("draft", None)
    assert GameDay.objects.values_list("state", "started_at").get(pk=one.pk) == ("provisioning", NOW)


def test_a_move_is_written_down():
    gameday = make_gameday()
    states.move(gameday, "provisioning", now=NOW, by="Ada")
    states.advance(gameday, "lobby", now=LATER, by="Grace", why="All are ready")
    assert list(Transition.objects.order_by("pk").values_list("noun", "row", "old", "new", "at", "by", "why")) == [
        ("GameDay", gameday.pk, "draft", "provisioning", NOW, "Ada", ""),
        ("GameDay", gameday.pk, "provisioning", "lobby", LATER, "Grace", "All are ready"),
    ]


def test_a_move_moves_no_other_row():
    moved, other = make_gameday(), make_gameday()
    states.move(moved, "provisioning", now=NOW, by="Ada")
    other.refresh_from_db()
    assert other.state == "draft"


def test_a_move_that_is_not_named_is_an_error():
    gameday = make_gameday()
    with pytest.raises(states.ForbiddenMove, match=f"^GameDay {gameday.pk}: draft -> running$"):
        states.move(gameday, "running", now=NOW, by="Ada")


def test_a_stale_row_advances_from_the_state_that_it_has_by_now():
    stale = make_gameday()
    states.move(GameDay.objects.get(pk=stale.pk), "provisioning", now=NOW, by="Ada")
    assert states.advance(stale, "lobby", now=NOW, by="Ada", started_at=LATER)
    assert (stale.state, stale.started_at) == ("lobby", LATER)
    assert not states.advance(stale, "lobby", now=NOW, by="Ada")


def test_an_advance_reads_nothing_anew_but_the_state():
    gameday = make_gameday()
    gameday.name = "Not saved yet"
    states.advance(gameday, "provisioning", now=NOW, by="Ada")
    assert gameday.name == "Not saved yet"


def test_an_advance_without_a_reason_writes_none_down():
    states.advance(make_gameday(), "provisioning", now=NOW, by="Ada")
    assert Transition.objects.get().why == ""


def test_an_advance_tries_again_where_another_got_there_first(monkeypatch):
    """As when a worker moves the row between the look at its state and the move."""
    gameday, move, beaten = make_gameday(), states.move, []

    def beaten_once(row, to, **about):
        if not beaten:
            beaten.append(to)
            move(GameDay.objects.get(pk=row.pk), "provisioning", now=NOW, by="Grace")
            move(GameDay.objects.get(pk=row.pk), "draft", now=NOW, by="Grace")
            return False
        return move(row, to, **about)

    monkeypatch.setattr(states, "move", beaten_once)
    assert states.advance(gameday, "provisioning", now=NOW, by="Ada")
    assert (gameday.state, beaten) == ("provisioning", ["provisioning"])


def test_an_advance_that_loses_again_and_again_says_so(monkeypatch):
    monkeypatch.setattr(states, "move", lambda row, to, **about: False)
    assert states.advance(make_gameday(), "provisioning", now=NOW, by="Ada") is False


def test_the_table_names_these_moves_and_no_others():
    told = {noun: {state: " ".join(to) for state, to in moves.items()} for noun, moves in states.MOVES.items()}
    assert told == {
        "GameDay": {
            "draft": "provisioning",
            "provisioning": "lobby draft",
            "lobby": "running draft finished",
            "running": "paused finished",
            "paused": "running finished",
            "finished": "archived",
            "archived": "",
        },
        "Sandbox": {
            "requested": "building gone",
            "building": "ready broken gone",
            "ready": "building broken gone",
            "broken": "building gone",
            "gone": "",
        },
        "Incident": {
            "scheduled": "injecting voided",
            "injecting": "live voided",
            "live": "acknowledged mitigated resolved expired voided",
            "acknowledged": "mitigated resolved expired voided",
            "mitigated": "resolved expired voided",
            "resolved": "voided",
            "expired": "voided",
            "voided": "",
        },
        "Injection": {
            "planned": "applied healing",
            "applied": "verified healing",
            "verified": "healing healed",
            "healing": "healed",
            "healed": "",
        },
        "Preflight": {
            "asked": "flying landed cancelled",
            "flying": "landed cancelled",
            "landed": "",
            "cancelled": "",
        },
    }


def test_every_state_that_a_move_leads_to_is_a_state():
    for moves in states.MOVES.values():
        assert {to for targets in moves.values() for to in targets} <= moves.keys()


def test_a_person_reads_who_moved_a_state(admin_client):
    gameday = make_gameday()
    states.move(gameday, "provisioning", now=NOW, by="Ada")
    states.move(gameday, "lobby", now=NOW, by=Actor.DIRECTOR)
    page = admin_client.get(reverse("admin:gameday_transition_changelist")).content.decode()
    assert '<td class="field-actor">Ada</td>' in page
    assert '<td class="field-actor">the director</td>' in page
    with translation.override("fr"):
        assert [actor_name(by) for by in ("Ada", Actor.DIRECTOR)] == ["Ada", "le directeur"]


def test_a_game_day_gets_a_code_and_a_slug_of_its_own():
    first = GameDay.objects.create(name="Hay Day")
    second = GameDay.objects.create(name="Hay Day")
    assert (first.slug, second.slug) == ("hay-day", "hay-day-2")
    assert first.join_code != second.join_code


def test_the_longest_code_fits_its_column():
    longest = f"{max(MANNERS.split(), key=len)}-{max(THINGS.split(), key=len)}-99"
    assert len(longest) <= GameDay._meta.get_field("join_code").max_length
