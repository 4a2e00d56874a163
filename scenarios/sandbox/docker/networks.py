"""Networks: a private, internal /26 for each sandbox, the first free one in the pool."""

import ipaddress
import logging
import time
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import docker
from docker.errors import APIError, NotFound
from docker.models.networks import Network
from docker.types import IPAMConfig, IPAMPool

from scenarios.sandbox.base import EngineError
from scenarios.sandbox.docker.machine import Route

log = logging.getLogger(__name__)
PREFIX = 26
GATEWAY_OFFSET = 3  # of the gateway's address in the subnet
FIRST_ROLE_OFFSET = 10  # of the first role's address; the other roles follow in the company's order
PAUSES = (0.2, 0.5, 1.0, 2.0)  # seconds; meanwhile another process may still be removing containers


CLOSED = {"com.docker.network.bridge.inhibit_ipv4": "true"}
APART = {"com.docker.network.bridge.enable_icc": "false"}  # what is in it does not reach each other


def create(
    client: docker.DockerClient,
    name: str,
    labels: Mapping[str, str],
    pool: str,
    taken: Collection[ipaddress.IPv4Network],
    *,
    way_in: bool = False,
) -> Network:
    """Create a network without a way out: internal, and its bridge has no address of the host. Raises EngineError.

    It gets none of the subnets that are `taken` by somebody else than this engine (see `routed`). Ports of what is in a
    network with a `way_in` can be published.
    """
    for subnet in _candidates(pool, name):
        if subnet in taken:
            continue
        try:
            return client.networks.create(
                name,
                driver="bridge",
                internal=not way_in,
                labels=dict(labels),
                check_duplicate=True,
                options=APART if way_in else CLOSED,
                ipam=IPAMConfig(pool_configs=[IPAMPool(subnet=str(subnet))]),
            )
        except APIError as error:
            if "already exists" in str(error) and "network with name" in str(error):
                return client.networks.get(name)
            if "overlap" not in str(error).lower() and "conflict" not in str(error).lower():
                raise EngineError(f"The network {name} could not be made: {error.explanation}") from error
    raise EngineError(
        f"No free /{PREFIX} network is left in {pool}. Widen GAMEDAY_SANDBOX_NETWORK or run `manage.py reap`."
    )


def remove(network: Network) -> None:
    """Remove a network once its containers are gone. Idempotent. Raises EngineError if there are still some.

    Seldom, an engine goes on counting containers that are gone (seen with 20.10). It keeps such an empty network until it
    is started again, which harms nobody.
    """
    for pause in PAUSES:
        if _is_gone(network):
            return
        time.sleep(pause)
    if _is_gone(network):
        return
    network.reload()
    if left := network.attrs["Containers"]:
        raise EngineError(f"The network {network.name} could not be removed: {len(left)} containers are still in it.")
    log.warning("The network %s is empty, but the engine keeps it until it is started again.", network.name)


def _is_gone(network: Network) -> bool:
    """Try to remove it. False if the engine says that something is in it. Raises EngineError."""
    try:
        network.remove()
    except NotFound:
        return True
    except APIError as error:
        if "active endpoints" in str(error):
            return False
        raise EngineError(f"The network {network.name} could not be removed: {error.explanation}") from error
    return True


def _candidates(pool: str, name: str) -> Iterator[ipaddress.IPv4Network]:
    """All subnets of the pool. The first one depends on the name, so parallel callers rarely collide."""
    subnets = list(ipaddress.IPv4Network(pool).subnets(new_prefix=PREFIX))
    start = zlib.crc32(name.encode()) % len(subnets)
    yield from subnets[start:]
    yield from subnets[:start]


def pieces(pool: ipaddress.IPv4Network, other: ipaddress.IPv4Network) -> Iterable[ipaddress.IPv4Network]:
    """The subnets of the pool in which addresses of the other network are."""
    if not other.overlaps(pool):
        return []
    common = other if other.subnet_of(pool) else pool
    if common.prefixlen >= PREFIX:
        return [common.supernet(new_prefix=PREFIX)]
    return common.subnets(new_prefix=PREFIX)


def routed(pool: str, routes: Iterable[Route]) -> set[ipaddress.IPv4Network]:
    """The subnets of the pool into which routes of the engine's machine lead.

    An engine compares a new network with its own alone. It would give the addresses of another program's network away, and
    those of a bridge that is left of an engine whose data was deleted: that bridge takes what is meant for ours, and rules of
    iptables are left with it that change the senders. A route to the whole pool leaves no other choice, so it does not count.
    """
    whole = ipaddress.IPv4Network(pool)
    within = (route.to for route in routes if route.to.prefixlen > whole.prefixlen)
    return {piece for network in within for piece in pieces(whole, network)}


def subnet_of(attributes: dict[str, Any]) -> ipaddress.IPv4Network:
    """The subnet of an inspected network."""
    return ipaddress.IPv4Network(attributes["IPAM"]["Config"][0]["Subnet"])


def bridge_of(attributes: dict[str, Any]) -> str:
    """The device of an inspected network on the engine's machine, as the engine names it."""
    return str(attributes["Options"].get("com.docker.network.bridge.name") or f"br-{attributes['Id'][:12]}")


def address(subnet: ipaddress.IPv4Network, offset: int) -> str:
    """The address at that offset in the subnet."""
    return str(subnet.network_address + offset)
