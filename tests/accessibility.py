"""Finds with axe what is hard to use for people who need contrast, labels or a keyboard."""

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_COLOURS = ["color-contrast", "link-in-text-block"]  # all that another colour scheme can change
IS_WITHIN = "([target, within]) => Boolean(document.querySelector(target)?.closest(within))"


def barriers_in_light_and_dark(page: Page) -> list[str]:
    """The barriers in both colour schemes. Motion is reduced, so that no colour is on its way to another."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    light = barriers(page)
    page.emulate_media(color_scheme="dark")
    return light + [f"in the dark: {barrier}" for barrier in barriers(page, rules=OF_COLOURS)]


def barriers(page: Page, within: str = "", rules: Sequence[str] = RULES) -> list[str]:
    """One line for each finding: the rule, the element, and what axe measured. `within`: only inside this selector."""
    options = {"resultTypes": ["violations"], "runOnly": rules, "preload": False}  # no rule here reads style sheets
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['help']}: {node['target']}: {_measured(node)}"
        for rule in found
        for node in rule["nodes"]
        if not within or page.evaluate(IS_WITHIN, [node["target"][0], within])
    ]


def _measured(node: dict[str, Any]) -> str:
    return " ".join(check["message"] for check in node["any"] + node["all"] + node["none"])
