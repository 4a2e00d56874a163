"""Which process was restarted, and why: handed from whoever restarts it to the clock, which tells the control room.

They meet in a list in Redis. What restarts processes is small and knows no Django, so this module does not either.
"""

import functools
import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

import redis

WAIT_SECONDS = 2.0
MOST = 50  # restarts that wait to be told. Without a running clock only the latest are kept


@dataclass(frozen=True)
class ProcessRestart:
    """One process that was started again. `deaf`: it lived, but did no work any more; else it had ended.

    `since`: when it was last well, or ended. `at`: when it was started again. Both in seconds of UNIX time.
    """

    process: str
    since: float
    at: float
    deaf: bool


def report_restart(restart: ProcessRestart, *, redis_url: str, installation: str) -> bool:
    """Put it on the list. Returns False where Redis does not answer."""
    client = _connection(redis_url)
    with suppress(redis.RedisError):
        client.rpush(_key(installation), json.dumps(asdict(restart)))
        client.ltrim(_key(installation), -MOST, -1)
        return True
    return False


def reported_restarts(*, redis_url: str, installation: str) -> list[ProcessRestart]:
    """What is on the list, the oldest first. It stays there."""
    lines: Any = _connection(redis_url).lrange(_key(installation), 0, -1)
    return [ProcessRestart(**json.loads(line)) for line in lines]


def forget_restart(restart: ProcessRestart, *, redis_url: str, installation: str) -> bool:
    """Take it off the list. Returns whether it was there: of two who take it, one does."""
    return bool(_connection(redis_url).lrem(_key(installation), 1, json.dumps(asdict(restart))))


@functools.cache
def _connection(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=WAIT_SECONDS, socket_connect_timeout=WAIT_SECONDS)


def _key(installation: str) -> str:
    return f"{installation}:restarts"
