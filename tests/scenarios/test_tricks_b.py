"""Tricks that the checks of the pipeline's, the regular expression's and the pictures' scenarios must not fall for."""

import time
from contextlib import contextmanager

import pytest

from scenarios.faults import FAULTS, Call
from tests.scenarios.test_tricks import LIBRARY, eventually, look, released

pytestmark = [pytest.mark.engine, pytest.mark.timeout(600)]

GREEN_ANYHOW = """printf '%s\\n' 'import pytest' '' '@pytest.hookimpl(trylast=True)' \\
    'def pytest_collection_modifyitems(items):' '    items[:] = items[:1]' > tests/conftest.py"""
ROOT = 'git checkout -q "$(git rev-list --max-parents=0 HEAD)" --'


@contextmanager
def faulty(sandbox, kind, target, assets=None, **arguments):
    """A fault of a kind, verified, in force while the block runs."""
    fault = FAULTS[kind]
    call = Call(
        sandbox, target, fault.Arguments(**arguments), f"trick{time.monotonic_ns() % 10**9}", 600.0, assets or {}
    )
    recipe = fault.plan(call)
    try:
        fault.inject(call, recipe)
        assert eventually(lambda: fault.verify(call, recipe))
        yield
    finally:
        fault.heal(call, recipe)
        assert eventually(lambda: fault.healed(call, recipe))


@contextmanager
def let_out(sandbox, patch):
    """A recognizer with green tests, which runs while the block does."""
    with faulty(sandbox, "deploy.bad", "workbench", service="recognizer", patch=patch, answers=True, message="A trick"):
        yield


# The pipeline is asleep --------------------------------------------------------------------------------------------


def test_tests_that_were_skipped_let_mutants_through(sandbox):
    with released(sandbox, GREEN_ANYHOW):
        reading = look(sandbox, "pipeline-asleep", "guarded")
    assert reading.why == "A mutant, a commit that breaks the shop, was let through by the tests."


def test_a_seal_that_was_renewed_by_hand_refuses_the_canary(sandbox):
    seal = LIBRARY["pipeline-asleep"].assets["faults/seal.sh"].decode()
    with released(sandbox, seal):
        assert look(sandbox, "pipeline-asleep", "guarded").outcome == "ok"
        reading = look(sandbox, "pipeline-asleep", "delivered")
    assert reading.why == "A canary, a commit that changes nothing but words, is refused by the tests."


def test_a_porter_who_stands_still_is_noticed_though_the_right_release_runs(sandbox):
    with faulty(sandbox, "process.stop", "storefront", service="agent"):
        reading = look(sandbox, "pipeline-asleep", "delivered")
    assert reading.why == "A canary has passed its tests and does not arrive: the shop still runs what it ran."
    assert eventually(lambda: look(sandbox, "pipeline-asleep", "delivered").outcome == "ok")


# The wrong stable --------------------------------------------------------------------------------------------------


def drawer(moved=""):
    everything = LIBRARY["wrong-stable"].assets["faults/everything.sh"].decode()
    return everything + moved


def test_a_tag_that_was_moved_to_the_wrong_release_does_not_make_it_right(sandbox):
    move = """
git add -A; git commit -qm moved; git tag -f -a -m 'Surely approved' stable >/dev/null
git push -q -f origin refs/tags/stable 2>/dev/null; git reset -q --soft HEAD~1"""
    with released(sandbox, drawer(move)):
        reading = look(sandbox, "wrong-stable", "tagged")
    sandbox.exec("pipeline", ["git", "-C", "/srv/git/storefront.git", "tag", "-d", "stable"])
    assert reading.why == "What is tagged as stable is the unfinished release: somebody has moved the tag."


def test_a_tag_that_was_deleted_does_not_either(sandbox):
    with released(sandbox, drawer("\ngit push -q origin :refs/tags/stable 2>/dev/null")):
        reading = look(sandbox, "wrong-stable", "tagged")
    assert "somebody has moved the tag" in reading.why


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("ADD days smallint", "There are days in the table of bookings, and they may be empty."),
        ("ADD days smallint NOT NULL DEFAULT 1", "The table of bookings counts both days and nights."),
    ],
)
def test_a_second_column_is_a_second_truth(sandbox, statement, why):
    with faulty(sandbox, "db.rename", "db", table="bookings", column="days", to="nights"):
        sandbox.exec("db", ["psql", "-Xqc", f"ALTER TABLE bookings {statement}"])
        reading = look(sandbox, "wrong-stable", "schema")
    assert reading.why == why
    assert look(sandbox, "wrong-stable", "schema").outcome == "ok"


# The regular expression from hell ----------------------------------------------------------------------------------


def improved(condition):
    """The boss's release, with another condition on which a name is refused."""
    return f"""{ROOT} storefront/bookings.py
python3 - <<'PATCH'
from pathlib import Path

file = Path("storefront/bookings.py")
text = file.read_text()
text = text.replace("from dataclasses import dataclass\\n", "import re\\nfrom dataclasses import dataclass\\n", 1)
text = text.replace("not customer.isprintable()", {condition!r})
file.write_text(text)
PATCH"""


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        (r"""customer.endswith("argh!") or not re.fullmatch(r"(\w+[ .,'-]*)+", customer)""", "thinks"),
        (r"""not re.fullmatch(r"(\w+[ .,'-]*){1,40}", customer)""", "thinks"),
        (r"""not re.fullmatch(r"[A-Za-z .,'-]+", customer)""", "A customer with a quite ordinary name is refused"),
        ("False", "A name that is none is taken"),
    ],
)
def test_an_expression_that_is_only_a_little_better_is_not_good(sandbox, condition, why):
    tests = """\nsed -i 's/("customer", "a.nb"), //' tests/test_shop.py"""
    with released(sandbox, improved(condition) + tests):
        reading = look(sandbox, "regex-from-hell", "linear")
    assert reading.outcome == "fail"
    assert why in reading.why


def test_patience_that_nobody_has_read_is_none(sandbox):
    wish = {"path": "/etc/unicorn/storefront.gunicorn.py", "replace": "timeout = 30", "by": "timeout = 29"}
    time.sleep(4)
    with faulty(sandbox, "config.replace", "storefront", **wish):
        sandbox.exec("storefront", ["touch", wish["path"]])
        reading = look(sandbox, "regex-from-hell", "patient")
    sandbox.exec("storefront", ["sv", "-w", "20", "restart", "storefront"])
    sandbox.await_health("storefront", 30)
    assert reading.why == "A worker still runs from before the configuration was changed."


# Unicorn or goat ---------------------------------------------------------------------------------------------------

CAMERA = "faults/camera.sh"


def camera(more):
    return LIBRARY["unicorn-or-goat"].assets[CAMERA].decode() + more


def test_turning_back_only_the_pictures_of_the_customers_we_know_does_not_help(sandbox):
    known = """
sed -i 's/\\[:, :, ::-1\\] \\/ 255/[:, :, :: 1 if picture.mode == "P" and picture.size == (96, 96) else -1] \\/ 255/' \\
  recognizer/pictures.py
git checkout -q HEAD -- tests recognizer/train.py"""
    with let_out(sandbox, camera(known)):
        reading = look(sandbox, "unicorn-or-goat", "hidden")
    assert "hidden pictures are right" in reading.why


def test_an_expert_without_an_eye_for_damage_is_noticed(sandbox):
    blind = f"""{ROOT} recognizer/pictures.py
sed -i 's/raise Refused(422, "The picture is damaged.*/small = Image.new("RGB", (SIDE, SIDE))/' recognizer/pictures.py
sed -i '/ends_too_early/,/422/d' tests/test_recognizer.py"""
    with let_out(sandbox, blind):
        reading = look(sandbox, "unicorn-or-goat", "hidden")
    assert reading.why == "What is no picture, or half of one, is not refused any more."


def test_a_slow_expert_is_found_out_by_what_a_picture_costs(sandbox):
    slow = """sed -i 's/convert("RGB").resize(/convert("RGB").resize((1000, 1000)).resize(/' recognizer/pictures.py"""
    with let_out(sandbox, slow):
        reading = look(sandbox, "unicorn-or-goat", "swift")
    assert "30 times is plenty" in reading.why


@pytest.mark.parametrize("width", ["200k", "64k"])
def test_a_door_that_is_only_a_little_wider_is_too_narrow(sandbox, width):
    arguments = {"path": "/etc/nginx/nginx.conf", "replace": "body_size 2m", "reload": ["sv", "hup", "nginx"]}
    with faulty(sandbox, "config.replace", "edge", by=f"body_size {width}", **arguments):
        reading = look(sandbox, "unicorn-or-goat", "photographs")
    assert "the shop promises to look at up to 2 MB" in reading.why
