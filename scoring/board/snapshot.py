"""The board: what everybody sees, read from rows, and the differences that go out to those who watch.

`snapshot` reads; `changed` says that something visible changed; `flush` sends at most one difference a TURN.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.utils import timezone
from redis.exceptions import LockError

from gameday.live import publish
from gameday.models import Activity, GameDay, Incident, Player, Sandbox, Team
from gameday.models.choices import IncidentState, SandboxState
from scoring import rules
from scoring.models import Entry, Observation, Standing

TURN = timedelta(milliseconds=150)  # at most seven frames a second
TREND = 60  # ticks
RECENT = timedelta(seconds=60)  # what `change` sums up
EVENTS = 20
LONGEST_FLUSH = 10  # seconds after which a flusher that died is forgotten

Data = dict[str, Any]
PUBLISHED_FOR = timedelta(days=2)


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
    seq = publish.last_sequence_number(publish.board_topic(gameday_id))
    data = board_snapshot(GameDay.objects.get(pk=gameday_id), now)
    return seq, publish.encode_frame("snapshot", seq, data, now)


def board_changed(gameday_id: int) -> None:
    """Something that the board shows has changed. After commit it is sent, or left marked for the next beat."""
    publish.mark_topic(publish.board_topic(gameday_id))
    transaction.on_commit(lambda: flush_board(gameday_id, timezone.now()), robust=True)


def flush_dirty_boards(now: datetime) -> int:
    """The beat's part: send what is still marked. Returns how many boards moved."""
    boards = [int(topic.removeprefix("board.")) for topic in publish.marked_topics() if topic.startswith("board.")]
    return sum(flush_board(gameday_id, now) for gameday_id in boards)


def flush_board(gameday_id: int, now: datetime) -> bool:
    """Send the difference to what was sent last, if the board is marked and its turn has come. Says whether it did.

    The mark is taken away only after the sending, and only if nobody marked again meanwhile: a change is never lost.
    """
    topic, redis = publish.board_topic(gameday_id), publish.redis_connection()
    lock = redis.lock(publish.redis_key(f"flush.{topic}"), timeout=LONGEST_FLUSH, blocking=False)
    if topic not in publish.marked_topics() or not lock.acquire():
        return False
    try:
        mark = publish.marked_topics().get(topic)
        if mark is None or not redis.set(publish.redis_key(f"turn.{topic}"), 1, nx=True, px=TURN):
            return False
        moved = _send_difference(gameday_id, topic, now)
        publish.unmark_topic(topic, mark)
    finally:
        _release(lock)
    return moved


def board_difference(old: Data | None, new: Data) -> tuple[str, Data]:
    """The kind of frame that brings a reader of `old` to `new`, and its data; empty data when nothing differs.

    A delta holds whole team objects and new events. Where a team has gone it takes a snapshot.
    """
    if old is None or _ids(old["teams"]) - _ids(new["teams"]):
        return "snapshot", new
    known, told = {team["id"]: team for team in old["teams"]}, _ids(old["events"])
    data = {
        "teams": [team for team in new["teams"] if team != known.get(team["id"])],
        "events": [event for event in new["events"] if event["id"] not in told],
    }
    if _without_clock(old["gameday"]) != _without_clock(new["gameday"]) or any(data.values()):
        data["gameday"] = new["gameday"]
    return "delta", {part: value for part, value in data.items() if value}


def _send_difference(gameday_id: int, topic: str, now: datetime) -> bool:
    gameday = GameDay.objects.filter(pk=gameday_id).first()
    if gameday is None:
        return False
    redis, sent_key = publish.redis_connection(), publish.redis_key(f"sent.{topic}")
    new = json.loads(json.dumps(board_snapshot(gameday, now)))
    sent = redis.get(sent_key)
    kind, data = board_difference(json.loads(sent) if sent else None, new)
    if not data:
        return False
    publish.publish_frame(topic, kind, data)
    redis.set(sent_key, json.dumps(new), ex=PUBLISHED_FOR)
    return True


def _release(lock: Any) -> None:
    try:
        lock.release()
    except LockError:  # it took longer than LONGEST_FLUSH: somebody else flushes by now
        return


def _ids(rows: Iterable[Data]) -> set[int]:
    return {row["id"] for row in rows}


def _without_clock(gameday: Data) -> Data:
    return {name: value for name, value in gameday.items() if name != "elapsed"}


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
        "join_code": gameday.join_code,
    }


def _teams(gameday: GameDay) -> list[Team]:
    here = Player.objects.filter(joined_at__isnull=False).order_by("joined_at")
    current = Sandbox.objects.exclude(state=SandboxState.GONE)
    return list(
        gameday.teams.prefetch_related(
            Prefetch("players", here, to_attr="here"), Prefetch("sandboxes", current, to_attr="current")
        )
    )


def _team(row: Team) -> Data:
    here, current = row.here, row.current  # type: ignore[attr-defined]
    return {
        "id": row.pk,
        "name": row.name,
        "colour": row.colour,
        "emblem": row.emblem,
        "motto": row.motto,
        "halted": row.halted_at is not None,
        "players": [{"name": player.name, "role": player.role} for player in here],
        "sandbox": current[0].state if current else None,
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
    told = Activity.objects.filter(gameday=gameday, public=True, at__lte=seen_at).order_by("-at", "-id")[:EVENTS]
    return [{"id": row.pk, "at": _iso(row.at), "team": row.team_id, "text": row.text, "kind": row.verb} for row in told]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
