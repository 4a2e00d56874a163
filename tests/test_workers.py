"""The tests' own way to share tests out: a module's fixtures are made once, not once a worker."""

import os
import subprocess
import sys

from django.conf import settings

MODULE = """
import os, pytest, time

@pytest.mark.parametrize("number", range(4))
def test_it(number):
    with open({log!r}, "a") as log:
        log.write(f"{name} {{os.environ['PYTEST_XDIST_WORKER']}}\\n")
    time.sleep(0.05)
"""
NAMES = ("north", "south", "tests/browser/east", "tests/browser/west")


def test_a_module_and_a_folder_with_one_platform_stay_with_one_worker(tmp_path):
    log = tmp_path / "log"
    (tmp_path / "tests/browser").mkdir(parents=True)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p tests.workers --no-loadscope-reorder\n")
    for name in NAMES:
        module = tmp_path / f"{name}.py"
        module.with_name(f"test_{module.name}").write_text(MODULE.format(log=str(log), name=name))
    words = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:django", "-p", "no:cacheprovider"]
    around = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    around["PYTHONPATH"] = str(settings.BASE_DIR)
    done = subprocess.run(words, cwd=tmp_path, env=around, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    seen = [line.split() for line in log.read_text().splitlines()]
    assert len(seen) == 4 * len(NAMES)
    workers = {name: {worker for module, worker in seen if module == name} for name in NAMES}
    assert all(len(found) == 1 for found in workers.values())
    assert workers["tests/browser/east"] == workers["tests/browser/west"]
    assert len(set.union(*workers.values())) == 2
