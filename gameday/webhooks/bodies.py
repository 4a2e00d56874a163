"""What a webhook is told, in its words. Pure; nobody is called by a message, whatever a team calls itself."""

from html import escape
from typing import Any

from gameday.models import Activity
from gameday.models.choices import ActivityVerb, WebhookKind

LONGEST = 1900  # characters that each of them takes
NO_CALL = "@\u200b"  # an @ that calls nobody

# What a webhook may be told of, in the order of the form.
EVENTS = (
    ActivityVerb.LAUNCHED,
    ActivityVerb.STARTED,
    ActivityVerb.PAUSED,
    ActivityVerb.RESUMED,
    ActivityVerb.HALTED,
    ActivityVerb.RELEASED,
    ActivityVerb.FINISHED,
    ActivityVerb.INCIDENT,
    ActivityVerb.MITIGATED,
    ActivityVerb.BOTH_KEYS,
    ActivityVerb.RESOLVED,
    ActivityVerb.EXPIRED,
    ActivityVerb.VOIDED,
    ActivityVerb.UPDATE,
    ActivityVerb.HELP,
    ActivityVerb.STUCK,
    ActivityVerb.TROUBLE,
)
# What the big screen hides while scores are frozen, and a webhook must not tell either.
TELLS_SCORES = (
    ActivityVerb.MITIGATED,
    ActivityVerb.BOTH_KEYS,
    ActivityVerb.RESOLVED,
    ActivityVerb.EXPIRED,
    ActivityVerb.VOIDED,
)
TEST = "test"  # the event of a press in the admin


def news_of(act: Activity) -> dict[str, Any]:
    """An act, as every body is made from: JSON tells all of it, chats its `text`."""
    return {
        "event": act.verb,
        "text": act.text,
        "at": act.at.isoformat(),
        "gameday": {"slug": act.gameday.slug, "name": act.gameday.name},
        "team": act.team.name if act.team else None,
        "scenario": act.incident.scenario.title if act.incident else None,
    }


def body_for(kind: str, news: dict[str, Any]) -> dict[str, Any]:
    """The JSON that is posted."""
    if kind == WebhookKind.JSON:
        return news
    day = news["gameday"]
    team = news["team"] or ""
    about = " · ".join(part for part in (day["name"] if day else "", "" if team in news["text"] else team) if part)
    said = (f"{about}: {news['text']}" if about else news["text"])[:LONGEST]
    if kind == WebhookKind.SLACK:
        return {"text": escape(said, quote=False)}
    if kind == WebhookKind.DISCORD:
        return {"content": said, "allowed_mentions": {"parse": []}}
    return {"text": said.replace("@", NO_CALL), "username": "Gameday"}
