"""The control room's feed: what happened, by kinds that a facilitator may ask for, each act with its icon."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import pgettext_lazy

from gameday.models import Activity, GameDay
from gameday.models.choices import HANDS_ON, ActivityVerb

SHOWN = 40


class FeedKind(models.TextChoices):
    """What of the feed is asked for. Of each kind but ALL, VERBS says what belongs to it."""

    ALL = "all", pgettext_lazy("what of the feed", "All")
    ACTS = "acts", pgettext_lazy("what of the feed", "Acts")
    INCIDENTS = "incidents", pgettext_lazy("what of the feed", "Incidents")
    HINTS = "hints", pgettext_lazy("what of the feed", "Hints and help")
    POINTS = "points", pgettext_lazy("what of the feed", "Points")


VERBS: dict[FeedKind, tuple[ActivityVerb, ...]] = {
    FeedKind.ACTS: (
        *(verb for verb in HANDS_ON if verb != ActivityVerb.TYPED),
        ActivityVerb.ACKNOWLEDGED,
        ActivityVerb.COMMANDER,
    ),
    FeedKind.INCIDENTS: (
        ActivityVerb.INJECTED,
        ActivityVerb.INCIDENT,
        ActivityVerb.ACKNOWLEDGED,
        ActivityVerb.MITIGATED,
        ActivityVerb.RESOLVED,
        ActivityVerb.EXPIRED,
        ActivityVerb.VOIDED,
        ActivityVerb.MENDED,
        ActivityVerb.HEALED,
        ActivityVerb.RESTORED,
        ActivityVerb.TROUBLE,
    ),
    FeedKind.HINTS: (ActivityVerb.HINT, ActivityVerb.NUDGE, ActivityVerb.STUCK, ActivityVerb.HELP, ActivityVerb.UPDATE),
    FeedKind.POINTS: (
        ActivityVerb.OBJECTIVE,
        ActivityVerb.BOTH_KEYS,
        ActivityVerb.HINT,
        ActivityVerb.VOIDED,
        ActivityVerb.FROZEN,
        ActivityVerb.REVEALED,
    ),
}

USUAL_ICON = "info"
ICONS: dict[str, str] = {
    ActivityVerb.MADE: "circle-check",
    ActivityVerb.LAUNCHED: "play",
    ActivityVerb.READY: "circle-check",
    ActivityVerb.STARTED: "play",
    ActivityVerb.PAUSED: "pause",
    ActivityVerb.RESUMED: "play",
    ActivityVerb.FINISHED: "square",
    ActivityVerb.HALTED: "hand",
    ActivityVerb.RELEASED: "play",
    ActivityVerb.RUSH: "users",
    ActivityVerb.FROZEN: "eye",
    ActivityVerb.REVEALED: "eye",
    ActivityVerb.SCREEN: "megaphone",
    ActivityVerb.RECAP: "book-open",
    ActivityVerb.SURVEY: "users",
    ActivityVerb.ISSUE: "circle-check",
    ActivityVerb.JOINED: "user-plus",
    ActivityVerb.IMPORTED: "users",
    ActivityVerb.DRAWN: "users",
    ActivityVerb.MOVED: "user",
    ActivityVerb.SEATS: "users",
    ActivityVerb.JOINING: "lock",
    ActivityVerb.REMOVED: "user",
    ActivityVerb.COMMANDER: "star",
    ActivityVerb.MESSAGE: "megaphone",
    ActivityVerb.PREPARED: "message-circle",
    ActivityVerb.AWARDS: "trophy",
    ActivityVerb.WEBHOOK: "triangle-alert",
    ActivityVerb.PRACTICE: "play",
    ActivityVerb.INJECTED: "zap",
    ActivityVerb.INCIDENT: "flame",
    ActivityVerb.ACKNOWLEDGED: "hand",
    ActivityVerb.MITIGATED: "shield",
    ActivityVerb.RESOLVED: "circle-check",
    ActivityVerb.EXPIRED: "hourglass",
    ActivityVerb.VOIDED: "x",
    ActivityVerb.MENDED: "wrench",
    ActivityVerb.HEALED: "heart-pulse",
    ActivityVerb.RESTORED: "heart-pulse",
    ActivityVerb.TROUBLE: "triangle-alert",
    ActivityVerb.TERMINAL: "terminal",
    ActivityVerb.LOOKED: "eye",
    ActivityVerb.LENT: "key-round",
    ActivityVerb.CONSOLE: "gauge",
    ActivityVerb.WORKSHOP: "code",
    ActivityVerb.ANSWERED: "message-circle",
    ActivityVerb.KEY: "key-round",
    ActivityVerb.CHECK: "target",
    ActivityVerb.UPDATE: "message-circle",
    ActivityVerb.OBJECTIVE: "target",
    ActivityVerb.BOTH_KEYS: "key-round",
    ActivityVerb.HINT: "lightbulb",
    ActivityVerb.NUDGE: "lightbulb",
    ActivityVerb.STUCK: "bell",
    ActivityVerb.HELP: "life-buoy",
}


@dataclass(frozen=True)
class FeedLine:
    act: Activity
    icon: str  # of static/icons.json
    kind: str  # what the act is called, for those who see no icon


def latest_acts(gameday: GameDay, kind: FeedKind) -> list[FeedLine]:
    """The last acts of a kind, latest first. Typing in a terminal is not among them. One query."""
    rows = gameday.activities.exclude(verb=ActivityVerb.TYPED).select_related("team", "player")
    if kind != FeedKind.ALL:
        rows = rows.filter(verb__in=VERBS[kind])
    return feed_lines(rows[:SHOWN])


def feed_lines(acts: Iterable[Activity]) -> list[FeedLine]:
    """Acts as the feed shows them."""
    return [FeedLine(act, ICONS.get(act.verb, USUAL_ICON), act.get_verb_display()) for act in acts]
