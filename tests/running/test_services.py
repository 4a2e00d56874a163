"""PostgreSQL and Redis of a run: given, remembered, borrowed or our own - on real ones."""

import os
import shutil
import tempfile
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

from gameday import env_file
from gameday.operations.running import ports, postgres, redis_server, services
from gameday.operations.running.environment import Environment
from gameday.operations.running.supervisor import Supervisor


@pytest.fixture
def folder():
    """A folder that PostgreSQL's user may enter; pytest's own are closed to others."""
    made = Path(tempfile.mkdtemp(prefix="gameday-services-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def group():
    group = Supervisor(lambda line: None)
    yield group
    group.stop()


def open_in(folder: Path, **values: str) -> Environment:
    return Environment(
        {"PATH": os.environ["PATH"], "GAMEDAY_INSTALLATION": "gd-services", **values},
        folder,
        env_file.read(folder / "environment"),
    )


def start(run: Environment, group: Supervisor) -> list[str]:
    said: list[str] = []
    services.provide_database(run, group, said.append, own=True, careless=True)
    services.provide_redis(run, group, said.append, own=True)
    run.keep()
    return said


def query(run: Environment, statement: str) -> list[tuple]:
    connection = psycopg2.connect(run.values["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


def test_our_own_servers_keep_what_was_written_and_their_addresses(folder, group):
    first = open_in(folder)
    assert [line.split(":")[0] for line in start(first, group)] == ["PostgreSQL", "Redis"]
    query(first, "CREATE TABLE stable AS SELECT 'hay' AS food")
    group.stop()
    second = open_in(folder)
    start(second, group)
    assert query(second, "SELECT food FROM stable") == [("hay",)]
    assert second.values["DATABASE_URL"] == first.values["DATABASE_URL"]


def test_two_installations_get_servers_of_their_own(folder, group):
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    first, second = open_in(folder / "a"), open_in(folder / "b")
    start(first, group)
    start(second, group)
    assert first.values["DATABASE_URL"] != second.values["DATABASE_URL"]
    assert first.values["REDIS_URL"] != second.values["REDIS_URL"]
    query(first, "CREATE TABLE only_here ()")
    assert query(second, "SELECT count(*) FROM pg_tables WHERE tablename = 'only_here'") == [(0,)]


def test_a_server_that_a_killed_run_left_is_taken_over(folder, group):
    run = open_in(folder)
    services.provide_database(run, group, lambda line: None, own=True, careless=True)
    left = group.children.pop()
    again = open_in(folder)
    services.provide_database(again, group, lambda line: None, own=True, careless=True)
    assert left.process.wait(10) == 0
    assert query(again, "SELECT 1") == [(1,)]


def test_the_database_runs_as_another_user_than_root(folder, group):
    run = open_in(folder)
    services.provide_database(run, group, lambda line: None, own=True, careless=True)
    assert os.stat(f"/proc/{group.children[0].process.pid}").st_uid != 0


def test_a_given_database_is_used_and_nothing_is_started(folder, group):
    base = settings.DATABASES["default"]
    url = f"postgres://{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT']}/{base['NAME']}"
    run = open_in(folder, DATABASE_URL=url, REDIS_URL=settings.REDIS_URL)
    services.provide_database(run, group, pytest.fail, own=False)
    services.provide_redis(run, group, pytest.fail, own=False)
    assert group.children == []
    assert run.chosen == {}


def test_a_given_server_that_is_away_is_named_without_its_password(folder, group):
    port = ports.free_port(29000)
    run = open_in(folder, DATABASE_URL=f"postgres://u:hush@127.0.0.1:{port}/x", REDIS_URL=f"redis://127.0.0.1:{port}/0")
    with pytest.raises(
        services.ServerUnreachable, match=rf"127\.0\.0\.1:{port}/x\)\. Start it, or name another"
    ) as refusal:
        services.provide_database(run, group, print, own=False)
    assert "hush" not in str(refusal.value)
    with pytest.raises(services.ServerUnreachable, match="No Redis answers at REDIS_URL"):
        services.provide_redis(run, group, print, own=False)


def test_without_programs_a_sentence_says_what_to_install(folder, monkeypatch):
    monkeypatch.setattr(postgres, "postgres_programs", lambda version="": None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(postgres.NoPostgres, match="apt-get install postgresql"):
        postgres.own_postgres(open_in(folder))
    with pytest.raises(redis_server.NoRedis, match="apt-get install redis-server"):
        redis_server.own_redis(open_in(folder))


def test_a_taken_port_is_stepped_over():
    first = ports.free_port(29100)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ports, "is_free", lambda port, host="127.0.0.1": port > first)
        assert ports.free_port(first) == first + 1


def test_two_installations_that_start_at_once_do_not_reach_for_the_same_port():
    names = ["gameday", "gameday-2", "test-0a1b2c", "test-0a1b2d"]
    assert len({ports.own_port(name, 25432) for name in names}) == len(names)
    last = ports.own_port("gameday", 25432, "postgres://gameday:hay@127.0.0.1:25431/gameday")
    assert last >= 25432
    assert ports.own_port("gameday", 25432, f"postgres://gameday:hay@127.0.0.1:{last + 1}/gameday") == last + 1
