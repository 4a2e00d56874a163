"""The proof: it fails for scenarios that do not hold, and it is kept with the version that was proved."""

import json
from datetime import UTC, datetime

import pytest

from scenarios import company, publishing
from scenarios.document.parse import Document
from scenarios.probes.base import Reading
from scenarios.proof import proof, rehearsal, residue
from scenarios.proof.proof import Proof, ProofLine
from scenarios.proof.rehearsal import Rehearsal, RehearsalBroken
from scenarios.proof.sandbox_pool import PooledSandbox
from scenarios.publishing import ScenarioSource
from scenarios.sandbox import EngineError, Spec
from scenarios.sandbox.base import ExecResult
from scenarios.sandbox.fake import FakeEngine
from tests.making import DOCUMENT

NOW = datetime(2031, 5, 17, 9, tzinfo=UTC)
WAKE = b"sv up storefront; for _ in $(seq 60); do curl -sf -m 2 localhost:8000/alive && exit; sleep 0.5; done; exit 1"


def source(assets, **changes):
    """The sleepy shop, changed: Dev knows the name, and both must act unless a test says otherwise."""
    return ScenarioSource(publishing.LIBRARY, Document.model_validate(DOCUMENT | changes), assets, "0" * 64)


@pytest.mark.engine
@pytest.mark.timeout(300)
class TestWhatDoesNotHold:
    """On the shared sandbox, with the sleepy shop: one service is killed and `sv up` brings it back."""

    def failing(self, sandbox, assets, **changes):
        found = proof.prove_on_sandbox(source(assets, **changes), sandbox, factor=0.05)
        sandbox.await_health("storefront", 30)
        assert not found.holds
        return found.lines[-1]

    def test_a_scenario_that_one_seat_resolves(self, sandbox):
        solution = {seat: [{"on": "storefront", "run": f"solution/{seat}.sh"}] for seat in ("dev", "ops")}
        line = self.failing(sandbox, {"solution/dev.sh": WAKE, "solution/ops.sh": b"true"}, solution=solution)
        assert (line.step, line.said) == ("dev alone does not resolve it", "nothing is left for ops to do")

    def test_an_objective_that_is_met_by_doing_nothing(self, sandbox):
        goals = [
            *DOCUMENT["objectives"],
            {"id": "priced", "kind": "command", "on": "db", "run": "checks/yes.sh", "points": 1},
        ]
        line = self.failing(sandbox, {"checks/yes.sh": b"true"}, objectives=goals)
        assert line.step == "no objective is met at once"
        assert line.said.startswith("met without anybody's work: priced, as soon as the faults are in")

    def test_a_solution_that_fails(self, sandbox):
        line = self.failing(sandbox, {"solution/dev.sh": b"echo No hay.; exit 1", "solution/ops.sh": b"true"})
        assert "solution/dev.sh on workbench failed: No hay." in line.said

    def test_a_trick_that_is_not_caught(self, sandbox):
        nap = publishing.read_source(publishing.find_source("double-nap"))
        trick = nap.document.tricks[0].model_copy(update={"title": "Tiptoe", "steps": nap.document.solution["ops"]})
        document = nap.document.model_copy(update={"tricks": [trick]})
        found = proof.prove_on_sandbox(
            ScenarioSource(nap.folder, document, nap.assets, nap.digest), sandbox, factor=0.05
        )
        assert (found.lines[-1].step, found.lines[-1].said) == ("trick instead of ops: Tiptoe", "open is met by it")

    def test_a_fault_without_the_effect_that_it_promises(self, sandbox):
        fault = DOCUMENT["faults"][0] | {
            "target": "recognizer",
            "with": {"service": "recognizer"},
            "verify": {"probe": "browse", "within": "1s"},
        }
        line = self.failing(sandbox, {}, faults=[fault])
        sandbox.await_health("recognizer", 30)
        assert line.said == "nap: browse should fail within 1 s and does not"


def test_a_trick_whose_check_cannot_be_run_is_not_caught(monkeypatch):
    monkeypatch.setattr(rehearsal, "SETTLE_SECONDS", 0)
    trick = {"title": "Tiptoe", "instead_of": "ops", "steps": "solution/ops.sh", "caught_by": "awake",
             "fools": {"on": "edge", "run": "quiet?"}}  # fmt: skip
    asleep = source({"solution/dev.sh": b"", "solution/ops.sh": b""}, tricks=[trick])
    sandbox = FakeEngine("fake://odd").provision(Spec("box", company.load_company("unicorn_rentals"), "image"))
    quiet = iter([1, 0])
    sandbox.answer = lambda role, argv: ExecResult(next(quiet) if argv[-1] == "quiet?" else 0, b"", b"", 0.1)
    monkeypatch.setattr(Rehearsal, "_look", lambda self, use: Reading("error", why="Nobody opens the door."))
    with pytest.raises(RehearsalBroken, match=r"awake cannot be looked at: Nobody opens the door\."):
        Rehearsal(asleep, sandbox, "127.0.0.1", 0.1).cheat(asleep.document.tricks[0])


def test_a_trick_must_change_something_and_a_solution_need_not(monkeypatch):
    monkeypatch.setattr(rehearsal, "SETTLE_SECONDS", 0)
    change = [{"change": "storefront", "run": "solution/dev.sh"}]
    trick = {"title": "Yawn", "instead_of": "dev", "steps": change, "caught_by": "awake"}
    drowsy = source({"solution/dev.sh": b""}, solution={"dev": change, "ops": change}, tricks=[trick])
    sandbox = FakeEngine("fake://odd").provision(Spec("box", company.load_company("unicorn_rentals"), "image"))
    monkeypatch.setattr(Rehearsal, "_look", lambda self, use: Reading("fail", why="It snores."))
    assert Rehearsal(drowsy, sandbox, "127.0.0.1", 0.1).cheat(drowsy.document.tricks[0]) == "awake: It snores."
    assert [call[-2] for call in sandbox.calls if "release" in call] == ["yes", "no"]


def test_a_host_that_cannot_play_it_is_said_before_anything_is_built():
    engine = FakeEngine("fake://poor")
    engine.able = frozenset()
    lines: list[ProofLine] = []
    found = proof.prove_scenario(source({}, requires=["network.rate"]), PooledSandbox(engine), lines.append)
    assert not found.holds
    assert found.lines == lines
    assert (lines[0].step, lines[0].said) == ("the host can play it", "this host lacks network.rate")
    assert engine.sandboxes == {}


def test_an_engine_that_cannot_build_is_told_and_nothing_stays():
    engine = FakeEngine("fake://full")
    engine.provision = None  # type: ignore[assignment]
    engine.down = True
    found = proof.prove_scenario(source({}), PooledSandbox(engine))
    assert "No Docker engine answers" in found.lines[-1].said


@pytest.mark.django_db
def test_a_proof_is_kept_with_the_version_that_was_proved():
    row = publishing.publish_source(source({}), NOW)
    good = Proof("sleepy-shop", 1, row.digest, 0.1, [ProofLine("steady state holds", 1.0, True)])
    assert proof.keep_proof(good, NOW)
    row.refresh_from_db()
    assert (row.proved_at, row.proof["holds"]) == (NOW, True)
    assert json.dumps(row.proof)
    assert not proof.keep_proof(Proof("sleepy-shop", 1, "f" * 64, 0.1), NOW)


@pytest.mark.django_db
def test_a_proof_that_fails_removes_the_date_of_the_last_proof():
    row = publishing.publish_source(source({}), NOW)
    proof.keep_proof(Proof("sleepy-shop", 1, row.digest, 0.1, [ProofLine("a", 1.0, True)]), NOW)
    proof.keep_proof(Proof("sleepy-shop", 1, row.digest, 0.1, [ProofLine("a", 1.0, False, "no hay")]), NOW)
    row.refresh_from_db()
    assert (row.proved_at, row.proof["holds"]) == (None, False)


def test_an_empty_proof_proves_nothing():
    assert not Proof("x", 1, "", 0.1).holds


def test_residue_names_what_is_new_and_what_is_gone():
    before = {"db": ["index a", "index b"], "cache": ["limits 1"]}
    after = {"db": ["index b", "index c"], "cache": ["limits 1"]}
    assert residue.residue_difference(before, after) == ["db: +index c", "db: -index a"]


def test_a_temporary_file_that_is_gone_is_no_residue_and_one_that_came_is():
    assert residue.residue_difference({"pipeline": ["tmp tmpold"]}, {"pipeline": ["tmp tmpnew"]}) == [
        "pipeline: +tmp tmpnew"
    ]


def test_only_sources_can_be_what_players_have_built():
    sources = ["pipeline: +sources recognizer b", "pipeline: -sources recognizer a"]
    assert residue.only_sources_left(sources)
    assert not residue.only_sources_left([])
    assert not residue.only_sources_left([*sources, "edge: +certificate has expired"])


def test_a_role_that_cannot_be_looked_at_is_named():
    sandbox = FakeEngine("fake://busy").provision(Spec("box", company.load_company("unicorn_rentals"), "image"))
    sandbox.answer = lambda role, argv: ExecResult(role == "db", b"", b"no such file", 0.1)
    with pytest.raises(EngineError, match="db cannot be looked at: no such file"):
        residue.take_snapshot(sandbox)


def test_a_probe_that_cannot_look_proves_no_effect(monkeypatch):
    """Nothing listens at the port of a sandbox in memory, so the probe gives an error and not a fail."""
    monkeypatch.setattr(rehearsal, "EFFECT_SECONDS", 1)
    fault = {"id": "dead", "kind": "container.kill", "target": "cache", "ttl": "20m"}
    dead = source({}, faults=[fault | {"verify": {"probe": "browse", "expect": "fail", "within": "1s"}}])
    sandbox = FakeEngine("fake://odd").provision(Spec("box", company.load_company("unicorn_rentals"), "image"))
    with pytest.raises(RehearsalBroken, match=r"dead: browse cannot be looked at: Nobody opens the door"):
        Rehearsal(dead, sandbox, "127.0.0.1", 0.1).inject()
