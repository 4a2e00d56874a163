"""The shops' doors: which ports of the engine's machine the gateway publishes, and which of them is whose.

A sandbox's port stands in a label of its network, so it outlives the gateway, the engine and the platform.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from docker.models.containers import Container
from docker.models.networks import Network

from scenarios.sandbox.base import MOST_DOORS, EngineError
from scenarios.sandbox.docker import networks
from scenarios.sandbox.labels import DOOR, SANDBOX

MOVED = "gameday.moved"  # the gateway's label: handle -> port, of sandboxes whose own port it could not get


@dataclass(frozen=True)
class Doors:
    """Where a host's shops may be: an address of the engine's machine, and a range of its ports."""

    bind: str = "127.0.0.1"
    ports: range = range(9100, 9500)

    def __str__(self) -> str:
        return f"{self.bind} {self.ports[0]}-{self.ports[-1]}"


USUAL = Doors()


@dataclass(frozen=True)
class DoorPlan:
    """What a new gateway publishes, and the sandboxes whose own port is another program's now, with their new one."""

    published: list[int]
    moved: dict[str, int]


def plan_doors(ports: Sequence[int], own: Mapping[str, int], listening: Collection[int], refused: set[int]) -> DoorPlan:
    """Sandboxes keep their `own` ports; the rest is filled up with the lowest ones that are free.

    `listening` are ports on which something answers, `refused` those that the engine has refused just now. An own port
    that seems to be taken is tried all the same: it may be our last gateway that is still going. Raises EngineError.
    """
    kept = {handle: port for handle, port in own.items() if port in ports and port not in refused}
    unavailable = {*listening, *refused, *kept.values()}
    free = [port for port in ports if port not in unavailable]
    homeless = sorted(own.keys() - kept.keys())
    if len(free) < len(homeless) or not (free or kept):
        raise EngineError(
            f"Too few of the ports {ports[0]} to {ports[-1]} are free on the engine's machine for the doors of "
            f"{max(len(own), 1)} shops. End what holds them (`ss -ltnp` shows it), or set GAMEDAY_SHOP_PORTS to another range."
        )
    moved = dict(zip(homeless, free, strict=False))
    spare = free[len(homeless) :][: max(MOST_DOORS - len(own), 0)]
    return DoorPlan(sorted([*kept.values(), *moved.values(), *spare]), moved)


def refused_ports(complaint: str, wanted: Collection[int]) -> set[int]:
    """Which of the `wanted` ports an engine could not take, by what it says; engines put it in different words."""
    return {int(port) for port in re.findall(r":(\d{4,5})\b", complaint)} & set(wanted)


def published_ports(gateway: Container) -> list[int]:
    """The ports of the machine on which a gateway listens, in order."""
    listened = gateway.attrs["NetworkSettings"]["Ports"] or {}
    return sorted(int(places[0]["HostPort"]) for places in listened.values() if places)


def port_of(gateway: Container, network: Network) -> int:
    """The port that is the sandbox's: its own, unless this gateway could not get that one."""
    labels = network.attrs["Labels"]
    moved = json.loads(gateway.attrs["Config"]["Labels"].get(MOVED, "{}"))
    return int(moved.get(labels[SANDBOX], labels.get(DOOR, 0)))


def server_of(front: str, gateway: Container, network: Network) -> str:
    """One sandbox's part of the gateway's configuration."""
    labels = network.attrs["Labels"]
    entry = networks.address(networks.subnet_of(network.attrs), int(labels["gameday.entry-offset"]))
    return (
        f"server {{ listen {front}:{port_of(gateway, network)}; "
        f"location / {{ proxy_pass http://{entry}:{labels['gameday.entry-port']}; }} }}\n"
    )
