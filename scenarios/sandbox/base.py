"""What every sandbox and engine can do, on Docker or in memory. Faults, probes and the game use nothing else."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from scenarios.choices import ContainerStatus
from scenarios.company import Company

MOST_DOORS = 32  # of shops on one engine: each costs it a process
MARK = "GAMEDAY_SHELL"  # an environment variable that all processes of one terminal have


class EngineError(RuntimeError):
    """The engine refused something or could not be reached. The message says what happened and what to do."""


class NotThere(EngineError):
    """The container, network or sandbox does not exist."""


TROUBLE = (EngineError, OSError)  # raised when an engine refuses something or cannot be reached


@dataclass(frozen=True)
class ExecResult:
    exit_code: int
    stdout: bytes
    stderr: bytes
    seconds: float

    @property
    def ok(self) -> bool:
        return self.exit_code == 0

    @property
    def text(self) -> str:
        """stdout, then stderr, as text."""
        return (self.stdout + self.stderr).decode(errors="replace").strip()


@dataclass(frozen=True)
class Limits:
    cpus: float  # cores
    memory_mb: int


@dataclass(frozen=True)
class RoleState:
    """One container as the engine sees it."""

    status: ContainerStatus
    container: str  # full id; empty if there is none
    pid: int  # 0 unless running
    restarts: int
    started_at: str
    limits: Limits = Limits(0.0, 0)  # those in force now, even if a fault or a player has changed them
    exit_code: int = 0
    out_of_memory: bool = False  # killed by the kernel for using more memory than its limit


@dataclass(frozen=True)
class Usage:
    """What a running container has used. CPU seconds count from its start; compare only within one `life`."""

    cpu_seconds: float
    memory_mb: float  # without caches that the kernel may drop
    life: str


@dataclass(frozen=True)
class Room:
    """What is left on an engine's machine of what all containers share."""

    disk_mb: int
    free_mb: int
    inodes: int  # 0: the file system has no fixed number
    free_inodes: int
    connections: int
    most_connections: int  # that the kernel keeps track of; 0: it cannot be read


@dataclass(frozen=True)
class HostUsage:
    """What an engine's sandboxes use (handle -> role -> Usage), and what room its machine has left."""

    sandboxes: dict[str, dict[str, Usage]]
    room: Room


@dataclass(frozen=True)
class Written:
    """What a container has written to its machine's disk, without its image and what is in memory only."""

    mb: int
    files: int  # with those of the image; 0 if they were not counted


@dataclass(frozen=True)
class LogPart:
    """Lines of a log, oldest first. Pass `cursor` to get the lines after them. `cut`: older lines were left out."""

    lines: list[str]
    cursor: str
    cut: bool = False


@dataclass(frozen=True)
class Spec:
    """What to provision. `handle` is the sandbox's name on the engine, unique within the installation."""

    handle: str
    company: Company
    image: str
    labels: Mapping[str, str] = field(default_factory=dict)  # such as event and team; the driver adds its own
    env: Mapping[str, str] = field(default_factory=dict)
    port: int = 0  # that its shop had before; it gets that one again where it is free


@dataclass(frozen=True)
class Surroundings:
    """What there is around our sandboxes on an engine, as it was when somebody looked."""

    obstacles: list[str]  # why no sandbox may be built there, a sentence each
    networks: int  # for how many sandboxes there are networks, those that run included
    doors: int  # and ports for their shops


@dataclass(frozen=True)
class Isolation:
    """How the machine of an engine is kept out of reach of its sandboxes."""

    family: str  # of nftables, whose rules drop what comes from them
    reaching: list[str]  # handles of the sandboxes that were not kept from it


class Shell(Protocol):
    """A shell with its own terminal in a container. It may be used only in the event loop that opened it."""

    def listen(
        self, shown: Callable[[bytes], None], over: Callable[[], None]
    ) -> None: ...  # call it once; no output comes before
    def hold(self) -> None: ...  # no output until go_on(); meanwhile the container waits
    def go_on(self) -> None: ...
    def put(self, data: bytes) -> bool: ...  # writes at once; False if older input is still waiting to be written
    async def write(self, data: bytes) -> None: ...  # waits until the container takes it; raises NotThere
    async def resize(self, columns: int, rows: int) -> None: ...  # raises NotThere
    async def exit_code(self) -> int | None: ...  # None while it runs, or if it is unknown
    def close(self) -> None: ...  # closes the connection only; SandboxDriver.end_shells ends the processes


class SandboxDriver(Protocol):
    """One provisioned sandbox. Methods raise EngineError (NotThere where the container is gone)."""

    handle: str
    company: Company

    def states(self) -> dict[str, RoleState]: ...
    def address(self, role: str) -> str: ...  # IPv4 address in the sandbox's network, also of a stopped container
    def shop_port(self) -> int: ...  # the port of the host's gateway that leads to this sandbox's shop
    def exec(
        self,
        role: str,
        argv: Sequence[str],
        *,
        user: str = "root",
        stdin: bytes = b"",
        timeout: float = 30.0,
        env: Mapping[str, str] | None = None,
    ) -> ExecResult: ...
    def spawn(
        self, role: str, argv: Sequence[str], *, user: str = "root"
    ) -> None: ...  # in the background; ends with the container
    async def shell(
        self,
        role: str,
        mark: str,
        *,
        user: str = "root",
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str] | None = None,
    ) -> Shell: ...
    def shells(self, role: str) -> set[str]: ...  # the marks of the shells that run
    def end_shells(self, role: str, marks: Sequence[str]) -> None: ...  # and all that they started; idempotent
    def usage(self) -> dict[str, Usage]: ...  # of the running roles, with one question to the engine
    def services(self, role: str) -> list[str]: ...  # those with logs of their own; [] if the container is down
    def logs(self, role: str, service: str = "", *, cursor: str = "", lines: int = 500) -> LogPart: ...
    # ^ without a service: the whole output of the container, even a stopped one; limited in lines and bytes
    def listen(self, role: str, seconds: int) -> bool: ...  # to its packets; False if somebody listens already
    def heard(
        self, role: str, *, cursor: str = "", lines: int = 500
    ) -> LogPart | None: ...  # None if nobody has listened
    def read(self, role: str, path: str) -> bytes: ...  # raises FileNotFoundError
    def write(
        self, role: str, path: str, content: bytes, *, mode: int = 0o644, owner: str = ""
    ) -> None: ...  # works on tmpfs too
    def kill(self, role: str, signal: str = "KILL") -> None: ...
    def stop(self, role: str, seconds: int = 1) -> None: ...
    def start(self, role: str) -> None: ...  # idempotent
    def restart(self, role: str, seconds: int = 1) -> None: ...
    def pause(self, role: str) -> None: ...
    def unpause(self, role: str) -> None: ...  # idempotent
    def limits(self, role: str) -> Limits: ...
    def limit(self, role: str, *, cpus: float | None = None, memory_mb: int | None = None) -> None: ...
    def network(self, role: str, argv: Sequence[str], *, timeout: float = 30.0) -> ExecResult: ...
    # ^ runs argv in the role's network namespace, with the agent image's tools and NET_ADMIN, which the role lacks
    def every_network(self, argv: Sequence[str], *, timeout: float = 30.0) -> dict[str, str]: ...
    # ^ running role -> what argv prints in its network namespace; one question to the engine for all
    def freeze(self) -> None: ...  # pauses all roles that would use CPU while the sandbox waits for a team
    def thaw(self) -> None: ...
    def identify(self, team: str, colour: str) -> None: ...  # the team's name, shown in the shop
    def remove(self, role: str) -> None: ...  # the container and all data in it; idempotent
    def recreate(self, role: str) -> None: ...  # a new container from the role's image, with the same address and names
    def spare(self, roles: Collection[str]) -> AbstractContextManager["SandboxDriver"]: ...
    # ^ a new sandbox with only these roles, removed afterwards; one at a time for each host, else EngineError
    def renew(self) -> None: ...  # new containers for all roles at the same time; returns when they are healthy


class Engine(Protocol):
    """One Docker engine (or the fake)."""

    def ping(self) -> str: ...  # its version; raises EngineError
    def versions(self) -> dict[str, str]: ...  # of the engine, its api and its kernel; raises EngineError
    def capabilities(self) -> frozenset[str]: ...  # the names are in capabilities.py
    def build(self, company: Company, *, report: Callable[[str], None] = ...) -> str: ...  # its reference
    def image_references(self, company: Company) -> list[str]: ...  # what it needs for that company; built or brought
    def export_image(self, reference: str) -> Iterator[bytes]: ...  # raises EngineError where it is not there
    def import_image(self, chunks: Iterable[bytes]) -> None: ...  # what export_image of another engine gives
    def provision(
        self, spec: Spec, *, report: Callable[[str, str], None] = ...
    ) -> SandboxDriver: ...  # reports (role, step); if interrupted, call it again
    def warm(self, spec: Spec) -> SandboxDriver: ...  # provisions a sandbox without a team, and freezes it
    def find(self, handle: str) -> SandboxDriver: ...  # raises NotThere
    def teardown(self, handle: str) -> None: ...  # idempotent
    def handles(self) -> dict[str, Mapping[str, str]]: ...  # handle -> labels of every sandbox of this installation
    def isolation(self) -> Isolation: ...  # as it is; raises EngineError where this engine cannot have it
    def isolate(self) -> Isolation: ...  # as it was: every sandbox is kept from the machine then; raises EngineError
    def shop_ports(self) -> dict[str, int]: ...  # handle -> port of its shop; starts a gateway that is gone
    def surroundings(self) -> Surroundings: ...
    def memory_mb(self) -> int: ...  # of the machine
    def usage(self) -> HostUsage: ...  # one question for all
    def written(
        self, *, files: bool = False
    ) -> dict[str, dict[str, Written]]: ...  # handle -> role; walks through all that was written, so ask rarely
    def remove_all(self) -> None: ...  # every sandbox, gateway and agent of this installation
