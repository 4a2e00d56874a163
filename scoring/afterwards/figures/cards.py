"""What only one of the two cards of a scenario names: the facts that a team has to carry across the table. Pure.

A scenario may name them itself (`tells`). Where it names none for a seat, a fact of that seat is one of these, unless the other
seat's card or what everybody reads (title, story, objectives) names it too:

1. a service that its card names, if the other seat may not enter it or a fault is put into it; never the workbench;
2. what its card marks: two words or more in backticks; a title of two words or more in double quotes; a path or an
   identifier (a word with one of `/ _ .` in it), and the last part of a path by itself;
3. the target of a fault that this seat alone may enter;
4. a right answer, of three signs or more, of a question that this seat alone may answer, or whose answer is on its card or
   shows only where this seat alone may enter.

Texts are compared as words: letters and digits, without case. One plain word in backticks, such as `top`, is no fact, because
people say it without having read any card.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from gameday.models.choices import Role
from gameday.workshop.bench import WORKBENCH_ROLE
from scenarios.document.facts import found_at_work, read_by_all, words
from scenarios.document.parse import Document

MARKED = re.compile(r"`([^`\n]{1,80})`|[\"“]([A-Z][^\"“”]{1,80})[\"”]")
NAMED = re.compile(r"(?<![\w/])[~/]?\w+(?:[/_.]\w+)+|(?<!\w)/\w+(?:[/.]\w+)*")

Facts = Mapping[str, Mapping[str, str]]  # seat -> the fact as words() -> as it is written


@lru_cache(maxsize=256)
def service_words(service: str) -> str:
    """words() of the name of a service, which is asked for once for each act."""
    return words(service)


def facts_of(document: Document) -> Facts:
    """The facts of each seat."""
    return {seat: _facts_of_seat(document, seat) for seat in Role}


def _facts_of_seat(document: Document, seat: Role) -> dict[str, str]:
    told = {str(holder): facts for holder, facts in document.tells.items()}.get(seat)
    if told:  # parse_document has refused what the other seat reads anyway
        return {words(fact): fact for fact in told}
    briefing = {str(holder): text for holder, text in document.briefing.items()}
    card = briefing.get(seat, "")
    known_to_other = words(f"{briefing.get(seat.other, '')} {read_by_all(document)}")
    named = [*_services(document, seat, card), *_marked(card), *found_at_work(document, seat)]
    facts: dict[str, str] = {}
    for name in named:
        if words(name).strip() and words(name) not in known_to_other:
            facts.setdefault(words(name), name)
    return facts


def _services(document: Document, seat: Role, card: str) -> Iterator[str]:
    hit = {fault.target for fault in document.faults}
    for service, described in document.at.roles.items():
        elsewhere = seat.other not in described.seats or service in hit
        if service != WORKBENCH_ROLE and elsewhere and words(service) in words(card):
            yield service


def _marked(card: str) -> Iterator[str]:
    for command, title in MARKED.findall(card):
        text = (command or title).strip(" ,.")
        if len(words(text).split()) > 1:
            yield text
    for text in NAMED.findall(card):
        yield text
        if "." in (last := text.rsplit("/", 1)[-1]):
            yield last
