"""Backups of Gameday's own database: exactly the commands of docs/operating.md, and what comes back is whole."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from gameday.operations.running import database, postgres
from gameday.operations.running.environment import Environment
from scoring.ledger import ledger
from tests.making import NOW, make_team, running_gameday

ROOT = Path(__file__).resolve().parents[2]
OPERATING = (ROOT / "docs/operating.md").read_text()
# Stands for `docker compose exec -T postgres …`: what would run in the container runs here. Of the rest it tells.
DOCKER = """#!/bin/sh
if [ "$1 $2 $3 $4" = "compose exec -T postgres" ]; then shift 4; exec "$@"; fi
echo "$*"
"""


def commands(title: str) -> list[str]:
    """The shell blocks below a title: first the backup, then the restore."""
    section = OPERATING.split(f"### {title}\n")[1].split("\n### ")[0].split("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", section, flags=re.DOTALL)


def server_url(name: str) -> str:
    base = settings.DATABASES["default"]
    return f"postgres://{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT']}/{name}"


def statement(url: str, text: str) -> list[tuple]:
    link = psycopg2.connect(url)
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute(text)
        rows = cursor.fetchall() if cursor.description else []
    link.close()
    return rows


@pytest.fixture
def scratch(transactional_db):
    """The address of a database of its own, with a game day in it whose teams have points."""
    gameday = running_gameday(slug="backed-up")
    for points in (40, -15):
        ledger.adjust_points(make_team(gameday), points, reason="hay", by="Ada", now=NOW)
    source, name = str(settings.DATABASES["default"]["NAME"]), f"{settings.DATABASES['default']['NAME']}_scratch"
    connection.close()
    maintenance = server_url("postgres")
    statement(maintenance, f'DROP DATABASE IF EXISTS "{name}"')
    statement(maintenance, f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    yield server_url(name)
    statement(maintenance, f'DROP DATABASE "{name}"')


@pytest.fixture
def shell(scratch, tmp_path):
    """shell(commands) runs them as somebody would in the checkout; files go to a home of its own."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "docker").write_text(DOCKER)
    (programs / "docker").chmod(0o755)
    inside = database._variables(scratch)
    environ = os.environ | inside | {"HOME": str(tmp_path), "DATABASE_URL": scratch}
    environ |= {"POSTGRES_USER": inside["PGUSER"], "POSTGRES_DB": inside["PGDATABASE"]}
    environ["PATH"] = f"{programs}:{environ['PATH']}"

    def run(text: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["bash", "-c", text], cwd=ROOT, env=environ, capture_output=True, text=True, check=False)

    return run


def points(url: str) -> list[tuple]:
    return statement(url, "SELECT points FROM scoring_entry ORDER BY points")


@pytest.mark.parametrize("how", ["With `make up`", "With compose"])
def test_what_was_backed_up_as_the_docs_say_comes_back_as_the_docs_say(scratch, shell, how):
    backup, restore = commands(how)
    saved = shell(backup)
    assert (saved.returncode, saved.stderr) == (0, "")
    statement(scratch, "DROP TABLE scoring_entry CASCADE; CREATE TABLE of_a_later_version ()")
    restored = shell(restore)
    assert (restored.returncode, "ERROR" in restored.stderr) == (0, False), restored.stderr
    assert points(scratch) == [(-15,), (40,)]
    assert statement(scratch, "SELECT to_regclass('of_a_later_version')") == [(None,)]
    with pytest.raises(psycopg2.Error, match="append-only"):
        statement(scratch, "DELETE FROM scoring_entry")
    verified = shell(f"{sys.executable} manage.py ledger verify backed-up")
    assert (verified.returncode, verified.stderr) == (0, "")


@pytest.mark.parametrize("how", ["With `make up`", "With compose"])
def test_a_backup_that_was_cut_short_is_refused_and_what_is_there_stays(scratch, shell, tmp_path, how):
    backup, restore = commands(how)
    shell(backup)
    file = tmp_path / "gameday.dump"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    refused = shell(restore)
    assert "could not read from input file" in refused.stderr
    assert points(scratch) == [(-15,), (40,)]


def test_where_our_own_postgresql_rests_it_is_started_for_the_command_and_ended(capfd):
    folder = Path(tempfile.mkdtemp(prefix="gameday-backup-"))
    folder.chmod(0o755)  # its user has to enter
    try:
        values = {"PATH": os.environ["PATH"], "GAMEDAY_INSTALLATION": "gd-backup"}
        run = Environment(values, folder)
        child = postgres.own_postgres(run, careless=True)
        run.remembered = dict(run.chosen)
        assert child.process is None
        assert database.run_on_database(run, ["psql", "--tuples-only", "--command", "SELECT 'hay'"]) == 0
        assert capfd.readouterr().out.strip() == "hay"
        assert not postgres.postgres_answers(run.values["DATABASE_URL"])
    finally:
        shutil.rmtree(folder)


def test_while_the_platform_runs_its_own_postgresql_is_left_alone(tmp_path, monkeypatch):
    """It may be too busy to answer in time: to start it anew would end the one that runs."""
    monkeypatch.setattr(postgres, "postgres_answers", lambda url: False)
    monkeypatch.setattr(postgres, "own_postgres", lambda *args, **options: pytest.fail("it would be ended"))
    run = Environment({}, tmp_path, {"DATABASE_URL": server_url("postgres")})
    with (tmp_path / "lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert database.run_on_database(run, ["true"]) == 0


def test_a_program_that_is_not_there_is_named_with_what_to_do(capsys, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", server_url("postgres"))
    assert database.main(["pg_nowhere"]) == 1
    assert capsys.readouterr().err.startswith("There is no pg_nowhere here. Install it")
