"""Sandboxes: eight at once compared with bare Engine API calls, a warm one with one `docker run`, teardown, leaks."""

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

from bench.engine import Bare, House, house, parallel, veths
from bench.parts import median, took
from bench.report import CannotRun, Row
from scenarios.sandbox.labels import INSTALLATION


def run(quick: bool) -> Iterator[Row]:
    """Eight sandboxes against bare calls; a warm claim; teardown; cycles that leak nothing."""
    with house() as at:
        yield from _eight(at, 2 if quick else 8, 1 if quick else 3)
        yield from _warm(at, 3 if quick else 10)
        yield from _teardown(at, 1 if quick else 5)
        yield from _cycles(at, 5 if quick else 100)


# Many at once ---------------------------------------------------------------------------------------------------------


def _eight(at: House, count: int, rounds: int) -> Iterator[Row]:
    driver, bare, started = [], [], []
    for number in range(rounds):
        for contender in ("driver", "bare") if number % 2 else ("bare", "driver"):
            if contender == "driver":
                driver.append(took(lambda: parallel(lambda n: at.engine.provision(at.spec(f"many{n}")), count, count)))
            else:
                first, ready = _bare(at, count)
                started.append(first)
                bare.append(ready)
            parallel(lambda n: at.engine.teardown(f"many{n}"), count, count)
    how = f"medians of {rounds} rounds; ready = every role healthy"
    yield Row(f"{count} sandboxes, driver", median(driver), "s", note=how)
    started_after = f"all started after {median(started):.1f} s"
    yield Row(f"{count} sandboxes, bare Engine API calls", median(bare), "s", note=started_after)
    yield Row(f"{count} sandboxes, driver to bare", median(driver) / median(bare), "x", 1.2)


def _bare(at: House, count: int) -> tuple[float, float]:
    """Seconds until all containers are started, and until all are healthy."""
    began = time.perf_counter()
    sandboxes = [Bare(at, f"many{number}") for number in range(count)]
    jobs = [(sandbox, role) for sandbox in sandboxes for role in range(len(sandbox.roles))]
    parallel(lambda n: jobs[n][0].start(jobs[n][1]), len(jobs))
    started = time.perf_counter() - began
    parallel(lambda n: jobs[n][0].await_health(jobs[n][1]), len(jobs), 64)
    return started, time.perf_counter() - began


# A warm one -----------------------------------------------------------------------------------------------------------


def _warm(at: House, times: int) -> Iterator[Row]:
    sandbox = at.engine.warm(at.spec("warm"))
    port = sandbox.shop_port()
    claims, names, runs, whole = [], [], [], []
    for _ in range(times):
        claims.append(took(lambda: _claim(at, port)))
        names.append(took(lambda: sandbox.identify("The Claimants", "#8a4fff")))
        sandbox.freeze()
        runs.append(_docker_run(at, "-d", at.image, "storefront"))
        whole.append(_docker_run(at, "--entrypoint", "true", at.image))
    at.engine.teardown("warm")
    named = f"its shop answers; naming it takes another {median(names) * 1000:.0f} ms"
    yield Row("warm sandbox claimed and healthy", median(claims) * 1000, "ms", note=named)
    yield Row("one docker run -d", median(runs) * 1000, "ms", note="the storefront, until the command returns")
    yield Row("one docker run", median(whole) * 1000, "ms", note="the same image with `true`, from start to end")
    yield Row("warm claim to one docker run -d", median(claims) / median(runs), "x", 0.2)
    yield Row("warm claim to one docker run", median(claims) / median(whole), "x", 0.2)


def _claim(at: House, port: int) -> None:
    at.engine.find("warm").thaw()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
        answer.read()


def _docker_run(at: House, *words: str) -> float:
    """Seconds of one `docker run` on the command line."""
    name = f"{at.engine.installation}-one-run"
    label = f"{INSTALLATION}={at.engine.installation}"
    command = ["docker", "-H", at.engine.url, "run", "--name", name, "--label", label, *words]
    try:
        seconds = took(lambda: subprocess.run(command, check=True, capture_output=True))
    except (OSError, subprocess.CalledProcessError) as error:
        raise CannotRun(f"`docker run` does not work: {error}") from error
    at.engine.client.api.remove_container(name, force=True)
    return seconds


# Taking away ----------------------------------------------------------------------------------------------------------


def _teardown(at: House, times: int) -> Iterator[Row]:
    up, down = [], []
    for _ in range(times):
        up.append(took(lambda: at.engine.provision(at.spec("one"))))
        down.append(took(lambda: at.engine.teardown("one")))
    yield Row("one sandbox provisioned", median(up), "s", note=f"median of {times}")
    yield Row("one sandbox torn down", median(down), "s")
    yield Row("teardown to provisioning", median(down) / median(up), "x", 0.4)


@dataclass(frozen=True)
class Left:
    """Counts of what may leak."""

    containers: int
    networks: int
    veths: int
    files: int

    @classmethod
    def count(cls, at: House) -> "Left":
        filters = {"label": f"{INSTALLATION}={at.engine.installation}"}
        api = at.engine.client.api
        return cls(
            len(api.containers(all=True, filters=filters)),
            len(api.networks(filters=filters)),
            veths(),
            len(os.listdir("/proc/self/fd")),
        )


def _cycles(at: House, times: int) -> Iterator[Row]:
    before = Left.count(at)
    for number in range(times):
        at.engine.provision(at.spec(f"cycle{number}"))
        at.engine.teardown(f"cycle{number}")
    after = Left.count(at)
    for kind in ("containers", "networks", "veths", "files"):
        yield Row(f"{kind} left after {times} cycles", max(0, getattr(after, kind) - getattr(before, kind)), "", 0)
