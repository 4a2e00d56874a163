"""One class says that a verb refuses."""

import ast
from pathlib import Path

from django.conf import settings

from scenarios.refusal import Refused

ROOMS = ("scenarios", "gameday", "scoring")
FOREIGN = Path("scenarios/companies")  # what runs in a sandbox is a program of its own


def sources() -> dict[Path, ast.Module]:
    """Every module of ours that speaks of it, by its path."""
    found = (file for room in ROOMS for file in (settings.BASE_DIR / room).rglob("*.py"))
    paths = {file.relative_to(settings.BASE_DIR): file.read_text() for file in found}
    ours = {path: text for path, text in paths.items() if not path.is_relative_to(FOREIGN)}
    return {path: ast.parse(text) for path, text in ours.items() if Refused.__name__ in text}


def test_there_is_one_refused_and_one_way_to_import_it():
    classes, imports = [], set()
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name == Refused.__name__:
                classes.append(str(path))
            if isinstance(node, ast.ImportFrom) and any(name.name == Refused.__name__ for name in node.names):
                imports.add(node.module)
            if isinstance(node, ast.Attribute) and node.attr == Refused.__name__:
                imports.add(ast.unparse(node))
    assert classes == ["scenarios/refusal.py"]
    assert imports == {"scenarios.refusal"}
