"""The reference in docs/scenarios.md, as Markdown: generated from the document's schema and the registries."""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from scenarios.company import CompanyRole
from scenarios.company import load_company as load_company
from scenarios.document import parse
from scenarios.faults import FAULTS
from scenarios.probes import PROBES
from scenarios.sandbox.capabilities import CAPABILITIES

BEGIN = "<!-- The reference: made by `manage.py scenario reference --write`, not by hand. -->"
END = "<!-- The end of the reference. -->"
PARTS = {
    "Postmortem": "postmortem",
    "ProbeUse": "steady_state",
    "FaultUse": "faults",
    "Verify": "faults: verify",
    "AnswerGoal": "objectives: answer",
    "LearnedFrom": "objectives: learned_from",
    "ProbeGoal": "objectives: probe",
    "CommandGoal": "objectives: command",
    "ReplayGoal": "objectives: replay",
    "KeysGoal": "objectives: both_keys",
    "UpdateGoal": "objectives: update",
    "Hint": "hints",
    "Step": "solution, and the steps of tricks",
    "Trick": "tricks",
    "Look": "tricks: fools",
    "Debrief": "debrief",
}


def reference_markdown() -> str:
    """The whole section, including the two comments that mark its beginning and end."""
    schema = parse.document_schema()
    parts = [BEGIN, "## Reference", "### The document", _fields(schema, schema["$defs"])]
    for name, title in PARTS.items():
        part = schema["$defs"][name]
        parts += [f"### {title}", *_told(part), _fields(part, schema["$defs"])]
    parts += ["### Fault kinds", _faults(), "### Probes", _probes(), "### Roles of unicorn_rentals", _roles()]
    parts += ["### Invariants of unicorn_rentals", _invariants()]
    parts += ["### Capabilities of a host", ", ".join(f"`{name}`" for name in sorted(CAPABILITIES)) + ".", END]
    return "\n\n".join(parts)


def with_reference(text: str) -> str:
    """`text` with a new reference. Raises ValueError where the marking comments are missing."""
    before, after = text.index(BEGIN), text.index(END) + len(END)
    return text[:before] + reference_markdown() + text[after:]


def _told(part: dict[str, Any]) -> Iterator[str]:
    if description := part.get("description"):
        yield " ".join(description.split())


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '∣') for cell in line)} |" for line in lines)


def _fields(part: dict[str, Any], parts: dict[str, Any]) -> str:
    needed = part.get("required", [])
    return _table(
        ("key", "takes", "without it", "what"),
        (
            (
                f"`{name}`",
                _takes(field, parts),
                "must be there" if name in needed else _default(field),
                " ".join(field.get("description", "").split()),
            )
            for name, field in part["properties"].items()
        ),
    )


def _default(field: dict[str, Any]) -> str:
    value = field.get("default")
    return "nothing" if value in (None, "", [], {}) else f"`{json.dumps(value)}`"


def _takes(field: dict[str, Any], parts: dict[str, Any]) -> str:
    """A JSON Schema type in a few words."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return (
            f"see {PARTS[name]}"
            if name in PARTS
            else f"a mapping of {', '.join(map('`{}`'.format, parts[name]['properties']))}"
        )
    if "oneOf" in field:
        return "an objective, by its `kind`"
    if "anyOf" in field:
        return _any(field["anyOf"], parts)
    if "const" in field or "enum" in field:
        return ", ".join(f"`{value}`" for value in field.get("enum", [field.get("const")]))
    if field["type"] == "array":
        return f"a list: {_takes(field['items'], parts)}" if "items" in field else "a list"
    if field["type"] == "object":
        inner = field.get("additionalProperties")
        return f"a mapping: {_takes(inner, parts)}" if isinstance(inner, dict) else "a mapping"
    return _plain(field)


def _any(choices: list[dict[str, Any]], parts: dict[str, Any]) -> str:
    kinds = [choice for choice in choices if choice.get("type") != "null"]
    if [kind.get("type") for kind in kinds] == ["number", "string"]:
        return "a duration: `30s`, `20m`, `1h 30m`"
    return " or ".join(
        dict.fromkeys(
            "a file" if kind == {"type": "string"} and len(kinds) > 1 else _takes(kind, parts) for kind in kinds
        )
    )


WORDS = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false"}
BOUNDS = {
    "minimum": "from {}", "exclusiveMinimum": "above {}", "maximum": "to {}", "exclusiveMaximum": "below {}",
    "maxLength": "up to {} characters",
}  # fmt: skip


def _plain(field: dict[str, Any]) -> str:
    if field.get("format") == "uri":
        return "an address, https://…"
    bounds = [
        words.format(f"{field[key]:,}".replace(",", " ")) for key, words in BOUNDS.items() if field.get(key) is not None
    ]
    return " ".join([WORDS[field["type"]], *bounds])


# The registries ------------------------------------------------------------------------------------------------------


def _faults() -> str:
    return _table(
        ("kind", "what", "`with`", "the host needs"),
        (
            (f"`{kind}`", fault.title, _arguments(fault.Arguments), ", ".join(sorted(fault.requires)))
            for kind, fault in FAULTS.items()
        ),
    )


def _probes() -> str:
    return _table(
        ("probe", "what", "`with`"),
        ((f"`{kind}`", _first(type(probe), probe), _arguments(probe.Arguments)) for kind, probe in PROBES.items()),
    )


def _first(kind: type, probe: object) -> str:
    return " ".join((kind.__doc__ or _module(probe)).split("\n\n")[0].split())


def _module(thing: object) -> str:
    return sys.modules[type(thing).__module__].__doc__ or ""


def _arguments(model: Any) -> str:
    """Each argument as "name (type; default)", then the docstring of the arguments' class."""
    described = model.model_json_schema(by_alias=True)
    needed, parts = described.get("required", []), described.get("$defs", {})
    fields = [
        f"`{name}` ({_takes(field, parts)}{'' if name in needed else f'; else {_default(field)}'})"
        for name, field in described.get("properties", {}).items()
    ]
    own = " ".join((model.__doc__ or "").split()) if "__doc__" in vars(model) else ""
    return ", ".join(fields) + (f". {own}" if own and fields else "")


def _roles() -> str:
    shop = load_company("unicorn_rentals")
    return _table(
        ("role", "what", "keys", "size-limited file systems"),
        (
            (f"`{name}`", f"{role.title}. {role.summary}", ", ".join(role.seats), _limited(role))
            for name, role in shop.roles.items()
        ),
    )


def _limited(role: CompanyRole) -> str:
    return ", ".join(f"`{path}` {size} MB" for path, size in role.tmpfs.items())


def _invariants() -> str:
    shop = load_company("unicorn_rentals")
    return _table(
        ("invariant", "what must not be lost", "role"),
        ((f"`{invariant.id}`", invariant.title, invariant.role) for invariant in shop.invariants),
    )
