"""Checks: how a `command` objective is looked at. The script runs inside a role and decides by its exit code."""

from scenarios.choices import ContainerStatus, Outcome
from scenarios.document.vocabulary import CommandGoal, Document
from scenarios.probes.base import Reading
from scenarios.sandbox.base import EngineError, Sandbox

TIMED_OUT = 124
# The whole script is read before it runs: what it starts cannot eat the rest of it.
RUN = ["bash", "-c", 'eval "$(cat)"']


def run_command_check(
    document: Document, assets: dict[str, bytes], objective: CommandGoal, sandbox: Sandbox
) -> Reading:
    """ok: it ended with 0. fail: it did not, and its last line of output says why. error: it could not be run. Of several
    roles the first one that is not content decides."""
    script = assets.get(objective.run)
    if not script:
        return Reading(Outcome.ERROR, why=f"{document.id} has no file {objective.run}.")
    for role in (objective.on, *objective.also):
        reading = _look(role, script, objective.timeout, sandbox)
        if reading.outcome != Outcome.OK:
            break
    return reading


def _look(role: str, script: bytes, timeout: float, sandbox: Sandbox) -> Reading:
    try:
        done = sandbox.exec(role, RUN, stdin=script, timeout=timeout)
    except EngineError as error:
        return _out_of_reach(role, sandbox, error)
    ms = done.seconds * 1000
    if done.ok:
        return Reading(Outcome.OK, ms)
    if done.exit_code == TIMED_OUT:
        return Reading(Outcome.FAIL, ms, f"The check did not end within {timeout:.0f} s.")
    lines = done.stdout.decode(errors="replace").strip().splitlines() or done.text.splitlines()
    return Reading(Outcome.FAIL, ms, lines[-1][:300] if lines else "Not yet.")


def _out_of_reach(role: str, sandbox: Sandbox, error: EngineError) -> Reading:
    """A container that somebody stopped is the team's to start; an engine that is away is nobody's fault."""
    try:
        status = sandbox.states()[role].status
    except EngineError:
        return Reading(Outcome.ERROR, why=str(error))
    if status == ContainerStatus.RUNNING:
        return Reading(Outcome.ERROR, why=str(error))
    return Reading(Outcome.FAIL, why=f"{role} is {status}: nothing can be looked at there.")
