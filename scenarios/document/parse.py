"""Reads scenario documents: from YAML, with errors that name file, line and path, and from published rows."""

import base64
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ValidationError

from scenarios import time_span
from scenarios.document import consistency, yaml_reader
from scenarios.document.vocabulary import (
    AnswerGoal,
    CommandGoal,
    Debrief,
    Document,
    FaultUse,
    Hint,
    KeysGoal,
    LearnedFrom,
    Look,
    Objective,
    Postmortem,
    ProbeGoal,
    ProbeUse,
    ReplayGoal,
    Step,
    Trick,
    UpdateGoal,
    Verify,
)
from scenarios.document.yaml_reader import ParsedYaml, Route, dotted_path
from scenarios.models import Scenario
from scenarios.refusal import Refused

__all__ = [
    "AnswerGoal",
    "CommandGoal",
    "Document",
    "FaultUse",
    "Hint",
    "InvalidDocument",
    "KeysGoal",
    "Objective",
    "ProbeGoal",
    "ProbeUse",
    "ReplayGoal",
    "Step",
    "UpdateGoal",
    "assets_of",
    "document_of",
    "document_schema",
    "parse_document",
]

PARTS: dict[str, type[BaseModel]] = {
    "": Document,
    "postmortem": Postmortem,
    "steady_state": ProbeUse,
    "faults": FaultUse,
    "verify": Verify,
    "hints": Hint,
    "solution": Step,
    "steps": Step,
    "tricks": Trick,
    "debrief": Debrief,
    "answer": AnswerGoal,
    "learned_from": LearnedFrom,
    "fools": Look,
    "probe": ProbeGoal,
    "command": CommandGoal,
    "replay": ReplayGoal,
    "prepare": Step,
    "look": Step,
    "both_keys": KeysGoal,
    "update": UpdateGoal,
}


class InvalidDocument(Refused):
    """The document cannot be used. `problems` are lines "file:line: path: what is wrong, what to do"."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


def parse_document(text: str, file: str) -> Document:
    """Read and check a whole document. Raises InvalidDocument with everything that is wrong."""
    try:
        parsed = yaml_reader.read_yaml(text)
    except yaml_reader.Unparsable as refused:
        raise InvalidDocument([_sentence(file, refused.line, refused.path, str(refused))]) from refused
    try:
        document = Document.model_validate(parsed.value)
    except ValidationError as error:
        raise InvalidDocument(_all(error, parsed, file)) from error
    found = list(consistency.consistency_problems(document))
    if found:
        raise InvalidDocument(
            _sentence(file, parsed.line(route), dotted_path(route), message) for route, message in found
        )
    return document


def _all(error: ValidationError, parsed: ParsedYaml, file: str) -> Iterator[str]:
    for found in error.errors():
        route = _route(found["loc"], parsed.value)
        known = _known(found["loc"])
        yield _sentence(file, parsed.line(route), dotted_path(route), consistency.explain_error(found, known))


def _route(loc: tuple[str | int, ...], value: Any) -> Route:
    """pydantic's location without the names of union members and other parts that are not in the file."""
    route: list[str | int] = []
    for number, part in enumerate(loc):
        inside = value[part] if _has(value, part) else None
        if inside is None and not _has(value, part) and number < len(loc) - 1:
            continue
        if part == "[key]":
            continue
        route.append(part)
        value = inside
    return tuple(route)


def _has(value: Any, part: str | int) -> bool:
    return (isinstance(value, dict) and part in value) or (
        isinstance(value, list) and isinstance(part, int) and part < len(value)
    )


def _known(loc: tuple[str | int, ...]) -> list[str]:
    """The keys that are allowed at that place of the document."""
    model = next((PARTS[part] for part in reversed(loc[:-1]) if isinstance(part, str) and part in PARTS), Document)
    return [field.alias or name for name, field in model.model_fields.items()]


def _sentence(file: str, line: int, path: str, message: str) -> str:
    return f"{file}:{line}: {path}: {message}" if path else f"{file}:{line}: {message}"


# Published rows ------------------------------------------------------------------------------------------------------


def document_of(scenario: Scenario) -> Document:
    """The document of a published scenario, cached in memory."""
    return _kept(_Row(scenario))


class _Row:
    """A row as a cache key: the same id and digest always mean the same document."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.key = scenario, (scenario.pk, scenario.digest)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Row) and self.key == other.key


@lru_cache(maxsize=256)
def _kept(row: _Row) -> Document:
    return Document.model_validate(row.scenario.document)


def assets_of(scenario: Scenario) -> dict[str, bytes]:
    """path -> content of every other file in the scenario's folder."""
    return {path: base64.b64decode(content) for path, content in scenario.assets.items()}


def document_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file, for editors."""
    described = Document.model_json_schema(by_alias=True)
    duration = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": time_span.PATTERN}]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_loosen(described, duration)}


DURATIONS = {"ttl", "after", "within", "ok_for", "timeout", "every", "estimate"}


def _loosen(node: Any, duration: dict[str, Any], name: str = "") -> Any:
    """Allow text for durations, and a single path for steps, as the parser does."""
    if isinstance(node, list):
        return [_loosen(item, duration) for item in node]
    if not isinstance(node, dict):
        return node
    if name in DURATIONS and node.get("type") == "number":
        return {**{key: node[key] for key in ("title", "description", "default") if key in node}, **duration}
    if name == "solution":
        return {
            "type": "object",
            "title": "Solution",
            "description": node.get("description", ""),
            "additionalProperties": {"anyOf": [{"type": "string"}, node["additionalProperties"]]},
        }
    if name == "steps":
        return {"anyOf": [{"type": "string"}, node], "description": node.get("description", "")}
    return {key: _loosen(item, duration, key) for key, item in node.items()}
