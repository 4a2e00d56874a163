"""Frames and marks on their way into Redis: numbered, after the commit. What is told to whom stands in changes.py.

One script inside Redis numbers and publishes a frame, so that a topic's numbers arrive in order and without gaps.
"""

import functools
import json
from datetime import datetime
from typing import Any

import redis
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

VERSION = 1
UNNUMBERED = 0  # the number of frames that are no part of a topic's history

# KEYS: the topic's counter. ARGV: channel, topic, the frame's text before and after its number.
NUMBER_AND_PUBLISH = """
local seq = redis.call('INCR', KEYS[1])
redis.call('PUBLISH', ARGV[1], ARGV[2] .. ' ' .. seq .. '\\n' .. ARGV[3] .. seq .. ARGV[4])
return seq
"""


def push_frame(topic: str, kind: str, data: dict[str, Any]) -> None:
    """Send a numbered frame of `kind` to everybody on `topic`, after the current transaction commits.

    Nothing is raised when Redis is away: the rows are safe, and whoever comes back gets a snapshot.
    """
    transaction.on_commit(lambda: publish_frame(topic, kind, data), robust=True)


def publish_frame(topic: str, kind: str, data: dict[str, Any]) -> int:
    """Send at once and return the frame's number: for a sender outside any transaction. Raises what Redis raises."""
    before, after = encode_frame(kind, "\0", data, timezone.now()).split("\0", 1)
    return int(
        redis_connection().eval(NUMBER_AND_PUBLISH, 1, redis_key(f"seq.{topic}"), redis_channel(), topic, before, after)
    )


def publish_passing_frame(topic: str, kind: str, data: dict[str, Any]) -> None:
    """Send at once, without a number: for what is over in a moment, so that nobody who misses it asks for a snapshot.

    Raises what Redis raises.
    """
    text = encode_frame(kind, UNNUMBERED, data, timezone.now())
    redis_connection().publish(redis_channel(), f"{topic} {UNNUMBERED}\n{text}")


def mark_topic(topic: str) -> None:
    """Say, after commit, that what `topic` shows has changed. The publisher of the board sends the difference."""
    transaction.on_commit(lambda: redis_connection().hincrby(redis_key("marked"), topic, 1), robust=True)


def marked_topics() -> dict[str, int]:
    """The marked topics, each with the number of its mark: hand that to unmark() once the change is out."""
    marks: Any = redis_connection().hgetall(redis_key("marked"))
    return {topic.decode(): int(number) for topic, number in marks.items()}


def unmark_topic(topic: str, number: int) -> None:
    """Take the mark away, unless a newer one has come meanwhile."""
    redis_connection().eval(
        "if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end",
        1,
        redis_key("marked"),
        topic,
        number,
    )


def last_sequence_number(topic: str) -> int:
    """The number of the last frame on `topic`; 0 before the first."""
    return int(redis_connection().get(redis_key(f"seq.{topic}")) or 0)


def encode_frame(kind: str, number: int | str, data: dict[str, Any], at: datetime, *, first: int | None = None) -> str:
    """A frame as it goes over the socket. With `first` it stands for all frames from that number to its own."""
    numbers = f'"seq":{number}' if first is None else f'"seq":{number},"first":{first}'
    body = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    return f'{{"v":{VERSION},"type":{json.dumps(kind)},{numbers},"at":"{at.isoformat()}","data":{body}}}'


def redis_key(name: str) -> str:
    """A Redis key of this installation's live updates."""
    return f"{settings.INSTALLATION}:live:{name}"


def redis_channel() -> str:
    """The one Redis channel of all frames. Channels ignore a server's databases, so the name holds the number."""
    return redis_key(f"frames.{redis_connection().connection_pool.connection_kwargs.get('db', 0)}")


@functools.cache
def redis_connection() -> redis.Redis:
    """The process's pool of connections. Short time-outs: a page never hangs because Redis does."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
