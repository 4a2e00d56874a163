"""Faults: the time of an injection compared with the bare Engine call, and of a network fault with one exec."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bench.engine import House, exec_true, house
from bench.parts import median, percentile, took
from bench.report import Row
from scenarios.faults import FAULTS, Call
from scenarios.sandbox.docker.sandbox import MIB, DockerSandbox

KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "container.pause": ("recognizer", {}),
    "cpu.limit": ("storefront", {"cpus": 0.2}),
    "memory.limit": ("recognizer", {"mb": 160}),
    "process.stop": ("recognizer", {"service": "recognizer"}),
    "network.dns": ("storefront", {"name": "cache"}),
    "cache.flush": ("cache", {}),
}
NETWORK: dict[str, dict[str, Any]] = {
    "network.partition": {"peers": ["db"]},
    "network.loss": {"percent": 20},
    "network.rate": {"kbit": 256},
    "network.delay": {"ms": 50},
}
_number = count(1)


def run(quick: bool) -> Iterator[Row]:
    """An injection's p99 against the bare Engine call; a network fault against an exec of `true`."""
    with house() as at:
        sandbox = at.engine.provision(at.spec("faults"))
        for kind, (role, arguments) in KINDS.items():
            yield from _against_bare(sandbox, kind, role, arguments, 15 if quick else 100)
        yield from _against_exec(at, sandbox, 8 if quick else 40)


def _call(sandbox: DockerSandbox, kind: str, role: str, arguments: dict[str, Any]) -> Call:
    return Call(sandbox, role, FAULTS[kind].Arguments(**arguments), f"bench{next(_number)}", 120.0, {})


# The bare call ------------------------------------------------------------------------------------------------------


@dataclass
class Recorder:
    """Passes calls on to a sandbox and records them, so that they can be repeated without the driver."""

    sandbox: DockerSandbox
    asked: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.sandbox, name)
        if name not in BARE:
            return value

        def remember(*words: Any, **options: Any) -> Any:
            self.asked.append((name, words, options))
            return value(*words, **options)

        return remember


def _pause(sandbox: DockerSandbox, role: str) -> None:
    sandbox.client.api.pause(sandbox.name(role))


def _limit(sandbox: DockerSandbox, role: str, *, cpus: float | None = None, memory_mb: int | None = None) -> None:
    wanted = {"cpu_period": 100_000, "cpu_quota": int(cpus * 100_000)} if cpus else {}
    wanted |= {"mem_limit": memory_mb * MIB, "memswap_limit": memory_mb * MIB} if memory_mb else {}
    sandbox.client.api.update_container(sandbox.name(role), **wanted)


def _exec(sandbox: DockerSandbox, role: str, argv: Sequence[str], **options: Any) -> None:
    api = sandbox.client.api
    exec_id = api.exec_create(sandbox.name(role), list(argv))["Id"]
    api.exec_start(exec_id)
    api.exec_inspect(exec_id)


BARE: dict[str, Callable[..., None]] = {"pause": _pause, "limit": _limit, "exec": _exec}


def _against_bare(
    sandbox: DockerSandbox,
    kind: str,
    role: str,
    arguments: dict[str, Any],
    times: int,
) -> Iterator[Row]:
    fault, driver, bare = FAULTS[kind], [], []
    for _ in range(times):
        recorder = Recorder(sandbox)
        call = _call(recorder, kind, role, arguments)  # type: ignore[arg-type]
        recipe = fault.plan(call)
        recorder.asked.clear()
        driver.append(took(lambda: fault.inject(call, recipe)) * 1000)  # noqa: B023  (called at once)
        asked = list(recorder.asked)
        fault.heal(call, recipe)
        bare.append(took(lambda: _repeat(sandbox, asked)) * 1000)  # noqa: B023
        fault.heal(call, recipe)
    late, bare_late = percentile(driver, 99), percentile(bare, 99)
    how = f"median {median(driver):.0f} ms; bare {median(bare):.0f} ms, p99 {bare_late:.0f} ms; {times} times"
    yield Row(f"{kind} injected, p99", late, "ms", 1.5 * bare_late + 20, how)


def _repeat(sandbox: DockerSandbox, asked: Sequence[tuple[str, tuple[Any, ...], dict[str, Any]]]) -> None:
    for name, words, options in asked:
        BARE[name](sandbox, *words, **options)


# The network --------------------------------------------------------------------------------------------------------


def _against_exec(at: House, sandbox: DockerSandbox, times: int) -> Iterator[Row]:
    role, bare = "storefront", []
    taken: dict[str, list[float]] = {kind: [] for kind in NETWORK}
    for _ in range(times):
        for kind, arguments in NETWORK.items():
            fault, call = FAULTS[kind], _call(sandbox, kind, role, arguments)
            recipe = fault.plan(call)
            bare.append(took(lambda: exec_true(at.engine.client, sandbox.name(role))) * 1000)
            taken[kind].append(took(lambda: fault.inject(call, recipe)) * 1000)  # noqa: B023
            fault.heal(call, recipe)
    yield Row("exec of `true`, bare", median(bare), "ms", note=f"p99 {percentile(bare, 99):.0f} ms")
    for kind, seen in taken.items():
        how = f"{median(seen):.0f} ms, p99 {percentile(seen, 99):.0f} ms; {times} times, alternating"
        yield Row(f"{kind} injected, to an exec of `true`", median(seen) / median(bare), "x", 2.0, how)
