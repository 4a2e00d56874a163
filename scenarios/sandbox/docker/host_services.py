"""The two containers that each host has once: the gateway (lets customers in) and the agent (has network tools)."""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from tempfile import gettempdir
from typing import IO, Any

import docker
from docker.errors import APIError, NotFound
from docker.models.containers import Container
from docker.models.networks import Network

from scenarios.choices import ContainerStatus
from scenarios.sandbox.base import EngineError
from scenarios.sandbox.docker import bounds, execute, images, networks
from scenarios.sandbox.labels import INSTALLATION, SANDBOX, SLOT
from scenarios.waiting import repeated_looks, wait_until

log = logging.getLogger(__name__)

CONTEXT = Path(__file__).parents[1] / "agent"
REPOSITORY = "gameday/host"
SLOTS = 32  # ports of the gateway, and so the most sandboxes that a host can serve
FIRST_PORT = 9000
MAKING_SECONDS = 10.0  # for a new container to start its first process
STARTING_SECONDS = 30.0  # for one of several workers to get it running
GATEWAY_USER = "65534:65534"


def shop_bind() -> str:
    """The host's address that shops are published on: loopback, unless players' browsers are on other machines."""
    return os.environ.get("GAMEDAY_SHOP_BIND", "127.0.0.1")


class HostSide:
    """The gateway and the agent of one installation on one engine."""

    def __init__(self, client: docker.DockerClient, installation: str) -> None:
        self.client, self.installation = client, installation
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

    def image(self) -> str:
        return images.build(self.client, CONTEXT, REPOSITORY)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Only one worker of this machine at a time: for slots and the gateway's configuration."""
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
        return self._ensure(
            "agent",
            command=["sleep", "infinity"],
            init=True,
            pid_mode="host",
            network_mode="host",
            cap_drop=["ALL"],
            # DAC_READ_SEARCH: to count the files of containers, in folders of any owner
            cap_add=["SYS_ADMIN", "SYS_PTRACE", "NET_ADMIN", "NET_RAW", "KILL", "DAC_READ_SEARCH"],
            security_opt=["apparmor=unconfined", "seccomp=unconfined"],
            mem_limit="256m",
            pids_limit=512,
            tmpfs={"/run": "size=8m"},
            volumes={"/sys/fs/cgroup": {"bind": "/host/cgroup", "mode": "ro"}},
        )

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
        """The running gateway, started if needed."""
        return self._ensure(
            "gateway",
            command=["sh", "-c", "exec nginx -c /etc/gateway/nginx.conf -g 'daemon off;'"],
            user=GATEWAY_USER,
            network=self._front().name,
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            read_only=True,
            tmpfs={"/run/gateway": "size=16m,mode=1777"},
            mem_limit="128m",
            pids_limit=64,
            # A frame whose source belongs to another network than the one that it came by is dropped: an answer to it
            # would leave by the front.
            sysctls={"net.ipv4.ip_forward": "0", "net.ipv4.conf.all.rp_filter": "1"},
            ports={f"{FIRST_PORT + slot}/tcp": (shop_bind(), None) for slot in range(SLOTS)},
        )

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

    def free_slot(self) -> int:
        """The lowest slot without a sandbox. Call it under the lock. Raises EngineError when all are taken."""
        taken = {int(network.attrs["Labels"].get(SLOT, -1)) for network in self._networks()}
        for slot in range(SLOTS):
            if slot not in taken:
                return slot
        raise EngineError(
            f"This host's gateway serves {SLOTS} sandboxes and all are taken. Tear one down or add a host."
        )

    def port(self, slot: int) -> int:
        """The port on the host that leads to that slot. Raises EngineError."""
        gateway = self.gateway()
        published = gateway.attrs["NetworkSettings"]["Ports"].get(f"{FIRST_PORT + slot}/tcp")
        if not published:
            raise EngineError(
                "The gateway publishes no port: it was stopped or the engine was restarted. Provision again."
            )
        return int(published[0]["HostPort"])

    def _configure(self, gateway: Container) -> None:
        """Write one server for each sandbox and reload. Running requests to other shops are not interrupted."""
        gateway.reload()
        front = gateway.attrs["NetworkSettings"]["Networks"][self.name("front")]["IPAddress"]
        found = self._networks()
        # No sandbox is a customer: with frames made by hand it would find the doors of all others from inside.
        denied = "".join(f"deny {networks.subnet_of(network.attrs)};\n" for network in found)
        servers = denied + "".join(self._server(front, network) for network in found)
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

    def _server(self, front: str, network: Network) -> str:
        labels = network.attrs["Labels"]
        entry = networks.address(networks.subnet_of(network.attrs), int(labels["gameday.entry-offset"]))
        return (
            f"server {{ listen {front}:{FIRST_PORT + int(labels[SLOT])}; "
            f"location / {{ proxy_pass http://{entry}:{labels['gameday.entry-port']}; }} }}\n"
        )

    def _networks(self) -> list[Network]:
        filters = {"label": [f"{INSTALLATION}={self.installation}", SANDBOX]}
        return self.client.networks.list(filters=filters)

    def _front(self) -> Network:
        found = self.client.networks.list(names=[f"^{self.name('front')}$"])
        return (
            found[0]
            if found
            else self.client.networks.create(
                self.name("front"),
                driver="bridge",
                labels={INSTALLATION: self.installation},
                options={"com.docker.network.bridge.enable_icc": "false"},
            )
        )

    # Both ------------------------------------------------------------------------------------------------------------

    def name(self, part: str) -> str:
        return f"{self.installation}-{part}"

    def _ensure(self, part: str, **options: Any) -> Container:
        """The running container of that part. Several workers may call this at the same time. Raises EngineError."""
        image = self.image()
        for _ in repeated_looks(within=STARTING_SECONDS):
            container = self._started(part)
            running = container and container.status == ContainerStatus.RUNNING
            if container and running and container.attrs["Config"]["Image"] == image:
                return container
            if container:
                with suppress(APIError):  # another worker may be removing it too
                    container.remove(force=True)
            if self._run(part, image, options) and part == "gateway":
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

    def _run(self, part: str, image: str, options: dict[str, Any]) -> bool:
        """Create and start it. False if another worker was faster."""
        try:
            self.client.containers.run(
                image,
                name=self.name(part),
                detach=True,
                labels={INSTALLATION: self.installation, "gameday.part": part},
                log_config=bounds.log_config(1),
                **options,
            )
        except APIError as error:
            if error.status_code != 409:
                raise EngineError(f"The {part} cannot be started: {error.explanation}") from error
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


def _locked(handle: IO[str]) -> bool:
    """Take the file's lock. False if another process holds it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
