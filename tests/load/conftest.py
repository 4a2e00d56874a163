"""A web process that makes two pages at once, some of which take as long as a test wants."""

import pytest
from django.db import connection

from gameday.web import web_places
from tests.load import slow_pages
from tests.load.serving import LONGEST
from tests.load.slow_pages import Gate
from tests.own_redis import own_redis_keys


@pytest.fixture(autouse=True)
def clean_redis(settings):
    with own_redis_keys(settings, "load"):
        yield


@pytest.fixture
def gate(monkeypatch):
    """Holds the slow pages back until it is opened."""
    made = Gate()
    monkeypatch.setattr(slow_pages, "gate", made)
    return made


@pytest.fixture
async def web(transactional_db, settings, gate, monkeypatch):
    """Who waits here waits as long as it takes, since a busy machine is slow. At the end no page holds a connection."""
    monkeypatch.setattr(web_places, "PATIENCE", LONGEST)
    settings.ROOT_URLCONF, settings.PAGES_AT_ONCE = "tests.load.slow_pages", 2
    yield web_places.PlacedHandler()
    gate.opened.set()
    for request in gate.requests:
        await request.wait(timeout=LONGEST)


def backends() -> set[int]:
    """PostgreSQL's processes for this test's database, without that of who asks. To be asked in a thread."""
    return _asked("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")


def cut(processes: set[int]) -> None:
    """End connections from PostgreSQL's side, as a restart does. Waits until they are gone. To be called in a thread."""
    ended = _asked("SELECT pid FROM unnest(%s) AS pid WHERE pg_terminate_backend(pid, 5000)", list(processes))
    assert ended == processes


def _asked(question: str, *parameters: object) -> set[int]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(question, parameters)
            return {process for (process,) in cursor.fetchall()}
    finally:
        connection.close()
