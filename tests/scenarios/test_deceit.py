"""A scenario that is written to deceive does not hold, and the proof says what to do."""

import subprocess

import pytest

from scenarios import waiting
from scenarios.company import CompanyInvariant
from scenarios.document.parse import Document
from scenarios.document.vocabulary import AnswerGoal
from scenarios.proof import invariants, proof, rehearsal
from scenarios.proof.proof import Proof, ProofLine
from scenarios.sandbox import EngineError
from scenarios.sandbox.base import ExecResult
from scenarios.sandbox.fake import FakeSandbox
from tests.making import DOCUMENT
from tests.scenarios.deceivers import AWAKE, HONEST, NAMED, SHARP, SIGN, WAITED, SleepyClock, SleepyShop, deceiving


@pytest.fixture
def clock(monkeypatch):
    clock = SleepyClock()
    for module in (waiting, rehearsal):
        monkeypatch.setattr(module, "time", clock)
    monkeypatch.setitem(waiting.repeated_looks.__kwdefaults__, "pause", clock.sleep)
    return clock


@pytest.fixture
def shop(clock):
    return SleepyShop(clock)


def prove(shop, **changes) -> Proof:
    return proof.prove_on_sandbox(deceiving(**changes), shop)


def broken(shop, **changes) -> ProofLine:
    found = prove(shop, **changes)
    assert not found.holds
    return found.lines[-1]


def test_an_honest_scenario_holds_and_says_how_long_nobody_has_acted(shop):
    found = prove(shop)
    assert found.holds, found.lines[-1]
    [waited] = [line for line in found.lines if line.step == "no objective is met by doing nothing"]
    assert waited.said.startswith(f"for {6 + proof.IDLE_MARGIN:.0f} s, the solution needs 6 s; named: ")
    assert [line.said for line in found.lines if "lose no data" in line.step] == ["booked", "booked"]
    assert [line.said for line in found.lines if "found out" in line.step] == ["storefront shows named"]


def test_an_objective_that_is_met_by_waiting_twelve_seconds_is_refused(shop):
    line = broken(shop, objectives=[*HONEST["objectives"], WAITED])
    assert line.step == "no objective is met by doing nothing"
    assert line.said == (
        "met without anybody's work: waited, by waiting 12 s; make its check look for what the solution does"
    )


def test_a_solution_that_deletes_half_of_the_bookings_is_refused(shop):
    solution = {"dev": "solution/dev.sh", "ops": "solution/halve.sh"}
    line = broken(shop, solution=solution)
    assert line.step == "dev and then ops lose no data"
    assert line.said == (
        "the solution loses data: booked (the number of bookings): 400 before, 200 after. Mend the solution; "
        "or, if that is what the scenario is about, name it in `changes`"
    )
    assert prove(shop, solution=solution, changes=["booked"]).holds


def test_an_answer_that_no_investigation_gives_is_refused(shop):
    line = broken(shop, objectives=[NAMED | {"accept": ["xyzzy"]}, AWAKE, SHARP])
    assert line.step == "every answer can be found out"
    assert line.said == (
        "named: the command of `learned_from` on storefront shows none of the right answers, but: down: storefront; "
        "write a command that leads to one, or correct `accept`"
    )


def test_an_answer_to_which_nothing_leads_is_refused(shop):
    named = {key: value for key, value in NAMED.items() if key != "learned_from"}
    assert broken(shop, objectives=[named, AWAKE, SHARP]).said == (
        "named: nothing leads to the answer; write `learned_from`, a card or a command that shows it"
    )


def test_an_answer_may_stand_on_a_card(shop):
    named = NAMED | {"accept": ["the supervisor"], "learned_from": {"card": "ops"}}
    found = prove(shop, objectives=[named, AWAKE, SHARP])
    assert found.holds, found.lines[-1]
    assert (
        "card of dev says none"
        in broken(shop, objectives=[named | {"learned_from": {"card": "dev"}}, AWAKE, SHARP]).said
    )


@pytest.mark.parametrize(
    ("trick", "why"),
    [
        ({"steps": "tricks/yawn.sh"}, "it changes nothing that a careless check would look at: `fools` does not hold"),
        (
            {"steps": "tricks/yawn.sh", "fools": {"on": "edge", "run": "true"}},
            "`fools` holds before the trick is played, so it does not tell what the trick does; look at something",
        ),
        ({"fools": None}, "it has no `fools`; write what a careless check would look at, by `on` and `run`"),
        ({"steps": "solution/ops.sh", "fools": {"on": "edge", "run": "awake?"}}, "awake is met by it"),
    ],
)
def test_a_trick_that_tells_nothing_about_the_check_is_refused(shop, trick, why):
    line = broken(shop, tricks=[SIGN | trick])
    assert line.step == "trick instead of ops: Hang a sign on the door"
    assert line.said.startswith(why)


class Bash(FakeSandbox):
    """Runs its commands on this machine, in bash."""

    def exec(self, role, argv, **options):
        done = subprocess.run(argv, capture_output=True, check=False)
        return ExecResult(done.returncode, done.stdout, done.stderr, 0.1)


def test_an_invariant_of_lines_names_what_is_gone(shop, tmp_path):
    log = tmp_path / "log"
    commits = CompanyInvariant(id="history", title="every commit", role="pipeline", run=f"cat {log}")
    lines = CompanyInvariant(id="length", title="how many", role="pipeline", run=f"wc -l < {log}", keeps="number")
    box = Bash(shop.spec, 9000)
    box.company = shop.company.model_copy(update={"invariants": [commits, lines]})
    log.write_text("one\ntwo\nthree\nfour\nfive\n")
    before = invariants.read_invariants(box)
    assert before == {"history": ["one", "two", "three", "four", "five"], "length": ["5"]}
    log.write_text("six\nfive")
    assert invariants.lost_data(box, before) == [
        "history (every commit): gone or changed are “one”, “two”, “three” and 1 more",
        "length (how many): 5 before, 1 after",
    ]
    log.write_text("zero\none\ntwo\nthree\nfour\nfive\n")
    assert invariants.lost_data(box, before) == []
    log.unlink()
    [history, length] = invariants.lost_data(box, before)
    assert history.startswith("history (every commit): pipeline cannot tell: ")
    assert "No such file or directory" in length
    with pytest.raises(EngineError, match=r"^invariant history \(every commit\): pipeline cannot tell: .*No such file"):
        invariants.read_invariants(box)


def test_an_invariant_that_gives_no_answer_in_time_does_not_hold(shop):
    box = FakeSandbox(shop.spec, 9000)
    box.company = shop.company
    box.answer = lambda role, argv: ExecResult(124, b"", b"", 60.0)
    assert invariants.lost_data(box, {"booked": ["400"]}) == [
        "booked (the number of bookings): db cannot tell: no answer in time"
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [("down: /run/service/storefront: 3s", True), ("Storefront.", True), ("storefronts", False), ("a front", False)],
)
def test_an_answer_is_found_in_a_text_as_whole_words(text, found):
    named = Document.model_validate(DOCUMENT).objective("named")
    assert isinstance(named, AnswerGoal)
    assert named.said_in(text) is found


@pytest.mark.engine
@pytest.mark.timeout(300)
def test_a_real_booking_that_is_gone_and_a_real_dump_that_is_cut_are_noticed(sandbox):
    before = invariants.read_invariants(sandbox)
    assert invariants.lost_data(sandbox, before) == []
    aside = "CREATE TABLE aside AS SELECT * FROM bookings WHERE id = 4711; DELETE FROM bookings WHERE id = 4711"
    archive = "/var/backups/unicorn/archive/unicorn-known-good.dump"
    cut = f"mv {archive} /tmp/whole && head -c 1000 /tmp/whole > {archive}"
    back = "INSERT INTO bookings SELECT * FROM aside; DROP TABLE aside"
    whole = f"mv /tmp/whole {archive}"
    try:
        assert sandbox.exec("db", ["bash", "-ec", f"psql -Xq -c '{aside}'; {cut}"]).ok
        lost = invariants.lost_data(sandbox, before)
    finally:
        sandbox.exec("db", ["bash", "-c", f"psql -Xq -c '{back}'; {whole}"])
    assert [sentence.split(" ")[0] for sentence in lost] == ["bookings", "bookings-made", "archive"]
    assert invariants.lost_data(sandbox, before) == []
