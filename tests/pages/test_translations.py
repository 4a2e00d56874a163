"""English and French are complete: every marked text has its French, with the same places for names and numbers."""

import ast
import filecmp
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse
from django.utils import translation

from gameday.event import lifecycle

LOCALE = Path(settings.BASE_DIR) / "locale"
DOMAINS = ("django", "djangojs")
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*(?::[^}]*)?\}")

Entry = tuple[str, str, list[str]]  # context and text, plural, translations


def entries(path: Path) -> list[Entry]:
    """What a catalogue holds, without its header. Understands what gettext's own tools write."""
    found: list[Entry] = []
    for block in path.read_text().split("\n\n")[1:]:
        assert "#, fuzzy" not in block, f"A guess that nobody has looked at:\n{block}"
        words: dict[str, str] = {}
        for line in block.splitlines():
            if match := re.match(r'(msg\w+(?:\[\d\])?) (".*")$', line):
                name = match[1]
                words[name] = ast.literal_eval(match[2])
            elif line.startswith('"'):
                words[name] += ast.literal_eval(line)
        said = [text for name, text in words.items() if name.startswith("msgstr")]
        found.append((words.get("msgctxt", "") + "|" + words["msgid"], words.get("msgid_plural", ""), said))
    return found


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_text_has_its_french_with_the_same_places(domain):
    for key, plural, said in entries(LOCALE / "fr/LC_MESSAGES" / f"{domain}.po"):
        assert all(said), f"No French for: {key}"
        places = set(PLACES.findall(key)) | set(PLACES.findall(plural))
        for text in said:
            assert set(PLACES.findall(text)) <= places, text
        assert set(PLACES.findall(said[-1])) == places, said[-1]


def test_the_catalogues_know_every_text_of_the_sources(tmp_path, monkeypatch):
    """`manage.py makemessages`, beside a copy of the catalogues, adds nothing and takes nothing away."""
    shutil.copytree(LOCALE, tmp_path / "locale")
    for name in ("gameday", "scenarios", "scoring", "static", "templates"):
        (tmp_path / name).symlink_to(settings.BASE_DIR / name)
    monkeypatch.chdir(tmp_path)
    with override_settings(LOCALE_PATHS=[tmp_path / "locale"]):
        call_command("makemessages", verbosity=0, symlinks=True)
    for domain in DOMAINS:
        now, then = (entries(place / "fr/LC_MESSAGES" / f"{domain}.po") for place in (tmp_path / "locale", LOCALE))
        assert {key for key, _, _ in now} == {key for key, _, _ in then}, "run manage.py makemessages and translate"


@pytest.mark.parametrize("domain", DOMAINS)
def test_what_is_compiled_is_what_is_written(domain, tmp_path):
    folder = LOCALE / "fr/LC_MESSAGES"
    subprocess.run(["msgfmt", "--check-format", "-o", tmp_path / "fresh.mo", folder / f"{domain}.po"], check=True)
    is_fresh = filecmp.cmp(tmp_path / "fresh.mo", folder / f"{domain}.mo", shallow=False)
    assert is_fresh, "run manage.py compilemessages"


@pytest.mark.django_db
def test_a_reader_chooses_a_language_and_the_pages_keep_it(client):
    assert "Take a seat" in client.get("/").text
    client.post(reverse("set_language"), {"language": "fr", "next": "/"})
    page = client.get("/").text
    assert '<html lang="fr">' in page
    assert "Prenez place" in page
    assert "Les règles" in client.get("/rules/").text
    assert r"Coup\u00e9 depuis" in client.get("/words.js").text


@pytest.mark.django_db
def test_a_browser_that_asks_for_french_gets_it(client):
    assert "Prenez place" in client.get("/", headers={"Accept-Language": "fr-CH, fr;q=0.9, en;q=0.8"}).text


@pytest.mark.django_db
def test_what_is_written_for_everybody_is_in_the_language_of_the_game_day(gameday, teams):
    gameday.language = "fr"
    gameday.save()
    with translation.override("en"):
        lifecycle.halt_faults(gameday, by="Fanny", now=gameday.created_at)
    assert [act.text for act in gameday.activities.all()] == [
        "Arrêt chez toutes les équipes\u00a0: aucune panne n'était là"
    ]
