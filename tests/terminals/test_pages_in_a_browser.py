"""A terminal as a person meets it: Chromium, the real server, a real container."""

import re

import pytest
from playwright.sync_api import expect

from gameday.models import Player
from tests.accessibility import barriers
from tests.chromium import watched
from tests.terminals.conftest import session_of

pytestmark = [pytest.mark.engine, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 60_000  # milliseconds


@pytest.fixture
def window(team, server, chromium):
    """Opens windows that share nothing; each is logged in as the player of that name."""
    cookies, contexts = {player.name: session_of(player).split("=") for player in Player.objects.all()}, []

    def open_window(name, **options):
        contexts.append(chromium.new_context(base_url=f"http://{server}", **options))
        contexts[-1].add_cookies([{"name": cookies[name][0], "value": cookies[name][1], "url": f"http://{server}"}])
        return watched(contexts[-1].new_page())

    yield open_window
    for context in contexts:
        context.close()


def rows(page):
    return page.locator(".xterm-rows")


def ready(page):
    page.locator(".terminal[data-state=open]").wait_for()
    expect(rows(page)).to_contain_text(":~#", timeout=PATIENCE)


def test_what_is_typed_is_done_and_a_reload_keeps_it(real, window):
    page = window("Dora")
    page.goto("/play/terminal/workbench/")
    ready(page)
    page.keyboard.type("pet=pony; echo answer-$((6*7))\n")
    expect(rows(page)).to_contain_text("answer-42", timeout=PATIENCE)
    page.reload()
    ready(page)
    expect(rows(page)).to_contain_text("answer-42", timeout=PATIENCE)
    page.keyboard.type("echo still-$pet\n")
    expect(rows(page)).to_contain_text("still-pony", timeout=PATIENCE)
    assert page.complaints == []


def test_a_program_that_fills_the_screen_is_there_again_after_a_reload(real, window):
    page = window("Dora")
    page.goto("/play/terminal/workbench/")
    ready(page)
    page.keyboard.type("vim /runbook/README.md\n")
    expect(rows(page)).to_contain_text("README.md", timeout=PATIENCE)
    expect(rows(page)).to_contain_text("Unicorn Rentals", timeout=PATIENCE)
    page.reload()
    page.locator(".terminal[data-state=open]").wait_for()
    expect(rows(page)).to_contain_text("Unicorn Rentals", timeout=PATIENCE)
    page.keyboard.type(":q!\n")
    ready(page)


def test_a_cut_connection_comes_back_by_itself(real, window):
    page, lines = window("Dora"), []
    page.route_web_socket(re.compile("/ws/terminal/"), lambda line: lines.append(line) or line.connect_to_server())
    page.goto("/play/terminal/workbench/")
    ready(page)
    page.keyboard.type("echo $((40+4))\n")
    expect(rows(page)).to_contain_text("44", timeout=PATIENCE)
    with page.expect_response(re.compile("/ticket/")):
        lines[0].close(code=1012)
    ready(page)
    assert len(lines) == 2
    expect(rows(page)).to_contain_text("44", timeout=PATIENCE)
    page.keyboard.type("echo $((50+5))\n")
    expect(rows(page)).to_contain_text("55", timeout=PATIENCE)


def test_an_ops_player_finds_no_key_to_a_devs_container(real, window):
    page = window("Otto")
    page.goto("/play/terminal/pipeline/")
    expect(page.get_by_role("heading", name="No key to Pipeline")).to_be_visible()


def test_two_team_mates_see_each_other(real, window):
    hers, his = window("Dora"), window("Otto")
    hers.goto("/play/terminal/workbench/")
    ready(hers)
    his.goto("/play/")
    his.get_by_role("link", name="Join Dora in Workbench").click()
    his.locator(".terminal[data-state=open]").wait_for()
    expect(hers.locator(".terminal-people")).to_contain_text("Otto", timeout=PATIENCE)
    hers.keyboard.type("echo shared-$((1+1))\n")
    expect(rows(his)).to_contain_text("shared-2", timeout=PATIENCE)


def test_a_paste_too_large_is_refused_before_a_byte_is_sent(real, window):
    page = window("Dora")
    page.goto("/play/terminal/workbench/")
    ready(page)
    paste(page, 1024 * 1024 + 1)
    expect(page.locator(".terminal-note")).to_contain_text("nothing was sent", timeout=PATIENCE)


def paste(page, size):
    page.evaluate(
        """(size) => {
            const data = new DataTransfer();
            data.setData("text/plain", "x".repeat(size));
            document.querySelector(".xterm-helper-textarea").dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        size,
    )


def test_the_keyboard_gets_out_of_the_terminal(real, window):
    page = window("Dora")
    page.goto("/play/terminal/workbench/")
    ready(page)
    page.keyboard.press("Control+Shift+F6")
    assert page.evaluate("() => Boolean(document.activeElement.closest('.terminal-tools'))")


def test_a_container_that_dies_offers_a_new_terminal(real, window):
    page = window("Dora")
    page.goto("/play/terminal/storefront/")
    ready(page)
    real.kill("storefront")
    expect(page.locator(".terminal-over")).to_contain_text("is exited", timeout=PATIENCE)
    real.start("storefront")
    page.get_by_role("button", name="Open a new terminal").click()
    ready(page)


def test_a_phone_has_the_keys_that_it_lacks(real, window):
    page = window("Dora", viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    page.goto("/play/terminal/workbench/")
    ready(page)
    page.get_by_role("button", name="Ctrl").tap()
    page.keyboard.type("v")  # quoted insert, so that the next key shows itself
    page.get_by_role("button", name="Esc").tap()
    expect(rows(page)).to_contain_text("^[", timeout=PATIENCE)


def test_the_page_has_no_barrier(real, window):
    page = window("Dora", bypass_csp=True)
    page.goto("/play/terminal/workbench/")
    ready(page)
    assert barriers(page) == []
