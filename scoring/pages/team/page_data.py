"""What the team page and its neighbours show besides incidents: points, messages, activity, the shop. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Q, QuerySet, Sum

from gameday.models import Activity, Message, Player, Team
from gameday.models.choices import ActivityVerb
from gameday.models.player import BY_PRESENT
from gameday.team import messages
from scoring import rules
from scoring.models import Entry, Journey, Observation, Standing
from scoring.rules import JourneyMet


@dataclass(frozen=True)
class CustomersMood:
    """What the customers met in one tick, and what the tick paid."""

    at: datetime
    points: int
    journeys: dict[Journey, JourneyMet]


def customers_mood(team: Team) -> CustomersMood | None:
    """The last tick; None before the first one."""
    row = Observation.objects.filter(team=team).order_by("-tick").first()
    return CustomersMood(row.at, row.points, rules.journeys_in_order(row.journeys)) if row else None


@dataclass(frozen=True)
class Reason:
    """Successive lines of the ledger with one reason, added up. `at` is when the latest was written."""

    points: int
    text: str
    at: datetime
    times: int


def points_reasons(team: Team, seen_at: datetime | None = None) -> list[Reason]:
    """The last twelve reasons in the team's ledger, latest first, up to `seen_at`."""
    lines = _told(team, seen_at).order_by("-id").values_list("reason", "points", "at")[:120]
    runs = [list(run) for _, run in groupby(lines, key=lambda line: line[0])]
    return [Reason(sum(line[1] for line in run), run[0][0], run[0][2], len(run)) for run in runs[:12]]


def points_of_the_last_minute(team: Team, now: datetime, seen_at: datetime | None = None) -> Reason | None:
    """What the last minute brought, with the reason that moved the points most; None if nothing did."""
    until = seen_at or now
    lines = list(_told(team, seen_at).filter(at__gt=until - timedelta(minutes=1)).values_list("reason", "points", "at"))
    if not lines:
        return None
    weights: dict[str, int] = {}
    for reason, points, _at in lines:
        weights[reason] = weights.get(reason, 0) + abs(points)
    return Reason(
        sum(line[1] for line in lines), max(weights, key=lambda each: weights[each]), lines[-1][2], len(lines)
    )


def _told(team: Team, seen_at: datetime | None) -> QuerySet[Entry]:
    rows = Entry.objects.filter(team=team)
    return rows.filter(at__lte=seen_at) if seen_at else rows


def team_standing(team: Team) -> Standing | None:
    return Standing.objects.filter(team=team).first()


def points_trend(team: Team, seen_at: datetime | None) -> int:
    """The team's points: what they were at `seen_at`, while the scores are frozen; else what they are now."""
    if seen_at:
        return _told(team, seen_at).aggregate(sum=Sum("points"))["sum"] or 0
    row = team_standing(team)
    return row.points if row else 0


def message_inbox(player: Player) -> QuerySet[Message]:
    """Messages to all, to the team, to a seat of the player or to the player."""
    return Message.objects.filter(messages.inbox_of(player)).select_related("sender")


def unread_messages(player: Player) -> QuerySet[Message]:
    """Messages of the inbox that the player has not put away."""
    return message_inbox(player).exclude(read_by=player)


def activity_feed(team: Team) -> QuerySet[Activity]:
    """The last twenty things that happened at the team, latest first. Typing in a terminal is not among them, nor what
    befell an incident before it was live: of that the team knows nothing yet.
    """
    everybody_s = Q(gameday=team.gameday_id, team=None, verb=ActivityVerb.RUSH)
    rows = Activity.objects.filter(BY_PRESENT, Q(team=team) | everybody_s).exclude(verb=ActivityVerb.TYPED)
    rows = rows.exclude(player=None, incident__isnull=False, incident__live_at=None)
    return rows.select_related("player")[:20]
