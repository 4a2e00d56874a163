"""Faults of a role's network: partition, reset, loss, rate, delay (by the host's agent), dns (in the hosts file)."""

from typing import Any, ClassVar

from pydantic import Field

from scenarios.faults.base import Arguments, Call, must
from scenarios.sandbox.base import EngineError, NotThere

TOOL = "netfault"


class NetworkFault:
    """The agent's tool adds and removes the fault. It has its own timer. A restart of the container removes it too."""

    kind: ClassVar[str]
    title: ClassVar[str]
    requires: ClassVar[frozenset[str]]
    Arguments: ClassVar[type[Arguments]]

    def plan(self, call: Call) -> dict[str, Any]:
        return {"words": self.words(call)}

    def words(self, call: Call) -> list[str]:
        """The tool's arguments after the kind."""
        raise NotImplementedError

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        name = self.kind.removeprefix("network.")
        result = call.sandbox.network(
            call.target, [TOOL, "add", call.handle, f"{call.ttl:.0f}", name, *recipe["words"]]
        )
        if not result.ok:
            raise EngineError(f"{self.kind} could not be put into {call.target}: {result.text}")

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        try:
            return call.sandbox.network(call.target, [TOOL, "show", call.handle]).ok
        except NotThere:
            return False

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        try:
            result = call.sandbox.network(call.target, [TOOL, "remove", call.handle])
        except NotThere:
            return  # without a container there is no network, and so no fault
        if not result.ok:
            raise EngineError(f"{self.kind} could not be taken out of {call.target}: {result.text}")

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return not self.verify(call, recipe)


class PartitionArguments(Arguments):
    """`peers`: the roles whose packets vanish, or whose connections are reset; empty: all traffic."""

    peers: list[str] = []


class BetweenRoles(NetworkFault):
    """A fault of the traffic with some roles, or with everybody."""

    Arguments: ClassVar[type[Arguments]] = PartitionArguments

    def words(self, call: Call) -> list[str]:
        return [call.sandbox.address(peer) for peer in call.arguments.peers]


class Partition(BetweenRoles):
    kind = "network.partition"
    title = "Packets between two roles vanish"
    requires = frozenset({"network.partition"})


class Reset(BetweenRoles):
    """Open connections end too, with the next packet."""

    kind = "network.reset"
    title = "Connections between two roles are reset"
    requires = frozenset({"network.reset"})


class LossArguments(Arguments):
    """`percent` of the packets that arrive are lost."""

    percent: float = Field(gt=0, le=100)


class Loss(NetworkFault):
    kind = "network.loss"
    title = "Packets get lost"
    requires = frozenset({"network.loss"})
    Arguments: ClassVar[type[Arguments]] = LossArguments

    def words(self, call: Call) -> list[str]:
        return [str(call.arguments.percent)]


class RateArguments(Arguments):
    """`kbit`: kilobits per second that may leave the container."""

    kbit: int = Field(ge=8, le=10_000_000)


class Rate(NetworkFault):
    kind = "network.rate"
    title = "The line is thin"
    requires = frozenset({"network.rate"})
    Arguments: ClassVar[type[Arguments]] = RateArguments

    def words(self, call: Call) -> list[str]:
        return [str(call.arguments.kbit)]


class DelayArguments(Arguments):
    """`ms`: delay of every packet that arrives, plus or minus `jitter_ms`."""

    ms: float = Field(gt=0, le=60_000)
    jitter_ms: float = Field(default=0, ge=0, le=10_000)


class Delay(NetworkFault):
    """Uses netem if the kernel has it, else the agent's own delayer (NFQUEUE). Both also delay open connections."""

    kind = "network.delay"
    title = "Packets come late"
    requires = frozenset({"network.delay"})
    Arguments: ClassVar[type[Arguments]] = DelayArguments

    def words(self, call: Call) -> list[str]:
        means = ["netem"] if self._netem(call) else []
        return [str(call.arguments.ms), str(call.arguments.jitter_ms), *means]

    def _netem(self, call: Call) -> bool:
        """Does this kernel have netem? Tested in a new namespace, so nothing in the sandbox changes."""
        trial = "unshare -n sh -c 'ip link set lo up && tc qdisc add dev lo root netem delay 1ms' 2>/dev/null"
        return call.sandbox.network(call.target, ["sh", "-c", trial]).ok


class DnsArguments(Arguments):
    """`name` resolves to `address`; by default to an address where nothing answers."""

    name: str = Field(pattern=r"^[a-z0-9.-]+$")
    address: str = Field(default="198.51.100.13", pattern=r"^[0-9.]+$")


class Dns:
    """A line in the container's hosts file, with the handle. The file is never replaced, because Docker mounts it."""

    kind: ClassVar[str] = "network.dns"
    title: ClassVar[str] = "A name leads to the wrong place"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = DnsArguments

    def plan(self, call: Call) -> dict[str, Any]:
        return {"line": f"{call.arguments.address}\t{call.arguments.name}\t# {call.handle}"}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        script = (
            """grep -qF "$1" /etc/hosts || { text=$(cat /etc/hosts); printf '%s\\n%s\\n' "$1" "$text" > /etc/hosts; }"""
        )
        must(call, ["sh", "-c", script, "sh", recipe["line"]])

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        found = call.sandbox.exec(call.target, ["getent", "ahostsv4", call.arguments.name]).text
        return found.startswith(call.arguments.address + " ")

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        script = """text=$(grep -v "# $1$" /etc/hosts); printf '%s\\n' "$text" > /etc/hosts"""
        must(call, ["sh", "-c", script, "sh", call.handle])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return not self.verify(call, recipe)
