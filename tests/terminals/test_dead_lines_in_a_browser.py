"""Pages on a line that stops without a word, behind a relay, and what a browser does with people's keys and forms."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from playwright.sync_api import Page, expect

from gameday.live import websocket_protocol
from gameday.models import ChatLine, Player
from gameday.terminals import tickets
from scoring.ledger import ledger
from tests.chromium import watched
from tests.relay import Relay, relay
from tests.terminals.conftest import session_of
from tests.terminals.test_pages_in_a_browser import PATIENCE, ready, rows
from tests.waiting import eventually

pytestmark = [pytest.mark.engine, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SILENT = 12_000  # milliseconds, as in static/js/line-watch.js
OLD = 10_000  # milliseconds, as in static/js/terminal/typed-input.js
CUT = re.compile(r"^Cut off since \d\d:\d\d:\d\d")


@pytest.fixture
def line(server) -> Iterator[Relay]:
    with relay(int(server.rpartition(":")[2])) as opened:
        yield opened


@pytest.fixture
def window(team, line, settings, chromium):
    """Opens a window whose way to the server is the relay, logged in as that player. Its clock can be moved on."""
    settings.PUBLIC_URL = f"http://localhost:{line.port}"
    cookies, contexts = {player.name: session_of(player).split("=") for player in Player.objects.all()}, []

    def open_window(name: str) -> Page:
        contexts.append(chromium.new_context(base_url=settings.PUBLIC_URL))
        contexts[-1].add_cookies([{"name": cookies[name][0], "value": cookies[name][1], "url": settings.PUBLIC_URL}])
        page = watched(contexts[-1].new_page())
        page.clock.install()
        return page

    yield open_window
    line.thaw()
    for context in contexts:
        context.close()


def test_a_big_screen_says_that_it_is_cut_off_and_its_clock_stands_still_until_it_is_back(team, line, window):
    page = window("Dora")
    page.goto(f"/board/{team.gameday.slug}/screen/")
    banner, clock = page.locator(".connection"), page.locator("[data-board=clock]")
    expect(page.locator(".score").first).to_be_visible(timeout=PATIENCE)
    expect(banner).to_be_hidden()
    line.freeze()
    page.clock.fast_forward(SILENT)
    expect(banner).to_have_text(CUT, timeout=PATIENCE)
    stands = clock.inner_text()
    page.clock.fast_forward(5_000)
    assert clock.inner_text() == stands
    ledger.adjust_points(team, 50, reason="song", by="Ada", now=timezone.now())
    line.thaw()
    page.clock.fast_forward(30_000)  # the longest pause between two tries
    expect(banner).to_be_hidden(timeout=PATIENCE)
    expect(page.locator(".score").first).to_have_attribute("data-points", "50", timeout=PATIENCE)


def test_a_team_page_says_that_it_is_cut_off_and_fetches_what_it_missed(team, line, window):
    page = window("Dora")
    page.goto("/play/")
    expect(page.locator("#chat")).to_be_visible(timeout=PATIENCE)
    line.freeze()
    page.clock.fast_forward(SILENT)
    expect(page.locator(".connection")).to_have_text(CUT, timeout=PATIENCE)
    ChatLine.objects.create(
        team=team, player=Player.objects.get(name="Otto"), name="Otto", text="hay is late", at=timezone.now()
    )
    line.thaw()
    page.clock.fast_forward(30_000)
    expect(page.locator(".connection")).to_be_hidden(timeout=PATIENCE)
    expect(page.locator("#chat")).to_contain_text("hay is late", timeout=PATIENCE)


def test_keys_typed_into_a_dead_line_are_done_once_when_it_is_soon_back(real, line, window):
    page = window("Dora")
    page.goto("/play/terminal/workbench/")
    ready(page)
    line.freeze()
    page.clock.fast_forward(SILENT - 2_000)
    page.keyboard.type("echo once >> /tmp/typed\n")
    page.clock.fast_forward(2_000)  # the line is given up, and what was typed is young
    expect(page.locator(".terminal-note")).to_have_text(CUT, timeout=PATIENCE)
    line.thaw()
    page.keyboard.type("cat /tmp/typed; echo lines-$(wc -l < /tmp/typed); rm /tmp/typed\n")
    expect(rows(page)).to_contain_text("lines-1", timeout=PATIENCE)


@pytest.fixture
def quick_pings(monkeypatch):
    """The server drops a browser that answers no ping after some seconds, not fifteen."""
    monkeypatch.setattr(websocket_protocol, "PING_EVERY", 1.0)
    monkeypatch.setattr(websocket_protocol, "PONG_WITHIN", 4.0)


def somebody_is_listed(team):
    return any(each.people for each in tickets.listed_terminals(team.pk))


def test_keys_typed_into_a_line_that_is_long_dead_wait_for_a_word_of_their_person(
    team, real, line, window, quick_pings
):
    page = window("Dora")
    page.goto("/play/terminal/workbench/")
    ready(page)
    assert eventually(lambda: somebody_is_listed(team))
    line.freeze()
    page.keyboard.type("echo gallop-$((40+2))\n")
    page.clock.fast_forward(SILENT)
    expect(page.locator(".terminal-note")).to_have_text(CUT, timeout=PATIENCE)
    page.clock.fast_forward(OLD)
    assert eventually(lambda: not somebody_is_listed(team))  # the server has let go of the line
    line.thaw()
    page.clock.fast_forward(10_000)
    expect(page.locator(".terminal-held")).to_contain_text("was not sent", timeout=PATIENCE)
    expect(rows(page)).not_to_contain_text("gallop-42")
    page.get_by_role("button", name="Send it now").click()
    expect(rows(page)).to_contain_text("gallop-42", timeout=PATIENCE)


def test_a_chat_line_is_sent_after_a_login_in_another_tab(team, window):
    get_user_model().objects.create_superuser("facilitator", password="a-long-word")
    page = window("Dora")
    page.goto("/play/")
    other = page.context.new_page()
    other.goto("/admin/login/")
    other.fill("#id_username", "facilitator")
    other.fill("#id_password", "a-long-word")
    other.click("[type=submit]")
    expect(other.get_by_role("button", name="Log out")).to_be_visible(timeout=PATIENCE)
    page.fill("#chat-text", "still me")
    page.locator(".compose button").click()
    assert eventually(lambda: ChatLine.objects.filter(text="still me").exists())


@pytest.mark.parametrize("status", [403, 429, 500, 503, None])
def test_a_chat_line_that_does_not_get_through_stays_and_says_why(team, window, status):
    page = window("Dora")
    page.goto("/play/")
    page.route("**/play/chat/say/", lambda route: route.fulfill(status=status) if status else route.abort())
    page.fill("#chat-text", "the edge is down")
    page.locator(".compose button").click()
    said = page.locator(".compose [role=alert]")
    expect(said).to_contain_text("What you typed is still here.", timeout=PATIENCE)
    expect(page.locator("#chat-text")).to_have_value("the edge is down")
    page.unroute("**/play/chat/say/")
    page.locator(".compose button").click()
    expect(page.locator("#chat")).to_contain_text("the edge is down", timeout=PATIENCE)
    expect(said).to_have_count(0)


def test_a_tab_with_an_open_shell_asks_before_it_is_closed(real, window):
    page, asked = window("Dora"), []
    page.goto("/play/terminal/workbench/")
    ready(page)
    page.keyboard.type("echo $((6*7))\n")  # a browser asks only for a page that somebody has touched
    expect(rows(page)).to_contain_text("42", timeout=PATIENCE)
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    assert eventually(lambda: (page.title(), asked)[1] == ["beforeunload"])
    page.keyboard.type("echo still-$((7*7))\n")
    expect(rows(page)).to_contain_text("still-49", timeout=PATIENCE)


def test_copying_works_where_the_page_has_no_clipboard(real, window):
    page = window("Dora")
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined })")  # plain http
    page.goto("/play/terminal/workbench/")
    ready(page)
    page.keyboard.type("echo hay-$((40+2))\n")
    expect(rows(page)).to_contain_text("hay-42", timeout=PATIENCE)
    rows(page).get_by_text("hay-42").last.dblclick(force=True)  # xterm.js draws its own layer above the text
    page.get_by_role("button", name="Copy").click()
    expect(page.locator(".terminal-note")).to_have_text("Copied.", timeout=PATIENCE)
    page.evaluate("document.querySelector('.terminal-tools').append(document.createElement('textarea'))")
    field = page.locator(".terminal-tools textarea")
    field.focus()
    page.keyboard.press("Control+v")
    expect(field).to_have_value(re.compile("hay"), timeout=PATIENCE)


def test_the_option_key_as_meta_is_a_choice_that_is_remembered(real, window):
    page = window("Dora")
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'platform', { value: 'MacIntel' })")
    page.goto("/play/terminal/workbench/")
    ready(page)
    page.get_by_text("Keys", exact=True).first.click()
    page.get_by_label("The Option key is Meta").check()
    page.reload()
    ready(page)
    page.get_by_text("Keys", exact=True).first.click()
    expect(page.get_by_label("The Option key is Meta")).to_be_checked()


def test_enter_that_ends_a_composition_sends_nothing(team, window):
    page = window("Dora")
    page.goto("/play/")
    page.locator("#chat-text").focus()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "うま", "selectionStart": 2, "selectionEnd": 2})
    page.evaluate(
        """document.querySelector('#chat-text').dispatchEvent(
            new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }))"""
    )
    session.send("Input.insertText", {"text": "馬"})
    expect(page.locator("#chat-text")).to_have_value("馬")
    assert not ChatLine.objects.exists()
