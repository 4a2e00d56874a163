"""What only one seat can tell the other: texts compared as words, and what everybody reads of a document. Pure."""

import re
from collections.abc import Iterator

from scenarios.document.vocabulary import AnswerGoal, Document, UpdateGoal

WORD = re.compile(r"[^\W_]+")
SHORTEST_ANSWER = 3  # signs; a shorter one, such as a number, would be found in any line


def words(text: str) -> str:
    """The words of a text, with one space between them and one at each end: `words(a) in words(b)` asks for whole words."""
    return f" {' '.join(WORD.findall(text.casefold()))} "


def read_by_all(document: Document) -> str:
    """What both seats read: the title, the story, and what the objectives say and ask."""
    asked = (
        f"{goal.label} {goal.prompt if isinstance(goal, AnswerGoal | UpdateGoal) else ''}"
        for goal in document.objectives
    )
    return " ".join([document.title, document.story, *asked])


def found_at_work(document: Document, seat: str) -> Iterator[str]:
    """What this seat alone finds out, though no card may say it: targets of faults, and right answers."""
    yield from _own_targets(document, seat)
    yield from _own_answers(document, seat)


def _own_targets(document: Document, seat: str) -> Iterator[str]:
    """The targets of faults that this seat alone may enter."""
    yield from (fault.target for fault in document.faults if _entered_by(document, fault.target) == [seat])


def _own_answers(document: Document, seat: str) -> Iterator[str]:
    """The right answers that this seat alone can learn by itself."""
    for goal in document.objectives:
        if isinstance(goal, AnswerGoal) and _learned_by(document, goal) == [seat]:
            yield from (right for right in goal.accept if len(words(right).strip()) >= SHORTEST_ANSWER)


def _learned_by(document: Document, goal: AnswerGoal) -> list[str]:
    """The seats that can learn the answer by themselves."""
    if len(goal.needs) == 1 or goal.learned_from is None:
        return list(goal.needs)
    if goal.learned_from.card:
        return [goal.learned_from.card]
    return _entered_by(document, goal.learned_from.on)


def _entered_by(document: Document, service: str) -> list[str]:
    """The seats that have a key to a service. None to one that the company has no more: a published scenario may be old."""
    described = document.at.roles.get(service)
    return list(described.seats) if described else []
