"""Two players of one team, a Dev and an Ops, in two windows: lobby, practice, presence, chat, notes, both keys."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import SLOW, join, type_into_terminal

pytestmark = [
    pytest.mark.engine,
    pytest.mark.browser,
    pytest.mark.stack,
    pytest.mark.timeout(600),
]

SLUG = "two-seats"


def test_a_dev_and_an_ops_practise_together(platform, window):
    said = platform.manage(
        "gameday", "create", "Two seats", "--teams", "1", "--scenario", "double-nap", "--first", "60m"
    )
    code = said.rstrip(".\n").split()[-1]
    dev, ops = join(window(), platform, code, "Dora", "Dev"), join(window(), platform, code, "Otto", "Ops")
    expect(dev.locator("#practice")).to_contain_text("before the day begins")
    platform.manage("gameday", "launch", SLUG)
    dev.get_by_role("button", name="Begin the practice").click(timeout=SLOW)
    expect(ops.locator("#incidents")).to_contain_text("hints are free", timeout=SLOW)

    dev.get_by_role("tab", name="People").click()
    expect(dev.locator(".person.online")).to_have_count(2)
    ops.get_by_role("button", name="We are on it").click()
    ops.get_by_role("button", name="I take command").click()
    expect(dev.locator("#incidents")).to_contain_text("Otto commands.")
    ops.locator("#chat-text").press_sequentially("@do")
    ops.locator("#chat-text").press("Tab")
    ops.locator("#chat-text").press_sequentially("pictures fail, yours?")
    ops.locator("#chat-text").press("Enter")
    expect(dev.locator(".together .count")).to_have_text("@1")
    dev.get_by_role("tab", name="Chat").click()
    expect(dev.locator(".line.for-me mark")).to_have_text("@Dora")
    expect(dev.locator(".together .count")).to_be_hidden()
    # The name is complete, so no names are offered any more, and Enter sends.
    dev.locator("#chat-text").press_sequentially("ask @otto")
    dev.locator("#chat-text").press("Enter")
    expect(ops.locator(".line.for-me mark")).to_have_text("@otto")

    ops.get_by_role("tab", name="Notes").click()
    ops.get_by_label("A new entry").fill("The doorman sleeps")
    ops.get_by_role("button", name="Hypothesis").click()
    dev.get_by_role("tab", name="Notes").click()
    expect(dev.locator("#notes")).to_contain_text("The doorman sleeps")
    dev.get_by_role("button", name="Confirmed").click()
    expect(ops.locator(".note.confirmed")).to_have_count(1)

    type_into_terminal(ops, platform, "edge", "sv start nginx", "ok: run")
    type_into_terminal(dev, platform, "recognizer", "sv start recognizer", "ok: run")
    ops.get_by_label("Your answer").fill("nginx")
    ops.locator("#incidents").get_by_role("button", name="Send").click()
    expect(dev.locator("#incidents .goal.met")).to_have_count(3, timeout=SLOW)
    dev.get_by_role("button", name="Turn my key").click()
    for page in (dev, ops):
        expect(page.locator("[data-fuse]")).to_have_count(1)
    ops.reload()
    expect(ops.locator("[data-fuse]")).to_have_count(1)
    expect(ops.locator("#announcer")).to_contain_text("The Ops seat has")
    ops.get_by_role("button", name="Turn my key").click()
    expect(dev.locator("#practice")).to_contain_text("You have practised", timeout=SLOW)
    expect(dev.locator("#points")).to_contain_text("No points yet")
    for page in (dev, ops):
        page.get_by_role("button", name="I am ready").click()
    expect(dev.locator("#practice")).to_contain_text("2 of 2 in your team are ready")
