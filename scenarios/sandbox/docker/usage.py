"""What containers use of their machine. The agent reads it for all at once; the engine would take a second for each."""

from pathlib import Path

import docker
from docker.errors import APIError

from scenarios.sandbox.base import EngineError, HostUsage, Room, Usage, Written
from scenarios.sandbox.docker import execute
from scenarios.sandbox.docker.host_services import HostSide
from scenarios.sandbox.labels import INSTALLATION, ROLE, SANDBOX

MIB = 1024 * 1024
CONNECTIONS = Path("/proc/sys/net/netfilter")
SOCKET = "http+docker://localhost"  # the address of an engine that is reached by a socket of this machine


def usage(client: docker.DockerClient, host: HostSide, label: str) -> HostUsage:
    """Usage of this installation's running containers that have the label, and the host's room. Raises EngineError."""
    filters = {"label": [f"{INSTALLATION}={host.installation}", label]}
    labels = {seen["Id"]: seen["Labels"] for seen in client.api.containers(filters=filters)}
    room, *lines = _ask(client, host, ["usage"])
    found: dict[str, dict[str, Usage]] = {}
    for container, cpu, size, life in lines:
        if ROLE in labels.get(container, {}):
            taken = Usage(float(cpu), int(size) / MIB, life)
            found.setdefault(labels[container][SANDBOX], {})[labels[container][ROLE]] = taken
    return HostUsage(found, _room(client, *map(int, room[1:])))


def written(client: docker.DockerClient, host: HostSide, *, files: bool) -> dict[str, dict[str, Written]]:
    """handle -> role -> what its container has written, running or not. Raises EngineError.

    The engine knows the container's own layer, the agent what it has put into files that the engine mounts.
    """
    filters = {"label": [f"{INSTALLATION}={host.installation}", SANDBOX, ROLE]}
    try:
        seen = client.api.containers(all=True, size=True, filters=filters)
    except APIError as error:
        raise EngineError(f"The engine cannot say what containers have written: {error.explanation}") from error
    lines = _ask(client, host, ["usage", "written", *(["files"] if files else [])], 60)
    beside = {one: (int(size), int(number)) for one, size, number in lines}
    found: dict[str, dict[str, Written]] = {}
    for one in seen:
        mounted, number = beside.get(one["Id"], (0, 0))
        wrote = Written((one.get("SizeRw", 0) + mounted) // MIB, number)
        found.setdefault(one["Labels"][SANDBOX], {})[one["Labels"][ROLE]] = wrote
    return found


def _ask(client: docker.DockerClient, host: HostSide, argv: list[str], timeout: float = 10) -> list[list[str]]:
    """The words of each line that the agent answers."""
    result = execute.run(client, host.agent_id(), argv, timeout=timeout)
    if not result.ok:
        raise EngineError(f"The agent cannot read what containers take: {result.text}")
    return [line.split() for line in result.stdout.decode().splitlines()]


def _room(client: docker.DockerClient, disk_mb: int, free_mb: int, inodes: int, free_inodes: int) -> Room:
    """The table of connections is the kernel's, so it can be read where the engine is on the same machine."""
    try:
        if client.api.base_url != SOCKET:
            raise FileNotFoundError(client.api.base_url)
        connections, most = (int((CONNECTIONS / f"nf_conntrack_{name}").read_text()) for name in ("count", "max"))
    except (OSError, ValueError):
        connections = most = 0
    return Room(disk_mb, free_mb, inodes, free_inodes, connections, most)
