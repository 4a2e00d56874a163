"""memory.leak: a process takes more and more memory until the kernel kills one, and then begins again."""

from typing import Any, ClassVar

from pydantic import Field

from scenarios.faults.base import Arguments, Call, must
from scenarios.faults.machine import marked
from scenarios.faults.machine.process import TREE

GROW = """import sys, time
hoard = []
while True:
    hoard.append(bytearray(b"h") * (int(sys.argv[1]) << 18))
    time.sleep(0.25)"""
# The kernel kills the processes of this service first. When the loop ends, that is undone.
VICTIMS = f"""victims() {{ [ -z "$1" ] || {{ {TREE}; for pid in $all; do echo "$2" > /proc/$pid/oom_score_adj; done; }} 2>/dev/null; }}"""
LOOP = (
    VICTIMS
    + """
trap 'kill -KILL $child; victims "$1" 0; exit' TERM
while :; do victims "$1" 1000; python3 -c "$2" "$3" "$4" & child=$!; wait $child; sleep 0.5; done 2>/dev/null"""
)
KILLS = "cat /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control 2>/dev/null | awk '$1 == \"oom_kill\" {print $2}'"


class LeakArguments(Arguments):
    """`mb_per_s`: MiB more each second; `service`: the kernel kills this one before the leaking process, each time."""

    mb_per_s: int = Field(default=64, ge=8, le=1024)
    service: str = Field(default="", pattern=r"^([a-z][a-z0-9_-]*)?$")


class Leak:
    """It stays within the container's memory limit. Players end it by killing the loop, which restarts the process."""

    kind: ClassVar[str] = "memory.leak"
    title: ClassVar[str] = "Something in the container takes more and more memory"
    requires: ClassVar[frozenset[str]] = frozenset({"cgroup.memory"})
    Arguments: ClassVar[type[Arguments]] = LeakArguments

    def plan(self, call: Call) -> dict[str, Any]:
        if call.arguments.service:
            must(call, ["test", "-d", f"/run/service/{call.arguments.service}"])
        return {"kills": self._kills(call)}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        wish = call.arguments
        marked.start(call, self._mark(call), ["bash", "-c", LOOP, "hoard", wish.service, GROW, str(wish.mb_per_s)])

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        """The limit was reached: the kernel has killed a process since."""
        return self._kills(call) > recipe["kills"] and not self.healed(call, recipe)

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        marked.end(call, self._mark(call))
        call.sandbox.exec(call.target, ["bash", "-c", f'{VICTIMS}; victims "$1" 0', "sh", call.arguments.service])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return not marked.running(call, self._mark(call))

    def _mark(self, call: Call) -> str:
        return f"hay-hoarder-{call.handle}"

    def _kills(self, call: Call) -> int:
        return int(must(call, ["sh", "-c", KILLS]) or 0)
