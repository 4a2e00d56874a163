"""The budget of connections is what the processes are started with, and the doctor holds it against the server."""

import re

import pytest
import yaml
from django.conf import settings
from django.db import connection

from gameday.background.connection_budget import REFEREE_THREADS, WORKER_THREADS, connection_budget
from gameday.operations import doctor
from gameday.operations.running import postgres

COMPOSE = yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text())["services"]
KEPT_BY_POSTGRES = 3  # connections
MOST_WEB_PROCESSES = 8


def threads_of(service: str) -> int:
    words = COMPOSE[service]["command"]
    return int(words[words.index("--concurrency") + 1])


def offered_by_compose() -> int:
    (setting,) = (word for word in COMPOSE["postgres"]["command"] if word.startswith("max_connections="))
    return int(setting.removeprefix("max_connections="))


def needed() -> int:
    return sum(share.connections for share in connection_budget())


def found() -> doctor.DoctorFinding:
    (finding,) = doctor.database_connections()
    return finding


def test_compose_starts_workers_with_the_threads_that_are_counted():
    assert (threads_of("worker"), threads_of("referee")) == (WORKER_THREADS, REFEREE_THREADS)


def test_the_budget_fits_into_the_servers_that_we_start():
    assert needed() <= offered_by_compose() - KEPT_BY_POSTGRES
    assert needed() <= int(postgres.SETTINGS["max_connections"]) - KEPT_BY_POSTGRES


def test_each_web_process_is_counted_and_as_many_as_may_be_fit_in(settings):
    one = {share.process: share.connections for share in connection_budget()}
    settings.WEB_PROCESSES = MOST_WEB_PROCESSES
    assert {share.process: share.connections for share in connection_budget()} == one | {"web": 8 * one["web"]}
    assert needed() <= offered_by_compose() - KEPT_BY_POSTGRES
    assert needed() <= int(postgres.SETTINGS["max_connections"]) - KEPT_BY_POSTGRES


def test_more_pages_at_once_are_counted_in_both_web_processes(settings):
    before = needed()
    settings.PAGES_AT_ONCE += 1
    assert needed() == before + 4


@pytest.mark.django_db
def test_the_doctor_says_what_is_needed_and_what_is_in_use():
    finding = found()
    assert f"at most {needed()} of " in finding.text
    assert re.search(r"; in use: [1-9]", finding.text)


@pytest.mark.django_db
def test_the_doctor_names_what_to_set_where_the_server_allows_too_few(settings):
    settings.PAGES_AT_ONCE = 64
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        assert int(cursor.fetchone()[0]) < needed()
    finding = found()
    assert not finding.fine
    assert finding.needed
    assert ": raise the server's max_connections by " in finding.text
    assert ", or set GAMEDAY_PAGES_AT_ONCE=" in finding.text
