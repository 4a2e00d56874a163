"""Several proofs at once, in sandboxes that are kept where that is safe; and a folder that is watched."""

import threading

import pytest

from scenarios import company, publishing
from scenarios.document.parse import Document
from scenarios.proof import file_watch, proof
from scenarios.proof import parallel as proving
from scenarios.proof.sandbox_pool import PooledSandbox
from scenarios.publishing import ScenarioSource
from scenarios.sandbox import EngineError
from scenarios.sandbox.fake import FakeEngine
from tests.making import DOCUMENT

SHOP = company.load_company("unicorn_rentals")


@pytest.fixture
def engine():
    return FakeEngine("fake://stable")


def source(name):
    return ScenarioSource(publishing.LIBRARY, Document.model_validate(DOCUMENT | {"id": name}), {}, "0" * 64)


def play(monkeypatch, engine, names, parallel, fail=()):
    """Proofs in which nothing is really played. Those of `fail` do not hold."""

    def played(source, sandbox, recorder, factor):
        with recorder.step("played"):
            if source.document.id in fail:
                raise proof.RehearsalBroken("no")

    monkeypatch.setattr(proof, "_play", played)
    found = list(proving.prove_scenarios([source(name) for name in names], engine, parallel))
    return {one.scenario: one.sandbox for one in found}, found


def test_a_sandbox_is_used_again_where_the_proof_before_held(monkeypatch, engine):
    sandboxes, found = play(monkeypatch, engine, ["one", "two", "six"], 1)
    assert sandboxes == {"one": "fresh", "two": "reused", "six": "reused"}
    assert all(one.holds for one in found)
    assert found[1].lines[1].said.startswith("reused: proof-")
    assert engine.sandboxes == {}


def test_after_a_proof_that_does_not_hold_the_next_gets_a_fresh_one(monkeypatch, engine):
    sandboxes, found = play(monkeypatch, engine, ["one", "two", "six"], 1, fail={"two"})
    assert sandboxes == {"one": "fresh", "two": "reused", "six": "fresh"}
    assert [one.holds for one in found] == [True, False, True]


def test_two_at_a_time_have_a_sandbox_each(monkeypatch, engine):
    together = threading.Barrier(2, timeout=10)
    monkeypatch.setattr(proof, "_play", lambda *words: together.wait())
    found = list(proving.prove_scenarios([source("one"), source("two")], engine, 2))
    assert {one.sandbox for one in found} == {"fresh"}
    assert engine.sandboxes == {}


def test_a_run_that_is_broken_off_leaves_nothing_behind(monkeypatch, engine):
    monkeypatch.setattr(proof, "_play", lambda *words: None)
    proofs = proving.prove_scenarios([source(name) for name in ("one", "two", "six")], engine, 1)
    next(proofs)
    proofs.close()
    assert engine.sandboxes == {}


@pytest.mark.parametrize(
    ("cores", "memory", "scenarios", "wanted"),
    [
        (2, 24_000, 16, 3),
        (32, 24_000, 16, 14),
        (32, 24_000, 3, 3),
        (8, 1_000, 16, 1),
        (None, 24_000, 16, 2),
    ],
)
def test_how_many_at_once_follows_cores_and_memory(monkeypatch, engine, cores, memory, scenarios, wanted):
    monkeypatch.setattr(proving.os, "cpu_count", lambda: cores)
    engine.memory_mb = lambda: memory
    shop = SHOP.model_copy(update={"roles": {"db": SHOP.roles["db"].model_copy(update={"memory_mb": 1250})}})
    assert proving.proofs_at_once(engine, [shop] * scenarios) == wanted


def test_what_breaks_in_one_proof_is_said_and_does_not_end_the_others(monkeypatch, engine):
    def crash(source, sandbox, recorder, factor):
        with recorder.step("played"):
            if source.document.id == "one":
                raise ZeroDivisionError("hay")

    monkeypatch.setattr(proof, "_play", crash)
    found = {one.scenario: one for one in proving.prove_scenarios([source("one"), source("two")], engine, 1)}
    assert (found["one"].holds, found["one"].lines[-1].said) == (False, "ZeroDivisionError: hay")
    assert found["two"].holds


def test_a_pool_that_was_closed_while_its_sandbox_was_built_keeps_none(monkeypatch, engine):
    stall, provision = PooledSandbox(engine), engine.provision
    monkeypatch.setattr(engine, "provision", lambda spec: (provision(spec), stall.close())[0])
    with pytest.raises(EngineError, match="Nobody wants this proof"):
        stall.take(SHOP)
    assert engine.sandboxes == {}


def test_a_pool_that_was_cleared_twice_is_empty(engine):
    stall = PooledSandbox(engine)
    assert stall.take(SHOP)[1] == "fresh"
    stall.clear()
    stall.clear()
    assert stall.take(SHOP)[1] == "fresh"


def test_a_change_of_a_folder_is_told_when_its_files_are_all_written(tmp_path):
    file, script = tmp_path / "scenario.yaml", tmp_path / "checks.sh"
    file.write_text("a")
    pauses = []

    def pause(seconds):
        pauses.append(seconds)
        if len(pauses) == 3:
            file.write_text("an author writes")
        if len(pauses) == 4:
            script.write_text("and writes")

    seen = file_watch.folder_changes(tmp_path, pause)
    assert next(seen) == [str(file)]
    assert next(seen) == [str(script), str(file)]
    (tmp_path / ".swap").write_text("what an editor keeps for itself")
    script.unlink()
    assert next(seen) == [str(script)]
