"""What a bot says in its team's chat: it tells what only its own card knows, and takes up what the other seat has told. Pure."""

import re
from collections.abc import Iterable

from gameday.models.choices import Role
from scenarios.document.facts import words
from scenarios.document.vocabulary import Document

SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def told_of_card(document: Document, seat: Role) -> str:
    """The first sentence of the seat's card that names what only this card tells; "" if the scenario says of nothing that it does."""
    facts = _facts(document, seat)
    sentences = SENTENCE_END.split(_card(document, seat).replace("`", "").strip())
    return next((each for each in sentences if any(words(fact) in words(each) for fact in facts)), "")


def fact_taken_up(document: Document, seat: Role, lines: Iterable[str]) -> str:
    """What only the other seat's card tells and one of these lines of theirs names, the longest; "" if none does."""
    said = [words(line) for line in lines]
    heard = [fact for fact in _facts(document, seat.other) if any(words(fact) in line for line in said)]
    return max(heard, key=len, default="")


def _facts(document: Document, seat: Role) -> list[str]:
    return next((facts for holder, facts in document.tells.items() if holder == seat), [])


def _card(document: Document, seat: Role) -> str:
    return next((text for holder, text in document.briefing.items() if holder == seat), "")
