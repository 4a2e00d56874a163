"""A call for help in three browsers: a team calls, one of two facilitators comes and answers, and all of them see it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect

from gameday.access import SESSION_KEY
from gameday.models import GameDay
from scoring.models import HelpCall, HelpCallState
from tests import making
from tests.accessibility import barriers_in_light_and_dark
from tests.chromium import watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def window(chromium: Browser, address: str, session: str) -> Page:
    context = chromium.new_context(base_url=address)
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    return watched(context.new_page())


def seated(token: str) -> str:
    session = Client().session
    session[SESSION_KEY] = token
    session.save()
    return session.session_key


def facilitator(chromium: Browser, address: str, name: str, gameday: GameDay) -> Page:
    browser = Client()
    browser.force_login(get_user_model().objects.create_user(name, is_staff=True))
    page = window(chromium, address, browser.cookies[django_settings.SESSION_COOKIE_NAME].value)
    page.goto(f"/control/{gameday.slug}/")
    return page


def test_a_team_calls_one_of_two_facilitators_comes_and_answers_and_all_see_it(chromium, address):
    gameday = making.running_gameday()
    team = making.make_team(gameday, name="Gilded Hooves")
    making.make_team(gameday, name="Neigh Sayers", position=0)
    ada = making.make_player(team, "dev", name="Ada")
    desk = window(chromium, address, seated(ada.token))
    desk.goto("/play/")
    room, other = (facilitator(chromium, address, name, gameday) for name in ("walter", "grete"))

    desk.locator("#help-call summary").click()
    desk.get_by_label("What is it about?").fill("The map is gone")
    desk.get_by_label("What is it about?").press("Enter")
    expect(desk.locator("#help-call summary")).to_contain_text("Help is called")

    for each in (room, other):
        expect(each.locator("#grid tbody tr").first).to_contain_text("Gilded Hooves")
        expect(each.locator(".need")).to_contain_text("The map is gone")
        expect(each).to_have_title(f"(1) Control room · {gameday.name}")
    the_filter_hides_the_other_team(room)
    room.keyboard.press("j")
    expect(room.locator("#beside-title")).to_contain_text("Gilded Hooves")
    room.keyboard.press("c")
    expect(other.locator(".need")).to_contain_text("walter is on it")
    expect(room.locator(".need")).to_contain_text("yours")
    expect(desk.locator("#help-call summary")).to_contain_text("Help is coming")
    for each in (room, other):
        expect(each).to_have_title(f"Control room · {gameday.name}")

    room.keyboard.press("a")
    expect(room.get_by_label("Answer to Gilded Hooves")).to_be_focused()
    with the_list_comes_late(room):
        room.keyboard.type("It hangs in the loft")
        room.keyboard.press("Enter")
        expect(room.locator("#told")).to_contain_text("Gilded Hooves reads your answer in its chat.")
        expect(room.get_by_role("button", name="Close")).to_be_focused()  # a key is a key, and no letter of the answer
    for each in (room, other):
        expect(each.locator(".queue")).to_contain_text("Nobody.")
    expect(desk.locator("#chat")).to_contain_text("@Ada It hangs in the loft")
    expect(desk.locator("#help-call summary")).to_contain_text("Call for help")
    the_acts_on_a_team_go_by_keyboard(room)
    a_key_waits_for_the_team_that_one_walks_to(room)
    escape_puts_a_menu_away(room)
    the_game_pauses_and_goes_on_without_leaving_the_page(room, other)
    assert HelpCall.objects.get().state == HelpCallState.ANSWERED
    assert [*desk.complaints, *room.complaints, *other.complaints] == []


@contextmanager
def the_list_comes_late(room: Page) -> Iterator[None]:
    """Its news arrive when the block has ended."""
    waiting: list[Route] | None = []

    def arrives(route: Route) -> None:
        if waiting is None:
            route.continue_()
        else:
            waiting.append(route)

    room.route("**/part/grid/**", arrives)
    yield
    late, waiting = waiting, None
    for route in late:
        route.continue_()


def the_filter_hides_the_other_team(room: Page) -> None:
    room.keyboard.press("/")
    room.keyboard.type("hooves")
    expect(room.locator("#filtered")).to_have_text("1 of 2 teams")
    expect(room.locator("#grid tbody tr:visible")).to_have_count(1)
    room.keyboard.press("Escape")
    expect(room.locator("#grid tbody tr:visible")).to_have_count(2)
    room.keyboard.press("Escape")


def the_acts_on_a_team_go_by_keyboard(room: Page) -> None:
    room.keyboard.press("p")
    sheet = room.locator("#sheet")
    expect(sheet.get_by_label("Points")).to_be_focused()
    room.keyboard.type("7")
    sheet.get_by_label("Reason").fill("a fine call")
    sheet.get_by_label("Reason").press("Enter")
    expect(sheet).to_be_hidden()
    expect(room.locator("#told")).to_contain_text("Gilded Hooves: +7 points.")
    expect(room.locator("#act-points")).to_be_focused()
    room.keyboard.press("u")
    expect(room.locator("#told")).to_contain_text("Taken back: -7 points for Gilded Hooves")
    assert barriers_in_light_and_dark(room) == []


def a_key_waits_for_the_team_that_one_walks_to(room: Page) -> None:
    for key in "jkp":
        room.keyboard.press(key)
    expect(room.locator("#sheet-title")).to_contain_text("Neigh Sayers")
    room.keyboard.press("Escape")
    expect(room.locator("#act-points")).to_be_focused()


def escape_puts_a_menu_away(room: Page) -> None:
    menu = room.locator("#everybody-points")
    room.keyboard.press("V")
    expect(menu.get_by_label("The last minutes")).to_be_focused()
    room.keyboard.press("Escape")
    expect(menu.locator("summary")).to_be_focused()
    expect(menu.locator(".card")).to_be_hidden()


def the_game_pauses_and_goes_on_without_leaving_the_page(room: Page, other: Page) -> None:
    room.get_by_label("Filter the teams").fill("hooves")
    room.get_by_role("button", name="Pause").click()
    for each in (room, other):
        expect(each.locator("#clock h1")).to_contain_text("paused")
    expect(room.get_by_label("Filter the teams")).to_have_value("hooves")
    room.get_by_role("button", name="Resume").click()
    expect(room.locator("#clock h1")).to_contain_text("running")
