"""A planned fault: put in, its effect seen, taken out. The proof and the game call these verbs and have no other rules.

What a kind does stands in its own file; what a game writes into rows, and a proof into lines, stands with them.
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
from scenarios.sandbox.base import TROUBLE, EngineError, Sandbox
from scenarios.waiting import wait_while

TRIES = 3  # at putting one in: a hiccup of the engine is no reason to give up
BETWEEN_TRIES = 0.5  # seconds


@dataclass(frozen=True)
class PlannedFault:
    """One fault at one place, with the recipe that takes it out again."""

    kind: str
    call: Call
    recipe: dict[str, Any]

    @property
    def fault(self) -> Fault:
        return FAULTS[self.kind]


def new_handle() -> str:
    """A name for one fault's rules, chains and processes that no other fault has."""
    return "f" + secrets.token_hex(6)


def fault_call(
    kind: str,
    target: str,
    arguments: dict[str, Any],
    *,
    sandbox: Sandbox,
    handle: str,
    ttl: float,
    assets: dict[str, bytes],
) -> Call:
    """What the kind needs to work there. `ttl` in seconds. Raises ValueError where it knows no such arguments."""
    return Call(sandbox, target, FAULTS[kind].Arguments.model_validate(arguments), handle, ttl, assets)


def plan_fault(kind: str, call: Call) -> PlannedFault:
    """Look, touch nothing. Raises EngineError where the fault cannot work."""
    return PlannedFault(kind, call, FAULTS[kind].plan(call))


def inject_fault(planned: PlannedFault) -> None:
    """Put it in; the same handle may be put in again, by us. Raises EngineError, OSError."""
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
    """What its effect lacks at this moment; empty where it is there, for its kind and for the probe of its `verify`.

    What cannot be looked at proves nothing: neither trouble with the engine nor a probe's error is ever an effect.
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
    """Take it out, and wait at most `within` seconds until nothing of it is left. Raises EngineError, OSError."""
    planned.fault.heal(planned.call, planned.recipe)
    if left := wait_while(lambda: left_of(planned), within=within):
        raise EngineError(left)


def fault_is_healed(planned: PlannedFault) -> bool:
    """Is nothing of it left, whoever took it out? Raises EngineError, OSError where the place cannot be asked."""
    return planned.fault.healed(planned.call, planned.recipe)


def left_of(planned: PlannedFault) -> str:
    """Why it does not count as healed; empty where it does. A container that is just coming up cannot be asked yet."""
    try:
        return "" if fault_is_healed(planned) else f"{planned.kind} is still there after healing"
    except EngineError as error:
        return str(error)
