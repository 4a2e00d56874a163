"""The record of a proof: what makes it stale, and when it is written."""

import ast
import inspect
import json
import shutil
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from scenarios import company, publishing
from scenarios.faults import FAULTS
from scenarios.management.commands import scenario
from scenarios.probes import PROBES
from scenarios.proof import inputs as proof_inputs
from scenarios.proof import proof
from scenarios.proof import record as proof_record
from scenarios.proof.inputs import OBJECTIVES, PACKAGE
from scenarios.proof.proof import Proof, ProofLine
from scenarios.proof.record import Recorder
from scenarios.publishing import RECORD
from scenarios.sandbox.docker.engine import DockerEngine
from tests.making import DOCUMENT
from tests.scenarios import library

# Three that differ in their faults, probes and objectives: reading the code for all of them takes a minute.
LIBRARY = {slug: library.LIBRARY[slug] for slug in ("leap-day", "double-nap", "runbook-lies")}
NOW = datetime(2031, 5, 17, 9, tzinfo=UTC)


# What makes a record stale -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def before():
    code = proof_inputs.read_code()
    return {slug: proof_inputs.inputs_of(source, code) for slug, source in LIBRARY.items()}


@pytest.fixture
def copied(tmp_path):
    """A copy of the package's modules that may be changed."""
    shutil.copytree(PACKAGE, tmp_path / PACKAGE.name, ignore=shutil.ignore_patterns("companies", "library", "*.pyc"))
    return tmp_path


def file_of(thing, root: Path) -> Path:
    return root / Path(inspect.getfile(thing)).relative_to(PACKAGE.parent)


def stale(before, root) -> dict[str, list[str]]:
    """The scenarios that are stale with the code below `root`, and their parts that were changed."""
    code = proof_inputs.read_code(root)
    found = {
        slug: proof_record.changes(before[slug], proof_inputs.inputs_of(source, code))
        for slug, source in LIBRARY.items()
    }
    return {slug: parts for slug, parts in found.items() if parts}


def test_a_comment_a_docstring_and_another_layout_make_nothing_stale(before, copied):
    for file in copied.rglob("*.py"):
        file.write_text(ast.unparse(ast.parse(file.read_text())) + "\n# Why not.\n")
    assert stale(before, copied) == {}


@pytest.mark.parametrize("kind", ["tls.expire", "process.kill", "deploy.bad", "document.rewrite"])
def test_a_changed_line_of_a_fault_makes_exactly_its_users_stale(before, copied, kind):
    file = file_of(type(FAULTS[kind]), copied)
    text = file.read_text()
    own = text.index(f'"{kind}"')  # after that line of the class: `process.stop` stands in the same module
    file.write_text(text[:own] + text[own:].replace("-> None:\n", "-> None:\n        assert call\n", 1))
    users = {slug for slug, source in LIBRARY.items() if kind in {use.kind for use in source.document.faults}}
    assert stale(before, copied) == {slug: [f"fault {kind}"] for slug in users}


def test_a_changed_line_of_a_probe_makes_exactly_its_users_stale(before, copied):
    file = file_of(type(PROBES["command"]), copied)
    file.write_text(file.read_text().replace("arguments: CommandArguments) -> Reading:\n", "arguments: str):\n"))
    users = {
        slug for slug, source in LIBRARY.items() if "command" in {use.probe for use in source.document.steady_state}
    }
    assert 0 < len(users) < len(LIBRARY)
    assert stale(before, copied) == {slug: ["probe command"] for slug in users}


def test_a_changed_replay_makes_stale_who_has_one(before, copied):
    file = file_of(OBJECTIVES["replay"], copied)
    file.write_text(file.read_text().replace("STEP_SECONDS = ", "STEP_SECONDS = 1 + "))
    users = {slug for slug, source in LIBRARY.items() if "replay" in {goal.kind for goal in source.document.objectives}}
    assert 0 < len(users) < len(LIBRARY)
    assert stale(before, copied) == {slug: ["objective replay"] for slug in users}


@pytest.mark.parametrize(("thing", "part"), [(DockerEngine, "sandboxes"), (proof.prove_scenario, "rehearsal")])
def test_a_change_of_driver_or_rehearsal_makes_all_stale(before, copied, thing, part):
    file = file_of(thing, copied)
    file.write_text(file.read_text().replace("SECONDS = ", "SECONDS = 1 + "))
    assert stale(before, copied) == {slug: [part] for slug in LIBRARY}


def test_all_kinds_can_be_read():
    """Also the kinds that no scenario uses yet, so that the first scenario with one does not fail."""
    code = proof_inputs.read_code()
    for kind in [*FAULTS.values(), *PROBES.values()]:
        assert code.reached([(type(kind).__module__, type(kind).__qualname__)])


def test_a_changed_file_of_the_image_makes_all_of_the_company_stale(before, tmp_path, monkeypatch):
    folder = tmp_path / "unicorn_rentals"
    shutil.copytree(company.COMPANIES / "unicorn_rentals", folder)
    monkeypatch.setattr(company, "COMPANIES", tmp_path)
    (folder / "README.md").write_text("For people.")
    (folder / "image" / "storefront" / "__pycache__").mkdir(exist_ok=True)
    (folder / "image" / "storefront" / "__pycache__" / "shop.cpython-311.pyc").write_bytes(b"compiled")
    assert stale(before, PACKAGE.parent) == {}
    (folder / "image" / "Dockerfile").chmod(0o755)
    assert stale(before, PACKAGE.parent) == {slug: ["company unicorn_rentals"] for slug in LIBRARY}


# The record ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def shelf(tmp_path, settings, monkeypatch):
    """A facilitator's own folder beside an empty library, with two scenarios, on an engine that plays nothing."""
    monkeypatch.setattr(publishing, "LIBRARY", tmp_path / "nothing")
    settings.SCENARIO_FOLDERS = [tmp_path / "own"]
    settings.DOCKER_URL = f"fake://{tmp_path.name}"
    monkeypatch.setattr(proof, "_play", lambda source, sandbox, recorder, factor: None)
    monkeypatch.setattr(scenario, "close_old_connections", lambda: None)  # the test's own is among them
    for slug in ("angry-shop", "sleepy-shop"):
        folder = tmp_path / "own" / slug
        (folder / "solution").mkdir(parents=True)
        (folder / "scenario.yaml").write_text(yaml.safe_dump(json.loads(json.dumps(DOCUMENT | {"id": slug}))))
        for seat in ("dev", "ops"):
            (folder / "solution" / f"{seat}.sh").write_text("true\n")
    return tmp_path / "own"


def prove(*words: str) -> str:
    out = StringIO()
    call_command("scenario", "prove", *words, stdout=out)
    return out.getvalue()


def why_stale(folder: Path) -> str:
    return proof_record.why_stale(publishing.read_source(folder), proof_inputs.read_code())


@pytest.mark.django_db
def test_a_record_stands_until_the_scenario_is_changed(shelf):
    nap = shelf / "sleepy-shop"
    digest = publishing.read_source(nap).digest
    assert why_stale(nap) == "it has never been proven and recorded"
    prove("sleepy-shop", "--record")
    assert why_stale(nap) == ""
    assert publishing.read_source(nap).digest == digest  # the record is no part of what is published
    file = nap / "scenario.yaml"
    file.write_text("# The same in other words.\n" + file.read_text())
    assert why_stale(nap) == ""
    (nap / "solution" / "dev.sh").write_text("false\n")
    assert why_stale(nap).endswith(": scenario")


@pytest.mark.django_db
def test_a_reader_of_a_record_sees_when_where_how_long_and_what(shelf):
    prove("sleepy-shop", "--record")
    told = json.loads((shelf / "sleepy-shop" / RECORD).read_text())
    assert list(told) == ["proven", "engine", "seconds", "digests"]
    assert list(told["digests"]) == [
        "scenario",
        "company unicorn_rentals",
        "sandboxes",
        "rehearsal",
        "fault process.kill",
        "probe browse",
    ]
    record = proof_record.read_record(shelf / "sleepy-shop")
    assert str(record) == f"{told['proven'][:10]}, {told['engine']}, {told['seconds']} s"
    out = StringIO()
    call_command("scenario", "list", stdout=out)
    assert f"proven {record}" in out.getvalue()
    assert "record: it has never been proven and recorded" in out.getvalue()


@pytest.mark.parametrize("content", ["<<<<<<< HEAD", "[]", "{}", '{"proven": "2031-05-17", "digests": []}'])
def test_a_record_that_cannot_be_read_is_stale(shelf, content):
    (shelf / "sleepy-shop" / RECORD).write_text(content)
    assert "proof.json cannot be read: " in why_stale(shelf / "sleepy-shop")


@pytest.mark.django_db
def test_only_what_is_stale_is_proven(shelf):
    assert "2 in " in prove("--stale", "--record")
    assert prove("--stale", "--record") == "2 stand on their record: angry-shop, sleepy-shop.\n"
    (shelf / "angry-shop" / "solution" / "ops.sh").write_text("false\n")
    said = prove("--stale", "--record")
    assert "1 stand on their record: sleepy-shop." in said
    assert "1 in " in said
    assert why_stale(shelf / "angry-shop") == ""


@pytest.mark.django_db
def test_a_proof_that_fails_leaves_the_old_record_and_ends_with_an_error(shelf, monkeypatch):
    prove("--stale", "--record")
    old = (shelf / "angry-shop" / RECORD).read_text()
    break_(monkeypatch, "angry-shop")
    with pytest.raises(CommandError, match=r"1 of 2 scenarios do not hold: angry-shop\."):
        prove("angry-shop", "sleepy-shop", "--record")
    assert (shelf / "angry-shop" / RECORD).read_text() == old


@pytest.mark.django_db
def test_proving_all_forgets_the_old_records(shelf, monkeypatch):
    prove("--stale", "--record")
    break_(monkeypatch, "angry-shop")
    with pytest.raises(CommandError, match=r"do not hold: angry-shop\."):
        prove("--all", "--record")
    assert why_stale(shelf / "angry-shop") == "it has never been proven and recorded"
    assert why_stale(shelf / "sleepy-shop") == ""


def break_(monkeypatch, slug):
    def play(source, sandbox, recorder, factor):
        with recorder.step("played"):
            if source.document.id == slug:
                raise proof.RehearsalBroken("no hay")

    monkeypatch.setattr(proof, "_play", play)


@pytest.mark.django_db
def test_without_being_asked_to_nothing_is_recorded(shelf):
    prove("--all")
    assert not list(shelf.rglob(RECORD))


def test_what_was_changed_while_it_was_proven_is_not_recorded(shelf):
    nap = shelf / "sleepy-shop"
    recorder = Recorder([publishing.read_source(nap)], "Docker 1")
    found = Proof("sleepy-shop", 1, "", 0.1, [ProofLine("played", 2.0, True)])
    (nap / "solution" / "dev.sh").write_text("false\n")
    assert recorder.record(found, NOW) == ("sleepy-shop was changed while it was proven (scenario): prove it again")
    (nap / "scenario.yaml").write_text("id: [")
    assert recorder.record(found, NOW).startswith("sleepy-shop cannot be read any more: ")
    assert not (nap / RECORD).exists()


def test_a_shortened_proof_is_not_recorded(shelf):
    with pytest.raises(CommandError, match=r"--factor of at least 0\.1"):
        prove("--all", "--record", "--factor", "0.05")
