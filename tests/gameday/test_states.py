"""states: one writer, one winner."""

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
