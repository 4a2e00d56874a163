"""Solutions: a scenario's own scripts and answers, for the proof and for the bots of the demo."""

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios import document as documents
from scenarios.checks import RUN
from scenarios.faults.deploy import PORTS
from scenarios.models import Scenario
from scenarios.sandbox.base import ExecResult, Sandbox
from scenarios.vocabulary import AnswerGoal, Document, Step

PATIENCE = 180.0  # seconds a step may take
# Reverts what deploy.bad committed to a file, unless somebody did already, and waits until main is what runs.
TAKE_BACK = """set -e; service=$1 file=$2 message=$3 port=$4
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
git clone -q "git://pipeline/$service.git" "$work"; cd "$work"
latest=$(git log -1 --format=%H -- "$file")
if git log -1 --format=%B "$latest" | grep -q '^Ticket: HAY-'; then
  git revert --no-edit "$latest" >/dev/null
  git commit -q --amend -m "$message"
  git push -q origin HEAD:main 2>/dev/null
fi
head=$(git rev-parse HEAD)
while [ $SECONDS -lt 150 ]; do
  [ "$(curl -s -m 3 "$service:$port/alive")" = "$head" ] && exit 0
  sleep 0.3
done
echo "the mended release does not run: release list"; exit 1"""


class SolutionFailed(RuntimeError):
    """A step of the solution did not end well; the message says which and what it said."""


@dataclass(frozen=True)
class Answer:
    """What to say to which objective. `seats`: who can know it; empty: anybody."""

    objective: str
    text: str
    seats: tuple[str, ...] = ()


def run(scenario: Scenario, role: str, sandbox: Sandbox) -> None:
    """Play the part of one seat (dev or ops). Raises SolutionFailed, EngineError."""
    play(documents.of(scenario), documents.assets(scenario), role, sandbox)


def play(document: Document, assets: dict[str, bytes], role: str, sandbox: Sandbox) -> None:
    """The same for a scenario that is not published."""
    play_steps(document.id, document.solution.get(role, []), assets, sandbox)  # type: ignore[call-overload]


def play_steps(scenario: str, steps: Sequence[Step], assets: dict[str, bytes], sandbox: Sandbox) -> None:
    for step in steps:
        done = _do(step, assets, sandbox)
        if not done.ok:
            said = " / ".join(done.text.splitlines()[-3:]) or f"exit code {done.exit_code}"
            raise SolutionFailed(f"{scenario}: {step.what} on {step.on} failed: {said}")


def _do(step: Step, assets: dict[str, bytes], sandbox: Sandbox) -> ExecResult:
    if step.run:
        return sandbox.exec(step.on, RUN, user=step.user, stdin=assets[step.run], timeout=PATIENCE)
    service = step.take_back.split("/")[0]
    words = [service, step.take_back, step.message or f"Take {step.take_back} back", str(PORTS[service])]
    return sandbox.exec(step.on, ["bash", "-c", TAKE_BACK, "take_back", *words], user=step.user, timeout=PATIENCE)


def answers(scenario: Scenario) -> list[Answer]:
    """One right answer for every question of the scenario."""
    return answers_of(documents.of(scenario))


def answers_of(document: Document) -> list[Answer]:
    return [
        Answer(goal.id, goal.accept[0], tuple(goal.needs))
        for goal in document.objectives
        if isinstance(goal, AnswerGoal)
    ]
