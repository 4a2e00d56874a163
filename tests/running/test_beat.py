"""Celery beat: the ticks go on, whatever the machine's clock is set to."""

from datetime import UTC, datetime, timedelta

import pytest
from celery import beat

from gameday.background import steady_beat
from gameday.celery import app

BOTH = ["gameday.tasks.beat", "scoring.tasks.beat"]


@pytest.fixture
def sent(monkeypatch) -> list[str]:
    """The names of the tasks that beat has sent. Nothing reaches a broker."""
    found: list[str] = []
    monkeypatch.setattr(beat.Scheduler, "apply_entry", lambda self, entry, producer=None: found.append(entry.task))
    monkeypatch.setattr(beat.Scheduler, "producer", None)
    return found


def started(**options) -> beat.Scheduler:
    """The scheduler that `celery beat` uses here."""
    return beat.Service(app, scheduler_cls=app.conf.beat_scheduler, **options).get_scheduler()


def test_a_memory_of_a_run_two_hours_from_now_does_not_stop_the_ticks(sent, tmp_path):
    """As it lies there after the clock was set back: a file of Celery's own scheduler."""
    before = beat.PersistentScheduler(app=app, schedule_filename=str(tmp_path / "beat"))
    for entry in before.schedule.values():
        entry.last_run_at = datetime.now(UTC) + timedelta(hours=2)
    before.close()
    scheduler = started(schedule_filename=str(tmp_path / "beat"))
    for _ in BOTH:  # Celery's own sends one task a tick
        scheduler.tick()
    assert sorted(sent) == BOTH


def test_both_ticks_are_sent_once_a_second_of_the_machines_own_count(sent, monkeypatch):
    count = 100.0
    monkeypatch.setattr(steady_beat, "monotonic", lambda: count)
    scheduler = started()
    assert isinstance(scheduler, steady_beat.SteadyScheduler)
    assert (scheduler.tick(), sorted(sent)) == (1.0, BOTH)
    count = 100.75
    assert (scheduler.tick(), len(sent)) == (0.25, 2)
    count = 101.0
    assert (scheduler.tick(), sorted(sent)) == (1.0, sorted(BOTH * 2))
