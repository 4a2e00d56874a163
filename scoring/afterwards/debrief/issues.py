"""Action items as issues elsewhere: a link to a form that is filled in already, or the issue itself through the REST API.

What the platform may write there says the token in its environment. Nothing is sent unless a facilitator presses.
"""

import base64
import http.client
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import structlog
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.background.row_lock import hold_row_lock
from gameday.issue_tracker import IssueTracker, TrackerKind
from gameday.models.choices import ActivityVerb
from scenarios.refusal import Refused
from scoring.afterwards.debrief.action_items import LONGEST_ADDRESS
from scoring.afterwards.debrief.markdown import as_text
from scoring.afterwards.debrief.room import DebriefRoom
from scoring.models import ActionItem

log = structlog.get_logger(__name__)

NAMES = {TrackerKind.GITHUB: "GitHub", TrackerKind.GITLAB: "GitLab", TrackerKind.JIRA: "Jira"}
PATIENCE = 10  # seconds for an answer
LARGEST_ANSWER = 256 * 1024  # bytes that are read of it
LONGEST_TITLE = 120  # characters; the whole text stands in the description
LONGEST_LINK = 6000  # characters that servers take in an address
MOST_SAID = 300  # characters of a foreign complaint that are shown


@dataclass(frozen=True)
class Draft:
    """An issue to be."""

    title: str
    description: str
    due_on: str


class _NoRedirects(HTTPRedirectHandler):
    """A token goes to the address that was configured, and to no other."""

    def redirect_request(self, *_unused: Any) -> None:
        return None


def tracker_name() -> str:
    """What people call the configured tracker; "" where none is."""
    tracker: IssueTracker | None = settings.ISSUES
    return NAMES[tracker.kind] if tracker else ""


def can_file() -> bool:
    """Whether the platform has a token, and may so create issues itself."""
    return bool(settings.ISSUES and settings.ISSUES_TOKEN)


def link_to_new_issue(item: ActionItem, room: DebriefRoom) -> str:
    """An address that opens the tracker's form with this item in it; "" where the tracker has no such form."""
    tracker: IssueTracker | None = settings.ISSUES
    if tracker is None:
        return ""
    draft = _draft(item, room)
    address = f"{tracker.base}/{tracker.project}"
    match tracker.kind:
        case TrackerKind.GITHUB:
            return _link(f"{address}/issues/new", {"title": draft.title}, "body", draft.description)
        case TrackerKind.GITLAB:
            return _link(
                f"{address}/-/issues/new", {"issue[title]": draft.title}, "issue[description]", draft.description
            )
        case TrackerKind.JIRA if tracker.options.get("pid"):
            fields = {"pid": tracker.options["pid"], "issuetype": tracker.options.get("issuetype", "1")}
            fields |= {"summary": draft.title} | ({"duedate": draft.due_on} if draft.due_on else {})
            return _link(
                f"{tracker.base}/secure/CreateIssueDetails!init.jspa", fields, "description", draft.description
            )
    return ""


def file_issue(item: ActionItem, room: DebriefRoom, *, now: datetime) -> str:
    """Create the issue, keep its address in the item, and return it. Raises Refused; then the item is as it was."""
    if not room.viewer.facilitator:
        raise Refused(_("A facilitator lets Gameday create issues: it does so under the installation's own name."))
    tracker: IssueTracker | None = settings.ISSUES
    if tracker is None or not can_file():
        raise Refused(_("Gameday has no token to create issues with (GAMEDAY_ISSUES_TOKEN). Open the form instead."))
    with hold_row_lock(item) as ours:
        item.refresh_from_db()
        if not ours or item.issue_url:
            raise Refused(_("This action item is being filed or has its issue already. Nothing was sent."))
        address = _created(tracker, _draft(item, room))
        ActionItem.objects.filter(pk=item.pk).update(issue_url=address)
        told: dict[str, Any] = {"by": room.author.name, "text": item.text[:LONGEST_TITLE], "address": address}
        activity.record_activity(
            room.team or room.gameday, ActivityVerb.ISSUE, _lazy("{by} files “{text}”: {address}"), now=now, **told
        )
    item.issue_url = address
    room.tell()
    return address


def _draft(item: ActionItem, room: DebriefRoom) -> Draft:
    first_line = item.text.splitlines()[0]
    title = first_line if len(first_line) <= LONGEST_TITLE else f"{first_line[: LONGEST_TITLE - 1]}…"
    due_on = item.due_on.isoformat() if item.due_on else ""
    facts = [
        _("Owner: {name}").format(name=as_text(item.owner)) if item.owner else "",
        _("By: {date}").format(date=due_on) if due_on else "",
        _("From the debrief of {team}, {gameday}.").format(
            team=as_text(room.title), gameday=as_text(room.gameday.name)
        ),
    ]
    return Draft(title, "\n\n".join([as_text(item.text), *filter(None, facts)]), due_on)


def _link(address: str, fields: dict[str, str], last: str, text: str) -> str:
    """With as much of the text as an address takes."""
    room_left = LONGEST_LINK - len(address) - len(urlencode(fields))
    while len(urlencode({last: text})) > room_left:
        text = text[: len(text) * 3 // 4]
    return f"{address}?{urlencode(fields | {last: text}, quote_via=quote)}"


def _created(tracker: IssueTracker, draft: Draft) -> str:
    """The address of the new issue."""
    path, body, headers = _request(tracker, draft)
    answer = _post(path, body, headers)
    match tracker.kind:
        case TrackerKind.JIRA:
            address = f"{tracker.base}/browse/{answer['key']}" if answer.get("key") else ""
        case TrackerKind.GITLAB:
            address = str(answer.get("web_url", ""))
        case TrackerKind.GITHUB:
            address = str(answer.get("html_url", ""))
    if not address.startswith(("http://", "https://")) or len(address) > LONGEST_ADDRESS:
        raise Refused(
            _("{tracker} answered without the issue's address. Look there whether it was created.").format(
                tracker=NAMES[tracker.kind]
            )
        )
    return address


def _request(tracker: IssueTracker, draft: Draft) -> tuple[str, dict[str, Any], dict[str, str]]:
    """Where it goes, what it says, and how it shows the token."""
    token: str = settings.ISSUES_TOKEN
    body: dict[str, Any]
    match tracker.kind:
        case TrackerKind.GITHUB:
            host = urlsplit(tracker.base).netloc
            api = "https://api.github.com" if host == "github.com" else f"{tracker.base}/api/v3"
            headers = {"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"}
            return f"{api}/repos/{tracker.project}/issues", {"title": draft.title, "body": draft.description}, headers
        case TrackerKind.GITLAB:
            body = {"title": draft.title, "description": draft.description}
            body |= {"due_date": draft.due_on} if draft.due_on else {}
            project = quote(tracker.project, safe="")
            return f"{tracker.base}/api/v4/projects/{project}/issues", body, {"PRIVATE-TOKEN": token}
        case TrackerKind.JIRA:
            fields: dict[str, Any] = {"project": {"key": tracker.project}, "issuetype": {"name": "Task"}}
            fields |= {"summary": draft.title, "description": draft.description}
            fields |= {"duedate": draft.due_on} if draft.due_on else {}
            return f"{tracker.base}/rest/api/2/issue", {"fields": fields}, {"Authorization": _jira_login(token)}


def _jira_login(token: str) -> str:
    """Jira's cloud wants `person@example.org:token`, a server a token alone."""
    return f"Basic {base64.b64encode(token.encode()).decode()}" if ":" in token else f"Bearer {token}"


def _post(address: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    """What the tracker answers. Raises Refused with what happened."""
    name = tracker_name()
    request = Request(address, json.dumps(body).encode(), headers | {"Content-Type": "application/json"}, method="POST")
    try:
        with build_opener(_NoRedirects).open(request, timeout=PATIENCE) as response:
            answer = json.loads(response.read(LARGEST_ANSWER))
            return answer if isinstance(answer, dict) else {}
    except HTTPError as refused:
        with refused:
            raise Refused(_why_refused(name, refused)) from refused
    except ValueError:
        raise Refused(
            _("{tracker} answered with something else than JSON. Is GAMEDAY_ISSUES right?").format(tracker=name)
        ) from None
    except (URLError, OSError, http.client.HTTPException) as trouble:
        log.warning("issue_not_filed", address=address, why=str(trouble))
        why = _("{tracker} cannot be reached ({why}). Nothing was kept; the action item is as it was.")
        raise Refused(why.format(tracker=name, why=getattr(trouble, "reason", trouble))) from trouble


def _why_refused(name: str, answer: HTTPError) -> str:
    log.warning("issue_refused", address=answer.url, status=answer.code)
    if 300 <= answer.code < 400:
        return _("{tracker} lives at another address than GAMEDAY_ISSUES says: it led on to {address}.").format(
            tracker=name, address=answer.headers.get("Location", "?")[:MOST_SAID]
        )
    if answer.code in (401, 403, 404):
        return _(
            "{tracker} did not let us ({status}): the token in GAMEDAY_ISSUES_TOKEN is wrong, too old, or may not create "
            "issues in this project."
        ).format(tracker=name, status=answer.code)
    said = " ".join(answer.read(LARGEST_ANSWER).decode(errors="replace").split())[:MOST_SAID]
    return _("{tracker} did not take it ({status}): {said}").format(tracker=name, status=answer.code, said=said)
