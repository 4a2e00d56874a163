"""cache.flush: everything that was remembered is forgotten."""

from typing import Any, ClassVar

from scenarios.faults.base import Arguments, Call, must

MARK = "gameday:flushed:"


class Flush:
    """Over as soon as it has happened; the key that marks it expires with the TTL."""

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
