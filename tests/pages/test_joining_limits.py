"""The way in under pressure: loops, a full house, a closed or renewed code, people who were removed."""

import pytest
from django.test import Client
from django.urls import reverse

from gameday.access import SESSION_KEY
from gameday.models import GameDay, Player
from gameday.people import admission, removing
from tests import making
from tests.making import NOW
from tests.own_redis import own_redis_keys
from tests.reading import read_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_redis(settings):
    with own_redis_keys(settings, "joining"):
        yield


@pytest.fixture
def strict_address(monkeypatch):
    """Three joins an hour from one address: no test has to make a hundred, or to be quick."""
    monkeypatch.setattr("gameday.people.arrivals.ADDRESS_RATE", "3 per hour")


def join(gameday, name, *, browser=None, address="192.0.2.7", role="dev"):
    url = reverse("gameday:join", args=[gameday.join_code])
    return (browser or Client()).post(url, {"name": name, "role": role}, REMOTE_ADDR=address)


def test_sixty_people_behind_one_address_get_in_within_a_minute(gameday, teams):
    answers = [join(gameday, f"Guest {number}").status_code for number in range(60)]
    assert answers == [302] * 60


def test_a_loop_with_fresh_cookies_is_told_to_wait_and_keeps_what_was_typed(gameday, teams, strict_address):
    for number in range(3):
        join(gameday, f"Robot {number}")
    answer = join(gameday, "Ada", role="ops")
    assert (answer.status_code, Player.objects.count()) == (429, 3)
    assert 0 < int(answer["Retry-After"]) <= 3600
    page = read_page(answer)
    assert "Too many people are joining from here" in page
    assert 'value="Ada"' in page
    assert 'value="ops" required checked' in page


def test_people_elsewhere_join_while_a_loop_is_held_back(gameday, teams, strict_address):
    for number in range(4):
        join(gameday, f"Robot {number}")
    assert join(gameday, "Ada", address="198.51.100.4").status_code == 302


@pytest.mark.parametrize("addresses", [["2001:db8::1", "2001:db8::2", "2001:db8::ffff:3"], ["", "", ""]])
def test_other_addresses_of_one_owner_are_no_way_round(gameday, teams, strict_address, addresses):
    for number, address in enumerate(addresses):
        join(gameday, f"Robot {number}", address=address)
    assert join(gameday, "Robot 4", address=addresses[0][:10]).status_code == 429


def test_one_browser_that_tries_again_and_again_spares_its_neighbours(gameday, teams, strict_address, monkeypatch):
    monkeypatch.setattr("gameday.people.arrivals.BROWSER_RATE", "1 per hour")
    busy = Client()
    busy.get(reverse("gameday:join", args=[gameday.join_code]))  # gets the cookie by which its form is known
    join(gameday, "Mallory", browser=busy)
    busy.cookies.pop("sessionid", None)
    again = reverse("gameday:join", args=[gameday.join_code]) + "?again"
    for number in range(5):
        answer = busy.post(again, {"name": f"Mallory {number}", "role": "dev"}, REMOTE_ADDR="192.0.2.7")
        assert answer.status_code == 429
    assert join(gameday, "Ada").status_code == 302


def test_a_closed_code_says_so_and_keeps_what_was_typed(gameday, teams):
    admission.close_joining(gameday, by="walter", now=NOW)
    assert Client().get(reverse("gameday:join", args=[gameday.join_code])).status_code == 403
    answer = join(gameday, "Ada")
    assert (answer.status_code, Player.objects.count()) == (403, 0)
    assert "A facilitator has closed the join code" in read_page(answer)
    assert 'value="Ada"' in read_page(answer)
    admission.open_joining(gameday, by="walter", now=NOW)
    assert join(gameday, "Ada").status_code == 302


def test_who_has_a_seat_comes_back_through_a_closed_code(client, gameday, teams):
    player = making.make_player(teams[0])
    admission.close_joining(gameday, by="walter", now=NOW)
    assert client.get(reverse("gameday:seat", args=[player.token]))["Location"] == reverse("scoring:play")
    assert client.get(reverse("gameday:join", args=[gameday.join_code])).status_code == 302


def test_a_link_with_the_old_code_says_that_it_has_changed(client, gameday, teams):
    old = reverse("gameday:join", args=[gameday.join_code])
    code = admission.renew_join_code(gameday, by="walter", now=NOW)
    for answer in (client.get(old), client.post(old, {"name": "Ada", "role": "dev"})):
        assert answer.status_code == 410
        assert "The join code has changed" in read_page(answer)
        assert code not in read_page(answer)
    assert join(gameday, "Ada").status_code == 302


def test_who_joined_by_the_old_code_is_brought_to_their_team_by_it(client, gameday, teams):
    join(gameday, "Ada", browser=client)
    old = reverse("gameday:join", args=[gameday.join_code])
    admission.renew_join_code(gameday, by="walter", now=NOW)
    assert client.get(old)["Location"] == reverse("scoring:play")


def test_when_all_places_are_taken_a_page_says_so(gameday, teams):
    admission.set_places(gameday, 1, by="walter", now=NOW)
    assert join(gameday, "Ada").status_code == 302
    answer = join(gameday, "Grace")
    assert (answer.status_code, Player.objects.count()) == (409, 1)
    assert "This game day is full: all of its places (1) are taken." in read_page(answer)
    assert 'value="Grace"' in read_page(answer)
    admission.set_places(gameday, 2, by="walter", now=NOW)
    assert join(gameday, "Grace").status_code == 302


def test_who_is_on_the_list_gets_in_when_all_places_are_taken(gameday, teams):
    making.make_player(teams[0], name="Ada", joined_at=None)
    admission.set_places(gameday, 1, by="walter", now=NOW)
    assert join(gameday, "Grace").status_code == 409
    assert join(gameday, "Ada").status_code == 302


class TestRemoved:
    @pytest.fixture
    def mallory(self, client, gameday, teams):
        """Mallory's browser, after Mallory was removed."""
        join(gameday, "Mallory", browser=client)
        removing.remove_players([Player.objects.get()], by="walter", now=NOW)
        return client

    def test_their_page_says_so(self, mallory):
        answer = mallory.get(reverse("scoring:play"))
        assert answer.status_code == 403
        assert "You were taken out of the game" in read_page(answer)

    def test_a_page_that_is_open_loads_itself_again_and_says_so(self, mallory):
        for answer in (
            mallory.get(reverse("scoring:play-part", args=["chat"]), headers={"HX-Request": "true"}),
            mallory.post(reverse("scoring:say"), {"text": "Hi"}, headers={"HX-Request": "true"}),
        ):
            assert (answer.status_code, answer["HX-Refresh"]) == (403, "true")

    def test_their_browser_does_not_join_again_by_leaving_first(self, mallory, gameday):
        mallory.post(reverse("gameday:leave"))
        assert join(gameday, "Mallory II", browser=mallory).status_code == 403
        assert Player.objects.count() == 0

    def test_nor_by_the_old_link_or_their_own(self, mallory, gameday):
        old = reverse("gameday:join", args=[gameday.join_code])
        admission.renew_join_code(gameday, by="walter", now=NOW)
        assert mallory.get(old).status_code == 403
        assert Client().get(reverse("gameday:seat", args=[Player.everybody.get().token])).status_code == 403

    def test_let_back_in_their_browser_is_at_its_seat_again(self, mallory):
        removing.let_back_in(Player.everybody.all(), by="walter", now=NOW)
        assert mallory.get(reverse("scoring:play")).status_code == 200

    def test_another_game_day_is_open_to_them(self, mallory):
        other = making.make_gameday(state="lobby")
        making.make_team(other)
        assert join(other, "Mallory", browser=mallory).status_code == 302
        assert mallory.session[SESSION_KEY] == Player.objects.get().token


def test_a_screen_shows_no_way_in_while_the_code_is_closed(client, gameday, teams):
    url = reverse("scoring:board-screen", args=[gameday.slug])
    assert 'data-code="hay-1234"' in read_page(client.get(url))
    admission.close_joining(GameDay.objects.get(), by="walter", now=NOW)
    page = read_page(client.get(url))
    assert 'data-code=""' in page
    assert "hay-1234" not in page
    assert "have closed the join code" in page
