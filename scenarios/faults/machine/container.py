"""Faults of a whole container: kill, stop, pause, restart, remove."""

from typing import Any, ClassVar

from scenarios.choices import ContainerStatus
from scenarios.faults.base import Arguments, Call


class ContainerFault:
    """The base of all these: no arguments, and a running container counts as healed."""

    kind: ClassVar[str]
    title: ClassVar[str]
    requires: ClassVar[frozenset[str]] = frozenset()
    broken: ClassVar[str] = ContainerStatus.EXITED
    Arguments: ClassVar[type[Arguments]] = Arguments

    def plan(self, call: Call) -> dict[str, Any]:
        state = call.sandbox.states()[call.target]
        return {"container": state.container, "started_at": state.started_at}

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return call.sandbox.states()[call.target].status == self.broken

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        status = call.sandbox.states()[call.target].status
        if status == ContainerStatus.GONE:
            call.sandbox.recreate(call.target)
        elif status == ContainerStatus.PAUSED:
            call.sandbox.unpause(call.target)
        elif status != ContainerStatus.RUNNING:
            call.sandbox.start(call.target)

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return call.sandbox.states()[call.target].status == ContainerStatus.RUNNING


class Kill(ContainerFault):
    kind = "container.kill"
    title = "The container is killed"

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        call.sandbox.kill(call.target)


class Stop(ContainerFault):
    kind = "container.stop"
    title = "The container is stopped"

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        call.sandbox.stop(call.target)


class Pause(ContainerFault):
    kind = "container.pause"
    title = "The container is frozen: it accepts connections and never answers"
    broken = ContainerStatus.PAUSED

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        call.sandbox.pause(call.target)


class Restart(ContainerFault):
    """Happens once. What was only in memory is lost."""

    kind = "container.restart"
    title = "The container is restarted"

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        if call.sandbox.states()[call.target].started_at == recipe["started_at"]:
            call.sandbox.restart(call.target)

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return call.sandbox.states()[call.target].started_at != recipe["started_at"]


class Remove(ContainerFault):
    """What was only in the container is lost for good: bookings, releases. Heal restores the team's name."""

    kind = "container.remove"
    title = "The container is gone"
    broken = ContainerStatus.GONE

    def plan(self, call: Call) -> dict[str, Any]:
        door = (
            call.sandbox.exec("storefront", ["cat", "/var/lib/unicorn/team"]) if call.target == "storefront" else None
        )
        return {**super().plan(call), "door": door.text.splitlines()[:2] if door and door.ok else []}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        call.sandbox.remove(call.target)

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        gone = self.verify(call, recipe)
        super().heal(call, recipe)
        if gone and recipe["door"]:
            call.sandbox.identify(*recipe["door"])
