"""The tools of the desk that are pages in frames, as a player meets them: Chromium, the real server, an engine in memory."""

import pytest
from playwright.sync_api import expect

from scenarios.choices import ContainerStatus
from tests.accessibility import barriers_in_light_and_dark
from tests.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEARD = """() => {
    window.heard = [];
    addEventListener("message", ({ data }) => ["note", "keys"].includes(data?.type) && window.heard.push(data));
}"""


def tool(page, title):
    """The page in the frame of that tool."""
    return page.frame_locator(f"iframe[title='{title}']")


def open_tool(page, name):
    page.locator(".tools-menu summary").click()
    page.locator(".tools-menu").get_by_role("link", name=name, exact=True).click()


def test_console_workshop_and_runbook_are_used_without_leaving_the_desk_over_one_socket(team, company, window):
    page, lines = window("Otto"), []
    page.on("websocket", lambda line: lines.append(line.url))
    page.goto("/play/?tool=console")
    page.evaluate(HEARD)
    console = tool(page, "Console")
    console.get_by_role("button", name="Start Cache").click()
    expect(page.locator("#activity")).to_contain_text("Otto starts cache in the console")
    expect(console.locator("#service-cache")).to_contain_text("started by Otto")
    assert company.statuses["cache"] == ContainerStatus.RUNNING

    # A line of the log goes into the notes, and the palette's key reaches the desk.
    expect(console.locator(".log-lines")).to_contain_text("502")
    console.locator(".log-lines").press("ArrowUp")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+k")
    assert eventually(lambda: page.evaluate("window.heard.length") >= 2)
    note, key = page.evaluate("window.heard.slice(0, 2)")
    assert (note["text"], note["source"]) == (company.said["storefront"][1], "storefront, 14:03:05")
    assert (key["type"], key["key"], key["ctrlKey"]) == ("keys", "k", True)
    page.keyboard.press("Escape")

    # From the runbook into the workshop; both stay where they are when the page is loaded again.
    open_tool(page, "Runbook")
    tool(page, "Runbook").get_by_label("Document").select_option("runbook/fire.md")
    expect(tool(page, "Runbook").get_by_role("heading", name="Fire")).to_be_visible()
    open_tool(page, "Workshop")
    expect(tool(page, "Workshop").locator("[data-file='shop/spool.py']")).to_be_visible()
    page.get_by_role("tab", name="Runbook").click()
    tool(page, "Runbook").get_by_role("link", name="Open in the workshop").click()
    expect(tool(page, "Workshop").locator(".workshop-path")).to_have_text("fire.md")
    assert [line.split("/ws/")[1] for line in lines] == ["team/"]
    page.reload()
    expect(tool(page, "Workshop").locator(".workshop-path")).to_have_text("fire.md")
    page.get_by_role("tab", name="Runbook").click()
    expect(tool(page, "Runbook").get_by_role("heading", name="Fire")).to_be_visible()
    assert page.complaints == []

    # As pages of their own, for everybody.
    alone = window("Otto", bypass_csp=True)
    for path in ("/play/runbook/", "/play/shop/", "/play/runbook/?document=gone.md"):
        alone.goto(path)
        assert barriers_in_light_and_dark(alone) == [], path
