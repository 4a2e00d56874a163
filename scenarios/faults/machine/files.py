"""fd.exhaust: a service may open no more files than it has open without any customers."""

from typing import Any, ClassVar

from pydantic import Field

from scenarios.faults.base import Arguments, Call, must
from scenarios.faults.machine import marked
from scenarios.faults.machine.process import TREE, ProcessArguments
from scenarios.sandbox.base import EngineError


class ExhaustArguments(ProcessArguments):
    """`leave`: how many connections and files each process of the service may have beyond those that it always has."""

    leave: int = Field(default=0, ge=0, le=1000)


# Counts open files except established TCP connections. Sets only the soft limit, which the user may raise again.
TIGHTEN = """room=$1; shift; served=$(awk '$4 == "01" {print "socket:[" $10 "]"}' /proc/net/tcp /proc/net/tcp6)
for pid; do own=$(ls -l "/proc/$pid/fd" | awk '/->/ {print $NF}' | grep -cvxF "$served")
  prlimit --pid "$pid" --nofile=$((own + room)): || exit 1; done"""
LOOSEN = """soft=$1; for pid in $(pgrep -U "$(id -u)"); do
  [ "$(awk '/^Max open files/ {print $4}' "/proc/$pid/limits")" -ge "$soft" ] || prlimit --pid "$pid" --nofile="$soft": ; done"""
LIMITS = f"""{TREE}; for pid in ${{2:-$all}}; do awk '/^Max open files/ {{print $4}}' "/proc/$pid/limits"; done 2>/dev/null; true"""


class Exhaust:
    """The service cannot open one more connection or file. A restart of the service repairs it."""

    kind: ClassVar[str] = "fd.exhaust"
    title: ClassVar[str] = "A service may open no more files"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = ExhaustArguments

    def plan(self, call: Call) -> dict[str, Any]:
        """The supervisor's own limit is the good one. The service's user may set its limits."""
        script = f'{TREE}; stat -c %u "/proc/${{all%% *}}"'
        user = must(call, ["sh", "-c", script, "sh", call.arguments.service])
        return {"user": user, "soft": self._limits(call, "1")[0]}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        pids = must(call, ["sh", "-c", f"{TREE}; echo $all", "sh", call.arguments.service]).split()
        argv = ["sh", "-c", TIGHTEN, "sh", str(call.arguments.leave), *pids]
        done = call.sandbox.exec(call.target, argv, user=recipe["user"])
        if not done.ok:
            raise EngineError(f"The open files of {call.arguments.service} could not be limited: {done.text}")
        if not marked.running(call, self._mark(call)):
            marked.later(call, self._mark(call), LOOSEN, str(recipe["soft"]), user=recipe["user"])

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return not self.healed(call, recipe)

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        marked.end(call, self._mark(call))
        done = call.sandbox.exec(call.target, ["sh", "-c", LOOSEN, "sh", str(recipe["soft"])], user=recipe["user"])
        if not (done.ok or self.healed(call, recipe)):
            raise EngineError(f"{call.arguments.service} may still open no more files: {done.text}")

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return all(limit >= recipe["soft"] for limit in self._limits(call))

    def _mark(self, call: Call) -> str:
        return f"file-counter-{call.handle}"

    def _limits(self, call: Call, pid: str = "") -> list[int]:
        """The file limit of each process of the service, or of the process `pid`."""
        return [int(limit) for limit in must(call, ["sh", "-c", LIMITS, "sh", call.arguments.service, pid]).split()]
