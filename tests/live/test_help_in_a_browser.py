"""A call for help in two browsers: a team calls, a facilitator says that they come and answers, and the team reads it."""

from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from gameday.access import SESSION_KEY
from gameday.asgi import application
from scoring.models import HelpCall, HelpCallState
from tests import making
from tests.chromium import watched
from tests.serving import port_of, serving

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(transactional_db, settings) -> Iterator[str]:
    with serving(application) as running:
        settings.PUBLIC_URL = f"http://localhost:{port_of(running)}"
        yield settings.PUBLIC_URL


def window(chromium: Browser, address: str, session: str) -> Page:
    context = chromium.new_context(base_url=address)
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    return watched(context.new_page())


def seated(token: str) -> str:
    session = Client().session
    session[SESSION_KEY] = token
    session.save()
    return session.session_key


def test_a_team_calls_a_facilitator_comes_and_answers_and_the_team_reads_it(chromium, address):
    gameday = making.running_gameday()
    team = making.make_team(gameday, name="Gilded Hooves")
    making.make_team(gameday, name="Neigh Sayers", position=0)
    ada = making.make_player(team, "dev", name="Ada")
    walter = Client()
    walter.force_login(get_user_model().objects.create_user("walter", is_staff=True))
    desk = window(chromium, address, seated(ada.token))
    room = window(chromium, address, walter.cookies[django_settings.SESSION_COOKIE_NAME].value)
    desk.goto("/play/")
    room.goto(f"/control/{gameday.slug}/")

    desk.locator("#help-call summary").click()
    desk.get_by_label("What is it about?").fill("The map is gone")
    desk.get_by_label("What is it about?").press("Enter")
    expect(desk.locator("#help-call summary")).to_contain_text("Help is called")

    expect(room.locator("#grid tbody tr").first).to_contain_text("Gilded Hooves")
    expect(room.locator(".call")).to_contain_text("The map is gone")
    expect(room).to_have_title(f"(1) Control room · {gameday.name}")
    room.get_by_role("button", name="I am coming").click()
    expect(desk.locator("#help-call summary")).to_contain_text("Help is coming")
    expect(room).to_have_title(f"Control room · {gameday.name}")

    room.get_by_label("Answer to Gilded Hooves").fill("It hangs in the loft")
    room.get_by_role("button", name="Close the call").click()
    expect(room.locator("#told")).to_contain_text("Gilded Hooves reads your answer in its chat.")
    expect(desk.locator("#chat")).to_contain_text("@Ada It hangs in the loft")
    expect(desk.locator("#help-call summary")).to_contain_text("Call for help")
    the_acts_on_a_team_open_by_keyboard(room)
    assert HelpCall.objects.get().state == HelpCallState.ANSWERED
    assert [*desk.complaints, *room.complaints] == []


def the_acts_on_a_team_open_by_keyboard(room: Page) -> None:
    gear = room.get_by_role("link", name="Act on Gilded Hooves")
    gear.focus()
    gear.press("Enter")
    sheet = room.locator("#sheet")
    expect(sheet.get_by_label("What they read")).to_be_focused()
    sheet.get_by_label("Points").fill("7")
    sheet.get_by_label("Reason").fill("a fine call")
    sheet.get_by_label("Reason").press("Enter")
    expect(sheet).to_be_hidden()
    expect(room.locator("#told")).to_contain_text("Gilded Hooves: +7 points.")
    expect(gear).to_be_focused()
