"""Action items become issues: against a small server of our own, which answers as the three trackers do."""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from gameday.issue_tracker import parse_issue_tracker
from scenarios.refusal import Refused
from scoring.afterwards.debrief import issues
from scoring.models import ActionItem
from tests.making import NOW


@dataclass
class Tracker:
    """What the server answers, and what it was asked."""

    base: str = ""
    status: int = 201
    answer: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], dict]] = field(default_factory=list)


@pytest.fixture
def tracker() -> Iterator[Tracker]:
    state = Tracker()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.asked.append((self.path, dict(self.headers), json.loads(body)))
            self.send_response(state.status)
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(state.answer)

        def log_message(self, *_words: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        state.base = f"http://127.0.0.1:{server.server_port}"
        yield state
        server.shutdown()


@pytest.fixture
def configured(settings, tracker):
    def configure(text: str, token: str = "hush") -> None:
        settings.ISSUES, settings.ISSUES_TOKEN = parse_issue_tracker(text.replace("SERVER", tracker.base)), token

    return configure


@pytest.fixture
def room(room_of, fanny, gameday, team):
    return room_of(fanny, gameday, team)


@pytest.fixture
def item(gameday, team):
    return ActionItem.objects.create(
        gameday=gameday, team=team, text="Alarm at 80 %\nsee *notes*", owner="Otto", due_on=date(2031, 6, 1), by="Ada", at=NOW
    )  # fmt: skip


DESCRIPTION = (
    "Alarm at 80 %\nsee \\*notes\\*\n\nOwner: Otto\n\nBy: 2031-06-01\n\nFrom the debrief of Gilded Hooves, Hay Day."
)


@pytest.mark.parametrize(
    ("setting", "token", "answer", "path", "header", "body", "address"),
    [
        (
            "github:SERVER/owner/name", "hush", {"html_url": "https://github.example/owner/name/issues/7"},
            "/api/v3/repos/owner/name/issues", ("Authorization", "Bearer hush"),
            {"title": "Alarm at 80 %", "body": DESCRIPTION}, "https://github.example/owner/name/issues/7",
        ),
        (
            "gitlab:SERVER/a/group/project", "hush", {"web_url": "https://gitlab.example/-/issues/7"},
            "/api/v4/projects/a%2Fgroup%2Fproject/issues", ("Private-Token", "hush"),
            {"title": "Alarm at 80 %", "description": DESCRIPTION, "due_date": "2031-06-01"},
            "https://gitlab.example/-/issues/7",
        ),
        (
            "jira:SERVER/browse/OPS", "me@example.org:hush", {"key": "OPS-7"},
            "/rest/api/2/issue", ("Authorization", "Basic " + base64.b64encode(b"me@example.org:hush").decode()),
            {"fields": {"project": {"key": "OPS"}, "issuetype": {"name": "Task"}, "summary": "Alarm at 80 %",
                        "description": DESCRIPTION, "duedate": "2031-06-01"}},
            "SERVER/browse/OPS-7",
        ),
    ],
    ids=["github", "gitlab", "jira"],
)  # fmt: skip
def test_an_issue_is_created_and_its_address_kept(
    tracker, configured, room, item, setting, token, answer, path, header, body, address
):
    configured(setting, token)
    tracker.answer = json.dumps(answer).encode()
    issues.file_issue(item, room, now=NOW)
    ((asked_path, headers, asked_body),) = tracker.asked
    assert (asked_path, headers[header[0]], asked_body) == (path, header[1], body)
    item.refresh_from_db()
    assert item.issue_url == address.replace("SERVER", tracker.base)


def test_an_item_that_has_its_issue_is_not_filed_again(tracker, configured, room, item):
    configured("jira:SERVER/browse/OPS")
    tracker.answer = b'{"key": "OPS-7"}'
    issues.file_issue(item, room, now=NOW)
    with pytest.raises(Refused, match="has its issue already"):
        issues.file_issue(item, room, now=NOW)
    assert len(tracker.asked) == 1


@pytest.mark.parametrize(
    ("status", "headers", "answer", "said"),
    [
        (401, {}, b"", "did not let us \\(401\\): the token in GAMEDAY_ISSUES_TOKEN"),
        (422, {}, b'{"message": "title is too long"}', "did not take it \\(422\\): .*title is too long"),
        (500, {}, b"<html>oh", "did not take it \\(500\\)"),
        (301, {"Location": "https://elsewhere.example/"}, b"", "it led on to https://elsewhere.example/"),
        (200, {}, b"<html>Log in</html>", "something else than JSON"),
        (200, {}, b"[]", "without the issue's address"),
        (201, {}, b'{"html_url": "javascript:alert(1)"}', "without the issue's address"),
    ],
)
def test_what_went_wrong_is_said_and_nothing_is_kept(tracker, configured, room, item, status, headers, answer, said):
    configured("github:SERVER/owner/name")
    tracker.status, tracker.headers, tracker.answer = status, headers, answer
    with pytest.raises(Refused, match=said):
        issues.file_issue(item, room, now=NOW)
    item.refresh_from_db()
    assert item.issue_url == ""


def test_a_tracker_that_cannot_be_reached_is_named(settings, room, item):
    settings.ISSUES, settings.ISSUES_TOKEN = parse_issue_tracker("gitlab:http://127.0.0.1:1/group/project"), "hush"
    with pytest.raises(Refused, match="GitLab cannot be reached"):
        issues.file_issue(item, room, now=NOW)


def test_players_do_not_spend_the_installations_token(tracker, configured, room_of, ada, gameday, team, item):
    configured("github:SERVER/owner/name")
    with pytest.raises(Refused, match="A facilitator lets Gameday create issues"):
        issues.file_issue(item, room_of(ada, gameday, team), now=NOW)
    assert tracker.asked == []


@pytest.mark.parametrize(
    ("setting", "path", "fields"),
    [
        ("github:https://github.com/owner/name", "/owner/name/issues/new", ["title", "body"]),
        ("gitlab:https://gitlab.example/group/project", "/group/project/-/issues/new", ["issue[title]", "issue[description]"]),
        (
            "jira:https://jira.example/browse/OPS?pid=10100&issuetype=10001",
            "/secure/CreateIssueDetails!init.jspa",
            ["summary", "description"],
        ),
    ],
)  # fmt: skip
def test_a_link_opens_the_trackers_own_form_with_the_item_in_it(settings, room, item, setting, path, fields):
    settings.ISSUES = parse_issue_tracker(setting)
    parts = urlsplit(issues.link_to_new_issue(item, room))
    given = parse_qs(parts.query)
    assert parts.path == path
    assert [given[name] for name in fields] == [["Alarm at 80 %"], [DESCRIPTION]]


def test_a_long_item_makes_a_link_that_servers_still_take(settings, room, item):
    settings.ISSUES = parse_issue_tracker("github:https://github.com/owner/name")
    item.text = "é" * 1000
    assert len(issues.link_to_new_issue(item, room)) <= issues.LONGEST_LINK


def test_without_a_tracker_or_the_numbers_of_jiras_form_there_is_no_link(settings, room, item):
    for setting in ("", "jira:https://jira.example/browse/OPS"):
        settings.ISSUES = parse_issue_tracker(setting)
        assert issues.link_to_new_issue(item, room) == ""
