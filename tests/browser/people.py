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


def palette(page: Page, words: str) -> None:
    """By keys alone: find a command of the desk by some words of it, and do it."""
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.type(words)
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#palette")).to_be_hidden()


def type_on_the_desk(page: Page, command: str, answer: str) -> None:
    """Into the terminal that is shown on the desk, once it has a prompt."""
    rows = page.locator(".tools-panel:not([hidden]) .xterm-rows")
    expect(rows).to_contain_text("#", timeout=SLOW)
    expect(page.locator(".tools-panel:not([hidden]) .xterm-helper-textarea")).to_be_focused()
    page.keyboard.type(command)
    page.keyboard.press("Enter")
    expect(rows).to_contain_text(answer, timeout=SLOW)


def sure(page: Page, verb: str) -> None:
    """Confirm the question that a dangerous button asks."""
    page.locator("dialog.ask").get_by_role("button", name=verb, exact=True).click()
