"""The library: found, read, checked, published once and never changed."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from scenarios import publishing
from scenarios.document import parse
from scenarios.document.parse import InvalidDocument
from scenarios.models import Scenario
from scenarios.refusal import Refused
from tests.making import DOCUMENT
from tests.scenarios.library import LIBRARY

FOOLS = {"on": "edge", "run": "curl -sf localhost:8080/"}
NOW = datetime(2031, 5, 17, 9, tzinfo=UTC)


@pytest.fixture
def shelf(tmp_path, settings, monkeypatch):
    """A facilitator's own folder, and an empty built-in library."""
    monkeypatch.setattr(publishing, "LIBRARY", tmp_path / "nothing")
    settings.SCENARIO_FOLDERS = [tmp_path / "own"]
    return tmp_path / "own"


def lay(shelf: Path, slug: str = "sleepy-shop", **changes) -> Path:
    """A folder that lints."""
    folder = shelf / slug
    (folder / "solution").mkdir(parents=True, exist_ok=True)
    (folder / "scenario.yaml").write_text(yaml.safe_dump(json.loads(json.dumps(DOCUMENT | {"id": slug} | changes))))
    for seat in ("dev", "ops"):
        (folder / "solution" / f"{seat}.sh").write_text("true\n")
    return folder


def run(*words: str) -> str:
    out = StringIO()
    call_command("scenario", *words, stdout=out)
    return out.getvalue()


def test_the_built_in_library_is_without_fault_and_covers_four_categories():
    assert {"stability", "performance", "network", "backup"} <= {
        source.document.category for source in LIBRARY.values()
    }
    for source in LIBRARY.values():
        assert publishing.check_sources(source.folder) == []
        assert source.document.hints
        assert {goal.kind for goal in source.document.objectives} >= {"answer", "both_keys"}


def test_every_telegram_fits_a_telegram_and_is_signed():
    for source in LIBRARY.values():
        story = source.document.story
        assert " STOP" in story
        assert story.rstrip().endswith("REGINALD HOOFINGTON III")


def test_a_folder_of_ones_own_is_read_beside_the_library(shelf):
    folder = lay(shelf)
    assert publishing.library_folders() == [folder]
    source = publishing.read_source(folder)
    assert source.assets == {"solution/dev.sh": b"true\n", "solution/ops.sh": b"true\n"}
    assert publishing.check_sources(folder) == []


def test_the_digest_follows_every_file(shelf):
    folder = lay(shelf)
    before = publishing.read_source(folder).digest
    (folder / "solution" / "dev.sh").write_text("false\n")
    assert publishing.read_source(folder).digest != before


def test_a_solution_file_that_is_missing_is_named_with_its_line(shelf):
    folder = lay(shelf)
    (folder / "solution" / "ops.sh").unlink()
    line = (folder / "scenario.yaml").read_text().splitlines().index("  ops: solution/ops.sh") + 1
    assert publishing.check_sources(folder) == [
        f"{folder}/scenario.yaml:{line}: solution.ops[0].run: there is no file solution/ops.sh in the folder; "
        "write it or correct the name."
    ]


def test_the_library_wants_three_tricks_and_says_where(shelf, monkeypatch):
    trick = {"title": "Snore", "instead_of": "ops", "steps": "solution/ops.sh", "caught_by": "awake", "fools": FOOLS}
    folder = lay(shelf, tricks=[trick, {**trick, "title": "Yawn"}])
    line = (folder / "scenario.yaml").read_text().splitlines().index("tricks:") + 1
    assert publishing.check_sources(folder) == []  # a folder of one's own may have fewer
    monkeypatch.setattr(publishing, "LIBRARY", shelf)
    assert publishing.check_sources(folder) == [
        f"{folder}/scenario.yaml:{line}: tricks: the library wants 3 tricks that are caught, here are 2; "
        "think of another way to look done."
    ]


@pytest.mark.django_db
def test_lint_wants_what_leads_to_an_answer_and_whom_a_trick_fools(shelf):
    named = {key: value for key, value in DOCUMENT["objectives"][0].items() if key != "learned_from"}
    trick = {"title": "Snore", "instead_of": "ops", "steps": "solution/ops.sh", "caught_by": "awake"}
    change = {
        **trick,
        "title": "Yawn",
        "instead_of": "dev",
        "steps": [{"change": "storefront", "run": "solution/dev.sh"}],
    }
    folder = lay(shelf, objectives=[named, *DOCUMENT["objectives"][1:]], tricks=[change, trick])
    lines = (folder / "scenario.yaml").read_text().splitlines()
    goal, snore = lines.index("- accept:") + 1, lines.index("  title: Snore") + 1
    found = publishing.check_sources(folder)
    assert [problem.split(";")[0] for problem in found] == [
        f"{folder}/scenario.yaml:{goal}: objectives[0].learned_from: this is missing",
        f"{folder}/scenario.yaml:{snore - 3}: tricks[1].fools: this is missing",
    ]
    assert publishing.publish_source(publishing.read_source(folder), NOW).slug == "sleepy-shop"  # as before


def test_a_trick_without_its_script_is_named(shelf):
    trick = {"title": "Snore", "instead_of": "ops", "steps": "tricks/snore.sh", "caught_by": "awake"}
    assert (
        "tricks[0].steps[0].run: there is no file tricks/snore.sh"
        in publishing.check_sources(lay(shelf, tricks=[trick]))[0]
    )


def test_a_folder_is_called_like_its_scenario(shelf):
    folder = lay(shelf)
    moved = folder.rename(shelf / "lazy-shop")
    assert "id: the folder is called lazy-shop; give both the same name." in publishing.check_sources(moved)[0]


def test_a_link_out_of_the_folder_is_refused(shelf):
    folder = lay(shelf)
    (folder / "secrets").symlink_to("/etc/passwd")
    assert "this link leaves the scenario's folder" in publishing.check_sources(folder)[0]


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"id: \xff\xfe\n", ":1: this is not UTF-8"),
        (b"a: b\n" + b"#" * 300_000, "at most 256 are read"),
        (b"", "the file is empty"),
    ],
)
def test_a_file_that_cannot_be_text_is_refused(shelf, content, wanted):
    folder = lay(shelf)
    (folder / "scenario.yaml").write_bytes(content)
    assert wanted in publishing.check_sources(folder)[0]


def test_an_asset_that_is_too_large_is_refused(shelf):
    folder = lay(shelf)
    (folder / "film.mkv").write_bytes(b"0" * 300_000)
    assert "larger than 256 kB" in publishing.check_sources(folder)[0]


def test_a_byte_order_mark_and_windows_line_ends_are_fine(shelf):
    folder = lay(shelf)
    file = folder / "scenario.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert publishing.check_sources(folder) == []


@pytest.mark.django_db
def test_publishing_twice_changes_nothing(shelf):
    lay(shelf)
    first = publishing.publish_library(NOW)
    second = publishing.publish_library(NOW + timedelta(hours=1))
    assert [row.pk for row in first] == [row.pk for row in second]
    row = Scenario.objects.get()
    assert (row.slug, row.version, row.title, row.published_at) == ("sleepy-shop", 1, "The sleepy shop", NOW)
    assert parse.document_of(row).id == "sleepy-shop"
    assert parse.assets_of(row)["solution/dev.sh"] == b"true\n"


@pytest.mark.django_db
def test_a_published_version_cannot_be_changed(shelf):
    lay(shelf)
    publishing.publish_library(NOW)
    lay(shelf, title="The snoring shop")
    with pytest.raises(Refused, match=r"sleepy-shop version 1 is published and has changed since.*`version: 2`"):
        publishing.publish_library(NOW)
    assert Scenario.objects.get().title == "The sleepy shop"


@pytest.mark.django_db
def test_the_newest_version_of_each_is_the_latest(shelf):
    lay(shelf, "sleepy-shop")
    lay(shelf, "angry-shop")
    publishing.publish_library(NOW)
    lay(shelf, "sleepy-shop", version=2)
    publishing.publish_library(NOW)
    assert [(row.slug, row.version) for row in publishing.latest_scenarios()] == [("angry-shop", 1), ("sleepy-shop", 2)]


@pytest.mark.django_db
def test_one_broken_scenario_publishes_none(shelf):
    lay(shelf, "angry-shop")
    lay(shelf, "sleepy-shop", difficulty=9)
    with pytest.raises(InvalidDocument):
        publishing.publish_library(NOW)
    assert Scenario.objects.count() == 0


# manage.py scenario --------------------------------------------------------------------------------------------------


def test_lint_names_what_is_wrong_and_fails(shelf, capsys):
    lay(shelf, difficulty=9)
    out = StringIO()
    with pytest.raises(CommandError, match="1 problem in 1 of 1 scenarios"):
        call_command("scenario", "lint", stdout=out)
    assert "difficulty: input should be less than or equal to 3 (here: 9)." in out.getvalue()


def test_lint_of_what_is_fine_says_so(shelf):
    folder = lay(shelf)
    assert run("lint") == "1 scenario: nothing is wrong.\n"
    assert json.loads(run("lint", str(folder), "--json")) == {"sleepy-shop": []}


def test_a_scenario_that_does_not_exist_is_one_sentence(shelf):
    lay(shelf)
    with pytest.raises(CommandError, match=r"There is no scenario nap\. There is: sleepy-shop\."):
        run("lint", "nap")


@pytest.mark.django_db
def test_list_says_what_is_published(shelf):
    lay(shelf)
    assert "not published" in run("list")
    run("publish")
    assert json.loads(run("list", "--json"))[0]["state"] == "published"


@pytest.mark.django_db
def test_publish_says_what_is_new(shelf):
    folder = lay(shelf)
    assert run("publish", str(folder)) == "sleepy-shop version 1: published\n"
    assert run("publish") == "sleepy-shop version 1: is published\n"


def test_schema_is_json():
    assert json.loads(run("schema"))["title"] == "Document"


def test_prove_wants_names_or_all(shelf):
    with pytest.raises(CommandError, match="Name the scenarios to prove, or say --all"):
        run("prove")
