"""Bombs in one sandbox: how slowly the shop beside it answers meanwhile, to how slowly it does in peace."""

import http.client
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from bench.engine import House, house
from bench.parts import percentile
from bench.report import Row
from scenarios.sandbox.docker.sandbox import DockerSandbox

SECONDS = 12  # that a bomb burns
WARM_UP = 2.0  # seconds from lighting it to the first visit
PERIOD = 0.04  # seconds between visits
ROUNDS, QUICK_ROUNDS = 5, 1
LOOP = "timeout {seconds} sh -c 'while :; do :; done' & timeout {seconds} sh -c 'while :; do :; done' & wait"
FORKS = "timeout {seconds} sh -c 'while :; do sleep 1 & done' 2>/dev/null"
EATER = "timeout {seconds} sh -c 'while :; do python3 -c \"x=[]\nwhile True: x.append(bytearray(1<<20))\"; done'"
LOGS = "timeout {seconds} sh -c 'yes unicorns > /proc/1/fd/1'"
DISK = """
timeout {seconds} sh -c 'while :; do dd if=/dev/zero of=/root/hay bs=1M count=50 conv=fsync; done' 2>/dev/null
rm -f /root/hay
"""
SOCKETS = """python3 -c "
import socket, time
held, end = [], time.time() + {seconds}
while time.time() < end:
    try:
        held.append(socket.create_connection(('edge', 8080), 1))
    except OSError:
        time.sleep(0.05)
"
"""
# What burns -> the roles in which it does, and the shell script.
BOMBS: dict[str, tuple[tuple[str, ...], str]] = {
    "busy loops in every role": ((), LOOP),
    "as many processes as it gets": (("workbench",), FORKS),
    "all the memory that it gets": (("workbench",), EATER),
    "a flood of logs": (("workbench",), LOGS),
    "a flood on the disk": (("workbench",), DISK),
    "sockets to its own shop": (("workbench",), SOCKETS),
}


def run(quick: bool) -> Iterator[Row]:
    """The neighbour's p99 under each bomb in a sandbox, to its p99 in peace."""
    with house() as at:
        with ThreadPoolExecutor(2) as pool:
            burning, beside = pool.map(lambda handle: at.engine.provision(at.spec(handle)), ("burning", "beside"))
        for name, (roles, script) in BOMBS.items():
            yield _row(
                at, burning, beside, name, roles or tuple(at.company.roles), script, QUICK_ROUNDS if quick else ROUNDS
            )


def _row(
    at: House,
    burning: DockerSandbox,
    beside: DockerSandbox,
    name: str,
    roles: tuple[str, ...],
    script: str,
    rounds: int,
) -> Row:
    peace: list[float] = []
    war: list[float] = []
    before = _cpu_seconds(burning)
    for _ in range(rounds):
        peace += _visits(beside)
        with ThreadPoolExecutor(len(roles)) as pool:
            lit = [pool.submit(_burn, burning, role, script.format(seconds=SECONDS)) for role in roles]
            time.sleep(WARM_UP)
            war += _visits(beside)
        for each in lit:
            each.result()
    quiet, loud = percentile(peace, 99), percentile(war, 99)
    burned = (_cpu_seconds(burning) - before) / rounds
    note = f"{quiet:.0f} to {loud:.0f} ms, {rounds} rounds, each burned {burned:.1f} s of CPU"
    return Row(f"p99 beside {name}, to in peace", loud / quiet, "x", 2, note)


def _cpu_seconds(sandbox: DockerSandbox) -> float:
    return sum(usage.cpu_seconds for usage in sandbox.usage().values())


def _burn(sandbox: DockerSandbox, role: str, script: str) -> None:
    sandbox.exec(role, ["sh", "-c", script], timeout=SECONDS * 5)


def _visits(sandbox: DockerSandbox) -> list[float]:
    """Milliseconds of each look at the shop's first page, so long as a bomb burns after the warm-up."""
    found: list[float] = []
    line = http.client.HTTPConnection("127.0.0.1", sandbox.shop_port(), timeout=30)
    end = time.monotonic() + SECONDS - WARM_UP - 1
    while time.monotonic() < end:
        began = time.perf_counter()
        line.request("GET", "/")
        line.getresponse().read()
        found.append((time.perf_counter() - began) * 1000)
        time.sleep(max(0.0, PERIOD - found[-1] / 1000))
    line.close()
    return found
