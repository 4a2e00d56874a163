"""The tests' own way to share tests out: a module's fixtures are made once, not once a worker."""

import os
import subprocess
import sys
from collections import defaultdict

import pytest
from django.conf import settings

MODULE = """
import os, pytest, time

{marks}

@pytest.mark.parametrize("number", range(4))
def test_it(number):
    with open({log!r}, "a") as log:
        log.write(f"{name} {{os.environ['PYTEST_XDIST_WORKER']}}\\n")
    time.sleep(0.05)
"""
PLAIN, PLATFORMS = ("north", "south"), ("tests/browser/east", "tests/browser/west")
LONG = ("engine", "stack", "browser")


@pytest.fixture
def shared_out(tmp_path):
    """Runs modules of four tests each. Returns the module and the worker of every test, in their order."""

    def run(modules: dict[str, str], workers: int, **more: str) -> list[tuple[str, str]]:
        log = tmp_path / "log"
        (tmp_path / "tests/browser").mkdir(parents=True)
        options = "[pytest]\naddopts = -p tests.workers --no-loadscope-reorder\nmarkers =\n    engine\n    stack\n    browser\n"
        (tmp_path / "pytest.ini").write_text(options)
        for name, marks in modules.items():
            module = tmp_path / f"{name}.py"
            module.with_name(f"test_{module.name}").write_text(MODULE.format(log=str(log), name=name, marks=marks))
        words = [sys.executable, "-m", "pytest", "-q", "-n", str(workers), "-p", "no:django", "-p", "no:cacheprovider"]
        hidden = ("PYTEST_", "GAMEDAY_TEST_IMAGES")
        around = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
        around |= {"PYTHONPATH": str(settings.BASE_DIR)} | more
        done = subprocess.run(words, cwd=tmp_path, env=around, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        seen = [(module, worker) for module, worker in map(str.split, log.read_text().splitlines())]
        assert len(seen) == 4 * len(modules)
        return seen

    return run


def test_a_module_stays_with_one_worker_a_folder_too_and_the_patient_one_takes_what_needs_no_engine(shared_out):
    slow = {f"slow_{mark}": f"pytestmark = pytest.mark.{mark}" for mark in LONG}
    platforms = dict.fromkeys(PLATFORMS, "pytestmark = pytest.mark.stack")
    plain = dict.fromkeys(PLAIN, 'TOLD = "pytestmark = pytest.mark.engine"')  # a text is no mark
    workers = defaultdict(set)
    for module, worker in shared_out(slow | platforms | plain, workers=3):
        workers[module].add(worker)
    assert all(len(found) == 1 for found in workers.values())
    assert workers["tests/browser/east"] == workers["tests/browser/west"]
    patients = {name for name, found in workers.items() if "gw2" in found}
    assert patients
    assert patients <= {*PLAIN, "slow_browser"}
    assert len(set.union(*workers.values())) == 3


@pytest.mark.parametrize(
    ("are_built", "first"), [(False, {"slow_browser", PLAIN[0]}), (True, {"slow_engine", "slow_stack"})]
)
def test_while_the_images_are_being_built_modules_without_an_engine_go_first(shared_out, tmp_path, are_built, first):
    mark = tmp_path / "images"
    if are_built:
        mark.touch()
    slow = {f"slow_{name}": f"pytestmark = pytest.mark.{name}" for name in LONG}
    seen = shared_out(slow | dict.fromkeys(PLAIN, ""), workers=2, GAMEDAY_TEST_IMAGES=str(mark))
    started_with = {}
    for module, worker in seen:
        started_with.setdefault(worker, module)
    assert set(started_with.values()) == first
