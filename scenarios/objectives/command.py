"""The check of a `command` objective: a script runs in the container of a role and decides by its exit code."""

from scenarios.choices import ContainerStatus, Outcome
from scenarios.document.vocabulary import CommandGoal, Document
from scenarios.probes.base import Reading
from scenarios.sandbox.base import EngineError, SandboxDriver

TIMED_OUT = 124
# bash reads the whole script before it runs. Otherwise a program in it that reads stdin would swallow the rest.
RUN = ["bash", "-c", 'eval "$(cat)"']


def run_command_check(
    document: Document, assets: dict[str, bytes], objective: CommandGoal, sandbox: SandboxDriver
) -> Reading:
    """ok: it ended with 0 in every role. fail: it did not, and `why` is its last line of output. error: it could not
    run.

    With several roles the first one that is not ok decides.
    """
    script = assets.get(objective.run)
    if not script:
        return Reading(Outcome.ERROR, why=f"{document.id} has no file {objective.run}.")
    for role in (objective.on, *objective.also):
        reading = _look(role, script, objective.timeout, sandbox)
        if reading.outcome != Outcome.OK:
            break
    return reading


def _look(role: str, script: bytes, timeout: float, sandbox: SandboxDriver) -> Reading:
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


def _out_of_reach(role: str, sandbox: SandboxDriver, error: EngineError) -> Reading:
    """A stopped container is a fail, because the team can start it. An engine that is away is an error."""
    try:
        status = sandbox.states()[role].status
    except EngineError:
        return Reading(Outcome.ERROR, why=str(error))
    if status == ContainerStatus.RUNNING:
        return Reading(Outcome.ERROR, why=str(error))
    return Reading(Outcome.FAIL, why=f"{role} is {status}: nothing can be looked at there.")
