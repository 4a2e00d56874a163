"""Distributes the tests over the workers of pytest-xdist. Loaded before Django's settings are read (pyproject.toml).

The tests of a module stay together, and so do the modules that start a whole platform. Slow modules come first, so that
at the end no worker waits for another. While the images of the sandboxes are being built, modules without an engine go
first. With three workers or more, the last is patient: it takes modules without an engine from the end of the queue, and
the CPU time that the others leave while they wait for containers.
"""

import os
import re
from contextlib import suppress
from itertools import filterfalse
from pathlib import Path, PurePosixPath

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

PLATFORMS = "whole platforms"  # one after the other: beside each other they starve
TOGETHER = {  # folder or module -> the group that stays on one worker
    "tests/browser": PLATFORMS,  # its modules share one platform
    "tests/running/test_compose.py": PLATFORMS,
    "tests/killed/test_killed_anywhere.py": PLATFORMS,
    "tests/running/test_up.py": PLATFORMS,
}
LONG = ("stack", "engine", "browser")  # markers, the slowest first
LONGEST = (  # of those with an engine; in their alphabetical place, the last, they kept one worker busy alone
    "tests/scenarios/test_prove_library.py",
    "tests/scenarios/test_library.py",
    "tests/scenarios/test_prove.py",
    "tests/scenarios/sandbox/test_provisioning.py",
)
NEEDS_ENGINE = re.compile(r"^(?:\w+ = [^\"'\n]*|@|    )pytest\.mark\.(stack|engine)\b", re.MULTILINE)  # not in a text
FEWEST = 3  # workers, of which the last is patient


def patient_worker(count: int) -> str:
    """Its name, or "" where all are alike."""
    return f"gw{count - 1}" if count >= FEWEST else ""


def be_patient() -> None:
    """This process gets the CPU time that others leave: by its group (bin/test) where there is one, and by its priority."""
    os.nice(10)
    if group := os.environ.get("GAMEDAY_TEST_PATIENT_GROUP"):
        with suppress(OSError):
            Path(group, "cgroup.procs").write_text(str(os.getpid()))


if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # The worker's own installation: shares no Redis key and no container with another.
    os.environ["GAMEDAY_INSTALLATION"] = f"{os.environ.get('GAMEDAY_INSTALLATION', 'gameday-test')}-{worker}"
    if worker == patient_worker(int(os.environ["PYTEST_XDIST_WORKER_COUNT"])):
        be_patient()


def are_images_being_built() -> bool:
    """Whether bin/test builds them, and has not done yet."""
    mark = os.environ.get("GAMEDAY_TEST_IMAGES")
    return mark is not None and not Path(mark).exists()


class ModuleScheduling(LoadScopeScheduling):
    """xdist's own `--dist loadgroup` adds the group to a test's id, which pytest 9.2 refuses."""

    def _split_scope(self, nodeid: str) -> str:
        """The group of a test. All tests of a group run on the same worker."""
        module = PurePosixPath(nodeid.split("::", 1)[0])
        return TOGETHER.get(str(module.parent)) or TOGETHER.get(str(module), str(module))

    def _assign_work_unit(self, node: WorkerController) -> None:
        """Send a worker the next module: the last one to the patient worker, or none if that needs an engine."""
        if node.gateway.id == patient_worker(self.numnodes):
            last = next(reversed(self.workqueue))
            if self._needs_engine(last):
                node.shutdown()  # it ends when it has done what it has
                return
            self.workqueue.move_to_end(last, last=False)
        elif are_images_being_built() and (without := next(filterfalse(self._needs_engine, self.workqueue), None)):
            self.workqueue.move_to_end(without, last=False)
        super()._assign_work_unit(node)

    def _needs_engine(self, unit: str) -> bool:
        return unit in TOGETHER.values() or bool(NEEDS_ENGINE.search(self.config.rootpath.joinpath(unit).read_text()))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ModuleScheduling:
    return ModuleScheduling(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_length)


def _length(item: pytest.Item) -> tuple[int, bool]:
    """Slow modules first. The sort is stable, so the tests of a module keep their order."""
    place = next((place for place, mark in enumerate(LONG) if item.get_closest_marker(mark)), len(LONG))
    return place, not item.nodeid.startswith(LONGEST)
