"""Fixtures and options for all tests."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from django.utils import translation
from playwright.sync_api import expect

from tests import emptying  # noqa: F401  (how a test that commits ends)

# milliseconds: a busy machine needs longer than playwright's five seconds
expect.set_options(timeout=30_000)


def pytest_terminal_summary(terminalreporter):
    """Print which scenarios were not proven in this run, because nothing that their proof depends on has changed."""
    passed = terminalreporter.getreports("passed")
    told = sorted(said for report in passed for name, said in report.user_properties if name == "not_proven")
    if told:
        terminalreporter.section("not proven in this run (make prove proves them)")
        terminalreporter.write_line("\n".join(told))


@pytest.fixture(autouse=True)
def _the_next_test_speaks_english() -> Iterator[None]:
    """A page that was requested by the test client leaves its language active in the thread."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _hasty_passwords() -> Iterator[None]:
    """Use a fast password hasher: a real one is slow on purpose. Other processes keep the real one."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
