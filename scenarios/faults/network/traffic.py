"""traffic.surge: more visitors than the shop is used to, from inside the company's network and through its edge."""

from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from scenarios.faults.base import Arguments, Call, must
from scenarios.faults.machine import marked

CROWD = (Path(__file__).parent / "crowd.py").read_text()
SEEN = 'tail -n 500 /var/log/unicorn/nginx/current | grep -c "visit=$1" || true'
Page = Annotated[str, StringConstraints(pattern=r"^/[\w./-]*(\?[\w.=&-]+)?$", max_length=200)]


class SurgeArguments(Arguments):
    """`per_second` visitors, however slow the shop is; at most `at_once` wait; they request the `paths` in turn."""

    per_second: int = Field(default=40, ge=1, le=500)
    at_once: int = Field(default=50, ge=1, le=200)
    paths: list[Page] = Field(default=["/"], min_length=1, max_length=20)


class Surge:
    """The target is where the visitors come from. They stop after the TTL. The handle is in each request."""

    kind: ClassVar[str] = "traffic.surge"
    title: ClassVar[str] = "A crowd is at the gate"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = SurgeArguments

    def plan(self, call: Call) -> dict[str, Any]:
        return {"edge": call.sandbox.company.entry.role}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        wish, entry = call.arguments, call.sandbox.company.entry
        paths = [f"{path}{'&' if '?' in path else '?'}visit={call.handle}" for path in wish.paths]
        numbers = [str(entry.port), str(wish.per_second), str(wish.at_once), f"{call.ttl:.0f}"]
        marked.start(call, self._mark(call), ["python3", "-c", CROWD, entry.role, *numbers, *paths])

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        """The visitors' program runs, and the edge has logged some of their requests."""
        return (
            not self.healed(call, recipe)
            and must(call, ["sh", "-c", SEEN, "sh", call.handle], role=recipe["edge"]) != "0"
        )

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        marked.end(call, self._mark(call))

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return not marked.running(call, self._mark(call))

    def _mark(self, call: Call) -> str:
        return f"horse-fair-{call.handle}"
