"""One scenario in one sandbox, for its proof: injects the faults, plays the seats, checks the objectives, heals."""

import time
from collections.abc import Collection, Iterable
from contextlib import suppress

from scenarios import probes
from scenarios.choices import Outcome
from scenarios.document.vocabulary import (
    AnswerGoal,
    CommandGoal,
    FaultUse,
    KeysGoal,
    Look,
    Objective,
    ProbeGoal,
    ProbeUse,
    ReplayGoal,
    Seat,
    Trick,
    UpdateGoal,
)
from scenarios.faults.planned import (
    PlannedFault,
    fault_call,
    heal_fault,
    inject_fault,
    missing_effect,
    new_handle,
    plan_fault,
)
from scenarios.objectives import command, replay
from scenarios.probes.base import Reading
from scenarios.proof import solutions
from scenarios.publishing import ScenarioSource
from scenarios.sandbox.base import TROUBLE, EngineError, ExecResult, SandboxDriver
from scenarios.waiting import repeated_looks, wait_while

STEADY_SECONDS = 40.0
EFFECT_SECONDS = 90.0
HEAL_SECONDS = 60.0
SOLVE_SECONDS = 90.0
SETTLE_SECONDS = 4.0  # how long a trick is watched, in case it still succeeds
LEARN_SECONDS = 20.0  # how long a fault may take until it shows in a log
COMMAND_SECONDS = 60.0  # the most that one command of `learned_from` or `fools` may take
LOOK_EVERY = 0.5
OTHER: dict[Seat, Seat] = {"dev": "ops", "ops": "dev"}


class RehearsalBroken(Exception):
    """A step of the proof does not hold. The message says why."""


class Rehearsal:
    """`factor` shortens how long an objective's probe must stay ok. `host` is the address of the gateway."""

    def __init__(self, source: ScenarioSource, sandbox: SandboxDriver, host: str, factor: float) -> None:
        self.source, self.document, self.sandbox, self.factor = source, source.document, sandbox, factor
        self.host, self.url = host, f"http://{host}:{sandbox.shop_port()}"
        self.applied: list[tuple[FaultUse, PlannedFault]] = []
        self.applied_at = 0.0  # of the monotonic clock: since then all faults are in

    # Steady state ----------------------------------------------------------------------------------------------------

    def steady(self) -> str:
        """Wait until every steady-state probe is ok, and name them. Raises RehearsalBroken."""
        for use in self.document.steady_state:
            if why := self._not_well(use, STEADY_SECONDS):
                raise RehearsalBroken(f"{use.called}: {why}")
        return ", ".join(use.called for use in self.document.steady_state)

    def _not_well(self, use: ProbeUse, within: float) -> str:
        return wait_while(lambda: self._look(use).complaint, within=within, every=LOOK_EVERY)

    def _look(self, use: ProbeUse) -> Reading:
        return probes.read_probe_now(use, base_url=self.url, sandbox=self.sandbox)

    # Faults ----------------------------------------------------------------------------------------------------------

    def inject(self) -> str:
        """Inject every fault, in the order of `after`, and wait for its effect. Raises RehearsalBroken, EngineError."""
        began = time.monotonic()
        for use in sorted(self.document.faults, key=lambda use: use.after):
            time.sleep(max(0.0, began + use.after - time.monotonic()))
            self._apply(use)
        self.applied_at = time.monotonic()
        for use, planned in self.applied:
            self._verify(use, planned)
        return self._kinds()

    def fault_age(self) -> float:
        """Seconds since all faults are in."""
        return time.monotonic() - self.applied_at

    def _kinds(self) -> str:
        return ", ".join(planned.kind for _, planned in self.applied)

    def _apply(self, use: FaultUse) -> None:
        call = fault_call(
            use.kind,
            use.target,
            use.with_,
            sandbox=self.sandbox,
            handle=new_handle(),
            ttl=use.ttl,
            assets=self.source.assets,
        )
        planned = plan_fault(use.kind, call)
        self.applied.append((use, planned))
        inject_fault(planned)

    def _verify(self, use: FaultUse, planned: PlannedFault) -> None:
        """First wait for the effect that the fault's kind checks; only then does the `within` of the document count."""
        alone = use.model_copy(update={"verify": None})
        why = self._missing(alone, planned, EFFECT_SECONDS)
        if not why and use.verify:
            why = self._missing(use, planned, use.verify.within)
        if why:
            raise RehearsalBroken(f"{use.id}: {why}")

    def _missing(self, use: FaultUse, planned: PlannedFault, within: float) -> str:
        return wait_while(
            lambda: missing_effect(planned, use, self.document, self.url), within=within, every=LOOK_EVERY
        )

    def heal(self) -> str:
        """Take every fault out, the last one first. Raises RehearsalBroken, EngineError."""
        kinds = self._kinds()
        while self.applied:
            use, planned = self.applied[-1]
            try:
                heal_fault(planned, within=HEAL_SECONDS)
            except EngineError as error:
                raise RehearsalBroken(f"{use.id}: {error}") from error
            self.applied.pop()
        return kinds

    def leave_healed(self) -> None:
        """Heal what can be healed after a proof that ended early: the sandbox may belong to a caller."""
        for _, planned in reversed(self.applied):
            with suppress(*TROUBLE):
                heal_fault(planned, within=0)

    # Objectives ------------------------------------------------------------------------------------------------------

    def play(self, seat: str) -> None:
        """Play the solution of one seat. Raises SolutionFailed, EngineError."""
        solutions.play_seat(self.document, self.source.assets, seat, self.sandbox)

    def unmet(self, seats: Collection[str], goals: Iterable[Objective] | None = None) -> dict[str, str]:
        """id -> why, for every objective (or of `goals`) that is not met after these seats have done their part."""
        found = {goal.id: self._why(goal, seats) for goal in (self.document.objectives if goals is None else goals)}
        return {key: why for key, why in found.items() if why}

    def _why(self, goal: Objective, seats: Collection[str]) -> str:
        missing = set(goal.needs) - set(seats)
        if isinstance(goal, AnswerGoal):
            known = seats and not missing and goal.accepts(goal.accept[0])
            return "" if known else "nobody who knows has answered"
        if isinstance(goal, UpdateGoal):
            return "" if seats and not missing else "nobody has told the boss"
        if isinstance(goal, KeysGoal):
            return "" if not missing else f"the key of {' and '.join(sorted(missing))} is not turned"
        return self._reading(goal).complaint

    def _reading(self, goal: ProbeGoal | CommandGoal | ReplayGoal) -> Reading:
        """Check the objective. A probe must stay ok for the time that it asks for, shortened by `factor`."""
        if isinstance(goal, CommandGoal):
            return command.run_command_check(self.document, self.source.assets, goal, self.sandbox)
        if isinstance(goal, ReplayGoal):
            return replay.run_replay(self.document, self.source.assets, goal, self.sandbox, self.host)
        for _ in repeated_looks(within=goal.ok_for * self.factor, every=LOOK_EVERY):
            reading = self._look(self.document.probe(goal.probe))
            if reading.outcome != Outcome.OK:
                break
        return reading

    # Answers ---------------------------------------------------------------------------------------------------------

    def found_out(self, goal: AnswerGoal) -> str:
        """Follow `learned_from` to the answer, and say where it was found. Raises RehearsalBroken, EngineError."""
        source = goal.learned_from
        if source is None:
            raise RehearsalBroken(
                f"{goal.id}: nothing leads to the answer; write `learned_from`, a card or a command that shows it"
            )
        if source.card:
            if not goal.said_in(self.document.briefing[source.card]):
                raise RehearsalBroken(f"{goal.id}: the card of {source.card} says none of the right answers; mend it")
            return f"the card of {source.card} says {goal.id}"
        look = Look(on=source.on, run=source.run)
        if wait_while(lambda: not goal.said_in(self._run(look).text), within=LEARN_SECONDS, every=LOOK_EVERY):
            said = " ".join(self._run(look).text.split())[-200:] or "nothing"
            raise RehearsalBroken(
                f"{goal.id}: the command of `learned_from` on {source.on} shows none of the right answers, but: {said}; "
                "write a command that leads to one, or correct `accept`"
            )
        return f"{source.on} shows {goal.id}"

    def _run(self, look: Look) -> ExecResult:
        return self.sandbox.exec(look.on, ["bash", "-c", look.run], timeout=COMMAND_SECONDS)

    # Tricks ----------------------------------------------------------------------------------------------------------

    def cheat(self, trick: Trick) -> str:
        """Play a trick and the other seat's real work. Returns why it is caught, else raises RehearsalBroken."""
        if trick.must_say_fools:
            raise RehearsalBroken("it has no `fools`; write what a careless check would look at, by `on` and `run`")
        self.play(OTHER[trick.instead_of])
        if trick.fools and self._run(trick.fools).ok:
            raise RehearsalBroken(
                "`fools` holds before the trick is played, so it does not tell what the trick does; "
                "look at something that only the trick changes"
            )
        solutions.play_steps(self.document.id, trick.steps, self.source.assets, self.sandbox, idle=False)
        if trick.fools:
            self._fools(trick.fools)
        return self._caught(trick)

    def _fools(self, look: Look) -> None:
        """Raises RehearsalBroken where not even a careless check takes the trick for the work."""
        if wait_while(lambda: not self._run(look).ok, within=SETTLE_SECONDS, every=LOOK_EVERY):
            said = self._run(look).text[-200:] or "it says nothing"
            raise RehearsalBroken(
                f"it changes nothing that a careless check would look at: `fools` does not hold after it ({said}); "
                "make the trick look done, or look at what it changes"
            )

    def _caught(self, trick: Trick) -> str:
        """Watch the objective that catches the trick. Raises RehearsalBroken where it is met, or cannot be looked at."""
        goal = self.document.objective(trick.caught_by)
        assert isinstance(goal, CommandGoal | ProbeGoal | ReplayGoal)  # consistency.py allows no others
        for _ in repeated_looks(within=SETTLE_SECONDS, every=LOOK_EVERY):
            reading = self._reading(goal)
            if reading.outcome == Outcome.OK:
                break
        if reading.outcome == Outcome.FAIL:
            return f"{goal.id}: {reading.why}"
        missed = "is met by it" if reading.outcome == Outcome.OK else f"cannot be looked at: {reading.why}"
        raise RehearsalBroken(f"{goal.id} {missed}")

    def work_in_hand(self, unmet: dict[str, str]) -> dict[str, str]:
        """Only the objectives that need work: words and keys alone must not make a seat necessary."""
        words = {goal.id for goal in self.document.objectives if isinstance(goal, AnswerGoal | KeysGoal | UpdateGoal)}
        return {key: why for key, why in unmet.items() if key not in words}
