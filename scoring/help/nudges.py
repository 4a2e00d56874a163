"""Nudges: what the radar leads to. A team that is stuck is told of its free hint, the facilitators of who needs them.

Each once an incident. That the hint costs nothing is hints' business.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from gameday import activity
from gameday.live import publish
from gameday.models import Activity, GameDay, Incident
from gameday.models.choices import OPEN, ActivityVerb
from scoring.help import radar
from scoring.help.radar import ALERT, NUDGE, StuckScore

NUDGES = (ActivityVerb.NUDGE, ActivityVerb.STUCK)


def offer_nudges(gameday: GameDay, now: datetime) -> int:
    """Look at every open incident; returns how many teams or facilitators were told something."""
    rows = list(gameday.incidents.filter(state__in=OPEN).select_related("scenario", "team", "gameday"))
    found = [(row, stuck) for row, stuck in _stuck(rows, now) if stuck.score >= NUDGE]
    if not found:
        return 0
    told = set(Activity.objects.filter(incident__in=rows, verb__in=NUDGES).values_list("incident", "verb"))
    return sum(_tell(row, stuck, told, now) for row, stuck in found)


def _stuck(rows: list[Incident], now: datetime) -> Iterable[tuple[Incident, StuckScore]]:
    scores = radar.stuck_scores(rows, now)
    return ((row, scores[row.pk]) for row in rows)


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
        activity.record_activity(
            gameday=incident.gameday, team=incident.team, verb=verb, text=text, now=now, incident=incident
        )
    if news:
        publish.tell_parts_changed(publish.team_topic(incident.team_id), "hints")
        publish.tell_parts_changed(publish.control_topic(incident.gameday_id), "incidents")
    return len(news)
