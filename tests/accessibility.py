"""What a person who needs contrast, labels or a keyboard would stumble over on a page, by axe."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
IS_WITHIN = "([target, within]) => Boolean(document.querySelector(target)?.closest(within))"


def barriers(page: Page, within: str = "") -> list[str]:
    """A line a finding: the rule, the element, and what axe measured there. `within`: a selector of what is looked at."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{rule['help']}: {node['target']}: {_measured(node)}"
        for rule in found
        for node in rule["nodes"]
        if not within or page.evaluate(IS_WITHIN, [node["target"][0], within])
    ]


def _measured(node: dict[str, Any]) -> str:
    return " ".join(check["message"] for check in node["any"] + node["all"] + node["none"])
