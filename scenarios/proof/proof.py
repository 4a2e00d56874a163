"""The proof of a scenario: play it with its own solution in a real sandbox, each seat alone and both together.

Before each attempt the faults are injected; after it no data may be lost, the faults are healed, and nothing of them may
be left. Then the faults are in for longer than the solution has needed, and nobody acts: no objective may be met. At the
end the scenario's tricks are played, each instead of one seat's work, and each must be caught.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from scenarios.document.vocabulary import AnswerGoal, Objective, ReplayGoal, Trick
from scenarios.models import Scenario
from scenarios.proof import invariants, residue
from scenarios.proof.rehearsal import LOOK_EVERY, SOLVE_SECONDS, Rehearsal, RehearsalBroken
from scenarios.proof.sandbox_pool import PooledSandbox
from scenarios.proof.solutions import SolutionFailed
from scenarios.publishing import ScenarioSource, required_capabilities
from scenarios.sandbox.base import Engine, EngineError, SandboxDriver
from scenarios.waiting import repeated_looks, wait_while

FACTOR = 0.1  # an objective that must hold for 30 s is watched for 3 s
ALONE_SECONDS = 6.0  # how long the work of one seat alone must fail to resolve the scenario
RESIDUE_SECONDS = 15.0
IDLE_MARGIN = 2.0  # how much longer than a solution needs nobody acts, in seconds
IDLE_EVERY = 3.0  # between two looks meanwhile


@dataclass(frozen=True)
class ProofLine:
    """One step of the proof. `said` is what was seen, or why the step does not hold."""

    step: str
    seconds: float
    holds: bool
    said: str = ""


@dataclass
class Proof:
    scenario: str
    version: int
    digest: str
    factor: float
    lines: list[ProofLine] = field(default_factory=list)
    sandbox: str = "given"  # "fresh" or "reused" by a pool; "given" by the caller

    @property
    def holds(self) -> bool:
        return bool(self.lines) and all(line.holds for line in self.lines)

    @property
    def seconds(self) -> float:
        return sum(line.seconds for line in self.lines)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "holds": self.holds, "seconds": round(self.seconds, 1)}


Report = Callable[[ProofLine], None]
Facts = dict[str, list[str]]  # as residue.take_snapshot returns them


def prove_scenario(
    source: ScenarioSource, stall: PooledSandbox, report: Report = lambda line: None, *, factor: float = FACTOR
) -> Proof:
    """Prove a scenario in the pool's sandbox. A failing step raises nothing: the proof says what failed."""
    proof = Proof(source.document.id, source.document.version, source.digest, factor)
    recorder = _Recorder(proof, report)
    try:
        with recorder.step("the host can play it") as said:
            said(_able(source, stall.engine))
        with recorder.step("a sandbox is ready") as said:
            sandbox, proof.sandbox = stall.take(source.document.at)
            said(f"{proof.sandbox}: {sandbox.handle}")
        _play(source, sandbox, recorder, factor)
    except _Over:
        pass
    finally:
        if not proof.holds:
            with suppress(EngineError):
                stall.clear()
    return proof


def prove_on_sandbox(
    source: ScenarioSource, sandbox: SandboxDriver, report: Report = lambda line: None, *, factor: float = FACTOR
) -> Proof:
    """Prove a scenario in a healthy sandbox that exists already. Its faults are healed afterwards."""
    proof = Proof(source.document.id, source.document.version, source.digest, factor)
    with suppress(_Over):
        _play(source, sandbox, _Recorder(proof, report), factor)
    return proof


def keep_proof(proof: Proof, now: datetime) -> bool:
    """Save the proof with the published version that was proved; False if that version is not published."""
    told = {**proof.as_json(), "at": now.isoformat(timespec="seconds")}
    changes: dict[str, Any] = {"proof": told, "proved_at": now if proof.holds else None}
    rows = Scenario.objects.filter(slug=proof.scenario, version=proof.version, digest=proof.digest)
    return rows.update(**changes) == 1


class _Over(Exception):
    """A step does not hold, so the rest of the proof would mean nothing."""


class _Recorder:
    def __init__(self, proof: Proof, report: Report) -> None:
        self.proof, self.report = proof, report

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[str], None]]:
        """Times the block and records its line. Raises _Over where the block fails."""
        said: list[str] = []
        began, holds = time.monotonic(), False
        try:
            yield said.append
            holds = True
        except (RehearsalBroken, EngineError, SolutionFailed) as error:
            said[:] = [str(error)]
            raise _Over from error
        except Exception as error:  # a bug in one proof must not end the others; the line says what broke
            said[:] = [f"{type(error).__name__}: {error}"]
            raise _Over from error
        finally:
            line = ProofLine(name, round(time.monotonic() - began, 2), holds, "; ".join(said))
            self.proof.lines.append(line)
            self.report(line)


def _able(source: ScenarioSource, engine: Engine) -> str:
    needed = required_capabilities(source.document)
    if missing := needed - engine.capabilities():
        raise RehearsalBroken(f"this host lacks {', '.join(sorted(missing))}")
    return ", ".join(sorted(needed)) or "nothing special is needed"


def _play(source: ScenarioSource, sandbox: SandboxDriver, recorder: _Recorder, factor: float) -> None:
    trial = Rehearsal(source, sandbox, settings.PROBE_HOST, factor)
    try:
        with recorder.step("steady state holds") as said:
            said(trial.steady())
        before = residue.take_snapshot(sandbox)
        needed = 0.0
        for first, second in (("dev", "ops"), ("ops", "dev")):
            needed = max(needed, _one_then_both(trial, recorder, first, second))
            _clean(trial, recorder, before, mended=True)
        _nothing(trial, recorder, needed)
        _clean(trial, recorder, before, mended=False)
        for trick in source.document.tricks:
            _trick(trial, recorder, trick, before)
    finally:
        trial.leave_healed()


def _one_then_both(trial: Rehearsal, recorder: _Recorder, first: str, second: str) -> float:
    """Returns how many seconds after the faults were in the objectives were met."""
    with recorder.step(f"faults in, effect verified ({first} first)") as said:
        kept = invariants.read_invariants(trial.sandbox, without=trial.document.changes)
        said(trial.inject())
    if first == "dev":  # once is enough before anything is played; the long look comes later
        with recorder.step("no objective is met at once") as said:
            quick = [goal for goal in trial.document.objectives if not isinstance(goal, ReplayGoal)]
            said(_none_met(trial, quick, lambda: "as soon as the faults are in; break what it looks at"))
    with recorder.step(f"{first} alone does not resolve it") as said:
        trial.play(first)
        left = wait_while(
            lambda: _told(trial.work_in_hand(trial.unmet((first,)))), within=ALONE_SECONDS, every=LOOK_EVERY
        )
        if not left:
            raise RehearsalBroken(f"nothing is left for {second} to do")
        said(left)
    with recorder.step(f"{first} and then {second} resolve it") as said:
        trial.play(second)
        needed = _resolved(trial)
        said(f"all {len(trial.document.objectives)} objectives are met")
    with recorder.step(f"{first} and then {second} lose no data") as said:
        said(_no_data_lost(trial, kept))
    return needed


def _resolved(trial: Rehearsal) -> float:
    """Wait until all objectives are met. Returns the faults' age at the beginning of the look that has seen it."""
    age = 0.0

    def why_not() -> str:
        nonlocal age
        age = trial.fault_age()
        return _told(trial.unmet(("dev", "ops")))

    if why := wait_while(why_not, within=SOLVE_SECONDS, every=LOOK_EVERY):
        raise RehearsalBroken(why)
    return age


def _no_data_lost(trial: Rehearsal, kept: invariants.Invariants) -> str:
    if lost := invariants.lost_data(trial.sandbox, kept):
        raise RehearsalBroken(
            f"the solution loses data: {'; '.join(lost)}. Mend the solution; "
            "or, if that is what the scenario is about, name it in `changes`"
        )
    return ", ".join(kept)


def _nothing(trial: Rehearsal, recorder: _Recorder, needed: float) -> None:
    """Nobody acts until the faults are older than they were when the solution had worked. Meanwhile the answers are
    looked for, which takes some of that time."""
    with recorder.step("faults in anew, effect verified (nobody acts)") as said:
        said(trial.inject())
    with recorder.step("every answer can be found out") as said:
        answers = [goal for goal in trial.document.objectives if isinstance(goal, AnswerGoal)]
        said("; ".join([trial.found_out(goal) for goal in answers]))
    with recorder.step("no objective is met by doing nothing") as said:
        said(_wait_idly(trial, needed))


def _wait_idly(trial: Rehearsal, needed: float) -> str:
    """Look until the faults are old enough. A replay, which takes a sandbox of its own, is looked at only then."""
    replays = [goal for goal in trial.document.objectives if isinstance(goal, ReplayGoal)]
    others = [goal for goal in trial.document.objectives if goal not in replays]

    def waited() -> str:
        return f"by waiting {trial.fault_age():.0f} s; make its check look for what the solution does"

    for _ in repeated_looks(within=max(0.0, needed + IDLE_MARGIN - trial.fault_age()), every=IDLE_EVERY):
        age = trial.fault_age()
        told = _none_met(trial, others, waited)
    told = "; ".join(filter(None, [told, _none_met(trial, replays, waited)]))
    return f"for {age:.0f} s, the solution needs {needed:.0f} s; {told}"


def _none_met(trial: Rehearsal, goals: Sequence[Objective], why: Callable[[], str]) -> str:
    """Raises RehearsalBroken with this reason where one of them is met, else tells why none is."""
    unmet = trial.unmet((), goals)
    if met := [goal.id for goal in goals if goal.id not in unmet]:
        raise RehearsalBroken(f"met without anybody's work: {', '.join(met)}, {why()}")
    return _told(unmet)


def _clean(trial: Rehearsal, recorder: _Recorder, before: Facts, *, mended: bool) -> None:
    state = "mended" if mended else "untouched"
    with recorder.step(f"healed ({state}), nothing is left of the faults") as said:
        said(trial.heal())
        left = residue.residue_difference(before, residue.take_snapshot(trial.sandbox))
        if mended and residue.only_sources_left(left):
            trial.sandbox.renew()
            said("and known-good containers, without what was built")
        if left:
            _nothing_left(trial, before)
    with recorder.step("steady state holds again"):
        trial.steady()


def _nothing_left(trial: Rehearsal, before: Facts) -> None:
    left = wait_while(
        lambda: "; ".join(residue.residue_difference(before, residue.take_snapshot(trial.sandbox))),
        within=RESIDUE_SECONDS,
        every=LOOK_EVERY,
    )
    if left:
        raise RehearsalBroken(f"left behind: {left}")


def _trick(trial: Rehearsal, recorder: _Recorder, trick: Trick, before: Facts) -> None:
    """Nobody can list what a trick leaves behind, so all containers are recreated after it."""
    with recorder.step(f"trick instead of {trick.instead_of}: {trick.title}") as said:
        trial.inject()
        said(trial.cheat(trick))
    with recorder.step("healed (known-good containers), steady state holds again") as said:
        trial.sandbox.renew()
        trial.heal()
        _nothing_left(trial, before)
        said(trial.steady())


def _told(unmet: dict[str, str]) -> str:
    return "; ".join(f"{key}: {why}" for key, why in unmet.items())
