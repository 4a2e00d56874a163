"""A facilitator prepares a day in a real browser: the wizard answers at once, and the time line is moved by mouse and keys."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Page, expect

from gameday.models import GameDay
from tests.accessibility import barriers_in_light_and_dark
from tests.chromium import watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(chromium, live_server, settings, library):
    """Walter is signed in."""
    settings.PUBLIC_URL = live_server.url
    client = Client()
    client.force_login(get_user_model().objects.create_user("walter", is_staff=True))
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    yield watched(context.new_page())
    context.close()


def test_a_day_is_proposed_moved_refused_and_saved(page: Page):
    page.goto("/prepare/")
    page.fill("#id_people", "40")
    page.press("#id_people", "Tab")
    expect(page.locator("#proposed + .figures")).to_contain_text("10 teams for 40 people")
    assert page.complaints == []
    page.fill("#id_name", "Hay Day")
    page.get_by_role("button", name="Make a draft of it").click()
    first, second = page.get_by_role("slider").nth(0), page.get_by_role("slider").nth(1)
    expect(first).to_have_attribute("aria-valuenow", "5")
    by_keys(page, first)
    by_mouse(page, first, second)
    page.get_by_role("button", name="Save the schedule").click()
    expect(page.get_by_role("alert").first).to_contain_text("was not saved")
    expect(page.locator(".block .error").first).to_contain_text("It overlaps with")
    assert page.complaints == [
        "Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"
    ]
    a_rush_hour(page)
    page.get_by_role("slider").nth(0).press("PageDown")
    while page.locator(".handle.clashes").count():
        page.keyboard.press("PageDown")
    page.get_by_role("button", name="Save the schedule").click()
    expect(page.get_by_text("The schedule is saved.")).to_be_visible()
    gameday = GameDay.objects.get()
    assert gameday.marks.filter(kind="rush").values_list("factor", flat=True).get() == 3
    assert gameday.rounds.first().starts_after.total_seconds() % 60 == 0
    assert barriers_in_light_and_dark(page) == []


def by_keys(page: Page, first) -> None:
    first.press("ArrowRight")
    expect(first).to_have_attribute("aria-valuenow", "6")
    first.press("Shift+ArrowLeft")
    expect(first).to_have_attribute("aria-valuenow", "1")
    expect(first).to_be_focused()
    expect(page.locator(".block [data-field=at]").first).to_have_value("1")
    expect(page.locator("[data-status]")).to_have_text("Not saved yet.")


def a_rush_hour(page: Page) -> None:
    """It lies beside the rounds, as a step that keys move, and overlaps with none of them."""
    clashes = page.locator(".handle.clashes").count()
    page.get_by_role("button", name="Add a rush hour").click()
    step = page.locator(".handle.rush")
    expect(step).to_be_focused()
    expect(step).to_have_attribute("aria-label", "Rush hour ×2")
    before = int(step.get_attribute("aria-valuenow") or 0)
    step.press("Shift+ArrowLeft")
    expect(step).to_have_attribute("aria-valuenow", str(before - 5))
    low = step.bounding_box()["height"]
    page.locator(".block.rush [data-field=factor]").select_option("3")
    expect(step).to_have_text("×3")
    assert step.bounding_box()["height"] > low
    expect(page.locator(".handle.clashes")).to_have_count(clashes)


def by_mouse(page: Page, first, second) -> None:
    """Drag the first onto the second: what overlaps says so at once."""
    begin, onto = first.bounding_box(), second.bounding_box()
    page.mouse.move(begin["x"] + 5, begin["y"] + 20)
    page.mouse.down()
    page.mouse.move(onto["x"] + 2, onto["y"] + 20, steps=4)
    page.mouse.up()
    expect(page.locator(".handle.clashes")).to_have_count(2)
    expect(page.locator(".clash").first).to_contain_text("Overlaps with")
