"""Terminals on the desk: Chromium, the real server, an engine in memory whose shells show what is typed into them."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from gameday.models import Team
from gameday.terminals import tickets
from scenarios.waiting import wait_until
from tests.accessibility import barriers
from tests.terminals.test_pages_in_a_browser import window  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def terminal(page: Page, name: str) -> Locator:
    """The open terminal of that name."""
    return page.locator(f".terminal[data-title='{name}'][data-state=open]")


def type_into(page: Page, name: str, text: str) -> None:
    terminal(page, name).locator(".terminal-screen").click()
    page.keyboard.type(text)
    expect(terminal(page, name).locator(".xterm-rows")).to_contain_text(text)


def listed(team: Team) -> set[str]:
    """The marks of the shells that people are in; a browser keeps another ready."""
    return {each.shell for each in tickets.listed_terminals(team.pk)}


def open_one(page: Page, place: str, link: str = "Terminal on {place}") -> None:
    page.locator(".tools-menu summary").click()
    page.locator(".tools-menu").get_by_role("link", name=link.format(place=place), exact=True).click()


def test_two_terminals_side_by_side_and_a_third_in_a_tab_are_there_again_after_a_reload(team, engine, window):  # noqa: F811
    page = window("Dora", viewport={"width": 1500, "height": 900})
    page.goto("/play/")
    open_one(page, "Workbench")
    type_into(page, "Workbench", "hay")
    terminal(page, "Workbench").get_by_role("button", name="Split").click()
    expect(terminal(page, "Workbench 2")).to_be_visible()
    page.keyboard.type("oats")  # the new one has the keyboard
    expect(terminal(page, "Workbench 2").locator(".xterm-rows")).to_contain_text("oats")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.keyboard.type("-stack")
    expect(terminal(page, "Workbench").locator(".xterm-rows")).to_contain_text("hay-stack")
    page.keyboard.press("Control+Shift+F6")
    assert page.evaluate("Boolean(document.activeElement.closest('.terminal-tools'))")
    open_one(page, "Storefront")
    type_into(page, "Storefront", "straw")
    assert wait_until(lambda: len(listed(team)) == 3, within=30)
    shells = listed(team)

    page.reload()
    expect(terminal(page, "Storefront").locator(".xterm-rows")).to_contain_text("straw")
    page.get_by_role("tab", name="Workbench + 2").click()
    expect(terminal(page, "Workbench").locator(".xterm-rows")).to_contain_text("hay-stack")
    expect(terminal(page, "Workbench 2").locator(".xterm-rows")).to_contain_text("oats")
    assert listed(team) == shells

    terminal(page, "Workbench 2").get_by_role("button", name="Close").click()
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_role("tab", name="Workbench", exact=True)).to_be_visible()
    assert wait_until(lambda: len(listed(team)) == 2, within=30)
    type_into(page, "Workbench", "-still")
    assert page.complaints == []


def test_a_hidden_terminal_that_shows_something_new_marks_its_tab_with_who_is_there(engine, window):  # noqa: F811
    hers, his = window("Dora"), window("Otto")
    hers.goto("/play/")
    open_one(hers, "Workbench")
    type_into(hers, "Workbench", "hay")
    open_one(hers, "Storefront")
    type_into(hers, "Storefront", "straw")
    his.goto("/play/")
    his.get_by_role("link", name=re.compile("^Join Dora in Workbench")).click()
    type_into(his, "Workbench", "-oats")
    expect(hers.get_by_role("tab", name="Workbench Otto (something new)")).to_be_visible()
    hers.get_by_role("tab", name="Workbench").click()
    expect(hers.get_by_role("tab", name="Workbench Otto", exact=True)).to_be_visible()
    expect(terminal(hers, "Workbench").locator(".xterm-rows")).to_contain_text("hay-oats")


def test_marked_text_is_offered_to_the_notes_and_a_terminal_has_no_barrier(engine, window):  # noqa: F811
    page = window("Dora", bypass_csp=True)
    page.goto("/play/")
    open_one(page, "Workbench")
    type_into(page, "Workbench", "hay")
    terminal(page, "Workbench").locator(".xterm-rows").get_by_text("hay").last.dblclick(force=True)
    to_notes = terminal(page, "Workbench").get_by_role("button", name="To the notes")
    expect(to_notes).to_have_attribute("data-note", "hay")
    expect(to_notes).to_have_attribute("data-note-source", "terminal on Workbench")
    terminal(page, "Workbench").get_by_role("button", name="Split").click()
    expect(terminal(page, "Workbench 2")).to_be_visible()
    assert barriers(page, "#pane-work") == []
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()


def test_a_second_window_of_a_player_has_terminals_of_its_own(team, engine, window):  # noqa: F811
    first = window("Dora")
    first.goto("/play/")
    open_one(first, "Workbench")
    type_into(first, "Workbench", "hay")
    second = first.context.new_page()
    second.goto("/play/")
    second.locator("#terminals").get_by_role("link", name="Workbench", exact=True).click()
    type_into(second, "Workbench", "oats")
    expect(terminal(second, "Workbench").locator(".xterm-rows")).not_to_contain_text("hay")
    assert wait_until(lambda: len(listed(team)) == 2, within=30)
