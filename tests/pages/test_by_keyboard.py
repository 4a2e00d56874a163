"""The desk by keyboard alone, in Chromium: the palette, the keys, the tour."""

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from gameday.access import SESSION_KEY
from gameday.asgi import application
from scoring.models import HintTaken, Objective
from scoring.referee import evaluation
from tests import making
from tests.accessibility import barriers, barriers_in_light_and_dark
from tests.chromium import watched
from tests.own_redis import own_redis_keys
from tests.serving import port_of, serving

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(transactional_db, settings):
    with own_redis_keys(settings, "keyboard"), serving(application) as running:
        settings.PUBLIC_URL = f"http://localhost:{port_of(running)}"
        yield settings.PUBLIC_URL


@pytest.fixture
def dora():
    """On the Dev seat of a team whose shop sleeps."""
    now = timezone.now()
    team = making.make_team(making.running_gameday(now=now))
    making.make_player(team, "ops", name="Otto")
    making.make_sandbox(team)
    making.make_incident(team, now=now)
    evaluation.prepare_objectives(now)
    return making.make_player(team, "dev", name="Dora")


@pytest.fixture
def desk(address, chromium, settings, dora):
    session = Client().session
    session[SESSION_KEY] = dora.token
    session.save()
    context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": address}])
    page = watched(context.new_page())
    page.goto("/play/")
    yield page
    context.close()


def command(desk: Page, words: str) -> None:
    """Open the palette, type, and take what is marked."""
    desk.keyboard.press("Control+k")
    expect(desk.get_by_role("combobox", name="What do you want to do?")).to_be_focused()
    desk.keyboard.type(words)
    desk.keyboard.press("Enter")


def test_everything_goes_by_keyboard(desk: Page):
    desk.keyboard.press("Control+Shift+Digit4")
    expect(desk.locator("#chat-text")).to_be_focused()
    the_palette_is_filtered_and_closed(desk)
    command(desk, "happened what")
    expect(desk.get_by_role("tab", name="What happened")).to_be_focused()
    expect(desk.locator("#activity")).to_be_visible()
    a_hint_is_taken_and_a_key_turned(desk)
    the_keys_are_listed(desk)
    the_tour_shows_the_panes(desk)
    command(desk, "console")
    expect(desk.locator("#pane-work").get_by_role("tab", name="Console")).to_have_attribute("aria-selected", "true")
    assert desk.complaints == []


def the_palette_is_filtered_and_closed(desk: Page) -> None:
    desk.keyboard.press("Control+k")
    options = desk.locator("#palette").get_by_role("option")
    expect(options.filter(has_text="Board")).to_have_count(1)
    assert barriers_in_light_and_dark(desk) == []
    desk.keyboard.type("no such thing")
    expect(options).to_have_count(0)
    expect(desk.locator("#palette")).to_contain_text("Nothing fits")
    desk.keyboard.press("Escape")
    expect(desk.locator("#chat-text")).to_be_focused()


def a_hint_is_taken_and_a_key_turned(desk: Page) -> None:
    """What costs points asks here, too."""
    command(desk, "hint 1")
    question = desk.locator("dialog.ask[open]")
    expect(question).to_contain_text("The whole team sees it.")
    question.get_by_role("button", name="Yes").press("Enter")
    expect(desk.locator("#incidents")).to_contain_text("Listen.")
    command(desk, "key turn")
    expect(desk.locator("#incidents [data-fuse]")).to_have_count(1)
    assert (HintTaken.objects.count(), Objective.objects.filter(key="released").count()) == (1, 1)


def the_keys_are_listed(desk: Page) -> None:
    desk.keyboard.press("Control+Shift+Digit1")
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="All keys")).to_contain_text("leaves the terminal")
    desk.keyboard.press("Escape")
    desk.keyboard.press("Control+Shift+Digit9")
    expect(desk.locator("#pane-team")).to_be_hidden()
    desk.keyboard.press("Control+Shift+Digit3")
    expect(desk.locator("#pane-team")).to_be_visible()


def the_tour_shows_the_panes(desk: Page) -> None:
    command(desk, "around")
    callout = desk.get_by_role("region", name="Incident: what burns")
    expect(callout).to_contain_text("1 of 3")
    expect(desk.locator("#announcer")).to_contain_text("what burns")
    desk.keyboard.press("?")
    assert barriers(desk) == []  # of the callout and the list of keys
    desk.keyboard.press("Escape")
    command(desk, "next pane")
    expect(desk.locator("#pane-work.guided")).to_be_visible()
    command(desk, "next pane")
    expect(desk.locator("#pane-team.guided")).to_be_visible()
    command(desk, "that is all")
    expect(desk.locator(".callout")).to_be_hidden()
