"""GAMEDAY_ISSUES: where the issues of this installation's people are kept. What is sent there stands in the debrief."""

import re
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from gameday.web_address import parse_web_address


class TrackerKind(StrEnum):
    GITHUB = "github"
    GITLAB = "gitlab"
    JIRA = "jira"


PROJECTS = {
    TrackerKind.GITHUB: re.compile(r"/([\w.-]+/[\w.-]+)/?"),
    TrackerKind.GITLAB: re.compile(r"/([\w.-]+(?:/[\w.-]+)+)/?"),
    TrackerKind.JIRA: re.compile(r"(?:/[\w./-]+)?/browse/([A-Z][A-Z0-9_]+)/?"),
}


class IssueTracker(NamedTuple):
    """`base`: its address, for Jira without `/browse/…`. `options`: ids that a Jira link needs, `pid` and `issuetype`."""

    kind: TrackerKind
    base: str
    project: str
    options: dict[str, str]


def parse_issue_tracker(text: str) -> IssueTracker | None:
    """`github:https://github.com/owner/name`, `gitlab:https://…/group/project`, `jira:https://…/browse/KEY?pid=1`.

    None for an empty text. Raises ValueError.
    """
    if not text:
        return None
    kind, _colon, address = text.partition(":")
    parts = urlsplit(address)
    origin = parse_web_address(f"{parts.scheme}://{parts.netloc}").origin
    project = PROJECTS[TrackerKind(kind)].fullmatch(parts.path)
    if project is None or parts.fragment:
        raise ValueError(text)
    prefix = parts.path.partition("/browse/")[0] if kind == TrackerKind.JIRA else ""
    return IssueTracker(TrackerKind(kind), origin + prefix, project[1], dict(parse_qsl(parts.query)))
