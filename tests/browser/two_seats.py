"""What a Dev and an Ops of one team do in two windows: they practise in the lobby, and then solve an incident, each on their seat.

Neither leaves the desk. Dora works with the mouse; Otto, once the day has begun, with the keyboard alone. The steps are those
of test_a_game_day.py.
"""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Platform
from tests.browser.people import SLOW, expect_incident, palette, type_on_the_desk

INDEX = "psql -c 'CREATE INDEX ON bookings (unicorn_id, starts_on)'"


def lines_counted(page: Page) -> Page:
    """The same page. `most_lines` says how many sockets of the team it has had open at once, those of its frames with them."""
    page.most_lines, open_lines = 0, set()

    def count(socket):
        if "/ws/team/" in socket.url:
            open_lines.add(socket)
            page.most_lines = max(page.most_lines, len(open_lines))
            socket.on("close", lambda closed: open_lines.discard(closed))

    page.on("websocket", count)
    page.on("framenavigated", lambda frame: open_lines.clear() if frame == page.main_frame else None)
    return page


def points(page: Page) -> int:
    return int(re.sub(r"[^\d-]", "", page.locator("#header .big").inner_text()) or "0")


def the_practice_begins_for_both(dev: Page, ops: Page) -> None:
    dev.get_by_role("button", name="Begin the practice").click(timeout=SLOW)
    expect(ops.locator("#incidents")).to_contain_text("hints are free", timeout=SLOW)


def they_see_and_call_each_other(dev: Page, ops: Page) -> None:
    dev.get_by_role("tab", name="People").click()
    expect(dev.locator(".person.online")).to_have_count(2)
    ops.get_by_role("button", name="We are on it").click()
    ops.get_by_role("button", name="I take command").click()
    expect(dev.locator("#incidents")).to_contain_text("Otto commands.")
    ops.locator("#chat-text").press_sequentially("@do")
    expect(ops.locator("#chat-names [role=option]")).to_contain_text("Dora")
    ops.locator("#chat-text").press("Tab")
    ops.locator("#chat-text").press_sequentially("pictures fail, yours?")
    ops.locator("#chat-text").press("Enter")
    expect(ops.locator("#chat-text")).to_have_value("", timeout=SLOW)
    expect(dev.locator(".together .count")).to_have_text("@1")
    dev.get_by_role("tab", name="Chat").click()
    expect(dev.locator(".line.for-me mark")).to_have_text("@Dora")
    expect(dev.locator(".together .count")).to_be_hidden()
    # The name is complete, so no names are offered any more, and Enter sends.
    dev.locator("#chat-text").press_sequentially("ask @otto")
    dev.locator("#chat-text").press("Enter")
    expect(ops.locator(".line.for-me mark")).to_have_text("@otto")


def they_write_down_what_they_think(dev: Page, ops: Page) -> None:
    ops.get_by_role("tab", name="Notes").click()
    ops.get_by_label("A new entry").fill("The doorman sleeps")
    ops.get_by_role("button", name="Hypothesis").click()
    dev.get_by_role("tab", name="Notes").click()
    expect(dev.locator("#notes")).to_contain_text("The doorman sleeps")
    dev.get_by_role("button", name="Confirmed").click()
    expect(ops.locator(".note.confirmed")).to_have_count(1)


def they_mend_it_and_turn_both_keys(dev: Page, ops: Page) -> None:
    for page, title, command in ((ops, "Edge", "sv start nginx"), (dev, "Recognizer", "sv start recognizer")):
        page.locator("#terminals").get_by_role("link", name=title, exact=True).click()
        type_on_the_desk(page, command, "ok: run")
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


def each_reads_what_their_seat_knows(dev: Page, ops: Page, platform: Platform, slug: str) -> None:
    for page in (dev, ops):
        expect_incident(page, "HAVE SAVED THE COMPANY", platform, slug)
    expect(dev.locator("#incidents")).to_contain_text("144 small questions")
    expect(dev.locator("#incidents")).not_to_contain_text("Postgres logs statements")
    expect(ops.locator("#incidents")).to_contain_text("Postgres logs statements")


def a_seat_has_no_key_to_the_others_rooms(ops: Page, platform: Platform) -> None:
    refused = ops.request.get(f"{platform.url}/play/terminal/pipeline/")
    assert refused.status == 403
    assert "No key to Pipeline" in refused.text()


def ops_rolls_back_and_restores_the_index(ops: Page) -> None:
    palette(ops, "console")
    console = ops.frame_locator(".tools-panel:not([hidden]) iframe")
    storefront = console.locator("#service-storefront")
    storefront.get_by_role("button", name="Roll back Storefront").focus(timeout=SLOW)
    ops.keyboard.press("Enter")
    console.locator("dialog.ask").get_by_role("button", name="Yes", exact=True).focus()
    ops.keyboard.press("Enter")
    expect(storefront).to_contain_text("rolled back by Otto", timeout=SLOW)
    palette(ops, "terminal database")
    type_on_the_desk(ops, INDEX, "CREATE INDEX")


def dev_reverts_the_release_in_the_workshop(dev: Page) -> None:
    """Dev reads what was released, reverts it and sees the pipeline test and deploy that."""
    dev.locator("#pane-work .tools-menu summary").click()
    dev.locator(".tools-menu a[data-tool=workshop]").first.click()
    workshop = dev.frame_locator(".tools-panel:not([hidden]) iframe")
    expect(workshop.locator(".workshop-log li").first).to_be_visible(timeout=SLOW)  # the page is there, scripts and all
    workshop.get_by_role("button", name="Pull", exact=True).click(timeout=SLOW)
    commit = workshop.locator(".workshop-log li", has_text="Prices that follow the stars")
    commit.get_by_role("button", name="Show").click(timeout=SLOW)
    expect(workshop.locator("#sheet .diff-add").first).to_be_visible(timeout=SLOW)
    dev.keyboard.press("Escape")
    commit.get_by_role("button", name="Revert").click()
    workshop.locator("dialog.ask").get_by_role("button", name="Yes", exact=True).click()
    workshop.locator("#said").get_by_role("button", name="Push").click(timeout=SLOW)
    expect(workshop.locator("#said")).to_contain_text("Pushed", timeout=SLOW)
    expect(workshop.locator(".workshop-log li").first).to_contain_text("runs", timeout=SLOW)


def the_points_arrive_at_both(dev: Page, ops: Page) -> None:
    before = points(ops)
    ops.get_by_label("Your answer").focus()
    ops.keyboard.type("unicorn_id, starts_on")
    ops.keyboard.press("Enter")
    expect(ops.locator("#incidents .goal.met")).to_have_count(4, timeout=SLOW)
    dev.get_by_role("button", name="Turn my key").click()
    palette(ops, "turn key")
    for page in (dev, ops):
        expect(page.locator("#points")).to_contain_text("Cheap hay", timeout=SLOW)
        expect(page.locator("#activity")).to_contain_text("Otto rolls storefront back")
    assert points(ops) > before
