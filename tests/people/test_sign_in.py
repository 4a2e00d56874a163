"""The facilitators' sign-in: passwords are not guessed in a loop, and a guest's guesses lock no facilitator out."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gameday.people import sign_in
from tests.own_redis import own_redis_keys
from tests.reading import read_page

pytestmark = pytest.mark.django_db
LOGIN = reverse("admin:login")


@pytest.fixture(autouse=True)
def own_redis(settings):
    with own_redis_keys(settings, "sign-in"):
        yield


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The time at which django-axes notes a try: it stands still, however slow the machine is, until a test moves it on."""
    moment = {"now": timezone.now()}
    monkeypatch.setattr("axes.handlers.proxy.now", lambda: moment["now"])
    monkeypatch.setattr(sign_in, "KNOWN_RATE", "10 per day")

    def move(**span):
        moment["now"] += timedelta(**span)

    return move


@pytest.fixture
def facilitator(db):
    return get_user_model().objects.create_user("facilitator", password="right", is_staff=True)


def try_password(password, browser=None, name="facilitator"):
    return (browser or Client()).post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR="192.0.2.7")


def guess(times, browser=None):
    return [try_password(f"wrong {number}", browser).status_code for number in range(times)]


def test_a_guest_beside_the_facilitator_locks_the_facilitators_browser_never_out(facilitator):
    known = Client()
    assert try_password("right", known).status_code == 302
    known.post(reverse("admin:logout"))
    assert guess(15)[-1] == 429
    assert try_password("right").status_code == 429  # a browser that nobody knows waits, with the right password too
    assert try_password("oops", known).status_code == 200
    assert try_password("right", known).status_code == 302


def test_ten_wrong_passwords_cost_a_short_wait_and_the_page_says_how_long_and_what_to_do(facilitator, clock):
    assert guess(10) == [200] * 9 + [429]
    answer = try_password("right")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "15"
    page = read_page(answer)
    assert "Wrong passwords were tried for facilitator" in page
    assert "manage.py facilitator unlock" in page
    clock(seconds=16)
    assert try_password("right").status_code == 302


def test_each_further_wrong_password_doubles_the_wait_up_to_five_minutes(facilitator, clock):
    guess(10)
    waits = []
    for _ in range(6):
        clock(minutes=6)
        waits.append(int(try_password("wrong")["Retry-After"]))
    assert waits == [30, 60, 120, 240, 300, 300]


def test_trying_while_it_is_locked_makes_nobody_wait_longer(facilitator, clock):
    guess(30)
    clock(seconds=16)
    assert try_password("right").status_code == 302


def test_who_has_signed_in_starts_again_from_nothing(facilitator):
    guess(9)
    try_password("right")
    assert guess(9) == [200] * 9


def test_a_known_browser_does_not_guess_in_a_loop(facilitator):
    known = Client()
    try_password("right", known)
    known.post(reverse("admin:logout"))
    assert 429 in guess(25, known)


def test_another_facilitators_browser_is_a_strangers(facilitator):
    get_user_model().objects.create_user("walter", password="mine", is_staff=True)
    known = Client()
    try_password("mine", known, name="walter")
    assert guess(11, known)[-1] == 429


def test_a_cookie_that_is_not_ours_makes_no_browser_known(facilitator):
    forged = Client()
    forged.cookies[sign_in._cookie("facilitator")] = "me:1abcde:nonsense"
    assert guess(11, forged)[-1] == 429


def test_a_guest_with_an_account_gets_no_such_cookie(db):
    get_user_model().objects.create_user("guest", password="mine")
    browser = Client()
    try_password("mine", browser, name="guest")
    assert not any("known" in name for name in browser.cookies)


class TestUnlock:
    def say(self, *words):
        out = StringIO()
        call_command("facilitator", "unlock", *words, stdout=out)
        return out.getvalue()

    def test_the_facilitator_gets_in_at_once(self, facilitator):
        guess(12)
        assert "facilitator can sign in again" in self.say()
        assert try_password("right").status_code == 302

    def test_it_says_where_nobody_was_locked_out(self, facilitator):
        assert "facilitator was not locked out" in self.say("facilitator")

    def test_an_unknown_name_is_one_clear_sentence(self, facilitator):
        with pytest.raises(CommandError, match="There is no facilitator “walter”"):
            self.say("walter")
