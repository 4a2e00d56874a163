"""The network of the engine's machine, seen by the agent, which is in it: which ports are taken, and where its routes lead."""

import ipaddress
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import docker

from scenarios.sandbox.base import EngineError
from scenarios.sandbox.docker import execute

LISTENS = "0A"  # TCP_LISTEN, as the kernel writes it
WIDEST = 1  # routes this wide lead everywhere: a default route, or the two halves that a VPN puts in its place
SOCKETS, TABLE = "cat /proc/net/tcp*", "ip -json -4 route show table all"


@dataclass(frozen=True)
class Route:
    """Where packets for some addresses leave the machine."""

    to: ipaddress.IPv4Network
    device: str


def listening_ports(client: docker.DockerClient, agent: str) -> set[int]:
    """The TCP ports on which something listens on the engine's machine, at whatever address. Raises EngineError."""
    return parse_listening(_ask(client, agent, SOCKETS))


def routes(client: docker.DockerClient, agent: str) -> list[Route]:
    """All routes of the engine's machine but the default one. Raises EngineError."""
    return list(parse_routes(_ask(client, agent, TABLE)))


def _ask(client: docker.DockerClient, agent: str, command: str) -> str:
    asked = execute.run(client, agent, ["sh", "-c", command])
    if not asked.ok:
        raise EngineError(f"The network of the engine's machine cannot be looked at: {asked.text or asked.exit_code}.")
    return asked.stdout.decode(errors="replace")


def parse_listening(table: str) -> set[int]:
    """Of /proc/net/tcp: `sl local_address rem_address st …`, an address being HEX:PORT."""
    rows = (line.split() for line in table.splitlines())
    return {int(row[1].rpartition(":")[2], 16) for row in rows if len(row) > 3 and row[3] == LISTENS}


def parse_routes(table: str) -> Iterator[Route]:
    """Of `ip -json -4 route show table all`."""
    found: list[dict[str, Any]] = json.loads(table or "[]")
    for each in found:
        unicast = each.get("type", "unicast") in ("unicast", "local") and each.get("dev", "") not in ("", "lo")
        if unicast and each["dst"] != "default":
            to = ipaddress.IPv4Network(each["dst"], strict=False)
            if to.prefixlen > WIDEST:
                yield Route(to, each["dev"])
