"""What compose runs in each container: it ends with its command, when that is deaf, and when a signal asks for it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from gameday.background import restarts
from tests.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]
INSTALLATION = f"{settings.INSTALLATION}-watched"
WHERE = {"redis_url": settings.REDIS_URL, "installation": INSTALLATION}
# Looks in a tenth of a second; after three in vain a process is deaf.
HASTY = (
    "import os, sys\n"
    "from gameday.operations.running import hearing, watched\n"
    "hearing.STARTING_LOOKS, watched.LOOK_EVERY = 3, 0.1\n"
    "sys.exit(watched.watch_command(sys.argv[1], sys.argv[2], sys.argv[3:], os.environ, lambda line: print(line, flush=True)))"
)

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]


@pytest.fixture(autouse=True)
def _nothing_reported():
    for restart in restarts.reported_restarts(**WHERE):
        restarts.forget_restart(restart, **WHERE)


def watched(*words: str) -> subprocess.Popen[str]:
    at = connection.settings_dict
    url = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    own = {"DATABASE_URL": url, "REDIS_URL": settings.REDIS_URL, "GAMEDAY_INSTALLATION": INSTALLATION}
    argv = [sys.executable, "-c", HASTY, *words]
    return subprocess.Popen(argv, cwd=ROOT, env=os.environ | own, stdout=subprocess.PIPE, text=True)


def test_a_command_that_ends_takes_the_container_along(tmp_path):
    container = watched("worker", str(tmp_path / "alive"), "false")
    assert container.wait() == 1
    [restart] = restarts.reported_restarts(**WHERE)
    assert (restart.process, restart.deaf) == ("worker", False)


def test_a_command_that_gives_no_sign_is_ended_and_the_container_with_it(tmp_path):
    container = watched("beat", str(tmp_path / "alive"), "sleep", "600")
    assert container.wait() == 1
    assert "beat lives, but has done no work since " in container.stdout.read()
    [restart] = restarts.reported_restarts(**WHERE)
    assert (restart.process, restart.deaf) == ("beat", True)


def test_docker_stop_ends_the_command_first_and_nobody_calls_it_a_restart(tmp_path):
    loud = f"trap 'echo farewell; exit' TERM; while :; do touch {tmp_path / 'alive'}; sleep 0.02; done"
    container = watched("web", str(tmp_path / "alive"), "sh", "-c", loud)
    assert eventually((tmp_path / "alive").exists, 240)
    container.send_signal(signal.SIGTERM)
    assert container.wait() == 0
    assert container.stdout.read() == "farewell\n"
    assert restarts.reported_restarts(**WHERE) == []
