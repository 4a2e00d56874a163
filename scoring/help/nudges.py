"""Nudges: a team that is stuck is told of its free hint, and the facilitators of a team that is very stuck.

Both once an incident. hints.py makes the hint free.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from gameday import activity
from gameday.live.changes import Change, tell
from gameday.models import Activity, GameDay, Incident
from gameday.models.choices import OPEN, ActivityVerb
from scoring.help import radar
from scoring.help.radar import ALERT, NUDGE, StuckScore

NUDGES = (ActivityVerb.NUDGE, ActivityVerb.STUCK)


def offer_nudges(gameday: GameDay, now: datetime) -> int:
    """Tell teams and facilitators about open incidents that are stuck. Returns how many things were told."""
    rows = list(gameday.incidents.filter(state__in=OPEN).select_related("scenario", "team", "gameday"))
    scores = radar.stuck_scores(rows, now)
    found = [(row, scores[row.pk]) for row in rows if scores[row.pk].score >= NUDGE]
    if not found:
        return 0
    told = set(Activity.objects.filter(incident__in=rows, verb__in=NUDGES).values_list("incident", "verb"))
    return sum(_tell(row, stuck, told, now) for row, stuck in found)


def _tell(incident: Incident, stuck: StuckScore, told: set[tuple[int, str]], now: datetime) -> int:
    title, why = incident.scenario.title, "; ".join(stuck.reasons)
    news = []
    if (incident.pk, ActivityVerb.NUDGE) not in told:
        news.append(
            (ActivityVerb.NUDGE, _("A stable hand offers the next hint for “{title}” for nothing").format(title=title))
        )
    if stuck.score >= ALERT and (incident.pk, ActivityVerb.STUCK) not in told:
        news.append(
            (
                ActivityVerb.STUCK,
                _("“{title}” needs somebody ({score}): {why}").format(title=title, score=stuck.score, why=why),
            )
        )
    for verb, text in news:
        activity.record_activity(incident, verb, text, now=now)
    if news:
        tell(Change.HINT, gameday_id=incident.gameday_id, team_id=incident.team_id)
    return len(news)
