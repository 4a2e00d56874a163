"""The board: what everybody sees, read from rows. What goes out to those who watch is publisher.py's business."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from gameday.event import rush_hours
from gameday.live import publish
from gameday.live.topics import board_topic
from gameday.models import Activity, GameDay, Incident, Player, Sandbox, Team
from gameday.models.choices import IncidentState, SandboxState
from gameday.models.player import BY_PRESENT
from scoring import rules
from scoring.board.big_screen import screen_data
from scoring.models import Entry, Observation, Standing

TREND = 60  # ticks
RECENT = timedelta(seconds=60)  # what `change` sums up
EVENTS = 20

Data = dict[str, Any]


def board_snapshot(gameday: GameDay, now: datetime, *, public: bool = True) -> Data:
    """{"gameday": …, "teams": [… by rank], "events": [… latest first]}, in as many queries for one team as for fifty.

    Frozen boards show the public what was known at `gameday.seen_at`; `public=False` sees through that.
    """
    hidden_from = gameday.seen_at(now) if public else None
    seen_at = hidden_from or now
    rows = _teams(gameday)
    scores = _scores(gameday, rows, seen_at, from_ledger=hidden_from is not None)
    ticks = _ticks(gameday, seen_at)
    burning = _burning(gameday, seen_at)
    recent = _recent(gameday, seen_at)
    teams = [
        _team(row)
        | scores[row.pk]
        | ticks.get(row.pk, {"trend": [], "shop": {}})
        | {"change": recent.get(row.pk, 0), "burning": burning.get(row.pk, [])}
        for row in rows
    ]
    teams.sort(key=lambda team: team["rank"])
    return {"gameday": _gameday(gameday, now, seen_at=hidden_from), "teams": teams, "events": _events(gameday, seen_at)}


def board_frame(gameday_id: int, now: datetime) -> tuple[int, str]:
    """The snapshot's number and text as it goes over the socket. The number is read before the rows."""
    seq = publish.last_sequence_number(board_topic(gameday_id))
    data = board_snapshot(GameDay.objects.get(pk=gameday_id), now)
    return seq, publish.encode_frame("snapshot", seq, data, now)


def _gameday(gameday: GameDay, now: datetime, *, seen_at: datetime | None) -> Data:
    return {
        "slug": gameday.slug,
        "name": gameday.name,
        "state": gameday.state,
        "elapsed": round(gameday.elapsed(now).total_seconds()),
        "duration": round(gameday.duration.total_seconds()),
        "ends_at": _iso(gameday.ends_at),
        "halted": gameday.halted_at is not None,
        "frozen": _iso(seen_at),
        "replay": seen_at is not None and gameday.revealed_at is not None,
        "join_code": gameday.join_code if gameday.joining_open else "",
        "rush": _rush(gameday, now),
        "screen": screen_data(gameday, now),
    }


def _rush(gameday: GameDay, now: datetime) -> Data | None:
    """The rush hour that is on, or comes next. Moments in whole seconds, or each snapshot would differ from the one before."""
    rush = rush_hours.present_rush_hour(gameday, now)
    if rush is None:
        return None
    begins, ends = (moment.replace(microsecond=0).isoformat() for moment in (rush.begins, rush.ends))
    return {"factor": rush.factor, "on": rush.is_on, "begins": begins, "ends": ends}


def _teams(gameday: GameDay) -> list[Team]:
    """The teams with the players who have joined and the sandbox that is not gone."""
    here = Player.objects.filter(joined_at__isnull=False).order_by("joined_at")
    current = Sandbox.objects.exclude(state=SandboxState.GONE)
    return list(gameday.teams.prefetch_related(Prefetch("players", here), Prefetch("sandboxes", current)))


def _team(row: Team) -> Data:
    return {
        "id": row.pk,
        "name": row.name,
        "colour": row.colour,
        "emblem": row.emblem,
        "motto": row.motto,
        "halted": row.halted_at is not None,
        "players": [{"name": player.name, "role": player.role} for player in row.players.all()],
        "sandbox": next((box.state for box in row.sandboxes.all()), None),
    }


def _scores(gameday: GameDay, teams: list[Team], seen_at: datetime, *, from_ledger: bool) -> dict[int, Data]:
    """Points, incidents resolved and rank of every team: from the standings, or as the ledger stood at `seen_at`."""
    if from_ledger:
        points = dict(_until(gameday, seen_at).values_list("team").annotate(Sum("points")))
        resolved = dict(
            gameday.incidents.filter(state=IncidentState.RESOLVED, practice=False, ended_at__lte=seen_at)
            .values_list("team")
            .annotate(Count("pk"))
        )
    else:
        rows = list(Standing.objects.filter(gameday=gameday).values_list("team", "points", "resolved"))
        points = {team: number for team, number, _ in rows}
        resolved = {team: number for team, _, number in rows}
    return {
        team.pk: {
            "points": points.get(team.pk, 0),
            "resolved": resolved.get(team.pk, 0),
            "rank": 1 + sum(points.get(other.pk, 0) > points.get(team.pk, 0) for other in teams),
        }
        for team in teams
    }


def _until(gameday: GameDay, seen_at: datetime) -> QuerySet[Entry]:
    return Entry.objects.filter(gameday=gameday, at__lte=seen_at).order_by()


def _recent(gameday: GameDay, seen_at: datetime) -> dict[int, int]:
    """What each team won or lost in the last minute."""
    return dict(_until(gameday, seen_at).filter(at__gt=seen_at - RECENT).values_list("team").annotate(Sum("points")))


def _ticks(gameday: GameDay, seen_at: datetime) -> dict[int, Data]:
    """The points of the last ticks, oldest first, and what customers met in the last one."""
    seen = Observation.objects.filter(gameday=gameday, at__lte=seen_at)
    last = seen.order_by("-tick").values_list("tick", flat=True).first()
    if last is None:
        return {}
    trends: dict[int, list[int]] = defaultdict(list)
    lately = seen.filter(tick__gt=last - TREND)
    for team, points in lately.order_by("tick").values_list("team", "points"):
        trends[team].append(points)
    latest = lately.order_by("team", "-tick").distinct("team").values_list("team", "journeys")
    moods = {team: _outcomes(journeys) for team, journeys in latest}
    return {team: {"trend": trend, "shop": moods.get(team, {})} for team, trend in trends.items()}


def _outcomes(journeys: Data) -> dict[str, str]:
    return {name: met.outcome for name, met in rules.journeys_in_order(journeys).items()}


def _burning(gameday: GameDay, seen_at: datetime) -> dict[int, list[Data]]:
    """What burned at `seen_at`, oldest first."""
    rows = (
        Incident.objects.filter(gameday=gameday, practice=False, live_at__lte=seen_at)
        .filter(Q(ended_at__isnull=True) | Q(ended_at__gt=seen_at))
        .select_related("scenario")
        .only("team", "live_at", "acknowledged_at", "mitigated_at", "scenario__title")
        .order_by("live_at", "id")
    )
    fires: dict[int, list[Data]] = defaultdict(list)
    for row in rows:
        fires[row.team_id].append(
            {"id": row.pk, "title": row.scenario.title, "state": _state(row, seen_at), "since": _iso(row.live_at)}
        )
    return fires


def _state(incident: Incident, seen_at: datetime) -> str:
    if incident.mitigated_at and incident.mitigated_at <= seen_at:
        return "mitigated"
    if incident.acknowledged_at and incident.acknowledged_at <= seen_at:
        return "acknowledged"
    return "live"


def _events(gameday: GameDay, seen_at: datetime) -> list[Data]:
    told = Activity.objects.filter(BY_PRESENT, gameday=gameday, public=True, at__lte=seen_at)
    told = told.order_by("-at", "-id")[:EVENTS]
    return [{"id": row.pk, "at": _iso(row.at), "team": row.team_id, "text": row.text, "kind": row.verb} for row in told]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
