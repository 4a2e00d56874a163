"""The two containers that each host has once: the gateway (lets customers in) and the agent (has network tools)."""

import fcntl
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from ipaddress import IPv4Network
from pathlib import Path
from tempfile import gettempdir
from typing import IO, Any

import docker
from docker.errors import APIError, NotFound
from docker.models.containers import Container
from docker.models.networks import Network

from scenarios.choices import ContainerStatus
from scenarios.sandbox.base import MOST_DOORS, EngineError
from scenarios.sandbox.docker import bounds, execute, images, machine, networks
from scenarios.sandbox.docker import doors as shop_doors
from scenarios.sandbox.docker.doors import Doors
from scenarios.sandbox.labels import DOOR, INSTALLATION, SANDBOX
from scenarios.waiting import repeated_looks, wait_until

log = logging.getLogger(__name__)

CONTEXT = Path(__file__).parents[1] / "agent"
REPOSITORY = "gameday/host"
MAKING_SECONDS = 10.0  # for a new container to start its first process
STARTING_SECONDS = 30.0  # for one of several workers to get it running
GATEWAY_USER = "65534:65534"
MADE_WITH = "gameday.made-with"  # the settings that a container was made with: with others it is made anew
Options = dict[str, Any]


class HostSide:
    """The gateway and the agent of one installation on one engine."""

    def __init__(self, client: docker.DockerClient, installation: str, pool: str, doors: Doors) -> None:
        self.client, self.installation, self.pool, self.doors = client, installation, pool, doors
        self._agent = ""
        self.lock_file = Path(gettempdir()) / f"gameday-{installation}.lock"

    @cached_property
    def engine_info(self) -> dict[str, Any]:
        """What the engine says of itself: drivers, and what they can do."""
        return dict(self.client.info())

    @cached_property
    def keeps_quota(self) -> bool:
        """Whether its storage bounds what a container writes. Set it to False once it has refused that."""
        return bounds.may_have_quota(self.engine_info)

    def image_reference(self) -> str:
        return images.reference_of(CONTEXT, REPOSITORY)

    def image(self) -> str:
        return images.build(self.client, CONTEXT, REPOSITORY)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Only one worker of this machine at a time: for doors and the gateway's configuration."""
        with self.lock_file.open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    @contextmanager
    def turn(self, what: str, seconds: float) -> Iterator[None]:
        """Only one worker of this machine at a time, for long work. Raises EngineError after waiting `seconds`."""
        busy = EngineError(f"This host has one {what} sandbox at a time, and it is in use. Try again.")
        with self.lock_file.with_suffix(f".{what}").open("w") as handle:
            wait_until(lambda: _locked(handle), within=seconds, every=0.5, otherwise=busy)
            yield

    # The agent -------------------------------------------------------------------------------------------------------

    def agent(self) -> Container:
        """The running agent, started if needed. It sees the machine's processes, to find their network namespaces, and
        works in the machine's own, where the bridges are."""
        options = {
            "command": ["sleep", "infinity"],
            "init": True,
            "pid_mode": "host",
            "userns_mode": "host",  # where the engine remaps user ids, it could not see the processes otherwise
            "network_mode": "host",
            "cap_drop": ["ALL"],
            # DAC_READ_SEARCH: to count the files of containers, in folders of any owner. SETUID, SETGID: tcpdump becomes
            # a user without rights.
            "cap_add": [
                "SYS_ADMIN",
                "SYS_PTRACE",
                "NET_ADMIN",
                "NET_RAW",
                "KILL",
                "DAC_READ_SEARCH",
                "SETUID",
                "SETGID",
            ],
            "security_opt": ["apparmor=unconfined", "seccomp=unconfined"],
            "mem_limit": "256m",
            "pids_limit": 512,
            "tmpfs": {"/run": "size=8m"},
            "volumes": {"/sys/fs/cgroup": {"bind": "/host/cgroup", "mode": "ro"}},
        }
        return self._ensure("agent", "", lambda refused: options)

    def agent_id(self) -> str:
        """The container id of the running agent, cached: finding it takes three requests to the engine."""
        try:
            if self._agent and self.client.api.inspect_container(self._agent)["State"]["Running"]:
                return self._agent
        except NotFound:
            pass
        self._agent = str(self.agent().id)
        return self._agent

    # The gateway -----------------------------------------------------------------------------------------------------

    def gateway(self) -> Container:
        """The running gateway, started if needed, with the doors that the sandboxes had. Raises EngineError."""
        return self._ensure("gateway", str(self.doors), self._gateway_options)

    def _gateway_options(self, refused: set[int]) -> Options:
        own = {
            network.attrs["Labels"][SANDBOX]: int(network.attrs["Labels"].get(DOOR, 0)) for network in self._networks()
        }
        listening = machine.listening_ports(self.client, self.agent_id())
        plan = shop_doors.plan_doors(self.doors.ports, own, listening, refused)
        for handle, port in plan.moved.items():
            log.warning("The shop of %s has a new port, %d: another program has taken %d.", handle, port, own[handle])
        return {
            "command": ["sh", "-c", "exec nginx -c /etc/gateway/nginx.conf -g 'daemon off;'"],
            "user": GATEWAY_USER,
            "network": self._front().name,
            "cap_drop": ["ALL"],
            "security_opt": ["no-new-privileges"],
            "read_only": True,
            "tmpfs": {"/run/gateway": "size=16m,mode=1777"},
            "mem_limit": "128m",
            "pids_limit": 64,
            # A frame whose source belongs to another network than the one that it came by is dropped: an answer to it
            # would leave by the front.
            "sysctls": {"net.ipv4.ip_forward": "0", "net.ipv4.conf.all.rp_filter": "1"},
            "labels": {shop_doors.MOVED: json.dumps(plan.moved)},
            "ports": {f"{port}/tcp": (self.doors.bind, port) for port in plan.published},
        }

    def running_gateway(self) -> Container | None:
        """The gateway, if it runs."""
        gateway = self._started("gateway")
        return gateway if gateway and gateway.status == ContainerStatus.RUNNING else None

    def admit(self, network: Network) -> None:
        """Connect the gateway to a sandbox's network, and its port to the sandbox's shop. Idempotent."""
        with self.lock():
            gateway = self.gateway()
            subnet = networks.subnet_of(network.attrs)
            try:
                network.connect(gateway, ipv4_address=networks.address(subnet, networks.GATEWAY_OFFSET))
            except APIError as error:
                if "already exists in network" not in str(error):
                    raise EngineError(f"The gateway cannot enter {network.name}: {error.explanation}") from error
            self._configure(gateway)

    def dismiss(self, network: Network) -> None:
        """Disconnect the gateway from a network that will be removed."""
        with suppress(NotFound, APIError):
            network.disconnect(self.client.containers.get(self.name("gateway")), force=True)

    def free_port(self, before: int) -> int:
        """The port that it had `before`, else the lowest that is no sandbox's. Call it under the lock. Raises EngineError."""
        gateway = self.gateway()
        published = shop_doors.published_ports(gateway)
        taken = {shop_doors.port_of(gateway, network) for network in self._networks()}
        if free := [port for port in published if port not in taken]:
            return before if before in free else free[0]
        raise EngineError(
            f"This host's gateway has {len(published)} doors for shops and all are taken. Tear a sandbox down, add a "
            f"host, or, if GAMEDAY_SHOP_PORTS has fewer than {MOST_DOORS} ports that are free, widen it."
        )

    def ports(self) -> dict[str, int]:
        """Handle -> port, of all sandboxes. Raises EngineError."""
        gateway = self.gateway()
        return {network.attrs["Labels"][SANDBOX]: shop_doors.port_of(gateway, network) for network in self._networks()}

    def port(self, network: Network) -> int:
        """The port of the machine that leads to that sandbox's shop. Raises EngineError."""
        gateway = self.gateway()
        if (port := shop_doors.port_of(gateway, network)) in shop_doors.published_ports(gateway):
            return port
        raise EngineError(f"The gateway does not publish port {port}: the engine was restarted. Provision again.")

    def _configure(self, gateway: Container) -> None:
        """Write one server for each sandbox and reload. Running requests to other shops are not interrupted."""
        gateway.reload()
        front = gateway.attrs["NetworkSettings"]["Networks"][self.name("front")]["IPAddress"]
        found = self._networks()
        # No sandbox is a customer: with frames made by hand it would find the doors of all others from inside.
        denied = "".join(f"deny {networks.subnet_of(network.attrs)};\n" for network in found)
        servers = denied + "".join(shop_doors.server_of(front, gateway, network) for network in found)
        command = [
            "sh",
            "-c",
            'printf "%s" "$1" > /run/gateway/shops.conf && nginx -c /etc/gateway/nginx.conf -s reload',
            "sh",
            servers,
        ]
        done = execute.run(self.client, str(gateway.id), command)
        if not done.ok:
            raise EngineError(f"The gateway refused its configuration: {done.text}")

    def _networks(self) -> list[Network]:
        filters = {"label": [f"{INSTALLATION}={self.installation}", SANDBOX]}
        return self.client.networks.list(filters=filters)

    def _front(self) -> Network:
        found = self.client.networks.list(names=[f"^{self.name('front')}$"])
        if found:
            return found[0]
        # Of our own range: the engine's own ranges may be used up, or all lie on routes of the machine.
        labels = {INSTALLATION: self.installation}
        return networks.create(self.client, self.name("front"), labels, self.pool, self.routed(), way_in=True)

    def routed(self) -> set[IPv4Network]:
        """The subnets of our range into which routes of the machine lead. Raises EngineError."""
        return networks.routed(self.pool, machine.routes(self.client, self.agent_id()))

    # Both ------------------------------------------------------------------------------------------------------------

    def name(self, part: str) -> str:
        return f"{self.installation}-{part}"

    def _ensure(self, part: str, made_with: str, options: Callable[[set[int]], Options]) -> Container:
        """The running container of that part. Several workers may call this at the same time. Raises EngineError.

        `options` gets the ports that the engine has refused.
        """
        image = self.image()
        wanted, refused = (image, made_with), set[int]()
        for _ in repeated_looks(within=STARTING_SECONDS):
            container = self._started(part)
            if container and container.status == ContainerStatus.RUNNING and _made_of(container) == wanted:
                return container
            if container:
                with suppress(APIError):  # another worker may be removing it too
                    container.remove(force=True)
            if self._run(part, wanted, options(refused), refused) and part == "gateway":
                self._readmit()
        raise EngineError(f"The {part} does not run after {STARTING_SECONDS:g} s. See the engine's log.")

    def _started(self, part: str) -> Container | None:
        """The container, or None. A container that was just created gets time to start."""
        for _ in repeated_looks(within=MAKING_SECONDS):
            try:
                container = self.client.containers.get(self.name(part))
            except NotFound:
                return None
            if container.status not in (ContainerStatus.CREATED, ContainerStatus.REMOVING):
                break
        return container

    def _run(self, part: str, wanted: tuple[str, str], options: Options, refused: set[int]) -> bool:
        """Create and start it. False if another worker was faster, or a port is taken: then that is in `refused`."""
        image, made_with = wanted
        labels = {
            INSTALLATION: self.installation,
            "gameday.part": part,
            MADE_WITH: made_with,
            **options.pop("labels", {}),
        }
        try:
            container = self.client.containers.create(
                image,
                name=self.name(part),
                labels=labels,
                log_config=bounds.log_config(1),
                use_config_proxy=False,  # what runs here talks to sandboxes alone
                **options,
            )
        except APIError as error:
            if error.status_code != 409:
                raise EngineError(f"The {part} cannot be made: {error.explanation}") from error
            return False
        return self._start(part, container, {port for _, port in options.get("ports", {}).values()}, refused)

    def _start(self, part: str, container: Container, ports: set[int], refused: set[int]) -> bool:
        try:
            container.start()
        except APIError as error:
            with suppress(APIError):
                container.remove(force=True)
            taken = shop_doors.refused_ports(str(error.explanation), ports)
            if not taken:
                raise EngineError(f"The {part} cannot be started: {error.explanation}") from error
            refused |= taken
            return False
        return True

    def _readmit(self) -> None:
        """Connect a new gateway to the networks of all existing sandboxes."""
        gateway = self.client.containers.get(self.name("gateway"))
        for network in self._networks():
            subnet = networks.subnet_of(network.attrs)
            with suppress(APIError):
                network.connect(gateway, ipv4_address=networks.address(subnet, networks.GATEWAY_OFFSET))
        self._configure(gateway)

    def remove(self) -> None:
        """Remove gateway, agent and the gateway's own network. Idempotent."""
        for part in ("gateway", "agent"):
            with suppress(NotFound):
                self.client.containers.get(self.name(part)).remove(force=True)
        for network in self.client.networks.list(names=[f"^{self.name('front')}$"]):
            with suppress(APIError):
                network.remove()


def _made_of(container: Container) -> tuple[str, str]:
    """The image, and the settings, that it was made with."""
    described = container.attrs["Config"]
    return described["Image"], described["Labels"].get(MADE_WITH, "")


def _locked(handle: IO[str]) -> bool:
    """Take the file's lock. False if another process holds it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
