"""The whole platform as `manage.py up` starts it, and a Chromium to use it."""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.chromium import launched
from tests.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@dataclass
class Platform:
    """A running platform for this test run alone, with its own database, installation and port."""

    url: str
    environment: dict[str, str]
    password: str

    def manage(self, *words: str) -> str:
        """Run a management command against it. Returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def status(self, slug: str) -> dict:
        return json.loads(self.manage("gameday", "status", slug, "--json"))


@pytest.fixture(scope="package")
def platform(tmp_path_factory):
    name = f"gd_test_{secrets.token_hex(3)}"
    base = settings.DATABASES["default"]
    address = f"postgres://{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT']}"
    _sql(f"{address}/postgres", f'CREATE DATABASE "{name}"')
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": f"{address}/{name}",
        "GAMEDAY_INSTALLATION": f"{settings.INSTALLATION}-{name.replace('_', '-')}",
        "GAMEDAY_PUBLIC_URL": f"http://localhost:{port}",
        "SECRET_KEY": settings.SECRET_KEY,
    }
    log = tmp_path_factory.mktemp("platform") / "up.log"
    with log.open("w") as output:
        up = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield Platform(f"http://localhost:{port}", environment, _password(log, up))
    finally:
        up.send_signal(signal.SIGTERM)
        try:
            up.wait(120)
        except subprocess.TimeoutExpired:
            os.killpg(up.pid, signal.SIGKILL)
        _sql(f"{address}/postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _password(log: Path, up: subprocess.Popen) -> str:
    """The generated admin password, from the line that is printed when everything runs."""
    ready = eventually(lambda: "Ready after" in log.read_text() or up.poll() is not None, within=600)
    text = log.read_text()
    assert ready, f"`manage.py up` never got ready:\n{text}"
    found = re.search(r"password: (\S+)", text)
    assert found, f"`manage.py up` ended early:\n{text}"
    return found[1]


def _sql(address: str, statement: str) -> None:
    connection = psycopg2.connect(address)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


@pytest.fixture(scope="package")
def chromium(tmp_path_factory) -> Iterator[Browser]:
    with launched(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture
def window(chromium):
    """Opens a browser window that shares no cookies with others."""
    contexts = []

    def open_window(**options):
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        page.set_default_timeout(60_000)
        return page

    yield open_window
    for context in contexts:
        context.close()
