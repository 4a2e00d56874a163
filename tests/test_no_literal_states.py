"""No code compares or fills a state, a kind, a role or a verb with a bare text: it names a member of the choice."""

import ast
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from django.db.models import TextChoices

from gameday.models import choices as gameday_choices
from scenarios import choices as scenarios_choices
from scoring.models import choices as scoring_choices

ROOT = Path(__file__).parent.parent
CHOICES = [
    found
    for module in (gameday_choices, scenarios_choices, scoring_choices)
    for found in vars(module).values()
    if isinstance(found, type) and issubclass(found, TextChoices | StrEnum) and found not in (TextChoices, StrEnum)
]
VALUES = {member.value for choice in CHOICES for member in choice}
# Arguments, also with a Django lookup behind them (`state__in`, `incident__state`), that hold a member of a choice.
ARGUMENTS = {"state", "kind", "role", "seat", "outcome", "verb", "verdict", "healed_by", "by"}
# What is compared here speaks another system's language, which has some words in common with ours.
OTHER_LANGUAGES = {
    "self.status": "the pipeline's word for the state of a test or a release",
    "test.status": "the same",
    "message['type']": "Redis' word for what came over a subscription",
}
OTHER_FILES = {
    "gameday/workshop/inside": "runs in the workbench's container, where there is no Django",
    "scenarios/companies": "the programs of the fictitious company, which know nothing of Gameday",
}
OTHER_COMPARISONS = {
    ("scenarios/faults/delivery/deploy.py", "self._look(call, recipe, state) == ['gone', 'gone']"): "a script's words",
    ("scenarios/faults/delivery/document.py", "self._run(call, GOOD, recipe['good']) == 'gone'"): "a script's word",
    ("scenarios/faults/delivery/pipeline.py", "self._git(call, LOOK) == 'gone'"): "a script's word",
    ("scenarios/sandbox/docker/images.py", "'error' in event"): "a key of what the engine streams",
    ("scenarios/sandbox/docker/images.py", "'error' in said"): "the same",
    ("scenarios/document/parse.py", "node.get('type') == 'number'"): "a word of JSON Schema",
    ("scenarios/document/reference.py", "[kind.get('type') for kind in kinds] == ['number', 'string']"): "the same",
    ("scenarios/proof/proof.py", "first == 'dev'"): "a seat, as documents write it",
    ("gameday/admin/gamedays.py", "db_field.name == 'scenario'"): "the name of a form's field",
    ("gameday/operations/health.py", "said == 'ok'"): "what /readyz answers, for programs",
    ("gameday/workshop/snapshot.py", "run.ended == 'failed'"): "the pipeline's word for the end of a test run",
    ("gameday/management/commands/gameday.py", "verb in ('halt', 'release')"): "words of a command line",
    ("scoring/management/commands/ledger.py", "verb == 'rebuild'"): "a word of a command line",
    ("scoring/pages/control/views.py", "'confirmed' not in request.POST"): "the name of a form's field",
    ("scoring/pages/control/views.py", "name not in ('grid', 'clock', 'log')"): "parts of an address",
}


def literals(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may be, where each is the value of a choice."""
    if isinstance(node, ast.Constant) and node.value in VALUES:
        yield node.value
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        for each in node.elts:
            yield from literals(each)
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def speaks_another_language(node: ast.Compare) -> bool:
    texts = [ast.unparse(side) for side in (node.left, *node.comparators)]
    return any(text in OTHER_LANGUAGES or text.rpartition(".")[2] in OTHER_LANGUAGES for text in texts)


def literal_states(path: str, source: str) -> list[str]:
    """`path:line: code` of every place in a module that should name a member."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Compare() if not speaks_another_language(node):
                bad = any(list(literals(side)) for side in (node.left, *node.comparators))
            case ast.keyword(arg=str(name)):
                bad = bool(set(name.split("__")) & ARGUMENTS) and bool(list(literals(node.value)))
            case ast.MatchValue():
                bad = bool(list(literals(node.value)))
            case _:
                bad = False
        if bad and (path, ast.unparse(node)) not in OTHER_COMPARISONS:
            found.append(f"{path}:{node.lineno}: {ast.unparse(node)}")
    return found


def modules() -> Iterator[tuple[str, str]]:
    for root in ("gameday", "scenarios", "scoring"):
        for file in sorted((ROOT / root).rglob("*.py")):
            path = file.relative_to(ROOT).as_posix()
            if "migrations" not in file.parts and not path.startswith(tuple(OTHER_FILES)):
                yield path, file.read_text()


def test_no_module_compares_or_fills_a_choice_with_a_bare_text():
    assert [place for path, source in modules() for place in literal_states(path, source)] == []


@pytest.mark.parametrize(
    "code",
    [
        "row.state == 'live'",
        "'live' != state",
        "row.state in ('live', 'expired')",
        "record_activity(verb='hint')",
        "rows.filter(incident__state__in=['live'])",
        "heal(healed_by='players' if own else 'halt')",
        "match role:\n    case 'dev' | 'ops':\n        pass",
    ],
)
def test_a_bare_text_is_found(code):
    assert literal_states("some/module.py", code) != []


@pytest.mark.parametrize("code", ["self.status == 'running'", "name == 'Ada'", "move(row, to='live')"])
def test_what_is_no_choice_is_left_alone(code):
    assert literal_states("some/module.py", code) == []


def test_every_exception_is_still_needed():
    sources = dict(modules())
    for path, code in OTHER_COMPARISONS:
        assert any(
            ast.unparse(node) == code for node in ast.walk(ast.parse(sources[path])) if isinstance(node, ast.Compare)
        )
