"""Checks and solutions: scripts of a scenario inside a role, and what their end means."""

import pytest

from scenarios import company
from scenarios.document.vocabulary import CommandGoal, Document, Step
from scenarios.objectives import command
from scenarios.proof import solutions
from scenarios.proof.solutions import SolutionAnswer, SolutionFailed
from scenarios.sandbox import EngineError, Spec
from scenarios.sandbox.base import ExecResult
from scenarios.sandbox.fake import FakeSandbox
from tests.making import DOCUMENT, make_scenario

GOAL = CommandGoal(id="hay", kind="command", on="pipeline", run="checks/hay.sh", points=10)
ASSETS = {"checks/hay.sh": b"echo hay", "solution/dev.sh": b"sv up storefront", "solution/ops.sh": b"true"}
ENCODED = {"solution/dev.sh": "c3YgdXAgc3RvcmVmcm9udA==", "solution/ops.sh": "dHJ1ZQ=="}


@pytest.fixture
def fake():
    return FakeSandbox(Spec("box", company.load_company("unicorn_rentals"), "image"), 9000)


def answer(fake, code, stdout=b"", stderr=b""):
    fake.answer = lambda role, argv: ExecResult(code, stdout, stderr, 0.2)


def check(fake, assets=ASSETS):
    return command.run_command_check(Document.model_validate(DOCUMENT), assets, GOAL, fake)


def test_zero_is_ok_and_timed(fake):
    answer(fake, 0, b"fine\n")
    assert (check(fake).outcome, check(fake).ms) == ("ok", 200)
    assert fake.calls[0][:2] == ("exec", "pipeline")


def test_the_last_line_says_why(fake):
    answer(fake, 1, b"looking\nThe hay is wet.\n", b"trace of something\n")
    assert (check(fake).outcome, check(fake).why) == ("fail", "The hay is wet.")


def test_a_script_that_prints_nothing_is_explained_too(fake):
    answer(fake, 3)
    assert check(fake).why == "Not yet."


def test_a_check_that_takes_too_long_fails_and_says_so(fake):
    answer(fake, 124)
    assert check(fake).why == "The check did not end within 20 s."


def test_a_stopped_container_is_the_teams_to_start(fake):
    def refuse(role, argv):
        raise EngineError("is not running")

    fake.answer = refuse
    fake.stop("pipeline")
    assert (check(fake).outcome, check(fake).why) == ("fail", "pipeline is exited: nothing can be looked at there.")


def test_an_engine_that_is_away_is_nobodys_fault(fake):
    def refuse(role, argv):
        raise EngineError("No Docker engine answers.")

    fake.answer = refuse
    assert (check(fake).outcome, check(fake).why) == ("error", "No Docker engine answers.")


def test_a_script_that_is_missing_is_an_error(fake):
    assert check(fake, {}).outcome == "error"


@pytest.mark.django_db
def test_a_solution_runs_the_scripts_of_its_seat_where_they_belong(fake):
    scenario = make_scenario(
        assets=ENCODED,
        document={"solution": {"dev": [{"on": "storefront", "run": "solution/dev.sh"}], "ops": "solution/ops.sh"}},
    )
    solutions.run_script(scenario, "dev", fake)
    solutions.run_script(scenario, "ops", fake)
    assert [call[1] for call in fake.calls] == ["storefront", "workbench"]


@pytest.mark.django_db
def test_a_commit_is_taken_back_out_of_the_service_whose_file_it_changed(fake):
    step = {"take_back": "recognizer/pictures.py", "message": "Red first"}
    scenario = make_scenario(document={"solution": {"dev": [step], "ops": "solution/ops.sh"}})
    solutions.run_script(scenario, "dev", fake)
    assert fake.calls[-1][-5:] == ("recognizer", "8001", "Red first", "yes", "recognizer/pictures.py")


@pytest.mark.django_db
def test_a_change_is_released_by_the_service_whose_sources_it_changes(fake):
    step = {"change": "recognizer", "run": "solution/dev.sh", "message": "Red first"}
    scenario = make_scenario(assets=ENCODED, document={"solution": {"dev": [step], "ops": "solution/ops.sh"}})
    solutions.run_script(scenario, "dev", fake)
    assert fake.calls[-1][:4] == ("exec", "workbench", "bash", "-c")
    assert fake.calls[-1][-5:] == ("recognizer", "8001", "Red first", "yes", "")


@pytest.mark.django_db
def test_a_step_that_fails_is_named_with_what_it_said(fake):
    answer(fake, 1, b"no such service\n")
    with pytest.raises(SolutionFailed, match=r"solution/dev.sh on workbench failed: no such service"):
        solutions.run_script(make_scenario(assets=ENCODED), "dev", fake)


@pytest.mark.django_db
def test_the_answers_are_right_ones():
    scenario = make_scenario()
    assert solutions.right_answers(scenario) == [SolutionAnswer("named", "storefront", ("dev",))]


@pytest.mark.engine
def test_what_a_script_starts_cannot_eat_the_rest_of_it(sandbox):
    script = b"cat >/dev/null\necho 'The last line.'\nexit 3\n"
    reading = command.run_command_check(Document.model_validate(DOCUMENT), {"checks/hay.sh": script}, GOAL, sandbox)
    assert (reading.outcome, reading.why) == ("fail", "The last line.")


@pytest.mark.engine
@pytest.mark.timeout(600)
def test_a_change_is_committed_once_and_runs_and_nothing_else_is_left(sandbox):
    def play(script, *, idle=True):
        step = Step(change="storefront", run="solution/dev.sh", message="Really")
        solutions.play_steps("sleepy-shop", [step], {"solution/dev.sh": script}, sandbox, idle=idle)

    def main():
        return sandbox.exec(
            "pipeline", ["git", "-C", "/srv/git/storefront.git", "log", "-1", "--format=%H %s", "main"]
        ).text

    def said(*argv):
        return sandbox.exec("workbench", argv).text

    before, add = said("ls", "/tmp"), b"cat >/dev/null; grep -q Really slogan.txt || echo Really. >> slogan.txt"
    play(add)
    head = main()
    assert head == f"{said('curl', '-s', 'storefront:8000/alive')} Really"
    play(add)
    with pytest.raises(SolutionFailed, match=r"solution/dev.sh on workbench failed: nothing was changed"):
        play(add, idle=False)
    with pytest.raises(SolutionFailed, match="nothing was changed, or only comments"):
        play(b"echo '# Hay.' >> storefront/wsgi.py", idle=False)
    with pytest.raises(SolutionFailed, match=r"No hay\."):
        play(b"echo Wet. >> slogan.txt; echo No hay.; exit 3")
    assert main() == head
    play(b"git revert --no-commit HEAD")
    assert said("ls", "/tmp") == before
