"""From Finish to the recap in Chromium: a facilitator opens it, a player reads it and chooses a line of the chat."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.accessibility import barriers_in_light_and_dark
from tests.afterwards.played_day import play_day
from tests.afterwards.recap.conftest import browser_of
from tests.chromium import watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


@pytest.fixture
def window(address, chromium, settings):
    """Opens windows that share nothing, each with the session of a test client."""
    contexts = []

    def open_window(client: Client):
        contexts.append(chromium.new_context(base_url=address, viewport=DESK))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        contexts[-1].add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        return watched(contexts[-1].new_page())

    yield open_window
    for context in contexts:
        context.close()


def obstacles(page) -> list[str]:
    """What keeps people from using the page: found by axe in light and dark, or too wide for a phone."""
    found = barriers_in_light_and_dark(page)
    page.set_viewport_size(PHONE)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(DESK)
    return found + ([f"{wide} pixels wide on a phone"] if wide > PHONE["width"] else [])


def test_from_finish_to_a_line_of_the_chat(window, facilitator):
    day = play_day(teams=2, rounds=2)
    crew = day.crews[0]
    line = crew.team.chat.first()
    grace, ada = window(facilitator), window(browser_of(crew.dev))
    ada.goto("/play/")
    expect(ada.locator("#header")).to_contain_text("Soon a facilitator opens the recap.")

    grace.goto(f"/control/{day.gameday.slug}/")
    grace.get_by_role("link", name="To the recap").click()
    expect(grace.locator(".time-line tbody tr")).to_have_count(2)
    assert obstacles(grace) == []
    grace.get_by_role("button", name="Open for players").click()
    grace.locator("dialog.ask").get_by_role("button", name="Open for players").click()
    expect(grace.get_by_role("button", name="Close")).to_be_visible()

    ada.get_by_role("link", name="My team's day").click()  # her page learned of it by its socket
    expect(ada.locator(".curve canvas")).to_have_count(2)
    assert obstacles(ada) == []
    ada.get_by_role("link", name="Choose lines").click()
    ada.locator(f"#choose-{line.pk}").press("Enter")
    expect(ada.locator(f"#choose-{line.pk}")).to_have_text("Take out")
    expect(ada.locator(f"#choose-{line.pk}")).to_be_focused()
    ada.get_by_role("link", name="Back to the recap").click()
    expect(ada.locator(".quote")).to_contain_text(line.text)
    assert (ada.complaints, grace.complaints) == ([], [])
