"""Scenarios: from putting one in to its effect seen by customers, beyond what its faults take by themselves."""

import secrets
import time
from collections.abc import Iterator

from django.conf import settings

from bench.engine import house
from bench.parts import until
from bench.report import CannotRun, Row
from scenarios import publishing
from scenarios.faults import FAULTS, Call
from scenarios.proof.rehearsal import Broken, Trial
from scenarios.publishing import Source
from scenarios.sandbox.docker.sandbox import DockerSandbox

SOME = ("double-nap", "moat-too-wide", "stuffed-hay-loft")
AT_MOST = 10.0  # seconds


def run(quick: bool) -> Iterator[Row]:
    """From a scenario put in to its effect verified, beyond what its faults need."""
    with house() as at:
        sandbox = at.engine.provision(at.spec("scenarios"))
        able = at.engine.capabilities()
        for folder in publishing.folders():
            source = publishing.read(folder)
            if (not quick or folder.name in SOME) and publishing.required(source.document) <= able:
                yield _row(source, sandbox)


def _row(source: Source, sandbox: DockerSandbox) -> Row:
    bare = _faults(source, sandbox)
    sandbox.renew()
    trial = Trial(source, sandbox, settings.PROBE_HOST, 0.1)
    trial.steady()
    began = time.monotonic()
    try:
        trial.inject()
    except Broken as error:
        raise CannotRun(f"{source.document.id}: {error}") from error
    took = time.monotonic() - began
    sandbox.renew()
    return Row(
        source.document.id, max(0.0, took - bare), "s", AT_MOST, f"{took:.1f} s, of which its faults need {bare:.1f} s"
    )


def _faults(source: Source, sandbox: DockerSandbox) -> float:
    """Seconds until every fault is in force as its own kind sees it, put in one after the other at their times."""
    began, applied = time.monotonic(), []
    for use in sorted(source.document.faults, key=lambda use: use.after):
        time.sleep(max(0.0, began + use.after - time.monotonic()))
        fault = FAULTS[use.kind]
        arguments = fault.Arguments.model_validate(use.with_)
        call = Call(sandbox, use.target, arguments, "b" + secrets.token_hex(5), use.ttl, source.assets)
        recipe = fault.plan(call)
        fault.inject(call, recipe)
        applied.append((fault, call, recipe))
    for fault, call, recipe in applied:
        until(
            lambda f=fault, c=call, r=recipe: f.verify(c, r), 90, f"{fault.kind} of {source.document.id} has no effect."
        )
    return time.monotonic() - began
