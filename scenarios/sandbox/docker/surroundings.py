"""What there is around our sandboxes on an engine: what kind it is, whose its addresses and ports are.

Looked at before a launch, because each of these shows only when a sandbox is built, and then in the engine's words.
"""

import ipaddress
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import docker
from docker.errors import DockerException

from scenarios.sandbox.base import MOST_DOORS, EngineError, Surroundings
from scenarios.sandbox.docker import doors, machine, networks
from scenarios.sandbox.docker.host_services import HostSide
from scenarios.sandbox.docker.machine import Route
from scenarios.sandbox.labels import INSTALLATION, SANDBOX

# Private ranges that are proposed where ours is another's: rarely used ones first.
OTHERS = ("10.213.0.0/16", "10.87.0.0/16", "172.29.0.0/16", "172.31.0.0/16", "100.99.0.0/16", "192.168.192.0/18")
BRIDGE = re.compile(r"^(docker0|br-[0-9a-f]{12})$")  # as the engine names them
LIMITS = {"MemoryLimit": "memory", "CpuCfsQuota": "CPU", "PidsLimit": "processes"}


def look_around(client: docker.DockerClient, host: HostSide, pool: str) -> Surroundings:
    """Ask the engine, and its machine through the agent. Raises EngineError."""
    agent, gateway = host.agent_id(), host.running_gateway()
    table, listening = machine.routes(client, agent), machine.listening_ports(client, agent)
    try:
        about, seen = client.info(), client.api.networks()
    except DockerException as error:
        raise EngineError(f"The engine cannot be asked what there is around sandboxes: {error}") from error
    obstacles = [*engine_obstacles(about), *route_obstacles(pool, foreign_routes(table, seen))]
    others = listening - set(doors.published_ports(gateway) if gateway else ())
    usable = [port for port in host.doors.ports if port not in others]
    places = network_places(pool, seen, table, host.installation)
    return Surroundings(obstacles, places, min(len(usable), MOST_DOORS))


def engine_obstacles(about: Mapping[str, Any]) -> Iterator[str]:
    """What of the engine's own description (`docker info`) keeps sandboxes from working."""
    kinds = {option.removeprefix("name=").partition(",")[0] for option in about.get("SecurityOptions") or ()}
    if "userns" in kinds:
        yield (
            "This engine gives containers other user ids than the machine's (userns-remap), and Gameday's own would not "
            "have the rights they need there. Take `userns-remap` out of /etc/docker/daemon.json and restart the engine, "
            "or add another host."
        )
    if lacking := [what for name, what in LIMITS.items() if about.get(name) is False]:
        rootless = "rootless" in kinds
        advice = (
            "It runs rootless: delegate the controllers cpu, memory and pids to its user, as Docker's page on rootless "
            "mode says, or run the engine as root."
            if rootless
            else "Turn these control groups on in the kernel's command line, or add another host."
        )
        yield f"This engine cannot limit {_and(lacking)}, so one team could take all of the machine. {advice}"


def route_obstacles(pool: str, table: Iterable[Route]) -> Iterator[str]:
    """Whether addresses of sandboxes are also addresses of another network that this machine reaches."""
    table, ours = list(table), ipaddress.IPv4Network(pool)
    if crossing := next((route for route in table if route.to.overlaps(ours)), None):
        free = (each for each in OTHERS if not any(route.to.overlaps(ipaddress.IPv4Network(each)) for route in table))
        proposed = next(free, "")
        advice = f"for example {proposed}" if proposed else "with none of its routes (`ip route show table all`)"
        yield (
            f"The sandboxes' addresses ({pool}) are also those of {crossing.to}, where this machine has a route to by "
            f"{crossing.device}, a VPN perhaps: shops would not answer people there. Set GAMEDAY_SANDBOX_NETWORK to a "
            f"private network that nobody here uses, {advice}, and start again."
        )


def network_places(pool: str, seen: Collection[Mapping[str, Any]], table: Iterable[Route], installation: str) -> int:
    """For how many sandboxes the pool has networks: those that are free, and those that are ours."""
    whole = ipaddress.IPv4Network(pool)

    def pieces(found: Iterable[Mapping[str, Any]]) -> set[ipaddress.IPv4Network]:
        return {
            piece for subnet in chain.from_iterable(map(_subnets, found)) for piece in networks.pieces(whole, subnet)
        }

    others = [network for network in seen if not _is_sandbox(network, installation)]
    ours = [network for network in seen if _is_sandbox(network, installation)]
    taken = pieces(others) | (networks.routed(pool, table) - pieces(ours))
    gateway = 0 if any(network["Name"] == f"{installation}-front" for network in seen) else 1
    return int(max(2 ** (networks.PREFIX - whole.prefixlen) - len(taken) - gateway, 0))


def _is_sandbox(network: Mapping[str, Any], installation: str) -> bool:
    labels = network.get("Labels") or {}
    return SANDBOX in labels and labels.get(INSTALLATION) == installation


def foreign_routes(table: Iterable[Route], seen: Iterable[Mapping[str, Any]]) -> list[Route]:
    """The routes that are not the engine's own: it keeps its networks apart itself. Some may be gone since `seen`."""
    named = {(network.get("Options") or {}).get("com.docker.network.bridge.name") for network in seen}
    return [route for route in table if route.device not in named and not BRIDGE.match(route.device)]


def _subnets(network: Mapping[str, Any]) -> list[ipaddress.IPv4Network]:
    places = (network.get("IPAM") or {}).get("Config") or []
    return [ipaddress.IPv4Network(place["Subnet"]) for place in places if "." in place.get("Subnet", "")]


def _and(words: Collection[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
