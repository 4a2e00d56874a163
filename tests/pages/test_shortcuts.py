"""The keys: one file says which there are, one module what each does, and the desk and a page of their own show them."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from scoring.pages import shortcuts
from scoring.pages.team.practice_steps import StepKey
from tests.reading import read_page

pytestmark = pytest.mark.django_db
STEPS = settings.BASE_DIR / "static/js/desk/guide/guide-steps.js"
KEYBOARD = settings.BASE_DIR / "static/js/desk/guide/keyboard.js"


def test_every_key_is_explained_and_nothing_else_is():
    listed = [row["id"] for rows in shortcuts.KEYS.values() for row in rows]
    assert sorted(listed) == sorted(shortcuts.MEANINGS)
    assert list(shortcuts.KEYS) == list(shortcuts.TITLES)


def test_anybody_reads_the_page_of_keys(client):
    page = read_page(client.get("/keys/"))
    assert "the palette: go to, open and do everything" in page
    assert "leaves the terminal" in page


def test_a_terminal_shows_its_keys_from_the_same_list():
    shown = render_to_string("terminal/pane.html", {"on_desk": True, "pane_title": "Edge"})
    for row in shortcuts.shortcuts_of("terminal"):
        assert row.meaning in shown


def test_keys_are_named_in_the_readers_language(client):
    client.cookies["django_language"] = "fr"
    assert "Terminaux" in read_page(client.get("/keys/"))


def test_every_key_of_the_desk_that_the_file_gives_an_act_has_one():
    acts = re.search(r"const ACTS = \[([^\]]*)\]", (KEYBOARD.parent / "shortcuts.js").read_text())
    assert acts
    done = KEYBOARD.read_text()
    ids = re.findall(r'"([\w-]+)"', acts[1])
    assert [each for each in ids if not re.search(rf'^  "?{each}"?(:|\()', done, re.MULTILINE)] == []


def test_every_key_of_the_control_room_is_on_its_page_and_no_other():
    pages = (settings.BASE_DIR / "templates/control").rglob("*.html")
    pressed = {key for page in pages for key in re.findall(r'\bkey="(.)"', page.read_text())}
    listed = {key.removeprefix("Shift+") for row in shortcuts.KEYS["control"] for key in row["keys"]}
    assert listed - pressed == {"/", "j", "k", "Enter"}, "those stand in static/js/control/keys.js"
    assert pressed <= listed


def test_every_step_of_the_practice_points_at_something():
    told = STEPS.read_text()
    assert [step for step in StepKey if not re.search(rf"^  {step}: \[", told, re.MULTILINE)] == []
