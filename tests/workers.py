"""How tests are shared out among the workers of pytest-xdist. Loaded before Django's settings are read (pyproject.toml).

The tests of a module stay together, and so do the modules of a folder that share what is dear to start. What takes long
comes first, so that at the end no worker waits for another.
"""

import os
from pathlib import PurePosixPath

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {"tests/browser"}  # one platform for all of them
LONG = ("stack", "engine", "browser")  # marks: the longest first

if worker := os.environ.get(
    "PYTEST_XDIST_WORKER"
):  # an installation of its own: no key in Redis, no container is shared
    os.environ["GAMEDAY_INSTALLATION"] = f"{os.environ.get('GAMEDAY_INSTALLATION', 'gameday-test')}-{worker}"


class ModuleScheduling(LoadScopeScheduling):
    """xdist's own `--dist loadgroup` writes a test's group into its id, which pytest 9.2 does not let happen any more."""

    def _split_scope(self, nodeid: str) -> str:
        """The group of a test."""
        module = PurePosixPath(nodeid.split("::", 1)[0])
        return str(module.parent if str(module.parent) in TOGETHER else module)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ModuleScheduling:
    return ModuleScheduling(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_length)


def _length(item: pytest.Item) -> int:
    """Its place in the order; the order of tests in a module stays."""
    return next((place for place, mark in enumerate(LONG) if item.get_closest_marker(mark)), len(LONG))
