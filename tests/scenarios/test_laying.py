"""A new scenario's folder: it lints, it says what comes next, and nothing that is there is touched."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from scenarios import publishing


def run(*words):
    out = StringIO()
    call_command("scenario", *words, stdout=out)
    return out.getvalue()


def test_a_new_folder_lints_and_bears_its_name(tmp_path):
    said = run("new", "grumpy-goats", "--in", str(tmp_path))
    folder = tmp_path / "grumpy-goats"
    assert f"manage.py scenario prove {folder} --watch" in said
    assert f"GAMEDAY_SCENARIO_FOLDERS={tmp_path}" in said
    assert publishing.check_sources(folder) == []
    document = publishing.read_source(folder).document
    assert (document.id, document.title) == ("grumpy-goats", "Grumpy goats")
    assert {trick.instead_of for trick in document.tricks} == {"dev", "ops"}


def test_without_a_place_the_first_of_ones_own_folders_is_taken(tmp_path, settings):
    settings.SCENARIO_FOLDERS = [tmp_path / "mine", tmp_path / "other"]
    said = json.loads(run("new", "grumpy-goats", "--json"))
    assert said == {"folder": str(tmp_path / "mine" / "grumpy-goats"), "known": True}
    assert publishing.find_source("grumpy-goats") == tmp_path / "mine" / "grumpy-goats"


def test_without_any_place_it_says_what_to_do(settings):
    settings.SCENARIO_FOLDERS = []
    with pytest.raises(CommandError, match=r"Say where: --in FOLDER"):
        run("new", "grumpy-goats")


@pytest.mark.parametrize("slug", ["Grumpy", "a", "goats!", "../goats", "-goats", "goats-", "x" * 70])
def test_a_name_that_cannot_be_one_is_refused(slug, tmp_path):
    with pytest.raises(CommandError, match="cannot be a name"):
        run("new", f"--in={tmp_path}", "--", slug)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_touched(tmp_path):
    (tmp_path / "goats").mkdir()
    with pytest.raises(CommandError, match=f"There is a goats already: {tmp_path}/goats"):
        run("new", "goats", "--in", str(tmp_path))
    with pytest.raises(CommandError, match="There is a cheap-hay already"):
        run("new", "cheap-hay", "--in", str(tmp_path))
    assert list(tmp_path.rglob("*")) == [tmp_path / "goats"]


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(CommandError, match=r"cannot be written: .* Name another folder by --in"):
        run("new", "goats", "--in", str(tmp_path / "file"))
