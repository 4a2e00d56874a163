"""What people do in a browser, for several test modules."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from gameday.incidents.injections import LONGEST_WAIT_FOR_EFFECT
from tests.browser.conftest import Platform

SLOW = 120_000  # milliseconds: on other machines builds and deployments may be slower


def join(page: Page, platform: Platform, code: str, name: str, seat: str) -> Page:
    """Take a seat with the day's code. Returns the page, which now shows the team."""
    page.goto(f"{platform.url}/join/{code}/")
    page.get_by_label("Your name").fill(name)
    page.get_by_label(seat).check()
    page.get_by_role("button", name="Take the seat").click()
    expect(page.locator("#header")).to_contain_text(f"{name}, {seat} seat")
    return page


def expect_incident(page: Page, story: str, platform: Platform, slug: str) -> None:
    """Wait as long as the platform waits for the effect of a fault. Fails with what the platform says about the day."""
    wait = SLOW + LONGEST_WAIT_FOR_EFFECT / timedelta(milliseconds=1)
    try:
        expect(page.locator("#incidents")).to_contain_text(story, timeout=wait)
    except AssertionError as error:
        raise AssertionError(platform.status(slug)) from error


def type_into_terminal(player: Page, platform: Platform, role: str, command: str, answer: str) -> None:
    """Open the role's terminal in a new tab, type, wait for the answer, and close the tab."""
    tab = player.context.new_page()
    tab.goto(f"{platform.url}/play/terminal/{role}/")
    expect(tab.locator(".xterm-rows")).to_contain_text(role, timeout=SLOW)
    tab.locator(".xterm-helper-textarea").focus()
    tab.keyboard.type(command)
    tab.keyboard.press("Enter")
    expect(tab.locator(".xterm-rows")).to_contain_text(answer, timeout=SLOW)
    tab.close()


def sure(page: Page, verb: str) -> None:
    """Confirm the question that a dangerous button asks."""
    page.locator("dialog.ask").get_by_role("button", name=verb, exact=True).click()
