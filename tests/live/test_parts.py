"""The names of page parts: what the table of changes tells, the templates listen for, and no script knows by name."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

from gameday.live.changes import REACH, Change, Part

ROOT = Path(settings.BASE_DIR)
TOLD = re.compile(r"refresh:([\w-]+)")
QUOTED = re.compile(r"""["'`](?:refresh:)?([\w-]+)["'`]""")
# What sends a frame or marks a board, and the modules that may.
SENDERS = {
    "push_frame": {"gameday/live/changes.py"},
    "publish_frame": {"gameday/live/publish.py", "gameday/live/changes.py", "scoring/board/publisher.py"},
    "publish_passing_frame": {"gameday/live/presence.py"},
    "mark_topic": {"gameday/live/changes.py"},
}


@cache
def names() -> frozenset[tuple[str, str]]:
    """Every name and attribute that the platform's code reads, with the module that does."""
    return frozenset(_names())


def _names() -> Iterator[tuple[str, str]]:
    for path in sorted([*ROOT.glob("gameday/**/*.py"), *ROOT.glob("scoring/**/*.py")]):
        for node in ast.walk(ast.parse(path.read_text())):
            if name := dotted(node):
                yield name, path.relative_to(ROOT).as_posix()


def dotted(node: ast.AST) -> str:
    """ "Change.CHAT" of such a node; empty of anything that is no chain of names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def listened(*folders: str) -> set[str]:
    pages = (path for folder in folders for path in (ROOT / "templates" / folder).glob("**/*.html"))
    return {name for page in pages for name in TOLD.findall(page.read_text())}


def test_every_change_has_its_line_in_the_table_and_is_told_somewhere():
    assert REACH.keys() == set(Change)
    used = {name for name, module in names() if module != "gameday/live/changes.py"}
    assert {str(change) for change in Change} - used == set()


def test_what_a_team_is_told_is_what_its_pages_listen_for():
    told = {part.value for reach in REACH.values() for part in reach.team}
    assert told == listened("play", "console", "workshop", "runbook", "shop", "team", "recap/debrief")


def test_what_the_control_room_is_told_is_what_its_pages_listen_for():
    told = {part.value for reach in REACH.values() for part in reach.control}
    assert told == listened("control", "recap/debrief")


def test_what_the_ceremony_is_told_is_what_its_pages_listen_for():
    told = {part.value for reach in REACH.values() for part in reach.ceremony}
    assert told == listened("recap/awards")


def test_every_part_is_listened_for():
    assert {part.value for part in Part} == listened(".")


def test_nothing_is_sent_without_the_table():
    found = {sender: set() for sender in SENDERS}
    for name, module in names():
        if (sender := name.rpartition(".")[2]) in found:
            found[sender].add(module)
    assert found == SENDERS


def test_no_script_refreshes_a_part_by_its_name():
    every = listened(".")
    for path in (ROOT / "static/js").rglob("*.js"):
        calls_of = re.findall(r"\b(?:refresh\(|refresh:)([^)\n]*)", path.read_text())
        assert [name for text in calls_of for name in QUOTED.findall(text) if name in every] == [], path.name
