"""The names of page parts: what Python tells, the templates listen for, and no script knows any of them by name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TOLD = re.compile(r"refresh:([\w-]+)")
QUOTED = re.compile(r"""["'`](?:refresh:)?([\w-]+)["'`]""")


def calls(name: str) -> Iterator[tuple[ast.Call, ast.Module]]:
    """Every call of `live.NAME` in the platform, with its module."""
    for path in sorted([*ROOT.glob("gameday/**/*.py"), *ROOT.glob("scoring/**/*.py")]):
        module = ast.parse(path.read_text())
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == f"live.{name}":
                yield node, module


def names(node: ast.expr, module: ast.Module) -> set[str]:
    """The part names in an argument: literals, members of a choice, and constants of the same module."""
    if isinstance(node, ast.Starred):
        return names(node.value, module)
    if isinstance(node, ast.Constant):
        return {node.value}
    if isinstance(node, ast.Attribute):
        return {node.attr.lower()}
    if isinstance(node, ast.Tuple | ast.List):
        return set().union(*(names(each, module) for each in node.elts))
    assert isinstance(node, ast.Name), ast.dump(node)
    (value,) = (
        each.value for each in module.body if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == node.id
    )
    return names(value, module)


def told() -> dict[str, set[str]]:
    """Kind of topic (team, control) -> the names of parts that Python tells it of."""
    found: dict[str, set[str]] = {"team": set(), "control": set()}
    for call, module in calls("changed"):
        topic = ast.unparse(call.args[0]).removeprefix("live.").split("(")[0]
        found[topic] |= set().union(*(names(each, module) for each in call.args[1:]))
    for call, module in calls("publish"):
        if ast.unparse(call.args[1]) != "'changed'":
            continue
        topic = ast.unparse(call.args[0]).removeprefix("live.").split("(")[0]
        (parts,) = (value for value in call.args[2].values)  # {"parts": [...]}
        found[topic] |= names(parts, module)
    return found


def listened(*folders: str) -> set[str]:
    pages = (path for folder in folders for path in (ROOT / "templates" / folder).glob("**/*.html"))
    return {name for page in pages for name in TOLD.findall(page.read_text())}


def test_what_a_team_is_told_is_what_its_pages_listen_for():
    assert told()["team"] == listened("play", "console", "workshop", "team")


def test_what_the_control_room_is_told_is_what_its_pages_listen_for():
    assert told()["control"] == listened("control")


def test_no_script_refreshes_a_part_by_its_name():
    every = listened(".")
    for path in (ROOT / "static/js").glob("*.js"):
        calls_of = re.findall(r"\b(?:refresh\(|refresh:)([^)\n]*)", path.read_text())
        assert [name for text in calls_of for name in QUOTED.findall(text) if name in every] == [], path.name
