"""How tests are shared out among the workers of pytest-xdist. Loaded before Django's settings are read (pyproject.toml).

The tests of a module stay together, and so do those that share what is dear to start (a mark `xdist_group`). What takes
long comes first, so that at the end no worker waits for another.
"""

import os

import pytest

LONG = ("stack", "engine", "browser")  # marks: the longest first

if worker := os.environ.get(
    "PYTEST_XDIST_WORKER"
):  # an installation of its own: no key in Redis and no container is shared
    os.environ["GAMEDAY_INSTALLATION"] = f"{os.environ.get('GAMEDAY_INSTALLATION', 'gameday-test')}-{worker}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before xdist's own, which writes each group into the test's id."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(f"{item.path.parent.name}/{item.path.stem}"))
    items.sort(key=_length)


def _length(item: pytest.Item) -> int:
    """Its place in the order; the order of tests in a module stays."""
    return next((place for place, mark in enumerate(LONG) if item.get_closest_marker(mark)), len(LONG))
