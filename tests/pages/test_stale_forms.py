"""Forms that were opened before somebody signed in or out in another tab of the same browser."""

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from gameday.models import ChatLine
from tests import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    """A player's browser, with a server that looks at tokens, in which a facilitator signs in, in another tab."""
    player = making.make_player(making.make_team(making.running_gameday()), "ops", name="Otto")
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    session = browser.session
    session["player_token"] = player.token
    session.save()
    return browser


def token_of(browser: Client) -> str:
    return browser.cookies[settings.CSRF_COOKIE_NAME].value


def sign_in(browser: Client) -> None:
    get_user_model().objects.create_superuser("facilitator", password="a-long-word")
    browser.get("/admin/login/")
    form = {"username": "facilitator", "password": "a-long-word", "csrfmiddlewaretoken": token_of(browser)}
    assert browser.post("/admin/login/?next=/admin/", form).status_code == 302


def say(browser: Client, token: str) -> int:
    sent = browser.post(
        "/play/chat/say/", {"text": "hay", "csrfmiddlewaretoken": token}, headers={"HX-Request": "true"}
    )
    return sent.status_code


def test_the_token_in_the_cookie_is_good_after_a_login_in_another_tab_and_the_old_one_is_not(browser):
    browser.get("/play/")
    old = token_of(browser)
    sign_in(browser)
    assert token_of(browser) != old
    assert say(browser, old) == 403
    assert say(browser, token_of(browser)) == 200  # what static/js/csrf.js sends
    assert [line.text for line in ChatLine.objects.all()] == ["hay"]


def test_scripts_can_read_the_cookie_and_are_told_its_name(browser):
    page = browser.get("/play/").content.decode()
    assert f'<meta name="csrf-cookie" content="{settings.CSRF_COOKIE_NAME}">' in page
    assert not browser.cookies[settings.CSRF_COOKIE_NAME]["httponly"]


def test_a_form_that_is_too_old_says_so_in_words(browser):
    refused = browser.post("/play/leave/")
    assert refused.status_code == 403
    assert "This form was too old" in refused.content.decode()
