"""Joining by link, coming back, and every link that should not work."""

import pytest
from django.urls import reverse

from gameday.models import Activity, Player
from tests.reading import read_page

pytestmark = pytest.mark.django_db


def join(client, gameday, **fields):
    return client.post(reverse("gameday:join", args=[gameday.join_code]), {"name": "Ada", "role": "dev", **fields})


def test_a_newcomer_joins_and_lands_on_the_team_page(client, gameday, teams):
    response = join(client, gameday)
    assert (response.status_code, response["Location"]) == (302, reverse("scoring:play"))
    player = Player.objects.get()
    assert (player.name, player.role, player.team) == ("Ada", "dev", teams[0])
    act = Activity.objects.get()
    assert (act.verb, act.player, act.at) == ("joined", player, player.joined_at)


def test_the_second_dev_joins_the_team_with_fewer_devs(client, gameday, teams):
    join(client, gameday)
    client.session.flush()
    client.cookies.clear()
    join(client, gameday, name="Grace")
    assert Player.objects.get(name="Grace").team == teams[1]


def test_the_same_link_brings_back_who_has_joined(client, gameday, teams):
    join(client, gameday)
    response = client.get(reverse("gameday:join", args=[gameday.join_code]))
    assert (response.status_code, response["Location"]) == (302, reverse("scoring:play"))


def test_a_personal_link_works_in_another_browser(client, gameday, teams):
    player = Player.objects.create(gameday=gameday, team=teams[0], name="Ada", role="dev")
    client.get(reverse("gameday:seat", args=[player.token]))
    assert client.get(reverse("scoring:play")).status_code == 200


def test_a_name_that_has_joined_is_refused_and_the_form_keeps_what_was_typed(client, gameday, teams):
    join(client, gameday)
    client.cookies.clear()
    response = join(client, gameday, role="ops")
    assert response.status_code == 422
    assert "has joined already" in read_page(response)
    assert 'value="Ada"' in read_page(response)
    assert Player.objects.count() == 1


def test_an_invited_player_claims_the_seat_that_was_kept(client, gameday, teams):
    Player.objects.create(gameday=gameday, team=teams[1], name="Ada", role="ops")
    join(client, gameday)
    player = Player.objects.get()
    assert (player.team, player.role) == (teams[1], "ops")
    assert player.joined_at is not None


def test_a_finished_game_day_says_so_and_seats_nobody(client, gameday, teams):
    type(gameday).objects.update(state="finished")
    response = join(client, gameday)
    assert response.status_code == 410
    assert "over" in read_page(response)
    assert Player.objects.count() == 0


def test_an_unknown_code_says_where_to_look(client, db):
    response = client.get(reverse("gameday:join", args=["no-such"]))
    assert response.status_code == 404
    assert "no-such" in read_page(response)


def test_a_wrong_role_is_refused(client, gameday, teams):
    assert join(client, gameday, role="boss").status_code == 422
    assert Player.objects.count() == 0


def test_the_join_link_is_a_qr_code(client, gameday):
    response = client.get(reverse("gameday:join-qr", args=[gameday.join_code]))
    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg")


def test_the_team_page_sends_strangers_to_the_start_page(client, db):
    assert client.get(reverse("scoring:play"))["Location"] == reverse("gameday:home")


def test_the_control_room_is_for_facilitators_only(client, gameday, django_user_model):
    url = reverse("scoring:control", args=[gameday.slug])
    assert client.get(url).status_code == 302
    client.force_login(django_user_model.objects.create_user("walter"))
    assert client.get(url).status_code == 403
