"""Solutions: a scenario's own scripts and answers, for the proof and for the bots of the demo."""

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios import document as documents
from scenarios.checks import RUN
from scenarios.models import Scenario
from scenarios.sandbox.base import Sandbox
from scenarios.vocabulary import AnswerGoal, Document, Step

PATIENCE = 180.0  # seconds a step may take


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
        done = sandbox.exec(step.on, RUN, user=step.user, stdin=assets[step.run], timeout=PATIENCE)
        if not done.ok:
            said = " / ".join(done.text.splitlines()[-3:]) or f"exit code {done.exit_code}"
            raise SolutionFailed(f"{scenario}: {step.run} on {step.on} failed: {said}")


def answers(scenario: Scenario) -> list[Answer]:
    """One right answer for every question of the scenario."""
    return answers_of(documents.of(scenario))


def answers_of(document: Document) -> list[Answer]:
    return [
        Answer(goal.id, goal.accept[0], tuple(goal.needs))
        for goal in document.objectives
        if isinstance(goal, AnswerGoal)
    ]
