"""Reads YAML into plain values and keeps their line numbers. Refuses what scenarios never need and attackers abuse.

Keys are always text (YAML 1.1 would read a bare `on:` as true). Besides text there are only numbers, true, false and
null.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from scenarios.refusal import Refused

LARGEST = 256 * 1024  # bytes
DEEPEST = 12
QUICK: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's, ten times as fast; not in every build of PyYAML
INTEGER = re.compile(r"[-+]?\d+")
FLOAT = re.compile(r"[-+]?\d+\.\d+")
WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}
Route = tuple[str | int, ...]


class Unparsable(Refused):
    """The text cannot be used. The message says what is wrong and what to do; `line` counts from 1."""

    def __init__(self, line: int, message: str, path: str = "") -> None:
        super().__init__(message)
        self.line, self.path = line, path


@dataclass
class ParsedYaml:
    """The values, and the line (from 1) of each, by its route."""

    value: Any
    lines: dict[Route, int] = field(default_factory=dict)

    def line(self, route: Route) -> int:
        """The line of the route, or of the closest part around it that has one."""
        while route and route not in self.lines:
            route = route[:-1]
        return self.lines.get(route, 1)


def decode_text(content: bytes) -> str:
    """The bytes as text. Raises Unparsable where they are too many or not UTF-8."""
    if len(content) > LARGEST:
        raise Unparsable(
            1,
            f"the file has {len(content) // 1024} kB; at most {LARGEST // 1024} are read. Move scripts into files.",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unparsable(line, "this is not UTF-8; save the file as UTF-8.") from error


def read_yaml(text: str) -> ParsedYaml:
    """Raises Unparsable for the first thing that is wrong."""
    if len(text.encode()) > LARGEST:
        raise Unparsable(1, f"the document is larger than {LARGEST // 1024} kB. Move scripts into files of their own.")
    try:
        try:
            root = _compose(text, QUICK)
        except yaml.YAMLError:
            root = _compose(text, yaml.SafeLoader)  # says more exactly what is wrong
    except yaml.MarkedYAMLError as error:
        raise Unparsable(_line(error.problem_mark or error.context_mark), _explain(error)) from error
    except yaml.YAMLError as error:
        raise Unparsable(1, f"this is not YAML: {error}") from error
    if root is None:
        raise Unparsable(1, "the file is empty; begin with `id:` or copy a scenario of the library.")
    if not isinstance(root, yaml.MappingNode):
        raise Unparsable(_line(root.start_mark), "a scenario is a mapping; begin with `id:`.")
    parsed = ParsedYaml(None)
    parsed.value = _value(root, (), parsed.lines)
    return parsed


def _compose(text: str, loader: Any) -> Any:
    _scan(text, loader)
    return yaml.compose(text, Loader=loader)


def _scan(text: str, loader: Any) -> None:
    """Check the parser's events before any value is built: no anchors, aliases or tags, one document, limited depth."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=loader):
        line = _line(event.start_mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Unparsable(line, "anchors (&) and aliases (*) are not used in scenarios; write the value out.")
        if isinstance(event, yaml.NodeEvent) and getattr(event, "tag", None):
            raise Unparsable(line, "tags (!) are not used in scenarios; write a plain value.")
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            raise Unparsable(line, "one file holds one scenario; remove what follows `---`.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise Unparsable(line, f"this is nested deeper than {DEEPEST} levels; no scenario needs that.")


def _value(node: yaml.Node, route: Route, lines: dict[Route, int]) -> Any:
    lines.setdefault(route, _line(node.start_mark))
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*route, number), lines) for number, item in enumerate(node.value)]
    found: dict[str, Any] = {}
    for key, item in node.value:
        name, line = _key(key, route), _line(key.start_mark)
        if name in found:
            raise Unparsable(line, "this key stands here twice; keep one.", dotted_path((*route, name)))
        lines[*route, name] = line
        found[name] = _value(item, (*route, name), lines)
    return found


def _key(node: yaml.Node, route: Route) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise Unparsable(_line(node.start_mark), "a key is a word.", dotted_path(route))
    return str(node.value)


def _scalar(node: yaml.ScalarNode) -> Any:
    text = str(node.value)
    if node.style:  # quoted, or a block: always text
        return text
    if INTEGER.fullmatch(text) and len(text) < 20:
        return int(text)
    if FLOAT.fullmatch(text) and len(text) < 20:
        return float(text)
    return WORDS.get(text.lower(), text)


def dotted_path(route: Route) -> str:
    """("objectives", 0, "run") -> objectives[0].run"""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in route)
    return text.removeprefix(".")


def _line(mark: Any) -> int:
    """The line of a parser's mark, 1 without a mark."""
    return mark.line + 1 if mark else 1


def _explain(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or "it cannot be read"
    if "\\t" in problem:
        return "a tab stands here; indent with spaces."
    return (
        f"this is not YAML: {problem}. Look at the indentation, the quotes and the colons here and in the line before."
    )
