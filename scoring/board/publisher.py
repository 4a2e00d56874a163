"""Sends the differences of boards to those who watch: at most one a TURN, of boards that are marked as changed."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from redis.exceptions import LockError

from gameday.live import publish
from gameday.live.topics import board_topic
from gameday.models import GameDay
from scoring.board.snapshot import EVENTS, Data, board_snapshot

TURN = timedelta(milliseconds=150)  # at most seven frames a second
LONGEST_FLUSH = 10  # seconds after which a flusher that died is forgotten
PUBLISHED_FOR = timedelta(days=2)  # so long it is remembered what was sent last


def flush_dirty_boards(now: datetime) -> int:
    """The beat's part: send what is still marked. Returns how many boards moved."""
    boards = [int(topic.removeprefix("board.")) for topic in publish.marked_topics() if topic.startswith("board.")]
    return sum(flush_board(gameday_id, now) for gameday_id in boards)


def flush_board(gameday_id: int, now: datetime) -> bool:
    """Send the difference to what was sent last, if the board is marked and its turn has come. Says whether it did.

    The mark is taken away only after the sending, and only if nobody marked again meanwhile: a change is never lost.
    """
    topic, redis = board_topic(gameday_id), publish.redis_connection()
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

    A delta holds whole team objects and new events. Where a team has gone, or an event was withdrawn, it takes a snapshot.
    """
    if old is None or _ids(old["teams"]) - _ids(new["teams"]) or _withdrawn(old["events"], new["events"]):
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


def _withdrawn(old: list[Data], new: list[Data]) -> bool:
    """Whether an event is no longer told that is not merely too old for the list."""
    oldest = min(map(_age, new)) if len(new) == EVENTS else None
    gone = [event for event in old if event["id"] not in _ids(new)]
    return any(oldest is None or _age(event) > oldest for event in gone)


def _age(event: Data) -> tuple[str, int]:
    return event["at"], event["id"]


def _without_clock(gameday: Data) -> Data:
    return {name: value for name, value in gameday.items() if name != "elapsed"}
