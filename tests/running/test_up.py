"""`manage.py up` for real: it starts everything, restarts what dies, ends cleanly, and shares nothing."""

import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from websockets.sync.client import ClientConnection, connect

from gameday import env_file
from scenarios.waiting import wait_until
from tests import processes

ROOT = Path(__file__).resolve().parents[2]
OWN = Path("/var/lib/gameday")  # where root's PostgreSQL keeps its data if var/ is closed to its user
WEBS = {"web-1", "web-2", "terminals"}
MEMBERS = {"postgres", "redis", *WEBS, "worker", "referee", "beat"}

pytestmark = [pytest.mark.stack, pytest.mark.engine, pytest.mark.timeout(600)]


@dataclass
class Run:
    """One `manage.py up` with its own installation and servers."""

    process: subprocess.Popen[bytes]
    log: Path
    environment: dict[str, str]

    @property
    def said(self) -> str:
        return self.log.read_text()

    @property
    def url(self) -> str:
        found = re.search(r"Ready after \d+ s at (\S+)", self.said)
        assert found, self.said
        return found[1]

    def members(self) -> dict[str, int]:
        """The pid of every child by its name."""
        return {name_of(words): pid for pid, words in processes.children(self.process.pid).items()}

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def end(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(120)


def name_of(argv: list[str]) -> str:
    words = " ".join(argv)
    if found := re.search(r"web_server (\S+)", words):
        return found[1]
    marks = {
        "referee": "referee",
        "host.local": "worker",
        "beat": "beat",
        "redis-server": "redis",
        "postgres": "postgres",
        "bots": "bots",
    }
    return next((name for mark, name in marks.items() if mark in words), words)


def wait_for(holds: Callable[[], object], what: str, within: float = 60) -> None:
    wait_until(holds, within=within, every=0.2, otherwise=f"{what}: never")


def doctor(run: Run) -> str:
    words = [sys.executable, "manage.py", "doctor", "--json"]
    return subprocess.run(words, cwd=ROOT, env=run.environment, capture_output=True, text=True, check=False).stdout


@contextmanager
def name_of_one() -> Iterator[str]:
    """A name for an installation. Its files are removed afterwards."""
    name = f"{settings.INSTALLATION}-up-{secrets.token_hex(3)}"
    try:
        yield name
    finally:
        for folder in (ROOT / "var" / name, OWN / name):
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def installation() -> Iterator[str]:
    with name_of_one() as name:
        yield name


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Run]:
    """An installation for all tests that only look at it, or break something that it restarts."""
    with name_of_one() as name, starter(tmp_path_factory.mktemp("up")) as start:
        yield start(name, "--web", "2")


@pytest.fixture
def up(tmp_path) -> Iterator[Callable[..., Run]]:
    with starter(tmp_path) as start:
        yield start


@contextmanager
def starter(folder: Path) -> Iterator[Callable[..., Run]]:
    """Starts installations, and ends what still runs."""
    runs: list[Run] = []

    def start(installation: str, *words: str) -> Run:
        given = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "REDIS_URL", "GAMEDAY_PUBLIC_URL", "GAMEDAY_ALIVE_FILE")
        }
        environment = given | {"GAMEDAY_INSTALLATION": installation, "SECRET_KEY": "k" * 50}
        log = folder / f"{installation}-{len(runs)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "up", "--own", *words],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        runs.append(Run(process, log, environment))
        wait_for(lambda: "Ready after" in runs[-1].said or process.poll() is not None, "ready", within=240)
        return runs[-1]

    try:
        yield start
    finally:
        for run in runs:
            if run.process.poll() is None:
                run.end(signal.SIGTERM)


def test_it_starts_and_says_where_and_how_to_get_in(running):
    assert set(running.members()) == MEMBERS
    password = re.search(r"password: (\S+)", running.said)
    assert password
    assert len(password[1]) >= 12
    assert f"admin         {running.url}/admin/" in running.said.splitlines()


def test_workers_keep_their_connections_from_beat_to_beat(running):
    """A connection that is opened for each task lives for milliseconds."""
    chosen = env_file.read(ROOT / "var" / running.environment["GAMEDAY_INSTALLATION"] / "environment")
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with closing(psycopg2.connect(chosen["DATABASE_URL"])) as connection, connection.cursor() as cursor:
        connection.autocommit = True

        def kept() -> bool:
            cursor.execute(f"SELECT max(clock_timestamp() - backend_start) > interval '3 s' {others}")
            return bool(cursor.fetchone()[0])

        wait_for(kept, "a connection that outlives a task")


def test_a_second_start_of_a_running_installation_is_refused(up, running):
    second = up(running.environment["GAMEDAY_INSTALLATION"])
    assert second.process.wait(30) == 1
    assert f"This installation runs already at {running.url}." in second.said
    assert set(running.members()) == MEMBERS


def test_a_taken_port_is_refused_with_a_sentence(up, running, installation):
    port = running.url.rsplit(":", 1)[1]
    second = up(installation, "--port", port)
    assert second.process.wait(30) == 1
    assert f"Port {port} is taken. Name another by --port" in second.said


def test_two_installations_at_two_addresses_of_one_machine_do_not_meet(up, running, installation):
    other = up(installation, "--host", "127.0.0.2")
    assert re.fullmatch(r"http://127\.0\.0\.2:\d+", other.url)
    with urllib.request.urlopen(f"{other.url}/admin/login/", timeout=30) as page:
        assert page.status == 200
    other.manage("gameday", "create", "Only There", "--teams", "1")
    assert (
        "There are: none"
        in subprocess.run(
            [sys.executable, "manage.py", "gameday", "status", "only-there"],
            cwd=ROOT,
            env=running.environment,
            capture_output=True,
            text=True,
            check=False,
        ).stderr
    )
    assert "web" in other.members()
    assert other.end(signal.SIGTERM) == 0
    assert set(running.members()) == MEMBERS


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """It lives and does nothing."""
    os.kill(pid, signal.SIGSTOP)
    try:
        wait_for(lambda: processes.state_and_parent(pid)[0] == "T", "it is stopped")
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def board_socket(run: Run) -> ClientConnection:
    return connect(f"{run.url.replace('http', 'ws')}/ws/board/two-webs/", origin=run.url, open_timeout=60)


def test_of_two_web_processes_the_other_goes_on_while_one_hangs_or_is_killed(running):
    running.manage("gameday", "create", "Two Webs", "--teams", "1")
    before = running.members()
    with stopped(before["web-1"]), board_socket(running) as board:  # so it is the second that has it
        assert json.loads(board.recv(60))["type"] == "snapshot"
        assert page(running, "/board/two-webs/") == 200
        os.kill(before["web-1"], signal.SIGKILL)
        assert json.loads(board.recv(60))["type"]  # a beat, every five seconds
        wait_for(lambda: running.members().get("web-1", 0) not in (0, before["web-1"]), "the first is back")
    with stopped(before["web-2"]), board_socket(running) as board:
        assert json.loads(board.recv(60))["type"] == "snapshot"
        assert page(running, "/board/two-webs/") == 200
    assert running.members()["web-2"] == before["web-2"]
    assert "web-1 ended (exit code -9); starting it again" in running.said


def page(run: Run, path: str) -> int:
    with urllib.request.urlopen(f"{run.url}{path}", timeout=60) as answer:
        return answer.status


def test_the_figures_are_those_of_all_web_processes(running):
    with urllib.request.urlopen(f"{running.url}/metrics", timeout=60) as answer:
        figures = answer.read().decode()
    folder = ROOT / "var" / running.environment["GAMEDAY_INSTALLATION"] / "figures"
    assert {f"counter_{running.members()[name]}.db" for name in WEBS} <= {each.name for each in folder.iterdir()}
    assert re.search(r"^django_http_requests_before_middlewares_total [1-9]", figures, flags=re.MULTILINE)


def test_whatever_dies_is_started_again(running):
    before = running.members()
    for name in ("web-1", "terminals", "worker", "postgres", "redis"):
        os.kill(before[name], signal.SIGKILL)
    wait_for(lambda: set(running.members()) == MEMBERS, "all are back")
    after = running.members()
    assert all(after[name] != before[name] for name in ("web-1", "terminals", "worker", "postgres", "redis"))
    assert (after["web-2"], after["beat"]) == (before["web-2"], before["beat"])
    wait_for(lambda: '"healthy": true' in doctor(running), "the doctor finds it well", within=90)


def test_after_an_end_the_next_start_finds_its_data_again_and_says_that_it_calls_itself_localhost(up, running):
    """The last test of the module, because afterwards nothing runs. The next start is opened to others."""
    running.manage("gameday", "create", "Hay Day", "--teams", "1")
    pids = running.members()
    assert running.end() == 0
    assert not [pid for pid in pids.values() if Path(f"/proc/{pid}").exists()]

    second = up(running.environment["GAMEDAY_INSTALLATION"], "--host", "0.0.0.0")
    assert json.loads(second.manage("gameday", "status", "hay-day", "--json"))["state"] == "draft"
    assert "password:" not in second.said
    assert second.url == running.url
    told = [line for line in second.said.splitlines() if f"calls itself {second.url}" in line]
    assert len(told) == 1
    found = {finding["text"] for finding in json.loads(doctor(second))["findings"] if not finding["fine"]}
    assert told[0] in found
