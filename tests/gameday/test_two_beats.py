"""Two beats send everything twice at the same moments, for a played stretch: whatever comes of it, comes once."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

import scoring.tasks
from gameday import clock, tasks
from gameday.background import engine_queue
from gameday.event import gaps
from gameday.models import Activity, GameDay, Incident, Injection, LastTick, Sandbox, Transition
from gameday.sandboxes import provisioning
from scenarios.waiting import wait_until
from scoring.ledger import standings
from scoring.models import Observation, Tick
from tests.gameday.conftest import DEAD_CACHE, fresh, scenario_of
from tests.making import make_gameday, make_round, make_team
from tests.own_redis import own_redis_keys

BEATS = 2
STEP = timedelta(seconds=25)
MINUTE = timedelta(minutes=1)
# Asked anew by each beat, and as often as anybody likes: an engine how it is, and the tick, which is claimed by its row.
NOT_CLAIMED = ("refresh", "tick")
NOT_DONE = ("refresh", "measure", "make_film")  # they change nothing of the game


@dataclass
class Both:
    """Two beats with a thread and a connection each, and what both have sent. `trouble`: what a beat has logged as failed."""

    day: Any
    sent: list[tuple[str, int]] = field(default_factory=list)
    twice: list[tuple[str, int]] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def beat(self, after: timedelta = timedelta()) -> None:
        """Both at the same moment; then two workers do everything that was sent, each of it both of them at once."""
        self.day.now += after
        self._at_once(tasks.beat, scoring.tasks.beat)
        while self.sent:
            sent, self.sent = self.sent, []
            counted = Counter(sent)
            self.twice += [each for each, times in counted.items() if times > 1 and each[0] not in NOT_CLAIMED]
            for name, row in (each for each in counted if each[0] not in NOT_DONE):
                task = getattr(tasks, name, None) or getattr(scoring.tasks, name)
                self._at_once(partial(task, row))

    def _at_once(self, *works: Any) -> None:
        start = threading.Barrier(BEATS)

        def run() -> None:
            try:
                for work in works:
                    start.wait(60)
                    work()
            except Exception as error:
                self.trouble.append(f"{type(error).__name__}: {error}")
            finally:
                connection.close()

        threads = [threading.Thread(target=run) for _ in range(BEATS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def exception(self, event: str, **about: Any) -> None:
        """Of the beats' log."""
        self.trouble.append(f"{event} {about}")


@pytest.fixture
def both(day, settings, monkeypatch):
    with own_redis_keys(settings, "beats"):
        made = Both(day)
        send = lambda name, args=(), *more, **about: made.sent.append((name.split(".")[-1], *args))  # noqa: E731
        monkeypatch.setattr(engine_queue.app, "send_task", send)
        for beat in (clock, scoring.tasks):
            monkeypatch.setattr(beat, "log", made)
        LastTick.objects.create(pk=gaps.ONLY_ROW, at=day.now)
        yield made


@pytest.fixture
def planned(running):
    """Two rounds whose faults come out after a minute, in a day of four. Another launches by itself meanwhile."""
    brief = scenario_of(DEAD_CACHE | {"ttl": "1m"})
    running.rounds.update(scenario=brief)
    make_round(running, scenario_of(DEAD_CACHE | {"ttl": "1m"}), starts_after=2.5 * MINUTE)
    GameDay.objects.update(duration=4 * MINUTE)
    other = make_gameday(launch_at=running.started_at + 2 * MINUTE)
    make_team(other)
    make_round(other, brief, starts_after=MINUTE)
    return fresh(running), other


def test_a_day_that_two_beats_play_is_played_once(both, planned):
    gameday, other = planned
    while fresh(gameday).state == "running":
        both.beat(STEP)
    both.beat(STEP)
    assert (both.twice, both.trouble) == ([], [])
    ticks, teams = gameday_ticks(gameday), gameday.teams.count()
    assert ticks == Tick.objects.count() > 5
    assert Observation.objects.count() == ticks * teams
    assert standings.verify_standings(gameday) == []
    assert Incident.objects.count() == 2 * teams
    assert {row.state for row in Injection.objects.all()} == {"healed"}
    assert times(Transition.objects.values_list("noun", "row", "new")) == {1}
    assert times(Activity.objects.values_list("gameday", "team", "verb", "text", "at")) == {1}
    for team in gameday.teams.all():
        assert Counter(call[0] for call in both.day.box(team).calls) == {"kill": 2, "start": 2}
    assert (fresh(other).state, Sandbox.objects.filter(team__gameday=other).count()) == ("lobby", 1)


@pytest.mark.parametrize("nap", [5 * MINUTE, -5 * MINUTE])
def test_of_two_beats_that_find_a_gap_one_tells_it_and_neither_plays_in_it(both, running, nap):
    both.beat()
    ticks = gameday_ticks(running)
    both.beat(nap)
    both.beat(STEP)
    assert both.trouble == []
    assert (fresh(running).state, running.rounds.get().opened_at) == ("paused", None)
    assert Transition.objects.filter(noun="GameDay", row=running.pk, new="paused").count() == 1
    assert Activity.objects.filter(verb="paused").count() == 1
    assert gameday_ticks(running) == ticks


def test_a_beat_that_comes_late_takes_back_nothing_and_one_beat_alone_leaves_no_gap(both, running):
    both.beat()
    assert not gaps.notice_gap(both.day.now - STEP)
    assert LastTick.objects.get().at == both.day.now
    assert not gaps.notice_gap(both.day.now + STEP)
    assert fresh(running).state == "running"


def second_beside(work) -> None:
    """Do it; and do it a second time, begun before what the first one did is committed."""

    def again() -> None:
        work()
        connection.close()

    second = threading.Thread(target=again)
    with transaction.atomic():
        work()
        second.start()
        wait_until(lambda: not second.is_alive() or waits_for_us(), within=60, every=0.01)
    second.join()


def waits_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])


def test_of_two_beats_one_looks_after_a_fault_that_may_be_mended(day, burning):
    day.now += MINUTE
    second_beside(lambda: clock.mended_faults(day.now))
    assert sorted(day.sent) == sorted(("detect", incident.team.sandboxes.get().pk) for incident in burning)


def test_two_beats_ask_for_no_more_warm_sandboxes_than_the_pool_lacks(day, settings):
    settings.WARM_POOL = 2
    second_beside(lambda: provisioning.refill_warm_pool(day.now))
    assert Sandbox.objects.count() == len(day.sent) == 2


def gameday_ticks(gameday):
    return Tick.objects.filter(gameday=gameday).exclude(settled_at=None).count()


def times(found):
    """How often each of these rows is there."""
    return set(Counter(found).values())
