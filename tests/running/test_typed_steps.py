"""What a bot types for the steps of a solution."""

import random
import subprocess

import pytest

from gameday.operations.typed_steps import StepAtHand, plain_lines, typed_lines
from tests.scenarios.library import LIBRARY


def steps_of(slug: str, seat: str) -> list[StepAtHand]:
    source = LIBRARY[slug]
    steps = source.document.solution.get(seat, [])
    return [StepAtHand(source.document, seat, step, source.assets.get(step.run, b"")) for step in steps]


def typed(work: StepAtHand) -> list[str]:
    return [line.text for line in typed_lines(work, random.Random(1))]


def test_it_looks_around_first_where_the_answer_can_be_learned_too():
    (work,) = steps_of("double-nap", "ops")
    assert len(typed(work)) >= 3
    assert "sv status /run/service/*" in typed(work)[:-1]


def test_a_short_script_is_typed_and_a_longer_one_shown_and_run():
    (short,), (longer,) = steps_of("double-nap", "ops"), steps_of("moat-too-wide", "ops")
    assert (typed(short)[-1], short.file) == ("sv up nginx", "")
    file = "/tmp/moat-too-wide-ops.sh"
    assert (typed(longer)[-3:], longer.file) == ([f"cat {file}", f"bash {file}", f"rm {file}"], file)


@pytest.mark.parametrize(
    "line",
    ["if true; then", "  indented", "cat <<EOF", "set -e", "exit 1", "a \\", '[ "$x" != 1 ]', "f() { id; }", "a\tb"],
)
def test_a_line_that_a_shell_would_take_otherwise_when_it_is_typed_is_not(line):
    assert plain_lines(f"# Ops\nid\n{line}\n".encode()) == []
    assert plain_lines(b"# Ops\nid\n\nid\n") == ["id", "id"]


def test_a_bad_change_is_taken_back_with_git_as_people_do():
    (work,) = steps_of("cheap-hay", "dev")
    lines = typed(work)
    assert lines[-7].endswith("git clone -q git://pipeline/storefront.git /tmp/cheap-hay && cd /tmp/cheap-hay")
    assert lines[-6] == "git log -1 -p -- storefront/pricing.py"
    assert "git revert" in lines[-5]
    assert lines[-3] == "git commit -qm 'Prices without horoscopes' && git push -q origin HEAD:main"
    assert lines[-2].startswith('until [ "$(curl -s -m 3 storefront:8000/alive)" = ')
    assert work.file == ""


def test_sources_are_changed_in_a_clone_by_a_script_that_is_shown():
    (work,) = steps_of("migration-freeze", "dev")
    assert [f"cat {work.file}", f"bash {work.file}"] == typed(work)[-6:-4]
    assert typed(work)[-1] == f"cd && rm -rf /tmp/migration-freeze {work.file}"


def test_what_another_user_has_to_do_is_not_typed():
    (work,) = steps_of("double-nap", "ops")
    step = work.step.model_copy(update={"user": "postgres"})
    assert typed(StepAtHand(work.document, work.seat, step, work.script)) == []


def test_every_step_of_the_library_ends_checked_and_its_lines_are_whole():
    works = [work for slug in LIBRARY for seat in ("dev", "ops") for work in steps_of(slug, seat)]
    lines = [typed_lines(work, random.Random(1)) for work in works]
    assert all(any(line.checked for line in of_step) for of_step in lines)
    texts = [line.text for of_step in lines for line in of_step]
    assert [text for text in texts if not text.isprintable()] == []
    done = subprocess.run(["bash", "-n"], input="\n".join(texts), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
