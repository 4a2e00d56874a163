"""What containers use of their machine. The agent reads it for all at once; the engine would take a second for each."""

import docker

from scenarios.sandbox.base import EngineError, Usage
from scenarios.sandbox.docker import execute
from scenarios.sandbox.docker.host_services import HostSide
from scenarios.sandbox.labels import INSTALLATION, ROLE, SANDBOX

MIB = 1024 * 1024


def usage(client: docker.DockerClient, host: HostSide, label: str) -> dict[str, dict[str, Usage]]:
    """handle -> role -> Usage, of this installation's running containers that have the label. Raises EngineError."""
    filters = {"label": [f"{INSTALLATION}={host.installation}", label]}
    labels = {seen["Id"]: seen["Labels"] for seen in client.api.containers(filters=filters)}
    found: dict[str, dict[str, Usage]] = {}
    for container, taken in _taken(client, host).items():
        if container in labels and ROLE in labels[container]:
            found.setdefault(labels[container][SANDBOX], {})[labels[container][ROLE]] = taken
    return found


def _taken(client: docker.DockerClient, host: HostSide) -> dict[str, Usage]:
    result = execute.run(client, host.agent_id(), ["usage"], timeout=10)
    if not result.ok:
        raise EngineError(f"The agent cannot read what containers take: {result.text}")
    lines = [line.split() for line in result.stdout.decode().splitlines()]
    return {one: Usage(float(cpu), int(size) / MIB, life) for one, cpu, size, life in lines}
