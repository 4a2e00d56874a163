"""Scenarios: the time from injecting one until probes see its effect, minus what its faults take by themselves."""

import time
from collections.abc import Iterator

from django.conf import settings

from bench.engine import house
from bench.parts import until
from bench.report import CannotRun, Row
from scenarios import publishing
from scenarios.faults.planned import fault_call, inject_fault, new_handle, plan_fault
from scenarios.proof.rehearsal import Rehearsal, RehearsalBroken
from scenarios.publishing import ScenarioSource
from scenarios.sandbox.docker.sandbox import DockerSandbox

SOME = ("double-nap", "moat-too-wide", "stuffed-hay-loft")
AT_MOST = 10.0  # seconds


def run(quick: bool) -> Iterator[Row]:
    """From a scenario put in to its effect verified, beyond what its faults need."""
    with house() as at:
        sandbox = at.engine.provision(at.spec("scenarios"))
        able = at.engine.capabilities()
        for folder in publishing.library_folders():
            source = publishing.read_source(folder)
            if (not quick or folder.name in SOME) and publishing.required_capabilities(source.document) <= able:
                yield _row(source, sandbox)


def _row(source: ScenarioSource, sandbox: DockerSandbox) -> Row:
    bare = _faults(source, sandbox)
    sandbox.renew()
    trial = Rehearsal(source, sandbox, settings.PROBE_HOST, 0.1)
    trial.steady()
    began = time.monotonic()
    try:
        trial.inject()
    except RehearsalBroken as error:
        raise CannotRun(f"{source.document.id}: {error}") from error
    took = time.monotonic() - began
    sandbox.renew()
    return Row(
        source.document.id, max(0.0, took - bare), "s", AT_MOST, f"{took:.1f} s, of which its faults need {bare:.1f} s"
    )


def _faults(source: ScenarioSource, sandbox: DockerSandbox) -> float:
    """Seconds until every fault is in force as its kind verifies it, injected in order at their times."""
    began, applied = time.monotonic(), []
    for use in sorted(source.document.faults, key=lambda use: use.after):
        time.sleep(max(0.0, began + use.after - time.monotonic()))
        place = {"sandbox": sandbox, "handle": new_handle(), "ttl": use.ttl, "assets": source.assets}
        planned = plan_fault(use.kind, fault_call(use.kind, use.target, use.with_, **place))
        inject_fault(planned)
        applied.append(planned)
    for planned in applied:
        no_effect = f"{planned.kind} of {source.document.id} has no effect."
        until(lambda one=planned: one.fault.verify(one.call, one.recipe), 90, no_effect)
    return time.monotonic() - began
