"""A Docker engine: builds images, and provisions, finds and removes the sandboxes of one installation."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace

from docker.errors import APIError, DockerException
from docker.models.networks import Network

from scenarios import company as companies
from scenarios.company import Company
from scenarios.sandbox import capabilities
from scenarios.sandbox.base import EngineError, HostUsage, Isolation, NotThere, Spec, Surroundings, Written
from scenarios.sandbox.docker import execute, images, isolation, networks
from scenarios.sandbox.docker import usage as docker_usage
from scenarios.sandbox.docker.client import EngineClient
from scenarios.sandbox.docker.doors import USUAL, Doors
from scenarios.sandbox.docker.host_services import HostSide
from scenarios.sandbox.docker.sandbox import HEALTH_SECONDS, DockerSandbox
from scenarios.sandbox.docker.surroundings import look_around
from scenarios.sandbox.labels import COMPANY, DOOR, IMAGE, INSTALLATION, SANDBOX

THREADS = 4  # the engine's CPU is the limit: more threads make it no faster
SPARE_SECONDS = 90.0  # how long to wait for another spare sandbox on this host to go
MIB = 1024 * 1024


class DockerEngine:
    """See scenarios.sandbox.base.Engine for what every method promises."""

    def __init__(self, url: str, *, installation: str, pool: str, doors: Doors = USUAL) -> None:
        self.url, self.installation, self.pool = url, installation, pool
        try:
            self.client = EngineClient(base_url=url, timeout=120, max_pool_size=32)
        except DockerException as error:
            raise EngineError(_unreachable(url, error)) from error
        self.host = HostSide(self.client, installation, pool, doors)

    def ping(self) -> str:
        return self.versions()["engine"]

    def versions(self) -> dict[str, str]:
        try:
            said = self.client.version()
            return {"engine": said["Version"], "api": said["ApiVersion"], "kernel": said.get("KernelVersion", "")}
        except Exception as error:
            raise EngineError(_unreachable(self.url, error)) from error

    def memory_mb(self) -> int:
        return int(self.client.info()["MemTotal"]) // MIB

    def usage(self) -> HostUsage:
        return docker_usage.usage(self.client, self.host, SANDBOX)

    def written(self, *, files: bool = False) -> dict[str, dict[str, Written]]:
        return docker_usage.written(self.client, self.host, files=files)

    def capabilities(self) -> frozenset[str]:
        tried = execute.run(self.client, self.host.agent_id(), ["sh", "-c", capabilities.script()], timeout=60)
        if not tried.ok:
            raise EngineError(f"The agent could not try what this kernel can do: {tried.text}")
        return capabilities.derive(set(tried.stdout.decode().split()))

    def isolation(self) -> Isolation:
        return isolation.look(self.client, self.host, self._networks())

    def isolate(self) -> Isolation:
        self.host.agent_id()  # started outside the lock: its image may have to be built
        with self.host.lock():
            return isolation.close(self.client, self.host, self._networks())

    def shop_ports(self) -> dict[str, int]:
        return self.host.ports()

    def surroundings(self) -> Surroundings:
        return look_around(self.client, self.host, self.pool)

    def build(self, company: Company, *, report: Callable[[str], None] = lambda line: None) -> str:
        context = company.folder / company.image.context
        image = images.build(
            self.client, context, company.image.repository, dockerfile=company.image.dockerfile, report=report
        )
        self.host.image()
        return image

    def image_references(self, company: Company) -> list[str]:
        context = company.folder / company.image.context
        own = images.reference_of(context, company.image.repository, company.image.dockerfile)
        return [own, self.host.image_reference()]

    def export_image(self, reference: str) -> Iterator[bytes]:
        return images.export(self.client, reference)

    def import_image(self, chunks: Iterable[bytes]) -> None:
        images.load(self.client, chunks)

    # Provisioning ----------------------------------------------------------------------------------------------------

    def provision(self, spec: Spec, *, report: Callable[[str, str], None] = lambda role, step: None) -> DockerSandbox:
        """Create what is missing of the sandbox and wait until every role is healthy. Raises EngineError."""
        sandbox = self._open(spec)

        def raise_up(role: str) -> None:
            report(role, "creating")
            sandbox.create(role)
            report(role, "starting")
            sandbox.start(role)

        def check(role: str) -> None:
            sandbox.await_health(role, HEALTH_SECONDS)
            report(role, "healthy")

        with ThreadPoolExecutor(THREADS) as threads:
            for _ in threads.map(raise_up, spec.company.roles):
                pass
            for _ in threads.map(check, spec.company.roles):
                pass
        self.host.admit(sandbox.bridge)
        return sandbox

    def _open(self, spec: Spec) -> DockerSandbox:
        """The sandbox with its network. The network's labels hold all that is known about the sandbox."""
        self.host.agent_id()
        with self.host.lock():
            network = self._network(spec.handle)
            if network is None:
                name = f"{self.installation}-{spec.handle}"
                network = networks.create(self.client, name, self._labels(spec), self.pool, self.host.routed())
            isolation.close(self.client, self.host, self._networks(), new=str(network.name))
        network.reload()
        return DockerSandbox(self.client, self.host, spec.company, network, self.spare)

    def _labels(self, spec: Spec) -> dict[str, str]:
        entry = spec.company.entry
        return {
            **spec.labels,
            **{f"gameday.env.{name}": value for name, value in spec.env.items()},
            INSTALLATION: self.installation,
            SANDBOX: spec.handle,
            COMPANY: spec.company.id,
            IMAGE: spec.image,
            DOOR: str(self.host.free_port(spec.port)),
            "gameday.entry-port": str(entry.port),
            "gameday.entry-offset": str(networks.FIRST_ROLE_OFFSET + list(spec.company.roles).index(entry.role)),
        }

    @contextmanager
    def spare(self, beside: DockerSandbox, roles: Collection[str]) -> Iterator[DockerSandbox]:
        """A new sandbox of some roles. It has the labels of `beside`, so `reap` finds it if this process dies."""
        handle = f"{beside.handle}-spare"
        company = beside.company.model_copy(
            update={"roles": {name: role for name, role in beside.company.roles.items() if name in roles}}
        )
        with self.host.turn("spare", SPARE_SECONDS):
            self.teardown(handle)
            try:
                yield self.provision(Spec(handle, company, beside.image, beside.labels))
            finally:
                self.teardown(handle)

    # Finding and taking away -----------------------------------------------------------------------------------------

    def find(self, handle: str) -> DockerSandbox:
        network = self._network(handle)
        if network is None:
            raise NotThere(f"There is no sandbox {handle} on this engine.")
        return DockerSandbox(
            self.client, self.host, companies.load_company(network.attrs["Labels"][COMPANY]), network, self.spare
        )

    def handles(self) -> dict[str, Mapping[str, str]]:
        containers = self.client.api.containers(
            all=True, filters={"label": [f"{INSTALLATION}={self.installation}", SANDBOX]}
        )
        found = {seen["Labels"][SANDBOX]: seen["Labels"] for seen in containers}
        return found | {network.attrs["Labels"][SANDBOX]: network.attrs["Labels"] for network in self._networks()}

    def teardown(self, handle: str) -> None:
        """Remove everything of a sandbox, in parallel. Idempotent. Raises EngineError."""
        filters = {"label": [f"{INSTALLATION}={self.installation}", f"{SANDBOX}={handle}"]}
        containers = [seen["Id"] for seen in self.client.api.containers(all=True, filters=filters)]

        def remove(container: str) -> None:
            try:
                self.client.api.remove_container(container, force=True, v=True)
            except APIError as error:
                if error.status_code not in (404, 409):  # gone already, or being removed by another process
                    raise EngineError(f"A container of {handle} could not be removed: {error.explanation}") from error

        network = self._network(handle)
        with ThreadPoolExecutor(len(containers) + 1) as threads:
            if network is not None:
                threads.submit(self.host.dismiss, network)
            for _ in threads.map(remove, containers):
                pass
        if network is not None:
            networks.remove(network)

    def warm(self, spec: Spec) -> DockerSandbox:
        """Provision a sandbox without a team and freeze it. thaw() and identify() give it to a team."""
        sandbox = self.provision(replace(spec, env={}))
        sandbox.freeze()
        return sandbox

    def remove_all(self) -> None:
        """Remove everything of this installation from the engine."""
        for handle in self.handles():
            self.teardown(handle)
        with suppress(EngineError):  # without an agent there are no rules
            isolation.forget(self.client, self.host.name("agent"), self.installation)
        self.host.remove()

    def _network(self, handle: str) -> Network | None:
        found = self._networks(f"{SANDBOX}={handle}")
        return found[0] if found else None

    def _networks(self, label: str = SANDBOX) -> list[Network]:
        return self.client.networks.list(filters={"label": [f"{INSTALLATION}={self.installation}", label]})


def _unreachable(url: str, error: BaseException) -> str:
    if url.startswith("ssh://"):
        return f"The engine at {url} is reached through the line that `make host` opens (docs/operating.md, Several machines)."
    if url.startswith("tcp://"):
        return (
            f"No Docker engine lets this machine in at {url} ({_cause(error)}). It must listen there; for TLS DOCKER_CERT_PATH names "
            "the folder with ca.pem (of who signed the engine's certificate), cert.pem and key.pem (our own)."
        )
    return (
        f"No Docker engine answers at {url} ({type(error).__name__}). Start it (`systemctl start docker` or `dockerd`), or name "
        "another by GAMEDAY_DOCKER_URL; then try again."
    )


def _cause(error: BaseException) -> BaseException:
    """The first of the errors that led to this one."""
    while earlier := error.__cause__ or error.__context__:
        error = earlier
    return error
