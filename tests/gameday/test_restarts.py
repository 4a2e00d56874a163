"""The control room says which of Gameday's own processes were restarted, since when they were away, and says it once."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError

from gameday import activity
from gameday.background import restarts
from gameday.background.restarts import ProcessRestart
from gameday.event.restarts import record_restarts
from gameday.models import Activity, GameDay
from tests.making import NOW, make_gameday

DEAF = ProcessRestart("web", since=NOW.timestamp() - 61, at=NOW.timestamp(), deaf=True)
ENDED = ProcessRestart("worker", since=NOW.timestamp() - 1, at=NOW.timestamp(), deaf=False)
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def where(db, settings) -> dict[str, str]:
    settings.INSTALLATION = f"{settings.INSTALLATION}-restarts"
    found = {"redis_url": settings.REDIS_URL, "installation": settings.INSTALLATION}
    for restart in restarts.reported_restarts(**found):
        restarts.forget_restart(restart, **found)
    return found


def log_of(gameday: GameDay) -> list[tuple[str, datetime]]:
    return list(gameday.activities.order_by("id").values_list("text", "at"))


def test_the_log_says_what_was_deaf_or_ended_and_since_when(where):
    running, draft = make_gameday(state="running"), make_gameday()
    french = make_gameday(state="lobby", language="fr")
    for restart in (DEAF, ENDED):
        assert restarts.report_restart(restart, **where)
    record_restarts(NOW)
    assert log_of(running) == [
        ("“web” lived, but did no work since 08:58:59 UTC. It was restarted after 61 s.", NOW),
        ("“worker” ended at 08:59:59 UTC. It was restarted after 1 s.", NOW),
    ]
    assert log_of(draft) == []
    assert len(log_of(french)) == 2


def test_it_is_said_once(where):
    gameday = make_gameday(state="running")
    restarts.report_restart(DEAF, **where)
    record_restarts(NOW)
    record_restarts(NOW)
    assert gameday.activities.count() == 1


def test_what_another_clock_tells_at_the_same_time_is_not_said_twice(where, monkeypatch):
    restarts.report_restart(DEAF, **where)
    make_gameday(state="running")
    write = activity.record_activity

    def overtaken(*words, **names):
        restarts.forget_restart(DEAF, **where)
        return write(*words, **names)

    monkeypatch.setattr(activity, "record_activity", overtaken)
    record_restarts(NOW)
    assert not Activity.objects.exists()


def test_while_the_database_is_away_nothing_is_forgotten(where, monkeypatch):
    def away(*words, **names):
        raise DatabaseError

    make_gameday(state="running")
    restarts.report_restart(DEAF, **where)
    monkeypatch.setattr(activity, "record_activity", away)
    with pytest.raises(DatabaseError):
        record_restarts(NOW)
    assert restarts.reported_restarts(**where) == [DEAF]


def test_without_redis_the_report_says_that_it_was_not_taken(where):
    assert not restarts.report_restart(DEAF, redis_url=NOWHERE, installation="nobody")


def test_a_storm_of_restarts_keeps_the_latest(where):
    for number in range(restarts.MOST + 5):
        at = datetime(2031, 5, 17, 9, 0, number % 60, tzinfo=UTC).timestamp()
        restarts.report_restart(ProcessRestart("web", at, at + number, deaf=False), **where)
    kept = restarts.reported_restarts(**where)
    assert [round(one.at - one.since) for one in kept] == list(range(5, restarts.MOST + 5))
