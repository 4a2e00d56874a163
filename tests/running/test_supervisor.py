"""The supervised group: restarted with back-off, ended by pid with everything it started, never left behind."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from gameday.operations.running.supervisor import Child, Stopped, Supervisor
from tests.processes import has_ended
from tests.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]
SLEEPER = "import subprocess, sys, time; print(subprocess.Popen(['sleep', '600']).pid, flush=True); time.sleep(600)"


@pytest.fixture
def said():
    return []


@pytest.fixture
def group(said):
    group = Supervisor(said.append)
    yield group
    group.stop()


def child(tmp_path: Path, name: str, code: str, **options) -> Child:
    return Child(name, [sys.executable, "-c", code], tmp_path / f"{name}.log", dict(os.environ), **options)


def test_a_child_that_dies_is_started_again_after_a_pause(group, said, tmp_path):
    worker = group.start(child(tmp_path, "worker", "raise SystemExit('out of hay')"))
    first = worker.process.pid
    worker.process.wait()
    group.look_after(worker, 100.0)
    assert said[0].startswith("worker ended (exit code 1); starting it again in 0.5 s.")
    assert said[1] == "  worker | out of hay"
    group.look_after(worker, 100.4)
    assert worker.process.pid == first
    group.look_after(worker, 100.5)
    assert worker.process.pid != first


def test_who_waits_at_a_listener_is_let_in_by_the_process_that_is_started_again(group, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        answer = (
            "import socket, os; "
            f"socket.socket(fileno={listener.fileno()}).accept()[0].sendall(str(os.getpid()).encode())"
        )
        web = group.start(child(tmp_path, "web", answer, listeners=[listener]))
        with socket.create_connection(listener.getsockname()) as first:
            assert first.recv(20) == str(web.process.pid).encode()
        web.process.wait()
        with socket.create_connection(listener.getsockname()) as waiting:
            for now in (100.0, 100.5):
                group.look_after(web, now)
            assert waiting.recv(20) == str(web.process.pid).encode()


def test_the_pauses_grow_until_a_child_stays_up(group, said, tmp_path):
    worker = group.start(child(tmp_path, "worker", "pass"))
    now = 0.0
    for _ in range(9):
        worker.process.wait()
        group.look_after(worker, now)
        now += 31
        group.look_after(worker, now)
    pauses = [float(line.split("again in ")[1].split(" s.")[0]) for line in said]
    assert pauses == [0.5, 1, 2, 4, 8, 10, 10, 10, 10]
    worker.argv = [sys.executable, "-c", "import time; time.sleep(60)"]
    worker.process.wait()
    group.look_after(worker, now)
    group.look_after(worker, now + 31)
    group.look_after(worker, worker.started + 61)
    assert worker.deaths == 0


def test_ending_takes_the_grandchildren_along(group, tmp_path):
    parent = group.start(child(tmp_path, "parent", SLEEPER))
    assert eventually(lambda: parent.log.read_text().strip().isdigit())
    grandchild = int(parent.log.read_text())
    group.stop("parent")
    assert eventually(lambda: has_ended(grandchild))
    assert group.children == []


def test_a_child_that_ignores_the_signal_is_killed_after_a_while(group, tmp_path):
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
    )
    stubborn = group.start(child(tmp_path, "stubborn", deaf, patience=0.3))
    assert eventually(lambda: "deaf" in stubborn.log.read_text())
    group.stop()
    assert stubborn.process.returncode == -signal.SIGKILL


def test_the_child_that_started_last_ends_first(group, tmp_path, monkeypatch):
    ended = []
    monkeypatch.setattr(Child, "stop", lambda self: ended.append(self.name))
    for name in ("postgres", "redis", "web"):
        group.children.append(child(tmp_path, name, "pass"))
    group.stop("web")
    group.stop()
    assert ended == ["web", "redis", "postgres"]


def test_waiting_ends_when_somebody_asks_to_end(group):
    group.asked.set()
    with pytest.raises(Stopped):
        group.wait(lambda: False, 60)


def test_children_end_when_the_supervisor_is_killed(tmp_path):
    code = (
        "import os, sys, time; from pathlib import Path; from gameday.operations.running.supervisor import Child, Supervisor\n"
        f"one = Child('one', ['sleep', '600'], Path({str(tmp_path)!r}) / 'one.log', dict(os.environ))\n"
        "Supervisor(print).start(one); print(one.process.pid, flush=True); time.sleep(600)"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    pid = int(supervisor.stdout.readline())
    supervisor.kill()
    supervisor.wait()
    assert eventually(lambda: has_ended(pid))


def test_a_large_log_is_put_aside(group, tmp_path, monkeypatch):
    monkeypatch.setattr("gameday.operations.running.supervisor.LARGEST_LOG", 10)
    (tmp_path / "web.log").write_text("x" * 11)
    web = group.start(child(tmp_path, "web", "print('new')"))
    web.process.wait()
    assert (tmp_path / "web.log").read_text() == "new\n"
    assert (tmp_path / "web.old.log").read_text() == "x" * 11


def test_a_log_that_grows_too_large_is_put_aside_while_its_process_writes_on(group, tmp_path, monkeypatch):
    monkeypatch.setattr("gameday.operations.running.supervisor.LARGEST_LOG", 10)
    log, go = tmp_path / "web.log", tmp_path / "go"
    wait = f"import os, time\nprint('x' * 11, flush=True)\nwhile not os.path.exists({str(go)!r}): time.sleep(0.1)\n"
    web = group.start(child(tmp_path, "web", f"{wait}print('new')"))
    assert eventually(lambda: log.stat().st_size > 10)
    web.shorten_log()
    assert (log.read_text(), (tmp_path / "web.old.log").read_text()) == ("", "x" * 11 + "\n")
    go.touch()
    web.process.wait()
    assert log.read_text() == "new\n"


def test_children_may_open_more_files_than_a_shell_usually_allows():
    code = (
        "import resource, subprocess, sys\n"
        "from gameday.operations.running.supervisor import OPEN_FILES, allow_many_open_files\n"
        "hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))\n"
        "allow_many_open_files()\n"
        "most = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)\n"
        "assert int(subprocess.check_output(['sh', '-c', 'ulimit -n'])) == most\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
