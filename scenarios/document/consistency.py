"""Checks across a whole document: names that refer to each other, roles, seats, arguments of faults and probes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from scenarios.document import facts
from scenarios.document.vocabulary import AnswerGoal, CommandGoal, Document, ProbeGoal, ReplayGoal, Step, UpdateGoal
from scenarios.document.yaml_reader import Route
from scenarios.faults import FAULTS
from scenarios.probes import PROBES
from scenarios.sandbox.capabilities import CAPABILITIES

Problem = tuple[Route, str]
SEATS = ("dev", "ops")


def consistency_problems(document: Document) -> Iterator[Problem]:
    """Every problem, with the route to its place in the document."""
    try:
        roles = set(document.at.roles)
    except FileNotFoundError:
        yield ("company",), f"there is no company {document.company}; there is unicorn_rentals."
        return
    yield from _faults(document, roles)
    yield from _probes(document)
    yield from _objectives(document, roles)
    yield from _people(document)
    yield from _tells(document)
    yield from _tricks(document)
    for number, name in enumerate(document.requires):
        if name not in CAPABILITIES:
            yield ("requires", number), suggest_name("capability", name, CAPABILITIES)
    invariants = [invariant.id for invariant in document.at.invariants]
    for number, name in enumerate(document.changes):
        if name not in invariants:
            yield ("changes", number), suggest_name("invariant", name, invariants)


def suggest_name(noun: str, word: str, known: Iterable[str]) -> str:
    """A sentence that says that the name is unknown and which known name was probably meant."""
    known = sorted(known)
    near = get_close_matches(word, known, 1)
    return f"there is no {noun} {word}; " + (f"did you mean {near[0]}?" if near else f"there is {', '.join(known)}.")


def _faults(document: Document, roles: set[str]) -> Iterator[Problem]:
    yield from _twice("faults", [fault.id for fault in document.faults])
    names = {use.called for use in document.steady_state}
    for number, fault in enumerate(document.faults):
        here = ("faults", number)
        if fault.kind not in FAULTS:
            yield (*here, "kind"), suggest_name("fault kind", fault.kind, FAULTS)
        else:
            yield from _arguments((*here, "with"), FAULTS[fault.kind].Arguments, fault.with_)
        if fault.target not in roles:
            yield (*here, "target"), suggest_name("role", fault.target, roles)
        if fault.verify and fault.verify.probe not in names:
            yield (*here, "verify", "probe"), suggest_name("steady-state probe", fault.verify.probe, names)


def _probes(document: Document) -> Iterator[Problem]:
    yield from _twice("steady_state", [use.called for use in document.steady_state], "name")
    for number, use in enumerate(document.steady_state):
        here = ("steady_state", number)
        if use.probe not in PROBES:
            yield (*here, "probe"), suggest_name("probe", use.probe, PROBES)
        else:
            yield from _arguments((*here, "with"), PROBES[use.probe].Arguments, use.with_)


def _arguments(here: Route, model: type[BaseModel], given: dict[str, Any]) -> Iterator[Problem]:
    try:
        model.model_validate(given)
    except ValidationError as error:
        for found in error.errors():
            yield (*here, *found["loc"]), explain_error(found, model.model_fields)


def explain_error(found: Any, known: Iterable[str]) -> str:
    """One of pydantic's errors as a sentence that says what to do."""
    kind, name = found["type"], str(found["loc"][-1]) if found["loc"] else ""
    if kind == "extra_forbidden":
        return suggest_name("key", name, known) + " Correct it or take it out."
    if kind == "missing":
        return "this is missing; add it."
    message = str(found["msg"]).removeprefix("Value error, ")
    given = found.get("input")
    shown = f" (here: {given})" if isinstance(given, str | int | float) and len(str(given)) < 60 else ""
    return message[:1].lower() + message[1:].rstrip(".") + shown + "."


def _objectives(document: Document, roles: set[str]) -> Iterator[Problem]:
    keys = [goal.id for goal in document.objectives]
    yield from _twice("objectives", keys)
    names: set[str] = {use.called for use in document.steady_state}
    for number, goal in enumerate(document.objectives):
        if isinstance(goal, ProbeGoal) and goal.probe not in names:
            yield ("objectives", number, "probe"), suggest_name("steady-state probe", goal.probe, names)
        if isinstance(goal, CommandGoal) and goal.on not in roles:
            yield ("objectives", number, "on"), suggest_name("role", goal.on, roles)
        if isinstance(goal, CommandGoal) and (wrong := set(goal.also) - roles):
            yield ("objectives", number, "also"), suggest_name("role", min(wrong), roles)
        if isinstance(goal, ReplayGoal):
            yield from _replay(document, goal, ("objectives", number), names)
        if isinstance(goal, AnswerGoal) and goal.learned_from:
            yield from _learned(document, goal, ("objectives", number, "learned_from"))
        if isinstance(goal, UpdateGoal) and document.faults and goal.after >= document.expires_after:
            yield ("objectives", number, "after"), "the incident is over by then; let the boss ask sooner."
    if document.objectives and all(isinstance(goal, UpdateGoal) for goal in document.objectives):
        yield (
            ("objectives",),
            "nothing here resolves the incident: an update is asked beside it; add another objective.",
        )
    for number, hint in enumerate(document.hints):
        if hint.unless is not None and hint.unless not in keys:
            yield ("hints", number, "unless"), suggest_name("objective", hint.unless, keys)


def _replay(document: Document, goal: ReplayGoal, here: Route, names: set[str]) -> Iterator[Problem]:
    roles = set(document.at.roles)
    for number, role in enumerate(goal.roles):
        if role not in roles:
            yield (*here, "roles", number), suggest_name("role", role, roles)
    if document.at.entry.role not in goal.roles:
        yield (*here, "roles"), f"customers of the blank place come in by {document.at.entry.role}; add it."
    for part, steps in (("prepare", goal.prepare), ("look", goal.look)):
        for number, step in enumerate(steps):
            if step.on not in goal.roles:
                yield (*here, part, number, "on"), suggest_name("role in the blank place", step.on, goal.roles)
            if step.change or step.take_back:
                yield (*here, part, number), "a robot's step is a script: `run`, without `change` or `take_back`."
    for number, name in enumerate(goal.probes):
        if name not in names:
            yield (*here, "probes", number), suggest_name("steady-state probe", name, names)


def _learned(document: Document, goal: AnswerGoal, here: Route) -> Iterator[Problem]:
    """The card says the answer, or the command may be typed by a seat of the objective and does not name it itself."""
    source = goal.learned_from
    assert source is not None
    if source.card:
        if not goal.said_in(document.briefing.get(source.card, "")):
            yield (*here, "card"), f"the card of {source.card} says none of the right answers; name what leads to one."
        return
    seats = set(goal.needs or SEATS)
    allowed = sorted(name for name, role in document.at.roles.items() if seats & set(role.seats))
    if source.on not in allowed:
        yield (
            (*here, "on"),
            f"{' and '.join(sorted(seats))} may not enter {source.on}; may enter: {', '.join(allowed)}.",
        )
    if goal.said_in(source.run):
        yield (*here, "run"), "this names the answer itself; write a command that finds it."


def _people(document: Document) -> Iterator[Problem]:
    """Both seats need a card and a solution whose steps use only roles that the seat may enter."""
    for seat in SEATS:
        if seat not in document.briefing:
            yield ("briefing",), f"{seat} has no card; add `{seat}:` with what only that seat knows."
        if seat not in document.solution:
            yield ("solution",), f"{seat} has no part in the solution; add `{seat}: solution/{seat}.sh`."
    if len(set(document.briefing.values())) < len(document.briefing):
        yield ("briefing",), "both cards say the same; each must hold something that the other needs."
    for seat, steps in document.solution.items():
        yield from _places(document, seat, steps, ("solution", seat))


def _tells(document: Document) -> Iterator[Problem]:
    """A fact that a seat tells is its alone: its card names it, or it learns it at work, and nobody else reads it."""
    everybody_reads = facts.words(facts.read_by_all(document))
    for seat, told in document.tells.items():
        card = facts.words(document.briefing.get(seat, ""))
        others = {other: facts.words(text) for other, text in document.briefing.items() if other != seat}
        found_at_work = {facts.words(name) for name in facts.found_at_work(document, seat)}
        known = [facts.words(fact) for fact in told]
        for number, (fact, said) in enumerate(zip(told, known, strict=True)):
            here = ("tells", seat, number)
            if said not in card and said not in found_at_work:
                yield here, f"the card of {seat} does not say {fact}; write it as it stands there."
            for other in (other for other, text in others.items() if said in text):
                yield here, f"the card of {other} says {fact}, too; name what only {seat} reads."
            if said in everybody_reads:
                yield (
                    here,
                    f"title, story or an objective says {fact}, which everybody reads; name what only {seat} reads.",
                )
            if said in known[:number]:
                yield here, f"{fact} is there already; take it out."


def _places(document: Document, seat: str, steps: list[Step], here: Route) -> Iterator[Problem]:
    allowed = {name for name, role in document.at.roles.items() if seat in role.seats}
    for number, step in enumerate(steps):
        if step.on not in allowed:
            yield (
                (*here, number, "on"),
                f"{seat} may not enter {step.on}; may enter: {', '.join(sorted(allowed))}.",
            )


def _tricks(document: Document) -> Iterator[Problem]:
    """A trick uses only roles that its seat may enter, and its `caught_by` is an objective of the right kind."""
    work = [goal.id for goal in document.objectives if isinstance(goal, CommandGoal | ProbeGoal | ReplayGoal)]
    for number, trick in enumerate(document.tricks):
        yield from _places(document, trick.instead_of, trick.steps, ("tricks", number, "steps"))
        if trick.fools and trick.fools.on not in document.at.roles:
            yield ("tricks", number, "fools", "on"), suggest_name("role", trick.fools.on, document.at.roles)
        if trick.caught_by not in work:
            yield (
                ("tricks", number, "caught_by"),
                suggest_name("objective of kind command, probe or replay", trick.caught_by, work),
            )


def _twice(part: str, names: list[str], key: str = "id") -> Iterator[Problem]:
    counted = Counter(names)
    for number, name in enumerate(names):
        if counted[name] > 1 and names.index(name) != number:
            yield (part, number, key), f"{name} is there already; give this one another name."
