"""A trial: one scenario on one sandbox, for its proof. Puts the faults in, plays seats, looks at objectives, heals."""

import secrets
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from scenarios import probes
from scenarios.document.vocabulary import (
    AnswerGoal,
    CommandGoal,
    FaultUse,
    KeysGoal,
    Objective,
    ProbeGoal,
    ProbeUse,
    ReplayGoal,
    Seat,
    Trick,
)
from scenarios.faults import FAULTS, Call, Fault
from scenarios.objectives import command, replay
from scenarios.probes.base import Reading
from scenarios.proof import solutions
from scenarios.publishing import Source
from scenarios.sandbox.base import Sandbox

STEADY_SECONDS = 40.0
EFFECT_SECONDS = 90.0
HEAL_SECONDS = 60.0
SOLVE_SECONDS = 90.0
SETTLE_SECONDS = 4.0  # how long a trick is given to work after all
LOOK_EVERY = 0.5
OTHER: dict[Seat, Seat] = {"dev": "ops", "ops": "dev"}


class Broken(Exception):
    """A step of the proof does not hold; the message says why."""


@dataclass(frozen=True)
class Applied:
    """One fault that was put in, with what takes it out again."""

    use: FaultUse
    fault: Fault
    call: Call
    recipe: dict[str, Any]


class Trial:
    """`factor` shortens how long an objective's probe must stay well."""

    def __init__(self, source: Source, sandbox: Sandbox, host: str, factor: float) -> None:
        self.source, self.document, self.sandbox, self.factor = source, source.document, sandbox, factor
        self.host, self.url = host, f"http://{host}:{sandbox.shop_port()}"
        self.applied: list[Applied] = []

    # Steady state ----------------------------------------------------------------------------------------------------

    def steady(self) -> str:
        """Wait until every steady-state probe is well. Raises Broken."""
        for use in self.document.steady_state:
            why = eventually(lambda use=use: _why_not(self._look(use)), STEADY_SECONDS)  # type: ignore[misc]
            if why:
                raise Broken(f"{use.called}: {why}")
        return ", ".join(use.called for use in self.document.steady_state)

    def _look(self, use: ProbeUse) -> Reading:
        return probes.look(use, base_url=self.url, sandbox=self.sandbox)

    # Faults ----------------------------------------------------------------------------------------------------------

    def inject(self) -> str:
        """Put every fault in, in the order of `after`, and see its effect. Raises Broken, EngineError."""
        began = time.monotonic()
        for use in sorted(self.document.faults, key=lambda use: use.after):
            time.sleep(max(0.0, began + use.after - time.monotonic()))
            self._apply(use)
        for applied in self.applied:
            self._verify(applied)
        return ", ".join(applied.use.kind for applied in self.applied)

    def _apply(self, use: FaultUse) -> None:
        fault = FAULTS[use.kind]
        call = Call(
            self.sandbox,
            use.target,
            fault.Arguments.model_validate(use.with_),
            "p" + secrets.token_hex(5),
            use.ttl,
            self.source.assets,
        )
        applied = Applied(use, fault, call, fault.plan(call))
        self.applied.append(applied)
        fault.inject(call, applied.recipe)

    def _verify(self, applied: Applied) -> None:
        fault, call, recipe, verify = applied.fault, applied.call, applied.recipe, applied.use.verify
        why = eventually(lambda: "" if fault.verify(call, recipe) else "its effect is not there", EFFECT_SECONDS)
        if not why and verify:
            use = self.document.probe(verify.probe)
            wanted = f"{verify.probe} should {verify.expect} within {verify.within:.0f} s and does not"
            why = eventually(
                lambda: "" if (self._look(use).outcome != "ok") == (verify.expect == "fail") else wanted, verify.within
            )
        if why:
            raise Broken(f"{applied.use.id}: {why}")

    def heal(self) -> str:
        """Take every fault out, the last one first. Raises Broken, EngineError."""
        kinds = ", ".join(applied.use.kind for applied in self.applied)
        while self.applied:
            applied = self.applied[-1]
            applied.fault.heal(applied.call, applied.recipe)
            why = eventually(
                lambda applied=applied: "" if applied.fault.healed(applied.call, applied.recipe) else "is not gone",  # type: ignore[misc]
                HEAL_SECONDS,
            )
            if why:
                raise Broken(f"{applied.use.id} {why}")
            self.applied.pop()
        return kinds

    # Objectives ------------------------------------------------------------------------------------------------------

    def play(self, seat: str) -> None:
        """Raises SolutionFailed, EngineError."""
        solutions.play(self.document, self.source.assets, seat, self.sandbox)

    def unmet(self, seats: Collection[str]) -> dict[str, str]:
        """id -> why, of the objectives that are not met when these seats have done their part."""
        found = {goal.id: self._why(goal, seats) for goal in self.document.objectives}
        return {key: why for key, why in found.items() if why}

    def _why(self, goal: Objective, seats: Collection[str]) -> str:
        missing = set(goal.needs) - set(seats)
        if isinstance(goal, AnswerGoal):
            known = seats and not missing and goal.accepts(goal.accept[0])
            return "" if known else "nobody who knows has answered"
        if isinstance(goal, KeysGoal):
            return "" if not missing else f"the key of {' and '.join(sorted(missing))} is not turned"
        return _why_not(self._reading(goal))

    def _reading(self, goal: ProbeGoal | CommandGoal | ReplayGoal) -> Reading:
        """A probe must be well for the (shortened) time that the objective asks for."""
        if isinstance(goal, CommandGoal):
            return command.run(self.document, self.source.assets, goal, self.sandbox)
        if isinstance(goal, ReplayGoal):
            return replay.run(self.document, self.source.assets, goal, self.sandbox, self.host)
        end = time.monotonic() + goal.ok_for * self.factor
        while (reading := self._look(self.document.probe(goal.probe))).outcome == "ok" and time.monotonic() < end:
            time.sleep(LOOK_EVERY)
        return reading

    # Tricks ----------------------------------------------------------------------------------------------------------

    def cheat(self, trick: Trick) -> str:
        """One seat does its work, the other one plays the trick: why it is caught. Raises Broken where it is not."""
        self.play(OTHER[trick.instead_of])
        solutions.play_steps(self.document.id, trick.steps, self.source.assets, self.sandbox, idle=False)
        goal = self.document.objective(trick.caught_by)
        assert isinstance(goal, CommandGoal | ProbeGoal | ReplayGoal)  # see consistency
        end = time.monotonic() + SETTLE_SECONDS
        while (reading := self._reading(goal)).outcome != "ok" and time.monotonic() < end:
            time.sleep(LOOK_EVERY)
        if reading.outcome == "fail":
            return f"{goal.id}: {reading.why}"
        missed = "is met by it" if reading.outcome == "ok" else f"cannot be looked at: {reading.why}"
        raise Broken(f"{goal.id} {missed}")

    def work_in_hand(self, unmet: dict[str, str]) -> dict[str, str]:
        """Without what is only words: an incident that hangs on a key alone needs nobody's work."""
        words = {goal.id for goal in self.document.objectives if isinstance(goal, AnswerGoal | KeysGoal)}
        return {key: why for key, why in unmet.items() if key not in words}


def _why_not(reading: Reading) -> str:
    """Empty when it is well."""
    return "" if reading.outcome == "ok" else reading.why or reading.outcome


def eventually(look: Callable[[], str], within: float) -> str:
    """Empty as soon as `look` says nothing, else what it said last. Seconds."""
    end = time.monotonic() + within
    while (why := look()) and time.monotonic() < end:
        time.sleep(LOOK_EVERY)
    return why
