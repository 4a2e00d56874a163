"""Nudges: a team that is stuck is told of its free hint, and the facilitators of a team that is very stuck.

Both once an incident. hints.py makes the hint free. A team that earns nothing and does not notice is told so on its page.
"""

import math
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.language import vocabulary
from gameday.live.changes import Change, tell
from gameday.models import Activity, GameDay, Incident, Team
from gameday.models.choices import HANDS_ON, OPEN, ActivityVerb, SandboxState
from gameday.models.player import PRESENT
from gameday.team import messages
from scoring.help import radar
from scoring.help.radar import ALERT, NUDGE, StuckScore
from scoring.models import Observation

NUDGES = (ActivityVerb.NUDGE, ActivityVerb.STUCK)
ON_ZERO = timedelta(minutes=2)  # of game time without a point from any customer, before a team is told
AGAIN = timedelta(minutes=15)  # not told again before
NOTICED = (*HANDS_ON, ActivityVerb.ACKNOWLEDGED, ActivityVerb.HELP)


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


def tell_teams_on_zero(gameday: GameDay, now: datetime) -> int:
    """Tell the teams that have earned nothing for ON_ZERO and whose people have done nothing since. Returns how many."""
    found = _teams_on_zero(gameday)
    if not found:
        return 0
    acts = Activity.objects.filter(team__in=found).values_list("team", "at", "verb", "player", "incident")
    busy = {
        team
        for team, at, verb, player, incident in acts.filter(at__gte=min(min(found.values()), now - AGAIN))
        if (player and verb in NOTICED and at >= found[team])
        or (verb == ActivityVerb.NUDGE and incident is None and at > now - AGAIN)
    }
    teams = gameday.teams.filter(PRESENT, pk__in=found.keys() - busy, players__joined_at__isnull=False)
    left = teams.filter(sandboxes__state=SandboxState.READY).select_related("gameday").distinct()
    return sum(_tell_of_zero(team, now) for team in left)


def _teams_on_zero(gameday: GameDay) -> dict[int, datetime]:
    """Team id -> since when customers have paid it nothing, as far back as ON_ZERO. One query."""
    ticks = math.ceil(ON_ZERO.total_seconds() / settings.TICK_SECONDS)
    seen = Observation.objects.filter(gameday=gameday)
    last = seen.aggregate(last=Max("tick"))["last"]
    if last is None:
        return {}
    rows = seen.filter(tick__gt=last - ticks).order_by().values("team")
    told = rows.annotate(most=Max("points"), ticks=Count("pk"), since=Min("at")).filter(most__lte=0, ticks__gte=ticks)
    return {row["team"]: row["since"] for row in told}


def _tell_of_zero(team: Team, now: datetime) -> int:
    gameday = team.gameday
    text = _lazy(
        "For {minutes} minutes no customer has been able to pay at your shop, and nobody of you has done anything about "
        "it. Look at the customers and at your incidents; call for help if you do not know where to begin."
    )
    with vocabulary.in_language_of(gameday):
        said = str(text).format(minutes=ON_ZERO // timedelta(minutes=1))
    messages.send_message(gameday, sender=None, text=said, team=team, now=now)
    activity.record_activity(team, ActivityVerb.NUDGE, _lazy("{team} earns nothing and is told so"), now=now)
    return 1
