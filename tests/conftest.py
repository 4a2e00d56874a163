"""What holds for every test."""

from collections.abc import Iterator

import pytest
from django.db import connections
from django.db.models.signals import post_migrate
from django.test import override_settings
from django.utils import translation
from playwright.sync_api import expect

# Milliseconds: a busy machine needs longer than the five seconds that playwright waits.
expect.set_options(timeout=30_000)


def let_tests_empty_the_ledger(sender, using, plan=(), **about):
    """A test that commits ends by TRUNCATE of every table, which the ledger refuses. UPDATE and DELETE stay refused."""
    if plan and sender.name == "scoring":
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_trigger WHERE tgname = 'scoring_entry_never_emptied'")
            if cursor.fetchone():
                cursor.execute("ALTER TABLE scoring_entry DISABLE TRIGGER scoring_entry_never_emptied")


post_migrate.connect(let_tests_empty_the_ledger)


def pytest_terminal_summary(terminalreporter):
    """Say which scenarios were not proven in this run, because nothing that their proof hangs on was changed."""
    passed = terminalreporter.getreports("passed")
    told = sorted(said for report in passed for name, said in report.user_properties if name == "not_proven")
    if told:
        terminalreporter.section("not proven in this run (make prove proves them)")
        terminalreporter.write_line("\n".join(told))


@pytest.fixture(autouse=True)
def _the_next_test_speaks_english() -> Iterator[None]:
    """A page that the test client has asked for leaves its language to the thread."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _hasty_passwords() -> Iterator[None]:
    """A real hasher is slow on purpose. What runs in processes of its own keeps it."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
