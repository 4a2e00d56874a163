"""Plays a scenario once with its own solution: much shorter than its proof, and enough to know that a host can carry it."""

from collections.abc import Callable

from scenarios.choices import RunStep
from scenarios.proof.proof import FACTOR
from scenarios.proof.rehearsal import LOOK_EVERY, SOLVE_SECONDS, Rehearsal, RehearsalBroken
from scenarios.proof.solutions import SolutionFailed
from scenarios.publishing import ScenarioSource
from scenarios.sandbox import EngineError, SandboxDriver
from scenarios.waiting import wait_while

BROKEN = (RehearsalBroken, SolutionFailed, EngineError)  # what a run may end with, besides what `told` raises
SEATS = ("dev", "ops")


def play_once(
    source: ScenarioSource,
    sandbox: SandboxDriver,
    host: str,
    told: Callable[[RunStep], None],
    *,
    factor: float = FACTOR,
) -> None:
    """Faults in, solution played, objectives met, faults out. Raises one of BROKEN where a step does not hold.

    `host`: the address of the gateway. `told` hears of each step before it begins; what it raises ends the run. However
    it ends, the faults are taken out as far as that can be done.
    """
    run = Rehearsal(source, sandbox, host, factor)
    try:
        told(RunStep.STEADY)
        run.steady()
        told(RunStep.FAULTS)
        run.inject()
        for seat in SEATS:
            told(RunStep.SOLUTION)
            run.play(seat)
        _be_resolved(run)
        told(RunStep.AFTERWARDS)
        run.heal()
        run.steady()
    finally:
        run.leave_healed()


def _be_resolved(run: Rehearsal) -> None:
    unmet = wait_while(lambda: run.unmet(SEATS), within=SOLVE_SECONDS, every=LOOK_EVERY)
    if unmet:
        raise RehearsalBroken("; ".join(f"{goal}: {why}" for goal, why in unmet.items()))
