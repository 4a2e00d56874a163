"""`{% icon act.verb|act_icon %}`: the icon of what somebody did, by its verb."""

from django import template

from gameday.models.choices import ActivityVerb

OTHER = "activity"
ICONS = {
    ActivityVerb.STARTED: "play",
    ActivityVerb.RESUMED: "play",
    ActivityVerb.PAUSED: "pause",
    ActivityVerb.HALTED: "pause",
    ActivityVerb.FINISHED: "trophy",
    ActivityVerb.RUSH: "users",
    ActivityVerb.JOINED: "user-plus",
    ActivityVerb.MOVED: "users",
    ActivityVerb.SEATS: "users",
    ActivityVerb.COMMANDER: "star",
    ActivityVerb.PRACTICE: "target",
    ActivityVerb.INJECTED: "flame",
    ActivityVerb.INCIDENT: "flame",
    ActivityVerb.ACKNOWLEDGED: "hand",
    ActivityVerb.MITIGATED: "heart-pulse",
    ActivityVerb.RESOLVED: "circle-check",
    ActivityVerb.EXPIRED: "hourglass",
    ActivityVerb.VOIDED: "x",
    ActivityVerb.MENDED: "wrench",
    ActivityVerb.HEALED: "wrench",
    ActivityVerb.RESTORED: "rotate-ccw",
    ActivityVerb.TROUBLE: "triangle-alert",
    ActivityVerb.TERMINAL: "terminal",
    ActivityVerb.LOOKED: "eye",
    ActivityVerb.LENT: "key-round",
    ActivityVerb.CONSOLE: "gauge",
    ActivityVerb.WORKSHOP: "code",
    ActivityVerb.ANSWERED: "pencil",
    ActivityVerb.KEY: "key-round",
    ActivityVerb.CHECK: "eye",
    ActivityVerb.UPDATE: "message-circle",
    ActivityVerb.OBJECTIVE: "check",
    ActivityVerb.BOTH_KEYS: "key-round",
    ActivityVerb.HINT: "lightbulb",
    ActivityVerb.NUDGE: "lightbulb",
    ActivityVerb.STUCK: "life-buoy",
}
register = template.Library()


@register.filter
def act_icon(verb: str) -> str:
    """The name of one of the icons in static/icons.json."""
    return ICONS.get(ActivityVerb(verb), OTHER)
