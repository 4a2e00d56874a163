"""The templates as text: they compare no field with a code (the model answers such questions) and name no path of a page."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import TextChoices

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
CONDITION = re.compile(r"{%-?\s*(?:if|elif)\s(.*?)-?%}", re.DOTALL)
COMPARED = re.compile(r"""(?:==|!=|\bin\b)\s*("[^"]*"|'[^']*')|("[^"]*"|'[^']*')\s*(?:==|!=|(?:not\s+)?in\b)""")


def choices(of: type = TextChoices) -> Iterator[type[TextChoices]]:
    for each in of.__subclasses__():
        yield each
        yield from choices(each)


def codes() -> set[str]:
    """Every value that a choice of ours may have; of a field whose choices are plain pairs too."""
    fields = [field for model in apps.get_models() for field in model._meta.fields]
    ours = [field for field in fields if field.model._meta.app_label in ("gameday", "scoring", "scenarios")]
    pairs = {code for field in ours if field.name != "language" for code, _label in field.choices or ()}
    return pairs | {
        code for kind in choices() if kind.__module__.startswith(("gameday", "scoring")) for code in kind.values
    }


def compared(text: str) -> set[str]:
    """The words that the conditions of a template compare with: `state in "running paused"` has two."""
    literals = (one or other for condition in CONDITION.findall(text) for one, other in COMPARED.findall(condition))
    return {word for literal in literals for word in (literal[1:-1], *literal[1:-1].split())}


def test_a_comparison_with_a_code_is_found() -> None:
    text = """{% if day.state in "running paused" %}{% elif 'dev' not in seats %}{% endif %}{% if a|default:"ops" %}{% endif %}"""
    assert compared(text) & codes() == {"running", "paused", "dev"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR / "templates")))
def test_no_template_compares_with_the_code_of_a_choice(path) -> None:
    assert compared(path.read_text()) & codes() == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR / "templates")))
def test_no_template_takes_for_granted_that_pages_begin_at_the_root(path) -> None:
    """GAMEDAY_PUBLIC_URL may end in a path: `{% url … %}` knows."""
    assert re.findall(r"""\w=["']/[^"']*""", path.read_text()) == []
