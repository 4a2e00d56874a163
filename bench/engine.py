"""The engine for benchmarks, with an installation of its own, and the bare Engine API calls to compare with."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import docker
from django.conf import settings

from bench.report import CannotRun
from scenarios import company as companies
from scenarios.company import Company
from scenarios.sandbox import EngineError, Spec
from scenarios.sandbox.docker.engine import DockerEngine
from scenarios.sandbox.docker.sandbox import DockerSandbox

HEALTHY = "until /opt/unicorn/bin/healthy >/dev/null 2>&1; do sleep 0.2; done"


@dataclass(frozen=True)
class House:
    """The engine, and what is needed to build a sandbox there."""

    engine: DockerEngine
    company: Company
    image: str

    def spec(self, handle: str) -> Spec:
        return Spec(handle, self.company, self.image, env={"UNICORN_TEAM": "Bench"})


@contextmanager
def house() -> Iterator[House]:
    """The engine. Everything of this installation is removed before and after the block."""
    try:
        engine = DockerEngine(settings.DOCKER_URL, installation=settings.INSTALLATION, pool=settings.SANDBOX_NETWORK)
        company = companies.load_company("unicorn_rentals")
        image = engine.build(company)
        engine.remove_all()
        engine.host.gateway()
        engine.host.agent()
    except EngineError as error:
        raise CannotRun(str(error)) from error
    try:
        yield House(engine, company, image)
    finally:
        engine.remove_all()


def parallel(work: Callable[[int], object], count: int, threads: int = 8) -> None:
    """Run work(0) … work(count - 1), `threads` at a time. Raises the first error."""
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(work, range(count)):
            pass


class Bare:
    """A sandbox's containers without the driver: one network, then create, start and one exec for each container."""

    def __init__(self, house: House, handle: str) -> None:
        self.house, self.api = house, house.engine.client.api
        self.sandbox: DockerSandbox = house.engine._open(house.spec(handle))
        self.roles = list(house.company.roles)
        self.bodies = {role: self._body(role) for role in self.roles}

    def _body(self, role: str) -> dict[str, object]:
        sandbox, api = self.sandbox, self.api
        endpoint = api.create_endpoint_config(aliases=[role], ipv4_address=sandbox.address(role))
        return api.create_container_config(
            sandbox.image,
            [role],
            hostname=role,
            labels=sandbox._labels(role),
            environment={"UNICORN_TEAM": "Bench"},
            networking_config=api.create_networking_config({sandbox.bridge.name: endpoint}),
            host_config=sandbox._host_config(self.house.company.roles[role]),
        )

    def start(self, number: int) -> None:
        role = self.roles[number]
        name = self.sandbox.name(role)
        self.api.create_container_from_config(self.bodies[role], name)
        self.api.start(name)

    def await_health(self, number: int) -> None:
        name = self.sandbox.name(self.roles[number])
        self.api.exec_start(self.api.exec_create(name, ["sh", "-c", HEALTHY])["Id"])


def veths() -> int:
    """How many virtual network devices (veth) the host has; -1 if the engine is on another machine."""
    return len([device for device in _devices() if device.startswith("veth")])


def _devices() -> list[str]:
    with open("/proc/net/dev") as listed:
        return [line.split(":")[0].strip() for line in listed if ":" in line]


def exec_true(client: docker.DockerClient, container: str) -> None:
    """The bare exec of `true`, to compare with everything that is done inside a container."""
    exec_id = client.api.exec_create(container, ["true"])["Id"]
    client.api.exec_start(exec_id)
    client.api.exec_inspect(exec_id)
