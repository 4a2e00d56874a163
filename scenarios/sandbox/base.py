"""What a sandbox can do, whoever drives it: the contract between the driver and faults, probes, director."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from scenarios.choices import ContainerStatus
from scenarios.company import Company

MARK = "GAMEDAY_SHELL"  # the variable that marks every process of one terminal


class EngineError(RuntimeError):
    """The engine refused or could not be reached; the message says what happened and what to do."""


class NotThere(EngineError):
    """The container, network or sandbox does not exist."""


TROUBLE = (EngineError, OSError)  # what an engine that refuses or cannot be reached raises


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
    container: str  # full id, "" when gone
    pid: int  # 0 unless running
    restarts: int
    started_at: str
    limits: Limits = Limits(0.0, 0)  # in force now, whoever has set them
    exit_code: int = 0
    out_of_memory: bool = False  # killed by the kernel for taking more than its limit


@dataclass(frozen=True)
class Usage:
    """What a running container has taken. Of two looks the difference counts; another `life` has counted anew."""

    cpu_seconds: float
    memory_mb: float  # without files that the kernel may drop
    life: str


@dataclass(frozen=True)
class LogPart:
    """Some lines of a log, oldest first. Hand `cursor` back to get what came after them; `cut`: there was more."""

    lines: list[str]
    cursor: str
    cut: bool = False


@dataclass(frozen=True)
class Spec:
    """What to provision. `handle` is the sandbox's name on the engine, unique in the installation."""

    handle: str
    company: Company
    image: str
    labels: Mapping[str, str] = field(default_factory=dict)  # event and team; the driver adds its own
    env: Mapping[str, str] = field(default_factory=dict)


class Shell(Protocol):
    """A shell with a terminal of its own in a container. Belongs to the event loop that opened it."""

    def listen(
        self, shown: Callable[[bytes], None], over: Callable[[], None]
    ) -> None: ...  # once; nothing is shown before
    def hold(self) -> None: ...  # nothing more is shown until go_on(): the container waits, nothing piles up
    def go_on(self) -> None: ...
    def put(self, data: bytes) -> bool: ...  # writes at once where nothing waits to be taken; else False
    async def write(self, data: bytes) -> None: ...  # waits while the container does not take it; NotThere
    async def resize(self, columns: int, rows: int) -> None: ...  # NotThere
    async def exit_code(self) -> int | None: ...  # None while it runs, or where nobody knows
    def close(self) -> None: ...  # lets go of it; Sandbox.end_shells ends what runs


class Sandbox(Protocol):
    """One provisioned sandbox. Methods raise EngineError (NotThere where the container is gone)."""

    handle: str
    company: Company

    def states(self) -> dict[str, RoleState]: ...
    def address(self, role: str) -> str: ...  # IPv4 in the sandbox's network; holds for a dead container too
    def shop_port(self) -> int: ...  # loopback port of the host's gateway that leads to this sandbox's entry
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
    ) -> None: ...  # detached; dies with the container
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
    def shells(self, role: str) -> set[str]: ...  # the marks of those that run
    def end_shells(self, role: str, marks: Sequence[str]) -> None: ...  # and all that they started; idempotent
    def usage(self) -> dict[str, Usage]: ...  # of the roles that run; one question, however many there are
    def services(self, role: str) -> list[str]: ...  # whose logs can be asked for by name; [] where nobody can look
    def logs(self, role: str, service: str = "", *, cursor: str = "", lines: int = 500) -> LogPart: ...
    # ^ without a service: all that the container has said, even where it is dead; bounded in lines and in bytes
    def read(self, role: str, path: str) -> bytes: ...  # FileNotFoundError
    def write(
        self, role: str, path: str, content: bytes, *, mode: int = 0o644, owner: str = ""
    ) -> None: ...  # tmpfs too
    def kill(self, role: str, signal: str = "KILL") -> None: ...
    def stop(self, role: str, seconds: int = 1) -> None: ...
    def start(self, role: str) -> None: ...  # idempotent
    def restart(self, role: str, seconds: int = 1) -> None: ...
    def pause(self, role: str) -> None: ...
    def unpause(self, role: str) -> None: ...  # idempotent
    def limits(self, role: str) -> Limits: ...
    def limit(self, role: str, *, cpus: float | None = None, memory_mb: int | None = None) -> None: ...
    def network(self, role: str, argv: Sequence[str], *, timeout: float = 30.0) -> ExecResult: ...
    # ^ runs argv of the agent image's tools inside the role's network namespace, with NET_ADMIN that the role lacks
    def every_network(self, argv: Sequence[str], *, timeout: float = 30.0) -> dict[str, str]: ...
    # ^ what argv prints in the network namespace of each role that runs; one question, however many there are
    def freeze(self) -> None: ...  # pause all: a warm sandbox waits without CPU
    def thaw(self) -> None: ...
    def identify(self, team: str, colour: str) -> None: ...  # the name over the shop's door
    def remove(self, role: str) -> None: ...  # the container with all that it holds; idempotent
    def recreate(self, role: str) -> None: ...  # known-good container of that role, same address and aliases
    def spare(self, roles: Collection[str]) -> AbstractContextManager["Sandbox"]: ...
    # ^ a fresh one of those roles beside this one, gone afterwards; one at a time a host: EngineError when it is not one's turn
    def renew(self) -> None: ...  # known-good containers of every role, at once; healthy when it returns


class Engine(Protocol):
    """One Docker engine (or the fake)."""

    def ping(self) -> str: ...  # version; EngineError
    def capabilities(self) -> frozenset[str]: ...  # see capabilities.py for the names
    def build(self, company: Company, *, report: Callable[[str], None] = ...) -> str: ...  # image reference by digest
    def provision(
        self, spec: Spec, *, report: Callable[[str, str], None] = ...
    ) -> Sandbox: ...  # (role, step); resumable
    def warm(self, spec: Spec) -> Sandbox: ...  # provisioned for nobody yet, and frozen
    def find(self, handle: str) -> Sandbox: ...  # NotThere
    def teardown(self, handle: str) -> None: ...  # idempotent
    def handles(self) -> dict[str, Mapping[str, str]]: ...  # every sandbox of this installation -> its labels
    def memory_mb(self) -> int: ...  # of the machine
    def usage(self) -> dict[str, dict[str, Usage]]: ...  # handle -> role -> what it has taken; one question for all
    def remove_all(self) -> None: ...  # every sandbox, gateway and agent of this installation
