"""The check of a `replay` objective: a robot follows the runbook that the players pushed, in an empty sandbox.

The sandbox is a real one beside the team's. It has only the roles that the objective names, and is removed afterwards.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic

from scenarios import probes
from scenarios.choices import Outcome
from scenarios.document.vocabulary import Document, ReplayGoal, Step
from scenarios.objectives import command
from scenarios.probes.base import Reading
from scenarios.sandbox.base import EngineError, ExecResult, SandboxDriver
from scenarios.waiting import repeated_looks

STEP = re.compile(r"^```sh on (\S+)[ \t]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
DO = ["bash", "-ec", 'eval "$(cat)"']  # ends at the first command that fails
STEP_SECONDS = 90.0  # players are told a minute; the rest is for a busy machine
PREPARE_SECONDS = 60.0
SETTLE_SECONDS = 15.0  # for services that the last step has started
LONGEST_PAGE = 100_000


@dataclass(frozen=True)
class Ordered:
    """One step of the page: a script and the role to run it in. `line` is the step's first line in the page."""

    role: str
    script: str
    line: int


class ReplayFailed(Exception):
    """The runbook does not bring the shop back. The message says at which step it fails."""


def read_page(page: str) -> Iterator[Ordered]:
    """The steps of the page, in order."""
    for found in STEP.finditer(page.replace("\r\n", "\n")):
        yield Ordered(found[1], found[2], page[: found.start()].count("\n") + 1)


def run_replay(
    document: Document, assets: dict[str, bytes], goal: ReplayGoal, sandbox: SandboxDriver, host: str
) -> Reading:
    """ok: the shop came back. fail: it did not. error: the robot itself could not work. `host`: the gateway's."""
    began = monotonic()
    try:
        steps = _pushed(goal, sandbox)
        with sandbox.spare(goal.roles) as blank:
            _Replay(document, assets, goal, blank, host).play(steps)
    except ReplayFailed as failed:
        return Reading(Outcome.FAIL, (monotonic() - began) * 1000, str(failed)[:300])
    except EngineError as error:
        return Reading(Outcome.ERROR, why=str(error))
    return Reading(Outcome.OK, (monotonic() - began) * 1000)


def _pushed(goal: ReplayGoal, sandbox: SandboxDriver) -> list[Ordered]:
    """The steps of the page on the branch main."""
    place = f"/srv/git/{goal.repository}.git"
    done = sandbox.exec("pipeline", ["git", "-C", place, "show", f"main:{goal.file}"], timeout=20)
    if not done.ok:
        raise ReplayFailed(f"There is no {goal.file} in main of {goal.repository}.")
    steps = list(read_page(done.stdout.decode(errors="replace")[:LONGEST_PAGE]))
    if not steps:
        raise ReplayFailed(f"{goal.file} holds no step that a robot could follow.")
    for number, step in enumerate(steps, 1):
        if step.role not in goal.roles:
            raise ReplayFailed(f"Step {number}, line {step.line}: the blank place has no {step.role[:40]}.")
    return steps


class _Replay:
    """One page, followed in one empty sandbox."""

    def __init__(
        self, document: Document, assets: dict[str, bytes], goal: ReplayGoal, blank: SandboxDriver, host: str
    ) -> None:
        self.document, self.assets, self.goal, self.blank = document, assets, goal, blank
        self.url = f"http://{host}:{blank.shop_port()}"
        self.env = {"SECRET": secrets.token_hex(8)}
        self.end = monotonic() + goal.timeout

    def play(self, steps: list[Ordered]) -> None:
        """Raises ReplayFailed where the page is wrong, EngineError where the robot itself cannot work."""
        for step in self.goal.prepare:
            if not (done := self._script(step, PREPARE_SECONDS)).ok:
                raise EngineError(f"The blank place cannot be made blank: {last_replay(done)}")
        for number, ordered in enumerate(steps, 1):
            self._follow(number, ordered)
        self._customers()
        for step in self.goal.look:
            if not (done := self._script(step, self._left(STEP_SECONDS))).ok:
                raise ReplayFailed(last_replay(done))

    def _script(self, step: Step, seconds: float) -> ExecResult:
        script = self.assets.get(step.run, b"")
        return self.blank.exec(step.on, command.RUN, user=step.user, stdin=script, timeout=seconds, env=self.env)

    def _follow(self, number: int, ordered: Ordered) -> None:
        here = f"Step {number} ({ordered.role}, line {ordered.line})"
        if not ordered.script.strip():
            return
        done = self.blank.exec(ordered.role, DO, stdin=ordered.script.encode(), timeout=self._left(STEP_SECONDS))
        if done.exit_code == command.TIMED_OUT:
            raise ReplayFailed(f"{here} did not come to an end.")
        if not done.ok:
            raise ReplayFailed(f"{here} failed: {last_replay(done)}")

    def _left(self, most: float) -> float:
        left = self.end - monotonic()
        if left <= 0:
            raise ReplayFailed(f"The replay did not come to an end within {self.goal.timeout:.0f} s.")
        return min(left, most)

    def _customers(self) -> None:
        """Checks the new shop with the objective's probes, which get SETTLE_SECONDS to succeed."""
        end = monotonic() + self._left(SETTLE_SECONDS)
        for name in self.goal.probes:
            use = self.document.probe(name)
            for _ in repeated_looks(within=end - monotonic(), every=0.5):
                reading = probes.read_probe_now(use, base_url=self.url, sandbox=self.blank)
                if reading.outcome == Outcome.OK:
                    break
            if reading.outcome == Outcome.ERROR:
                raise EngineError(f"The shop in the blank place cannot be looked at: {reading.why}")
            if reading.outcome == Outcome.FAIL:
                raise ReplayFailed(f"All steps are done, and the shop is not back: {reading.why}")


def last_replay(done: ExecResult) -> str:
    """Its last line of output, or its exit code."""
    lines = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else f"exit code {done.exit_code}"
