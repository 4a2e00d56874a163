"""Added latency: a TCP ping between two containers of a sandbox, with and without a delay."""

import json
from collections.abc import Iterator

from bench.engine import house
from bench.parts import median, percentile, until
from bench.report import Row
from scenarios.faults import FAULTS, Call
from scenarios.sandbox.docker.sandbox import DockerSandbox

PORT = 7007
ASKED = (20.0, 100.0, 300.0)  # milliseconds
EVERY = 0.02  # seconds between two pings

ECHO = f"""
import socket
server = socket.create_server(("0.0.0.0", {PORT}))
while True:
    client, _ = server.accept()
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while data := client.recv(64):
        client.sendall(data)
"""

PING = """
import json, socket, sys, time
host, count, every = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
line = socket.create_connection((host, PORT), timeout=10)
line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
taken = []
for _ in range(count + 1):
    began = time.perf_counter()
    line.sendall(b"ping")
    line.recv(64)
    taken.append((time.perf_counter() - began) * 1000)
    time.sleep(every)
print(json.dumps(taken[1:]))
""".replace("PORT", str(PORT))


def run(quick: bool) -> Iterator[Row]:
    """Added latency within 3 ms at p50 and 10 ms at p99 of what was asked."""
    with house() as at:
        sandbox = at.engine.provision(at.spec("latency"))
        sandbox.spawn("storefront", ["python3", "-c", ECHO])
        until(lambda: bool(_ping(sandbox, 1)), 10, "No echo answers in the storefront.")
        times = 60 if quick else 300
        plain = median(_ping(sandbox, times))
        yield Row("round trip without a delay", plain, "ms", note="TCP, workbench to storefront, on an open connection")
        for ms in ASKED:
            yield from _delayed(sandbox, ms, plain, times)


def _delayed(sandbox: DockerSandbox, ms: float, plain: float, times: int) -> Iterator[Row]:
    fault = FAULTS["network.delay"]
    call = Call(sandbox, "storefront", fault.Arguments(ms=ms), f"lat{ms:.0f}", 300.0, {})
    recipe = fault.plan(call)
    fault.inject(call, recipe)
    try:
        off = [abs(taken - plain - ms) for taken in _ping(sandbox, times)]
    finally:
        fault.heal(call, recipe)
    yield Row(f"{ms:.0f} ms asked, off at p50", median(off), "ms", 3.0, f"{times} pings")
    yield Row(f"{ms:.0f} ms asked, off at p99", percentile(off, 99), "ms", 10.0)


def _ping(sandbox: DockerSandbox, times: int) -> list[float]:
    """Milliseconds of each round trip; empty if nothing answers."""
    argv = ["python3", "-c", PING, "storefront", str(times), str(EVERY)]
    result = sandbox.exec("workbench", argv, timeout=60 + times)
    return list(json.loads(result.stdout)) if result.ok else []
