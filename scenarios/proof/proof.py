"""The honest test of a scenario: played with its own solution on a real sandbox, every part alone and all together.

Every try needs the faults in force: between two tries they are healed, residue is looked for, and they are put in anew.
In the end the scenario's tricks are played, each in place of one seat's work, and must be caught.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from scenarios.document.vocabulary import Trick
from scenarios.models import Scenario
from scenarios.proof import residue
from scenarios.proof.rehearsal import LOOK_EVERY, SOLVE_SECONDS, Rehearsal, RehearsalBroken
from scenarios.proof.sandbox_pool import PooledSandbox
from scenarios.proof.solutions import SolutionFailed
from scenarios.publishing import ScenarioSource, required_capabilities
from scenarios.sandbox.base import Engine, EngineError, Sandbox
from scenarios.waiting import wait_while

FACTOR = 0.1  # an objective that asks for 30 s is looked at for 3
ALONE_SECONDS = 6.0  # how long one seat's work is given to resolve everything, which it must not
RESIDUE_SECONDS = 15.0


@dataclass(frozen=True)
class ProofLine:
    """One step of the proof. `said`: what was seen, or why it does not hold."""

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
    sandbox: str = "given"  # or fresh, or reused: where it was played

    @property
    def holds(self) -> bool:
        return bool(self.lines) and all(line.holds for line in self.lines)

    @property
    def seconds(self) -> float:
        return sum(line.seconds for line in self.lines)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "holds": self.holds, "seconds": round(self.seconds, 1)}


Report = Callable[[ProofLine], None]
Facts = dict[str, list[str]]  # of residue.take_snapshot


def prove_scenario(
    source: ScenarioSource, stall: PooledSandbox, report: Report = lambda line: None, *, factor: float = FACTOR
) -> Proof:
    """Prove a scenario in a stall, whose sandbox is left there if it can be used again. Never raises for what does not
    hold."""
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
    source: ScenarioSource, sandbox: Sandbox, report: Report = lambda line: None, *, factor: float = FACTOR
) -> Proof:
    """The same on a sandbox that is there already and healthy; it is left healed."""
    proof = Proof(source.document.id, source.document.version, source.digest, factor)
    with suppress(_Over):
        _play(source, sandbox, _Recorder(proof, report), factor)
    return proof


def keep_proof(proof: Proof, now: datetime) -> bool:
    """Write the proof to the published version that was proved; False where that is not published."""
    told = {**proof.as_json(), "at": now.isoformat(timespec="seconds")}
    changes: dict[str, Any] = {"proof": told, "proved_at": now if proof.holds else None}
    rows = Scenario.objects.filter(slug=proof.scenario, version=proof.version, digest=proof.digest)
    return rows.update(**changes) == 1


class _Over(Exception):
    """A step does not hold: what follows would prove nothing."""


class _Recorder:
    def __init__(self, proof: Proof, report: Report) -> None:
        self.proof, self.report = proof, report

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[str], None]]:
        """Times the block and writes its line; raises _Over when it does not hold."""
        said: list[str] = []
        began, holds = time.monotonic(), False
        try:
            yield said.append
            holds = True
        except (RehearsalBroken, EngineError, SolutionFailed) as error:
            said[:] = [str(error)]
            raise _Over from error
        except Exception as error:  # one proof that breaks must not end the others: what broke is said in its line
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


def _play(source: ScenarioSource, sandbox: Sandbox, recorder: _Recorder, factor: float) -> None:
    trial = Rehearsal(source, sandbox, settings.PROBE_HOST, factor)
    try:
        with recorder.step("steady state holds") as said:
            said(trial.steady())
        before = residue.take_snapshot(sandbox)
        _nothing(trial, recorder)
        _clean(trial, recorder, before, mended=False)
        for first, second in (("dev", "ops"), ("ops", "dev")):
            _one_then_both(trial, recorder, first, second)
            _clean(trial, recorder, before, mended=True)
        for trick in source.document.tricks:
            _trick(trial, recorder, trick, before)
    finally:
        trial.leave_healed()


def _nothing(trial: Rehearsal, recorder: _Recorder) -> None:
    with recorder.step("faults in, effect verified") as said:
        said(trial.inject())
    with recorder.step("no objective is met by doing nothing") as said:
        unmet = trial.unmet(())
        if met := {goal.id for goal in trial.document.objectives} - unmet.keys():
            raise RehearsalBroken(f"met without anybody's work: {', '.join(sorted(met))}")
        said(_told(unmet))


def _one_then_both(trial: Rehearsal, recorder: _Recorder, first: str, second: str) -> None:
    with recorder.step(f"faults in anew, effect verified ({first} first)") as said:
        said(trial.inject())
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
        why = wait_while(lambda: _told(trial.unmet(("dev", "ops"))), within=SOLVE_SECONDS, every=LOOK_EVERY)
        if why:
            raise RehearsalBroken(why)
        said(f"all {len(trial.document.objectives)} objectives are met")


def _clean(trial: Rehearsal, recorder: _Recorder, before: Facts, *, mended: bool) -> None:
    state = "mended" if mended else "untouched"
    with recorder.step(f"healed ({state}), nothing is left of the faults") as said:
        said(trial.heal())
        if mended and residue.only_sources_left(
            residue.residue_difference(before, residue.take_snapshot(trial.sandbox))
        ):
            trial.sandbox.renew()
            said("and known-good containers, without what was built")
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
    """What a trick leaves behind nobody can list: every container is made anew before anything else is tried."""
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
