"""What a bot types to work on a step of a solution: it looks around first, as people do. Pure: the terminal is bot_terminal's.

A short script is typed line by line; a longer one is a file that is shown and run. A change of sources is done with git.
"""

import random
import re
import shlex
from dataclasses import dataclass
from pathlib import PurePosixPath

from gameday.workshop.bench import WORKBENCH_ROLE
from scenarios import company
from scenarios.document.vocabulary import AnswerGoal, Document, Step
from scenarios.faults.delivery.deploy import PORTS
from scenarios.proof.solutions import STEP_SECONDS

LOOKS_THERE = ("release list", "curl -s edge:8080/healthz | jq -c .checks", "ls")
LOOKS_ELSEWHERE = ("healthy", "sv status /run/service/*", "tail -qn 3 /var/log/unicorn/*/current")
LOOKS = 2
LOOK_SECONDS = 8.0
MOST_LINES = 4  # that are typed one by one
LONGEST_LINE = 240  # characters
# A line that needs the next one, ends the shell, or means something else to a shell that people type into (! and tabs).
NOT_ALONE = re.compile(r"^\s|[!\t]|<<|\\$|\(\)|\b(if|then|for|while|until|case|do|done|set|trap|exit|return)\b")


@dataclass(frozen=True)
class StepAtHand:
    """A step of a seat in a scenario's solution, and the script that it runs or changes sources with."""

    document: Document
    seat: str
    step: Step
    script: bytes

    @property
    def file(self) -> str:
        """Where its script has to lie before anything is typed; empty where no file is needed."""
        if not self.step.run or (not self.step.change and plain_lines(self.script)):
            return ""
        return f"/tmp/{self.document.id}-{PurePosixPath(self.step.run).name}"


@dataclass(frozen=True)
class TypedLine:
    """`checked`: the step has failed if this line does. `within`: seconds until it is interrupted."""

    text: str
    checked: bool = False
    within: float = LOOK_SECONDS


def typed_lines(work: StepAtHand, dice: random.Random) -> list[TypedLine]:
    """All lines, in order. None where the step belongs to another user than the one whose shell people get."""
    step = work.step
    if step.user != company.load_company(work.document.company).roles[step.on].shell_user:
        return []
    return [*_look_around(work, dice), *(_change_sources(work) if step.change or step.take_back else _run(work))]


def plain_lines(script: bytes) -> list[str]:
    """The lines of a script, if they are few and each can be typed for itself; else none. Comments are left out."""
    lines = [line for line in script.decode(errors="replace").splitlines() if line.strip() and line[0] != "#"]
    return lines if len(lines) <= MOST_LINES and all(_stands_alone(line) for line in lines) else []


def _stands_alone(line: str) -> bool:
    return len(line) <= LONGEST_LINE and line.isprintable() and not NOT_ALONE.search(line)


def _look_around(work: StepAtHand, dice: random.Random) -> list[TypedLine]:
    """Where an answer that the seat can give is learned here, that too."""
    step = work.step
    looks = dice.sample(LOOKS_THERE if step.on == WORKBENCH_ROLE else LOOKS_ELSEWHERE, LOOKS)
    asked = [goal for goal in work.document.objectives if isinstance(goal, AnswerGoal)]
    learned = [goal.learned_from for goal in asked if not goal.needs or work.seat in goal.needs]
    telling = [each.run for each in learned if each and each.on == step.on and _stands_alone(each.run)]
    return [TypedLine(look) for look in dict.fromkeys([*looks, *telling])]


def _run(work: StepAtHand) -> list[TypedLine]:
    if lines := plain_lines(work.script):
        *others, last = (TypedLine(line, within=STEP_SECONDS) for line in lines)
        return [*others, _checked(last.text)]
    return [TypedLine(f"cat {work.file}"), _checked(f"bash {work.file}"), TypedLine(f"rm {work.file}")]


def _change_sources(work: StepAtHand) -> list[TypedLine]:
    step = work.step
    service = step.change or step.take_back.split("/")[0]
    place = f"/tmp/{work.document.id}"
    message = shlex.quote(step.message or (f"Change {service}" if step.change else f"Take {step.take_back} back"))
    answers = f'"$(curl -s -m 3 {service}:{PORTS[service]}/alive)"'
    return [
        _checked(f"rm -rf {place} && git clone -q git://pipeline/{service}.git {place} && cd {place}"),
        *(_change(work.file) if step.change else _take_back(step.take_back)),
        TypedLine("git add -A && git diff --cached"),
        _checked(f"git commit -qm {message} && git push -q origin HEAD:main"),
        _checked(f'until [ {answers} = "$(git rev-parse HEAD)" ]; do sleep 1; done'),
        TypedLine(f"cd && rm -rf {place} {work.file}".rstrip()),
    ]


def _change(file: str) -> list[TypedLine]:
    return [TypedLine("git log --oneline -n 5"), TypedLine(f"cat {file}"), _checked(f"bash {file}")]


def _take_back(path: str) -> list[TypedLine]:
    """Only what a fault has committed, as the solution does: what somebody has mended meanwhile stays."""
    bad = f"git log -1 --format=%B -- {path} | grep '^Ticket: HAY-'"
    revert = f"git revert --no-commit $(git log -1 --format=%H -- {path})"
    return [TypedLine(f"git log -1 -p -- {path}"), _checked(f"{bad} && {revert}")]


def _checked(text: str) -> TypedLine:
    return TypedLine(text, checked=True, within=STEP_SECONDS)
