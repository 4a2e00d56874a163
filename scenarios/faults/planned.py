"""Injects, verifies and heals one planned fault. The proof and the game both use these functions and no others.

How each kind works is in its own file. How results are stored is up to the game and the proof.
"""

import secrets
import time
from dataclasses import dataclass
from typing import Any

from scenarios import probes
from scenarios.choices import Outcome
from scenarios.document.vocabulary import Document, FaultUse
from scenarios.faults import FAULTS
from scenarios.faults.base import Call, Fault
from scenarios.sandbox.base import TROUBLE, EngineError, SandboxDriver
from scenarios.waiting import wait_while

TRIES = 3  # how often to try to inject: an engine that fails once is no reason to give up
BETWEEN_TRIES = 0.5  # seconds


@dataclass(frozen=True)
class PlannedFault:
    """One fault on one role, with the recipe that heals it."""

    kind: str
    call: Call
    recipe: dict[str, Any]

    @property
    def fault(self) -> Fault:
        return FAULTS[self.kind]


def new_handle() -> str:
    """A name that no other fault has, for the rules, chains and processes of one fault."""
    return "f" + secrets.token_hex(6)


def fault_call(
    kind: str,
    target: str,
    arguments: dict[str, Any],
    *,
    sandbox: SandboxDriver,
    handle: str,
    ttl: float,
    assets: dict[str, bytes],
) -> Call:
    """The call for a fault of that kind. `ttl` in seconds. Raises ValueError where the kind refuses the arguments."""
    return Call(sandbox, target, FAULTS[kind].Arguments.model_validate(arguments), handle, ttl, assets)


def plan_fault(kind: str, call: Call) -> PlannedFault:
    """Check that the fault can work, without changing anything. Raises EngineError."""
    return PlannedFault(kind, call, FAULTS[kind].plan(call))


def inject_fault(planned: PlannedFault) -> None:
    """Put it in, with some tries. It may be put in already, by an earlier try. Raises EngineError, OSError."""
    for left in reversed(range(TRIES)):
        try:
            planned.fault.inject(planned.call, planned.recipe)
        except TROUBLE:
            if not left:
                raise
            time.sleep(BETWEEN_TRIES)
        else:
            return


def missing_effect(planned: PlannedFault, use: FaultUse, document: Document, base_url: str) -> str:
    """Why the fault's effect is not there now; empty if its kind and the probe of its `verify` both see it.

    Trouble with the engine, or a probe that cannot run, never counts as the effect.
    """
    try:
        if not planned.fault.verify(planned.call, planned.recipe):
            return "the sandbox shows no sign of it"
    except TROUBLE as error:
        return f"it cannot be looked at: {error}"
    if use.verify is None:
        return ""
    probe, expected = use.verify.probe, use.verify.expect
    reading = probes.read_probe_now(document.probe(probe), base_url=base_url, sandbox=planned.call.sandbox)
    if reading.outcome == Outcome.ERROR:
        return f"{probe} cannot be looked at: {reading.why}"
    return (
        ""
        if reading.outcome == expected
        else f"{probe} should {expected} within {use.verify.within:.0f} s and does not"
    )


def heal_fault(planned: PlannedFault, *, within: float) -> None:
    """Take it out, and wait at most `within` seconds until nothing is left. Raises EngineError, OSError."""
    planned.fault.heal(planned.call, planned.recipe)
    if left := wait_while(lambda: left_of(planned), within=within):
        raise EngineError(left)


def fault_is_healed(planned: PlannedFault) -> bool:
    """Is nothing of it left, no matter who removed it? Raises EngineError, OSError if that cannot be checked."""
    return planned.fault.healed(planned.call, planned.recipe)


def left_of(planned: PlannedFault) -> str:
    """Why it does not count as healed; empty if it does. A container that is still starting counts as not healed."""
    try:
        return "" if fault_is_healed(planned) else f"{planned.kind} is still there after healing"
    except EngineError as error:
        return str(error)
