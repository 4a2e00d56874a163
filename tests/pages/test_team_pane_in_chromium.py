"""The right pane in two real windows: one sees the other type, asks and notes with one press, and joins from the chat."""

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from gameday.access import SESSION_KEY
from gameday.asgi import application
from gameday.models import Message
from gameday.terminals import tickets
from tests import making
from tests.chromium import watched
from tests.own_redis import own_redis_keys
from tests.serving import port_of, serving

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOG_LINE = (
    """<button type="button" data-note="504 upstream timed out" data-note-source="edge, 14:02:11">Note it</button>"""
)


@pytest.fixture
def address(transactional_db, settings):
    with own_redis_keys(settings, "two-panes"), serving(application) as running:
        settings.PUBLIC_URL = f"http://localhost:{port_of(running)}"
        yield settings.PUBLIC_URL


@pytest.fixture
def team(transactional_db):
    team = making.make_team(making.running_gameday(timezone.now()))
    making.make_incident(team, now=timezone.now())
    return team


@pytest.fixture
def desk_of(address, chromium, settings):
    """Opens the desk of a player in a window of their own."""
    contexts = []

    def open_desk(player) -> Page:
        client = Client()
        session = client.session
        session[SESSION_KEY] = player.token
        session.save()
        contexts.append(chromium.new_context(base_url=address, viewport={"width": 1280, "height": 800}))
        contexts[-1].add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": address}])
        page = watched(contexts[-1].new_page())
        page.goto("/play/")
        return page

    yield open_desk
    for context in contexts:
        context.close()


def open_terminal(player, role: str) -> None:
    people = [{"name": player.name, "seat": player.role, "mode": "type"}]
    tickets.list_terminal(
        tickets.OpenTerminal(f"{role}-1", player.team_id, 1, role, player.pk, player.name, "", people)
    )


def test_two_seats_see_ask_note_and_join_each_other(team, desk_of):
    otto_plays = making.make_player(team, "ops", name="Otto")
    Message.objects.create(gameday=team.gameday, text="Lunch at noon", at=timezone.now())
    dora, otto = desk_of(making.make_player(team, "dev", name="Dora")), desk_of(otto_plays)
    a_message_stands_on_top_until_it_is_read(dora)
    typing_is_seen_by_the_other_only(dora, otto)
    a_line_about_a_service_leads_into_the_terminal_there(dora, otto, otto_plays)
    a_question_that_does_not_get_through_stands_in_the_field(dora, otto_plays)
    one_press_asks_and_keeps_what_was_being_written(dora, otto)
    one_press_notes_with_the_source(dora, otto)
    assert (dora.complaints, otto.complaints) == ([], [])


def a_message_stands_on_top_until_it_is_read(dora: Page) -> None:
    dora.get_by_role("button", name="Read", exact=True).click()
    expect(dora.locator("#unread")).not_to_contain_text("Lunch at noon")
    expect(dora.locator("#messages")).to_contain_text("Lunch at noon")


def typing_is_seen_by_the_other_only(dora: Page, otto: Page) -> None:
    expect(dora.locator("#faces .online")).to_have_count(2)
    expect(otto.locator("#faces .online")).to_have_count(2)
    otto.locator("#chat-text").press_sequentially("look at storefront with me")
    expect(dora.locator("[data-typing=chat]")).to_contain_text("(Ops) is typing …")
    expect(otto.locator("[data-typing=chat]")).to_be_empty()


def a_line_about_a_service_leads_into_the_terminal_there(dora: Page, otto: Page, otto_plays) -> None:
    otto.locator("#chat-text").press("Enter")
    expect(dora.get_by_role("link", name="Open storefront")).to_be_visible()
    open_terminal(otto_plays, "storefront")
    expect(dora.get_by_role("link", name="Join the terminal on storefront")).to_have_attribute(
        "data-shell", "storefront-1"
    )
    expect(dora.locator("#faces").get_by_role("link", name="on storefront")).to_be_visible()


def a_question_that_does_not_get_through_stands_in_the_field(dora: Page, otto_plays) -> None:
    open_terminal(otto_plays, "db")
    dora.locator("#chat-text").fill("half a thou")
    dora.get_by_role("tab", name="People").click()
    dora.route("**/play/chat/say/", lambda route: route.abort())
    dora.get_by_role("button", name="Ask what they see on db").click()
    expect(dora.locator("#chat-text")).to_have_value("half a thou\n@Otto What do you see on db?")
    dora.unroute("**/play/chat/say/")
    dora.complaints.clear()  # of the line that was cut


def one_press_asks_and_keeps_what_was_being_written(dora: Page, otto: Page) -> None:
    dora.locator("#chat-text").fill("half a thou")
    dora.get_by_role("tab", name="People").click()
    dora.get_by_role("button", name="Ask what they see on db").click()
    expect(otto.locator(".line.for-me")).to_contain_text("@Otto What do you see on db?")
    expect(dora.locator("#announcer")).to_contain_text("Asked in the chat")
    expect(dora.locator("#chat-text")).to_have_value("half a thou")


def one_press_notes_with_the_source(dora: Page, otto: Page) -> None:
    dora.evaluate(
        "line => document.querySelector('#pane-incident .pane-body').insertAdjacentHTML('afterbegin', line)", LOG_LINE
    )
    dora.get_by_role("button", name="Note it").click()
    otto.get_by_role("tab", name="Notes").click()
    expect(otto.locator("#notes .note")).to_contain_text("504 upstream timed out")
    expect(otto.locator("#notes .note")).to_contain_text("— edge, 14:02:11")
