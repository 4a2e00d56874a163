"""Digests of our own code: of a definition, and of every definition that it uses, directly or not.

Comments, docstrings, formatting, imports, the order of definitions and their module do not count. So moving code
changes no digest; renaming something does.
"""

import ast
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

Definition = tuple[str, str]  # (module, name at its top level); without a name: the code that runs on import
AT_IMPORT = ""


def definition(thing: Any) -> Definition:
    """The module and name of a class or function at a module's top level."""
    return thing.__module__, thing.__qualname__


class Code:
    """The Python modules of one package in the folder `root`, which are parsed, not imported. Definitions in `stops`
    are left out unless a search starts at them: these are registries, of which a scenario uses only a few entries."""

    def __init__(self, root: Path, package: str, stops: Collection[Definition] = ()) -> None:
        self.root, self.package, self.stops = root, package, frozenset(stops)
        self._modules: dict[str, _Module | None] = {}
        self._read: dict[Definition, tuple[str, list[Definition]]] = {}

    def reached(self, roots: Iterable[Definition]) -> dict[Definition, str]:
        """The digest of every definition that these use, directly or not, and of themselves."""
        found: dict[Definition, str] = {}
        first = set(roots)
        waiting = list(first)
        while waiting:
            here = waiting.pop()
            if here not in found and (here not in self.stops or here in first):
                found[here], leads_to = self._digest(here)
                waiting += [*leads_to, (here[0], AT_IMPORT)]
        return found

    def _digest(self, here: Definition) -> tuple[str, list[Definition]]:
        if here not in self._read:
            module = self.module(here[0])
            if module is None or (here[1] and here[1] not in module.statements):
                raise LookupError(f"There is no {here[1]} in {here[0]}.")
            reader = _Reader(self, module)
            seen = [reader.plain(statement) for statement in module.statements.get(here[1], [])]
            self._read[here] = hashlib.sha256(repr(seen).encode()).hexdigest(), reader.leads_to
        return self._read[here]

    def module(self, name: str) -> "_Module | None":
        if name not in self._modules:
            self._modules[name] = self._parsed(name)
        return self._modules[name]

    def _parsed(self, name: str) -> "_Module | None":
        if name.split(".")[0] != self.package:
            return None
        path = self.root.joinpath(*name.split("."))
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file():
                return _Module(name, ast.parse(file.read_bytes(), str(file)))
        return None

    def resolve(self, dotted: str) -> tuple[list[Definition], str]:
        """What an imported name stands for: its definitions in this package, and its name without the module. A name
        from another package has no definitions here and keeps its full dotted name."""
        parts = dotted.split(".")
        for length in range(len(parts), 0, -1):
            module = self.module(".".join(parts[:length]))
            if module is None:
                continue
            if length == len(parts):
                return [(module.name, name) for name in module.statements], parts[-1]
            name, rest = parts[length], parts[length + 1 :]
            if name in module.statements:
                return [(module.name, name)], ".".join([name, *rest])
            if name in module.imports:
                return self.resolve(".".join([module.imports[name], *rest]))
            break
        return [], dotted


@dataclass
class _Module:
    name: str
    tree: ast.Module
    imports: dict[str, str] = field(default_factory=dict)  # name in this module -> full dotted name

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                self.imports |= {name.asname: name.name for name in node.names if name.asname}
                self.imports |= {(top := name.name.split(".")[0]): top for name in node.names if not name.asname}
            elif isinstance(node, ast.ImportFrom):
                self.imports |= {name.asname or name.name: f"{node.module}.{name.name}" for name in node.names}

    @cached_property
    def statements(self) -> dict[str, list[ast.stmt]]:
        """The module's statements, by the names that they define."""
        found: dict[str, list[ast.stmt]] = defaultdict(list)
        for statement in self.tree.body:
            if not _says_nothing(statement):
                for name in _names(statement) or [AT_IMPORT]:
                    found[name].append(statement)
        return dict(found)


class _Reader:
    """Turns syntax into tuples that are the same in every version of Python, and collects the definitions it uses."""

    def __init__(self, code: Code, module: _Module) -> None:
        self.code, self.module, self.leads_to = code, module, list[Definition]()

    def plain(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self.plain(item) for item in node if not _says_nothing(item)]
        if not isinstance(node, ast.AST):
            return repr(node)
        if isinstance(node, ast.Name | ast.Attribute) and (name := self._named(node)):
            return "name", name
        # A newer Python adds fields to its nodes. Those that are empty are left out.
        fields = [(name, value) for name, value in ast.iter_fields(node) if value is not None and value != []]
        return type(node).__name__, [(name, self.plain(value)) for name, value in fields]

    def _named(self, node: ast.expr) -> str | None:
        """The name, if it is imported or defined in this module; else None."""
        dotted = _dotted(node)
        first = dotted.split(".")[0]
        if first in self.module.statements:
            self.leads_to.append((self.module.name, first))
            return dotted
        if first not in self.module.imports:
            return None
        definitions, name = self.code.resolve(self.module.imports[first] + dotted[len(first) :])
        self.leads_to += definitions
        return name


def _says_nothing(node: Any) -> bool:
    """Docstrings and imports do not count: an imported definition counts where it is used."""
    bare_text = (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    )
    return bare_text or isinstance(node, ast.Import | ast.ImportFrom)


def _names(statement: ast.stmt) -> list[str]:
    """The names that this statement defines at the module's top level."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [statement.name]
    if isinstance(statement, ast.Assign):
        places: list[ast.AST] = list(statement.targets)
    elif isinstance(statement, ast.AnnAssign | ast.AugAssign):
        places = [statement.target]
    else:
        places = [statement]
    named = (node for place in places for node in ast.walk(place) if isinstance(node, ast.Name))
    return sorted({node.id for node in named if isinstance(node.ctx, ast.Store)})


def _dotted(node: ast.expr) -> str:
    """The dotted name as it is written; empty if it does not begin with a name."""
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""
