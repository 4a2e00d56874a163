"""Plays a scenario's own scripts and answers, for proofs and for the bots of the demo."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.document import parse as documents
from scenarios.document.vocabulary import AnswerGoal, Document, Step
from scenarios.faults.delivery.deploy import PORTS
from scenarios.models import Scenario
from scenarios.objectives.command import RUN
from scenarios.sandbox.base import SandboxDriver

STEP_SECONDS = 180.0  # the most that one step may take
# A release: clone a service's sources, change them, push, and wait until the new version runs.
CLONE = """set -e; service=$1 port=$2 message=$3 idle=$4 file=$5
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
git clone -q "git://pipeline/$service.git" "$work"; cd "$work"
"""
# Is anything staged but comments and empty lines? Only a trick must change more than those.
WORKED = r"""
worked() {
  git diff --cached --numstat | grep -q '^-' ||
    git diff --cached -U0 | grep -E '^[+-]' | grep -vE '^(\+\+\+|---) ' | grep -qvE '^[+-][[:space:]]*(#|$)'
}
"""
RELEASE = (
    WORKED
    + """
git add -A
if [ "$idle" = no ] && ! worked; then echo "nothing was changed, or only comments"; exit 1; fi
git diff --cached --quiet || git commit -qm "$message"
git push -q origin HEAD:main 2>/dev/null
head=$(git rev-parse HEAD)
while [ $SECONDS -lt 150 ]; do
  [ "$(curl -s -m 3 "$service:$port/alive")" = "$head" ] && exit 0
  sleep 0.3
done
echo "the mended release does not run: release list"; exit 1"""
)
CHANGE = CLONE + shlex.join(RUN) + RELEASE
# Reverts the commit that deploy.bad made to a file, unless it has been reverted already.
TAKE_BACK = (
    CLONE
    + """latest=$(git log -1 --format=%H -- "$file")
if git log -1 --format=%B "$latest" | grep -q '^Ticket: HAY-'; then git revert --no-commit "$latest"; fi"""
    + RELEASE
)


class SolutionFailed(RuntimeError):
    """A step of the solution failed. The message says which one, and its last output."""


@dataclass(frozen=True)
class SolutionAnswer:
    """The answer to one objective. `seats`: the seats that can know it; empty: all of them."""

    objective: str
    text: str
    seats: tuple[str, ...] = ()


def run_script(scenario: Scenario, role: str, sandbox: SandboxDriver) -> None:
    """Play the part of one seat (dev or ops). Raises SolutionFailed, EngineError."""
    play_seat(documents.document_of(scenario), documents.assets_of(scenario), role, sandbox)


def play_seat(document: Document, assets: dict[str, bytes], role: str, sandbox: SandboxDriver) -> None:
    """Play the part of one seat in a scenario that need not be published. Raises SolutionFailed, EngineError."""
    play_steps(document.id, document.solution.get(role, []), assets, sandbox)  # type: ignore[call-overload]


def play_steps(
    scenario: str, steps: Sequence[Step], assets: dict[str, bytes], sandbox: SandboxDriver, *, idle: bool = True
) -> None:
    """Run the steps in order. `idle`: a release may find nothing to change, as when a solution is played twice.

    Raises SolutionFailed, EngineError.
    """
    for step in steps:
        stdin = assets[step.run] if step.run else b""
        done = sandbox.exec(step.on, _command(step, idle), user=step.user, stdin=stdin, timeout=STEP_SECONDS)
        if not done.ok:
            said = " / ".join(done.text.splitlines()[-3:]) or f"exit code {done.exit_code}"
            raise SolutionFailed(f"{scenario}: {step.what} on {step.on} failed: {said}")


def _command(step: Step, idle: bool) -> list[str]:
    if not step.change and not step.take_back:
        return RUN
    service = step.change or step.take_back.split("/")[0]
    message = step.message or (f"Change {service}" if step.change else f"Take {step.take_back} back")
    words = [service, str(PORTS[service]), message, "yes" if idle else "no", step.take_back]
    return ["bash", "-c", CHANGE if step.change else TAKE_BACK, "release", *words]


def right_answers(scenario: Scenario) -> list[SolutionAnswer]:
    """A right answer to every question of the scenario."""
    return right_answers_of(documents.document_of(scenario))


def right_answers_of(document: Document) -> list[SolutionAnswer]:
    return [
        SolutionAnswer(goal.id, goal.accept[0], tuple(goal.needs))
        for goal in document.objectives
        if isinstance(goal, AnswerGoal)
    ]
