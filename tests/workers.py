"""Distributes the tests over the workers of pytest-xdist. Loaded before Django's settings are read (pyproject.toml).

The tests of a module stay together, and so do the modules that start a whole platform. Slow modules come first, so that
at the end no worker waits for another.
"""

import os
from pathlib import PurePosixPath

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

PLATFORMS = "whole platforms"  # one after the other: beside each other they starve
TOGETHER = {  # folder or module -> the group that stays on one worker
    "tests/browser": PLATFORMS,  # its modules share one platform
    "tests/running/test_compose.py": PLATFORMS,
    "tests/running/test_up.py": PLATFORMS,
}
LONG = ("stack", "engine", "browser")  # markers, the slowest first

if worker := os.environ.get(
    "PYTEST_XDIST_WORKER"
):  # the worker's own installation: shares no Redis key and no container with another
    os.environ["GAMEDAY_INSTALLATION"] = f"{os.environ.get('GAMEDAY_INSTALLATION', 'gameday-test')}-{worker}"


class ModuleScheduling(LoadScopeScheduling):
    """xdist's own `--dist loadgroup` adds the group to a test's id, which pytest 9.2 refuses."""

    def _split_scope(self, nodeid: str) -> str:
        """The group of a test. All tests of a group run on the same worker."""
        module = PurePosixPath(nodeid.split("::", 1)[0])
        return TOGETHER.get(str(module.parent)) or TOGETHER.get(str(module), str(module))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ModuleScheduling:
    return ModuleScheduling(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_length)


def _length(item: pytest.Item) -> int:
    """Slow modules first. The sort is stable, so the tests of a module keep their order."""
    return next((place for place, mark in enumerate(LONG) if item.get_closest_marker(mark)), len(LONG))
