"""The incidents part of the team page, as a bot reads it: which incidents there are, and which forms."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class PageForm:
    """One form of a page: where it goes, its hidden fields, and what it is about."""

    action: str
    incident: int
    objective: str
    fields: dict[str, str] = field(default_factory=dict)
    disabled: bool = False


class IncidentsPage(HTMLParser):
    """Parses the incidents part of the team page: which incidents there are, and which forms."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.incidents: list[int] = []
        self.forms: list[PageForm] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "data-incident" in given:
            self.incidents.append(int(given["data-incident"]))
        elif tag == "form":
            self.forms.append(
                PageForm(given.get("action", ""), (self.incidents or [0])[-1], given.get("data-objective", ""))
            )
        elif tag == "input" and given.get("type") == "hidden" and self.forms:
            self.forms[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "button" and "disabled" in given and self.forms:
            self.forms[-1].disabled = True

    def offers(self, incident: int, pattern: str) -> bool:
        """Whether the incident has a form whose action matches, also if its button is disabled."""
        return any(form.incident == incident and re.search(pattern, form.action) for form in self.forms)

    def find(self, incident: int, pattern: str, objective: str = "") -> PageForm | None:
        """The incident's first form whose action matches and whose button is not disabled."""
        return next(
            (
                form
                for form in self.forms
                if form.incident == incident
                and not form.disabled
                and re.search(pattern, form.action)
                and objective in ("", form.objective)
            ),
            None,
        )
