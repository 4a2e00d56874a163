"""An engine in memory, for tests of the code above the driver. It runs nothing and can be told to fail."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from scenarios.choices import ContainerStatus
from scenarios.company import Company
from scenarios.sandbox.base import (
    EngineError,
    ExecResult,
    HostUsage,
    Isolation,
    Limits,
    LogPart,
    NotThere,
    RoleState,
    Room,
    Spec,
    Surroundings,
    Usage,
    Written,
)
from scenarios.sandbox.capabilities import CAPABILITIES

Answer = Callable[[str, Sequence[str]], ExecResult]


def fine(role: str, argv: Sequence[str]) -> ExecResult:
    """Every command succeeds and says nothing."""
    return ExecResult(0, b"", b"", 0.001)


class FakeShell:
    """Shows what is typed into it; Ctrl-D ends it."""

    def __init__(self) -> None:
        self.size = (0, 0)
        self.exit: int | None = None  # the status, once it has ended
        self._waiting: list[bytes] = []
        self._held = True
        self._shown: Callable[[bytes], None] = lambda data: None
        self._over: Callable[[], None] = lambda: None

    def listen(self, shown: Callable[[bytes], None], over: Callable[[], None]) -> None:
        self._shown, self._over = shown, over
        self.go_on()

    def hold(self) -> None:
        self._held = True

    def go_on(self) -> None:
        self._held = False
        self._soon()

    def _soon(self) -> None:
        asyncio.get_running_loop().call_soon(self._show)

    def _show(self) -> None:
        while self._waiting and not self._held:
            data = self._waiting.pop(0)
            if data:
                self._shown(data)
            else:
                self.exit = 0
                self._over()

    def put(self, data: bytes) -> bool:
        self._waiting.append(b"" if data == b"\x04" else data)
        self._soon()
        return True

    async def write(self, data: bytes) -> None:
        self.put(data)

    async def resize(self, columns: int, rows: int) -> None:
        self.size = (columns, rows)

    async def exit_code(self) -> int | None:
        return self.exit

    def close(self) -> None:
        self.put(b"")


class FakeSandbox:
    """Records its calls in `calls`. `answer` decides what commands return."""

    def __init__(self, spec: Spec, port: int) -> None:
        self.spec = spec
        self.handle, self.company, self.port = spec.handle, spec.company, port
        self.calls: list[tuple[str, ...]] = []
        self.statuses = dict.fromkeys(spec.company.roles, ContainerStatus.RUNNING)
        self.caps = {name: Limits(role.cpus, role.memory_mb) for name, role in spec.company.roles.items()}
        self.lives = dict.fromkeys(spec.company.roles, 1)  # how many containers the role has had
        self.taken = {name: Usage(1.0, 32.0, "1") for name in spec.company.roles}
        self.wrote = {name: Written(10, 20_000) for name in spec.company.roles}
        self.said: dict[str, list[str]] = {}
        self.files: dict[tuple[str, str], bytes] = {}
        self.answer: Answer = fine
        self.open: dict[tuple[str, str], FakeShell] = {}

    def states(self) -> dict[str, RoleState]:
        return {
            role: RoleState(status, self._id(role), 1, 0, "", self.caps[role]) for role, status in self.statuses.items()
        }

    def _id(self, role: str) -> str:
        again = self.lives[role] - 1
        return f"{self.handle}-{role}" + (f"-{again}" if again else "")

    def usage(self) -> dict[str, Usage]:
        return {role: taken for role, taken in self.taken.items() if self.statuses[role] == ContainerStatus.RUNNING}

    def services(self, role: str) -> list[str]:
        return [role] if self.statuses[role] == ContainerStatus.RUNNING else []

    def logs(self, role: str, service: str = "", *, cursor: str = "", lines: int = 500) -> LogPart:
        fresh = self.said.get(role, [])[int(cursor or 0) :]
        return LogPart(fresh[-lines:], str(len(self.said.get(role, []))), len(fresh) > lines)

    def listen(self, role: str, seconds: int) -> bool:
        self.calls.append(("listen", role, str(seconds)))
        return self.said.setdefault(f"packets of {role}", []) == []

    def heard(self, role: str, *, cursor: str = "", lines: int = 500) -> LogPart | None:
        name = f"packets of {role}"
        return self.logs(name, cursor=cursor, lines=lines) if name in self.said else None

    def address(self, role: str) -> str:
        return f"10.0.0.{10 + list(self.company.roles).index(role)}"

    def shop_port(self) -> int:
        return self.port

    def exec(
        self,
        role: str,
        argv: Sequence[str],
        *,
        user: str = "root",
        stdin: bytes = b"",
        timeout: float = 30.0,
        env: Mapping[str, str] | None = None,
    ) -> ExecResult:
        self.calls.append(("exec", role, *argv))
        return self.answer(role, argv)

    def network(self, role: str, argv: Sequence[str], *, timeout: float = 30.0) -> ExecResult:
        self.calls.append(("network", role, *argv))
        return self.answer(role, argv)

    def every_network(self, argv: Sequence[str], *, timeout: float = 30.0) -> dict[str, str]:
        return {role: self.network(role, argv).text for role in self.company.roles}

    def spawn(self, role: str, argv: Sequence[str], *, user: str = "root") -> None:
        self.calls.append(("spawn", role, *argv))

    async def shell(
        self,
        role: str,
        mark: str,
        *,
        user: str = "root",
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str] | None = None,
    ) -> FakeShell:
        self.open[role, mark] = shell = FakeShell()
        await shell.resize(columns, rows)
        return shell

    def shells(self, role: str) -> set[str]:
        return {mark for where, mark in self.open if where == role}

    def end_shells(self, role: str, marks: Sequence[str]) -> None:
        self.calls.append(("end_shells", role, *marks))
        for mark in marks:
            self.open.pop((role, mark), None)

    def read(self, role: str, path: str) -> bytes:
        if (role, path) not in self.files:
            raise FileNotFoundError(f"{role}:{path}")
        return self.files[role, path]

    def write(self, role: str, path: str, content: bytes, *, mode: int = 0o644, owner: str = "") -> None:
        self.files[role, path] = content

    def _status(self, verb: str, role: str, status: ContainerStatus) -> None:
        self.calls.append((verb, role))
        self.statuses[role] = status

    def kill(self, role: str, signal: str = "KILL") -> None:
        self._status("kill", role, ContainerStatus.EXITED)

    def stop(self, role: str, seconds: int = 1) -> None:
        self._status("stop", role, ContainerStatus.EXITED)

    def start(self, role: str) -> None:
        self._status("start", role, ContainerStatus.RUNNING)

    def restart(self, role: str, seconds: int = 1) -> None:
        self._status("restart", role, ContainerStatus.RUNNING)

    def pause(self, role: str) -> None:
        self._status("pause", role, ContainerStatus.PAUSED)

    def unpause(self, role: str) -> None:
        self._status("unpause", role, ContainerStatus.RUNNING)

    def remove(self, role: str) -> None:
        self._status("remove", role, ContainerStatus.GONE)

    def recreate(self, role: str) -> None:
        self._status("recreate", role, ContainerStatus.RUNNING)
        self.lives[role] += 1
        self.caps[role] = Limits(self.company.roles[role].cpus, self.company.roles[role].memory_mb)
        self.wrote[role] = Written(10, 20_000)

    @contextmanager
    def spare(self, roles: Collection[str]) -> Iterator["FakeSandbox"]:
        """A sandbox with the same answers as this one."""
        self.calls.append(("spare", *roles))
        blank = FakeSandbox(replace(self.spec, handle=f"{self.handle}-spare"), self.port + 100)
        blank.answer, blank.calls = self.answer, self.calls
        yield blank

    def renew(self) -> None:
        for role in self.company.roles:
            self.recreate(role)

    def limits(self, role: str) -> Limits:
        return self.caps[role]

    def limit(self, role: str, *, cpus: float | None = None, memory_mb: int | None = None) -> None:
        old = self.caps[role]
        self.caps[role] = Limits(cpus or old.cpus, memory_mb or old.memory_mb)

    def freeze(self) -> None:
        self.statuses = dict.fromkeys(self.statuses, ContainerStatus.PAUSED)

    def thaw(self) -> None:
        self.statuses = dict.fromkeys(self.statuses, ContainerStatus.RUNNING)

    def identify(self, team: str, colour: str) -> None:
        self.calls.append(("identify", team, colour))


class FakeEngine:
    """If `down` is set, every call fails as if the engine were away. Building the sandbox `refuse` fails.

    `not_isolated` is why its kernel cannot keep sandboxes from the machine. `fake://name?shops=8123`: all shops are at that
    port.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.shops_at = int(url.partition("?shops=")[2] or 0)
        self.sandboxes: dict[str, FakeSandbox] = {}
        self.images: set[str] = set()
        self.down = False
        self.refuse = ""
        self.able = CAPABILITIES
        self.reaching: list[str] = []  # sandboxes that are not kept from the machine
        self.not_isolated = ""  # why none can be; empty: they can
        self.room = Room(100_000, 60_000, 1_000_000, 900_000, 100, 262_144)
        self.around = Surroundings([], 1024, 32)

    def ping(self) -> str:
        if self.down:
            raise EngineError(f"No Docker engine answers at {self.url}.")
        return "fake"

    def versions(self) -> dict[str, str]:
        return {"engine": self.ping(), "api": "fake", "kernel": "fake"}

    def capabilities(self) -> frozenset[str]:
        self.ping()
        return self.able

    def isolation(self) -> Isolation:
        self.ping()
        if self.not_isolated:
            raise EngineError(self.not_isolated)
        return Isolation("netdev", list(self.reaching))

    def isolate(self) -> Isolation:
        found = self.isolation()
        self.reaching.clear()
        return found

    def shop_ports(self) -> dict[str, int]:
        self.ping()
        return {handle: sandbox.port for handle, sandbox in self.sandboxes.items()}

    def surroundings(self) -> Surroundings:
        self.ping()
        return self.around

    def memory_mb(self) -> int:
        return 24_000

    def usage(self) -> HostUsage:
        self.ping()
        return HostUsage({handle: sandbox.usage() for handle, sandbox in self.sandboxes.items()}, self.room)

    def written(self, *, files: bool = False) -> dict[str, dict[str, Written]]:
        self.ping()
        return {handle: dict(sandbox.wrote) for handle, sandbox in self.sandboxes.items()}

    def build(self, company: Company, *, report: Callable[[str], None] = lambda line: None) -> str:
        self.ping()
        for step in (1, 2):
            report(f"Step {step}/2 : RUN hay")
        self.images |= {*self.image_references(company)}
        return f"{company.image.repository}:fake"

    def image_references(self, company: Company) -> list[str]:
        return [f"{company.image.repository}:fake"]

    def export_image(self, reference: str) -> Iterator[bytes]:
        yield reference.encode()

    def import_image(self, chunks: Iterable[bytes]) -> None:
        self.images.add(b"".join(chunks).decode())

    def provision(self, spec: Spec, *, report: Callable[[str, str], None] = lambda role, step: None) -> FakeSandbox:
        self.isolate()
        if spec.handle == self.refuse:
            raise EngineError("db did not become healthy: no space left")
        for role in spec.company.roles:
            report(role, "healthy")
        port = self.shops_at or 9000 + len(self.sandboxes)
        return self.sandboxes.setdefault(spec.handle, FakeSandbox(spec, port))

    def warm(self, spec: Spec) -> FakeSandbox:
        sandbox = self.provision(spec)
        sandbox.freeze()
        return sandbox

    def find(self, handle: str) -> FakeSandbox:
        self.ping()
        if handle not in self.sandboxes:
            raise NotThere(f"There is no sandbox {handle} on this engine.")
        return self.sandboxes[handle]

    def teardown(self, handle: str) -> None:
        self.ping()
        self.sandboxes.pop(handle, None)

    def handles(self) -> dict[str, Mapping[str, str]]:
        self.ping()
        return {handle: sandbox.spec.labels for handle, sandbox in self.sandboxes.items()}

    def remove_all(self) -> None:
        self.ping()
        self.sandboxes.clear()
