"""Faults of the cache: all keys are deleted (flush), or only a few are kept (evict)."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from scenarios.faults.base import Arguments, Call, must
from scenarios.faults.machine import marked

MARK = "gameday:flushed:"
SET = 'redis-cli CONFIG SET maxmemory "$1" maxmemory-policy "$2" | grep -qx OK'


class Flush:
    """Happens once. A key with the handle shows that it has happened, and expires with the TTL."""

    kind: ClassVar[str] = "cache.flush"
    title: ClassVar[str] = "The cache is emptied"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = Arguments

    def plan(self, call: Call) -> dict[str, Any]:
        return {}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        must(call, ["redis-cli", "FLUSHALL"])
        must(call, ["redis-cli", "SET", MARK + call.handle, "1", "EX", f"{call.ttl:.0f}"])

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return must(call, ["redis-cli", "EXISTS", MARK + call.handle]) == "1"

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        must(call, ["redis-cli", "DEL", MARK + call.handle])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return not self.verify(call, recipe)


class EvictArguments(Arguments):
    """`keep_kb`: the room that is left for keys; `policy`: which keys are dropped, in Redis' words."""

    keep_kb: int = Field(default=32, ge=0, le=1_000_000)
    policy: Literal["allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-ttl", "volatile-random", "noeviction"] = (
        "allkeys-random"
    )


class Evict:
    """Only a few keys stay in the cache. The limit also counts Redis' own buffers, so their size is added to it."""

    kind: ClassVar[str] = "cache.evict"
    title: ClassVar[str] = "Keys fall out of the cache"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = EvictArguments

    def plan(self, call: Call) -> dict[str, Any]:
        info = self._info(call)
        new = int(info["used_memory_overhead"]) + call.arguments.keep_kb * 1024
        return {"old": self._limit(call), "new": [str(new), call.arguments.policy], "lost": self._lost(info)}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        """Keys that expire after seconds fill the cache, so that the first keys are dropped at once."""
        self._set(call, recipe["new"])
        if not marked.running(call, self._mark(call)):
            marked.later(call, self._mark(call), SET, *recipe["old"])
        keys = range(call.arguments.keep_kb + 64)
        ballast = "".join(f"SET ballast:{call.handle}:{key} {'hay' * 300} EX 5\n" for key in keys)
        call.sandbox.exec(call.target, ["redis-cli"], stdin=ballast.encode())

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        """The limit is in force, and Redis has dropped or refused keys since."""
        return self._limit(call) == recipe["new"] and self._lost(self._info(call)) > recipe["lost"]

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        marked.end(call, self._mark(call))
        if not self.healed(call, recipe):
            self._set(call, recipe["old"])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        """There is room again, no matter who made it."""
        bytes_now = int(self._limit(call)[0])
        return bytes_now == 0 or bytes_now > int(recipe["new"][0])

    def _mark(self, call: Call) -> str:
        return f"stable-rules-{call.handle}"

    def _set(self, call: Call, limit: list[str]) -> None:
        must(call, ["sh", "-c", SET, "sh", *limit])

    def _limit(self, call: Call) -> list[str]:
        """maxmemory in bytes, and the policy."""
        return must(
            call, ["sh", "-c", "for n in maxmemory maxmemory-policy; do redis-cli CONFIG GET $n | tail -n 1; done"]
        ).split()

    def _info(self, call: Call) -> dict[str, str]:
        return dict(
            line.split(":", 1) for line in must(call, ["redis-cli", "INFO", "everything"]).split() if ":" in line
        )

    def _lost(self, info: dict[str, str]) -> int:
        return int(info["evicted_keys"]) + int(info.get("errorstat_OOM", "count=0").split("=")[1])
