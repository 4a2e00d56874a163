"""Keeps the machine of an engine out of reach of the sandboxes on it. The agent does it: see agent/isolate.

A network that is `internal`, and whose bridge has no address, still hands frames that were made by hand to its machine.
"""

from collections.abc import Iterable

import docker
from docker.models.networks import Network

from scenarios.sandbox.base import EngineError, Isolation
from scenarios.sandbox.docker import execute, networks
from scenarios.sandbox.docker.host_services import HostSide
from scenarios.sandbox.labels import SANDBOX

NO_FAMILY = 3  # what agent/isolate ends with where the kernel has none of what it needs
FIRST = "From the sandboxes of this engine there would be a way to its machine, so none is built."
UNABLE = (
    f"{FIRST} Its kernel cannot drop what a bridge hands to it: nftables has neither the family netdev nor inet. Load "
    "the module nf_tables (`modprobe nf_tables`), take a kernel of your distribution, or add another host; then try again."
)


def look(client: docker.DockerClient, host: HostSide, bridges: Iterable[Network]) -> Isolation:
    """Which of these sandboxes could reach the machine. Raises EngineError where none can be kept from it."""
    return _run(client, host, "look", bridges)[0]


def close(client: docker.DockerClient, host: HostSide, bridges: Iterable[Network], *, new: str = "") -> Isolation:
    """Keep these sandboxes, and no others, from the machine; says which of them could reach it until now.

    Call it under the host's lock. `new` is the name of a network that has to be among them. Raises EngineError.
    """
    found, absent = _run(client, host, "keep", bridges)
    if new in absent:  # of the others' networks, one that is not there is just being removed
        raise EngineError(
            f"{FIRST} The bridge of {new} is not in the network that a container with `network=host` has."
        )
    return found


def forget(client: docker.DockerClient, agent: str, installation: str) -> None:
    """Take the rules of an installation away, whose sandboxes are gone. Raises EngineError."""
    execute.run(client, agent, ["isolate", "remove", _table(installation)])


def _run(
    client: docker.DockerClient, host: HostSide, verb: str, bridges: Iterable[Network]
) -> tuple[Isolation, set[str]]:
    """What the agent says, and the names of the networks that it does not find."""
    devices = {networks.bridge_of(network.attrs): network for network in bridges}
    asked = execute.run(client, host.agent_id(), ["isolate", verb, _table(host.installation), *devices])
    if asked.exit_code == NO_FAMILY:
        raise EngineError(UNABLE)
    if not asked.ok:
        raise EngineError(f"{FIRST} What drops its frames could not be put in place: {asked.text or asked.exit_code}")
    said = [line.split() for line in asked.stdout.decode().splitlines()]
    family, *_rest = (name for word, name in said if word == "by")
    reaching = sorted(devices[name].attrs["Labels"][SANDBOX] for word, name in said if word == "open")
    return Isolation(family, reaching), {str(devices[name].name) for word, name in said if word == "absent"}


def _table(installation: str) -> str:
    return f"gameday-{installation}"
