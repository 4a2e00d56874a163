"""A list that every process can show: of what a team has open, or did last. It lies in Redis and forgets by itself."""

import json
import time
from dataclasses import asdict
from typing import Any, Generic, TypeVar

from gameday.live.publish import redis_connection, redis_key

Entry = TypeVar("Entry")


class ExpiringList(Generic[Entry]):
    """The lists of one name, one for each owner (by id). Entries are dataclasses; one is forgotten after `seconds`.

    What is asked raises what Redis raises.
    """

    def __init__(self, name: str, entry: type[Entry], seconds: float) -> None:
        self.name, self.entry, self.seconds = name, entry, seconds

    def entries(self, owner: int | None) -> dict[str, Entry]:
        """The entries of this owner that have not expired, by their keys."""
        kept: Any = redis_connection().hgetall(self._key(owner))
        found = {key.decode(): self._read(text) for key, text in kept.items()}
        return {key: entry for key, entry in found.items() if entry is not None}

    def put(self, owner: int | None, key: str, entry: Any) -> bool:
        """Add an entry, or renew it. Says whether it is new, or another one than before."""
        kept: Any = redis_connection().hget(self._key(owner), key)
        before = self._read(kept) if kept else None
        text = json.dumps({"entry": asdict(entry), "until": time.time() + self.seconds})
        redis_connection().hset(self._key(owner), key, text)
        redis_connection().expire(self._key(owner), int(self.seconds) * 2)
        return before != entry

    def remove(self, owner: int | None, key: str) -> bool:
        """Take an entry off the list. Says whether it was there."""
        return bool(redis_connection().hdel(self._key(owner), key))

    def _read(self, text: bytes) -> Entry | None:
        """The entry that was kept as this text; None if it has expired, or was kept before the clock was set back."""
        told = json.loads(text)
        return self.entry(**told["entry"]) if 0 < told["until"] - time.time() < 2 * self.seconds else None

    def _key(self, owner: int | None) -> str:
        return redis_key(f"{self.name}:{owner}")
