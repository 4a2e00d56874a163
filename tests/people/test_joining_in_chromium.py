"""The way in, in a real browser: facilitators steer it by the keyboard, and who was removed reads that where they are."""

import pytest
from django.contrib.auth import get_user_model

from gameday.models import GameDay, Player
from tests.accessibility import barriers
from tests.chromium import watched
from tests.making import make_gameday, make_team

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def gameday(db):
    day = make_gameday(name="Hay Day", slug="hay-day", state="lobby")
    make_team(day, name="Hooves")
    return day


@pytest.fixture
def window(chromium):
    """Opens a browser window that shares no cookies with others."""
    contexts = []

    def open_window():
        contexts.append(chromium.new_context())
        return watched(contexts[-1].new_page())

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def walter(window, live_server, settings):
    """The facilitator's window, signed in."""
    settings.PUBLIC_URL = live_server.url
    get_user_model().objects.create_user("walter", password="hay", is_staff=True)
    page = window()
    page.goto(f"{live_server.url}/admin/")
    page.fill("#id_username", "walter")
    page.fill("#id_password", "hay")
    page.press("#id_password", "Enter")
    page.wait_for_selector("text=Create a game day")
    return page


def enter(page, live_server, gameday, name):
    page.goto(f"{live_server.url}/join/{gameday.join_code}/")
    page.fill("input[name=name]", name)
    page.check("input[value=dev]")
    page.press("input[name=name]", "Enter")


def press(page, name):
    """As one does it who has only a keyboard."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def press_below_joining(page, name):
    page.locator(f"#joining button:has-text('{name}')").wait_for(state="attached")
    if page.locator("#joining").get_attribute("open") is None:
        page.locator("#joining > summary").focus()
        page.keyboard.press("Enter")
    press(page, name)


def test_the_code_is_closed_opened_and_renewed_by_the_keyboard(walter, window, live_server, gameday):
    guest, control = window(), f"{live_server.url}/control/hay-day/"
    walter.goto(control)
    press_below_joining(walter, "Close the join code")
    walter.wait_for_selector("text=The join code is closed: nobody new gets in.")
    walter.goto(control)  # anew: without a socket, which this server has none of, a page pales after a while
    assert barriers(walter, within=".desk-header") == []
    enter(guest, live_server, gameday, "Ada")
    guest.wait_for_selector("text=A facilitator has closed the join code")
    assert guest.input_value("input[name=name]") == "Ada"
    press_below_joining(walter, "Open the join code")
    walter.wait_for_selector("text=The join code is open")
    press(guest, "Take the seat")
    guest.wait_for_selector(".desk")
    press_below_joining(walter, "Renew the join code")
    walter.wait_for_selector("text=Links with the old one lead to a page that says so.")  # the code is another one then
    code = GameDay.objects.get().join_code
    walter.wait_for_selector(f"text=The join code is {code} now.")


def test_who_is_removed_reads_it_on_the_page_that_they_have_open(walter, window, live_server, gameday):
    guest = window()
    enter(guest, live_server, gameday, "Mallory")
    guest.wait_for_selector(".desk")
    walter.goto(f"{live_server.url}/admin/gameday/player/")
    walter.check("tr:has-text('Mallory') .action-select")
    walter.select_option("select[name=action]", "remove")
    walter.press("select[name=action]", "Tab")
    press(walter, "Go")
    walter.wait_for_selector("text=What they said and noted is hidden")
    assert barriers(walter, within=".ask") == []
    press(walter, "Take them out")
    walter.wait_for_selector("text=1 person is out of the game")
    guest.complaints.clear()
    guest.fill("#chat-text", "Am I still here?")
    guest.press("#chat-text", "Enter")
    guest.wait_for_selector("text=You were taken out of the game")
    assert Player.objects.count() == 0
