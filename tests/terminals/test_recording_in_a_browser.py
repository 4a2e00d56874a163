"""The sign that a terminal is recorded, and what its people do about it: Chromium, the real server, an engine in memory."""

import pytest
from playwright.sync_api import expect

from gameday.models import Recording
from gameday.terminals import recordings
from scenarios.waiting import wait_until
from tests.accessibility import barriers
from tests.terminals.test_pages_in_a_browser import rows, window  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign(page):
    return page.locator(".terminal-recording-sign")


def test_who_types_sees_that_it_is_recorded_and_switches_it_off_by_the_keyboard(engine, window):  # noqa: F811
    page = window("Dora")
    page.goto("/play/terminal/workbench/")
    expect(sign(page)).to_have_text("Recorded for the film")
    page.keyboard.type("hay")
    expect(rows(page)).to_contain_text("hay")
    page.locator(".terminal-recording summary").focus()
    page.keyboard.press("Enter")
    assert barriers(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(sign(page)).to_have_text("Not recorded")
    page.locator(".terminal-screen").click()
    page.keyboard.type("oats")
    expect(rows(page)).to_contain_text("oats")
    page.locator(".terminal-recording summary").click()
    page.get_by_text("Do not record this terminal").click()
    expect(sign(page)).to_have_text("Recorded for the film")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".terminal-note")).to_have_text("What was recorded of this terminal so far is gone.")
    row = wait_until(lambda: Recording.objects.filter(blanked_at__isnull=False).first(), within=30)
    assert "hay" not in "".join(recordings.export_asciicast(row))
    assert page.complaints == []
