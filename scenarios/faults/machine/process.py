"""Faults of one service inside a container: killed and kept down, or frozen."""

from typing import Any, ClassVar

from pydantic import Field

from scenarios.faults.base import Arguments, Call, must


class ProcessArguments(Arguments):
    """`service`: its name under the container's supervisor."""

    service: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")


class Kill:
    """The supervisor keeps it down. Players start it again with `sv up`."""

    kind: ClassVar[str] = "process.kill"
    title: ClassVar[str] = "A service is killed and stays dead"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = ProcessArguments

    def plan(self, call: Call) -> dict[str, Any]:
        return {}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        must(call, ["/opt/unicorn/bin/hold", call.arguments.service])

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._status(call).startswith("down:")

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        must(call, ["sv", "up", call.arguments.service])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        status = self._status(call)
        return status.startswith("run:") or "want up" in status

    def _status(self, call: Call) -> str:
        return call.sandbox.exec(call.target, ["sv", "status", call.arguments.service]).text


# `all`: the pids of a service and of all its descendants, parents first. With `signal` each gets the signal before its
# children are listed, because a frozen process cannot start new ones. A child may end meanwhile.
TREE = """pids=$(cat "/run/supervise/$1/pid"); all=$pids
while [ -n "$pids" ]; do next=
  for pid in $pids; do
    ${signal:+kill -s $signal $pid} 2>/dev/null
    next="$next $(cat /proc/$pid/task/*/children 2>/dev/null)"
  done
  pids=$(echo $next); all="$all $pids"; done"""


class Stop:
    """SIGSTOP: the port stays open, but nothing answers."""

    kind: ClassVar[str] = "process.stop"
    title: ClassVar[str] = "A service is stopped in its tracks"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = ProcessArguments

    def plan(self, call: Call) -> dict[str, Any]:
        return {}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        must(call, ["sh", "-c", f"signal=STOP; {TREE}; kill -0 ${{all%% *}}", "sh", call.arguments.service])

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._state(call) == "T"

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        call.sandbox.exec(call.target, ["sh", "-c", f"signal=CONT; {TREE}", "sh", call.arguments.service])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._state(call) not in ("T", "")

    def _state(self, call: Call) -> str:
        script = """awk '/^State/ {print $2}' "/proc/$(cat "/run/supervise/$1/pid")/status" """
        return call.sandbox.exec(call.target, ["sh", "-c", script, "sh", call.arguments.service]).text
