"""states: one writer, one winner."""

import pytest

from gameday import states
from gameday.models import GameDay, Transition
from gameday.models.gameday import MANNERS, THINGS
from tests.making import NOW, make_gameday

pytestmark = pytest.mark.django_db


def test_of_two_who_loaded_the_same_row_one_wins():
    one = make_gameday()
    other = GameDay.objects.get(pk=one.pk)
    assert states.move(one, "provisioning", now=NOW, by="Ada")
    assert not states.move(other, "provisioning", now=NOW, by="Grace")
    assert [row.by for row in Transition.objects.all()] == ["Ada"]


def test_a_move_that_is_not_named_is_an_error():
    with pytest.raises(states.ForbiddenMove, match="draft -> running"):
        states.move(make_gameday(), "running", now=NOW, by="Ada")


def test_a_stale_row_advances_from_the_state_that_it_has_by_now():
    stale = make_gameday()
    states.move(GameDay.objects.get(pk=stale.pk), "provisioning", now=NOW, by="Ada")
    assert states.advance(stale, "lobby", now=NOW, by="Ada")
    assert not states.advance(stale, "lobby", now=NOW, by="Ada")


def test_every_state_that_a_move_leads_to_is_a_state():
    for moves in states.MOVES.values():
        assert {to for targets in moves.values() for to in targets} <= moves.keys()


def test_a_game_day_gets_a_code_and_a_slug_of_its_own():
    first = GameDay.objects.create(name="Hay Day")
    second = GameDay.objects.create(name="Hay Day")
    assert (first.slug, second.slug) == ("hay-day", "hay-day-2")
    assert first.join_code != second.join_code


def test_the_longest_code_fits_its_column():
    longest = f"{max(MANNERS, key=len)}-{max(THINGS, key=len)}-99"
    assert len(longest) <= GameDay._meta.get_field("join_code").max_length
