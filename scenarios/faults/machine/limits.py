"""Faults of a container's CPU and memory: less CPU, less memory, or a CPU that is kept busy."""

from typing import Any, ClassVar

from pydantic import Field

from scenarios.faults.base import Arguments, Call, must


class CpuArguments(Arguments):
    """`cpus`: the cores that are left, such as 0.25."""

    cpus: float = Field(ge=0.01, le=16)


class CpuLimit:
    kind: ClassVar[str] = "cpu.limit"
    title: ClassVar[str] = "The container's CPU quota is cut"
    requires: ClassVar[frozenset[str]] = frozenset({"cgroup.cpu"})
    Arguments: ClassVar[type[Arguments]] = CpuArguments

    def plan(self, call: Call) -> dict[str, Any]:
        """Heal sets the quota of the company's description: the current one may come from another fault."""
        return {"cpus": call.sandbox.company.roles[call.target].cpus}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        call.sandbox.limit(call.target, cpus=call.arguments.cpus)

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return call.sandbox.limits(call.target).cpus <= call.arguments.cpus + 0.001

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        call.sandbox.limit(call.target, cpus=recipe["cpus"])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return not self.verify(call, recipe)


class MemoryArguments(Arguments):
    """`mb`: the MiB that are left."""

    mb: int = Field(ge=6, le=65_536)


class MemoryLimit:
    """A limit below the current use is accepted if the kernel can free memory. What then needs more is killed."""

    kind: ClassVar[str] = "memory.limit"
    title: ClassVar[str] = "The container's memory limit is lowered"
    requires: ClassVar[frozenset[str]] = frozenset({"cgroup.memory"})
    Arguments: ClassVar[type[Arguments]] = MemoryArguments

    def plan(self, call: Call) -> dict[str, Any]:
        return {"mb": call.sandbox.company.roles[call.target].memory_mb}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        call.sandbox.limit(call.target, memory_mb=call.arguments.mb)

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return call.sandbox.limits(call.target).memory_mb <= call.arguments.mb

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        call.sandbox.limit(call.target, memory_mb=recipe["mb"])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return not self.verify(call, recipe)


class BurnArguments(Arguments):
    """`processes`: how many busy loops run at the same time."""

    processes: int = Field(default=2, ge=1, le=16)


class CpuBurn:
    """Busy loops. Each ends by itself after the TTL."""

    kind: ClassVar[str] = "cpu.burn"
    title: ClassVar[str] = "Something in the container eats the CPU"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = BurnArguments

    def plan(self, call: Call) -> dict[str, Any]:
        return {}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        for _ in range(call.arguments.processes - self._running(call)):
            argv = ["timeout", f"{call.ttl:.0f}", "sh", "-c", "while :; do :; done", self._mark(call)]
            call.sandbox.spawn(call.target, argv)

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._running(call) > 0

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        call.sandbox.exec(call.target, ["pkill", "-KILL", "-f", self._mark(call)])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._running(call) == 0

    def _mark(self, call: Call) -> str:
        return f"hay-baler-{call.handle}"

    def _running(self, call: Call) -> int:
        """How many loops run, without the `timeout` process above each of them, which has the mark too."""
        found = must(
            call,
            [
                "sh",
                "-c",
                'pgrep -f "^sh.*$1" | wc -l',
                "counter",
                self._mark(call)[:-1] + "[" + self._mark(call)[-1] + "]",
            ],
        )
        return int(found)
