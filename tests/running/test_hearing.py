"""What works is told from what only lives: real processes that are stopped, blocked or hung are found and replaced."""

import os
import signal
import socket
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from gameday.background.restarts import ProcessRestart
from gameday.operations.running import hearing, ports, redis_server
from gameday.operations.running.environment import Environment
from gameday.operations.running.hearing import Hearing, file_touched, page_served
from gameday.operations.running.supervisor import Child, Supervisor
from tests.waiting import eventually

INSTALLATION = f"{settings.INSTALLATION}-hearing"
WORKER = ("worker", "-Q", "referee", "-n", "referee@hearing", "--pool", "threads", "-c", "1")
START_SECONDS = 240  # that a process may take to start on a busy machine

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def restarts() -> list[ProcessRestart]:
    return []


@pytest.fixture
def group(said, restarts, monkeypatch):
    """A group that nobody watches: the tests look, and after three looks in vain a child is deaf."""
    monkeypatch.setattr(hearing, "DEAF_LOOKS", 3)
    group = Supervisor(said.append, report=lambda restart: restarts.append(restart) or True)
    yield group
    group.stop()


def environment(**more: str) -> dict[str, str]:
    at = connection.settings_dict
    url = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    own = {"DATABASE_URL": url, "GAMEDAY_INSTALLATION": INSTALLATION, "REDIS_URL": settings.REDIS_URL}
    return os.environ | own | {"CELERY_SKIP_CHECKS": "1"} | more


def celery_child(tmp_path: Path, *words: str) -> Child:
    """Beat or a worker, as `up` starts it."""
    alive = tmp_path / "alive"
    argv = [sys.executable, *(words if words[0] == "-m" else ("-m", "celery", "-A", "gameday", *words))]
    own = environment(GAMEDAY_ALIVE_FILE=str(alive))
    return Child("referee", argv, tmp_path / "log", own, patience=1.0, hearing=Hearing(file_touched(alive)))


def heard(child: Child) -> bool:
    """Look until it gives a sign, however long it takes."""
    child.hearing.heard = False
    return eventually(lambda: child.hearing.look() or child.hearing.heard, START_SECONDS, every=0.5)


def found_deaf(group: Supervisor, child: Child) -> bool:
    return eventually(lambda: group.listen_to_all() or not child.alive, START_SECONDS)


def started_again(group: Supervisor, child: Child) -> bool:
    return eventually(lambda: group.look_after(child, time.monotonic()) or child.alive)


# Looks ---------------------------------------------------------------------------------------------------------------


def test_a_process_is_deaf_after_a_minute_of_looks_in_vain_and_a_new_one_gets_three():
    assert (hearing.DEAF_LOOKS * hearing.LOOK_EVERY, hearing.STARTING_LOOKS * hearing.LOOK_EVERY) == (60, 180)
    signs = iter([*[False] * 36, True, *[False] * 12])
    ear = Hearing(lambda: next(signs))
    found = []
    for _ in range(49):
        ear.look()
        found.append(ear.deaf)
    assert [number for number, deaf in enumerate(found, 1) if deaf] == [36, 49]


def test_one_sign_ends_the_silence():
    signs = iter([True, *[False] * 11, True, *[False] * 11])
    ear = Hearing(lambda: next(signs))
    for _ in range(24):
        ear.look()
        assert not ear.deaf


def test_a_file_that_an_earlier_run_has_touched_is_no_sign(tmp_path):
    alive = tmp_path / "alive"
    alive.touch()
    ear = Hearing(file_touched(alive))
    ear.begin()
    ear.look()
    assert not ear.heard
    os.utime(alive, (1, 1))  # a clock that was set back
    ear.look()
    assert ear.heard


def test_while_a_server_is_away_nobody_else_is_deaf(group, tmp_path):
    web = group.start(
        Child("web", ["sleep", "600"], tmp_path / "log", dict(os.environ), hearing=Hearing(lambda: False))
    )
    web.hearing.heard = True
    group.servers_answer = lambda: False
    for _ in range(5):
        group.listen_to_all()
    assert web.alive
    group.servers_answer = lambda: True
    for _ in range(3):
        group.listen_to_all()
    assert not web.alive


def test_a_restart_is_reported_again_until_somebody_has_taken_it(group, tmp_path):
    web = group.start(Child("web", ["true"], tmp_path / "log", dict(os.environ)))
    asked: list[ProcessRestart] = []
    group.report = lambda restart: asked.append(restart) or len(asked) > 1
    web.process.wait()
    group.look_after(web, 100.0)
    group.look_after(web, 101.0)
    for _ in range(3):
        group.listen_to_all()
    assert [(restart.process, restart.deaf) for restart in asked] == [("web", False)] * 2


# Real processes ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_was_stopped_is_found_deaf_and_replaced_by_one_that_works(group, said, restarts, tmp_path):
    worker = group.start(celery_child(tmp_path, *WORKER))
    assert heard(worker), worker.last_words(20)
    first = worker.process.pid
    os.kill(first, signal.SIGSTOP)
    assert found_deaf(group, worker)
    assert said[0].startswith("referee lives, but has done no work since ")
    assert started_again(group, worker)
    assert worker.process.pid != first
    assert heard(worker), worker.last_words(20)
    group.listen_to_all()
    [restart] = restarts
    assert (restart.process, restart.deaf) == ("referee", True)
    assert restart.since <= restart.at


def test_a_beat_that_was_stopped_is_found_deaf(group, tmp_path):
    beat = group.start(celery_child(tmp_path, "beat", "--pidfile", "", "--schedule", str(tmp_path / "beat")))
    assert heard(beat), beat.last_words(20)
    os.kill(beat.process.pid, signal.SIGSTOP)
    assert found_deaf(group, beat)


@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_threads_all_hang_is_found_deaf_although_its_heart_beats(group, tmp_path):
    notes = tmp_path / "notes"
    child = group.start(celery_child(tmp_path, "-m", "tests.running.hanging_worker", str(notes), *WORKER[1:]))
    assert eventually(notes.exists, START_SECONDS), child.last_words(20)
    assert found_deaf(group, child)


def test_a_web_process_whose_event_loop_is_blocked_is_found_deaf_and_replaced(group, tmp_path):
    port = ports.free_port(18900)
    argv = [sys.executable, "-m", "uvicorn", "tests.running.blocked_web:application", "--port", str(port)]
    sign = page_served(f"http://localhost:{port}/healthz")
    web = group.start(Child("web", argv, tmp_path / "log", environment(), hearing=Hearing(sign)))
    assert heard(web), web.last_words(20)
    first = web.process.pid
    with closing(socket.create_connection(("localhost", port))) as visitor:
        visitor.sendall(b"GET /block HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert found_deaf(group, web)
    assert started_again(group, web)
    assert web.process.pid != first


def test_a_redis_that_was_stopped_is_found_deaf_and_replaced(group, tmp_path):
    values = dict(os.environ) | {"GAMEDAY_INSTALLATION": INSTALLATION}
    child = group.start(redis_server.own_redis(Environment(values, tmp_path)))
    assert heard(child), child.last_words(20)
    os.kill(child.process.pid, signal.SIGSTOP)
    assert found_deaf(group, child)
    assert started_again(group, child)
    assert heard(child), child.last_words(20)
