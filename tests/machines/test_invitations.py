"""Inviting another machine: a token that works once, for whom it was made, and what it is handed for it."""

import json
import socket
from contextlib import closing
from datetime import timedelta
from unittest.mock import Mock
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from psycopg2.errors import InsufficientPrivilege

from gameday.machines import broker_rights, database_rights, handover, invitations, roster
from gameday.models import Host, HostInvitation
from gameday.models.choices import HostStatus, SandboxState
from gameday.operations.running import postgres, process_group, serving
from gameday.operations.running.environment import Environment
from gameday.operations.running.supervisor import Supervisor
from gameday.version import gameday_version
from scenarios.refusal import Refused
from scoring.pages.audit.lines import AuditQuery, audit_lines
from tests import making
from tests.making import NOW
from tests.own_redis import own_redis_keys

SERVERS = invitations.Servers("postgres://192.0.2.1:5432/?sslmode=require", "rediss://192.0.2.1:6380/")


@pytest.fixture
def token(db):
    return invitations.invite_host("second", SERVERS, NOW, by="Ada", capacity=12)[1]


@pytest.fixture
def clean_redis(settings):
    with own_redis_keys(settings, "machines") as connection:
        yield connection
        for name in connection.execute_command("ACL", "USERS"):
            if name.decode().startswith(settings.INSTALLATION):
                connection.execute_command("ACL", "DELUSER", name)


def refused(call, *args, **named) -> str:
    with pytest.raises(Refused) as refusal, transaction.atomic():
        call(*args, **named)
    return str(refusal.value)


# The invitation ------------------------------------------------------------------------------------------------------


def test_an_invited_host_waits_with_its_row_and_only_a_hash_of_the_token(token):
    host = Host.objects.get()
    assert (host.name, host.status, host.capacity, host.url) == ("second", HostStatus.INVITED, 12, "")
    assert token not in str(HostInvitation.objects.values())


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "Second", "the second", "a" * 41, "../else"])
def test_a_name_that_is_none_is_refused(name):
    assert "small letters, digits and dashes" in refused(invitations.invite_host, name, SERVERS, NOW, by="Ada")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["local", "second"])
def test_the_name_of_a_host_that_serves_is_refused(name):
    making.make_host(name="second")
    assert refused(invitations.invite_host, name, SERVERS, NOW, by="Ada").startswith(
        f"There is a host “{name}” already."
    )


def test_a_second_invitation_for_the_same_name_takes_the_place_of_the_first(token):
    newer = invitations.invite_host("second", SERVERS, NOW, by="Ada")[1]
    assert "a newer one has taken its place" in refused(invitations.take_invitation, token, NOW)
    assert invitations.take_invitation(newer, NOW).host.name == "second"


def test_an_invitation_is_used_once(token):
    assert invitations.take_invitation(token, NOW).used_at is None  # as it was found
    assert "was used already, by host “second”" in refused(invitations.take_invitation, token, NOW)


def test_of_two_who_come_at_once_one_gets_it(token, monkeypatch):
    found = invitations.usable_invitation(token, NOW)
    invitations.take_invitation(token, NOW)
    monkeypatch.setattr(invitations, "usable_invitation", lambda *_: found)
    assert "was used already" in refused(invitations.take_invitation, token, NOW)


def test_an_old_invitation_says_how_to_get_a_new_one(token):
    late = NOW + timedelta(hours=1, seconds=1)
    assert "`manage.py host invite second` makes a new one" in refused(invitations.take_invitation, token, late)


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["redis", "postgres://", "postgres://me:secret@db:5432/", "postgres://db:0/"])
def test_an_address_of_a_server_that_is_none_is_refused(url):
    assert "is no address of a server" in refused(invitations.usual_servers, url)


def test_the_usual_servers_are_the_platforms_at_an_address_of_this_machine(settings, monkeypatch):
    monkeypatch.setattr(invitations.machine, "lan_addresses", lambda: ["192.0.2.9"])
    settings.REDIS_URL = "redis://:secret@localhost:7000/3"
    monkeypatch.setitem(settings.DATABASES["default"], "HOST", "db.example")
    monkeypatch.setitem(settings.DATABASES["default"], "PORT", "")
    assert invitations.usual_servers() == invitations.Servers("postgres://db.example:5432/", "redis://192.0.2.9:7000/")


def test_a_platform_that_asks_its_own_server_by_tls_lets_others_do_the_same(settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "HOST", "db.example")
    monkeypatch.setitem(settings.DATABASES["default"], "PORT", "")
    monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", {"sslmode": "verify-full", "sslrootcert": "/mine"})
    settings.REDIS_URL = "rediss://:secret@redis.example:6380/3?ssl_ca_certs=/mine"
    assert invitations.usual_servers() == invitations.Servers(
        "postgres://db.example:5432/?sslmode=verify-full", "rediss://redis.example:6380/"
    )


@pytest.mark.parametrize(
    ("bind", "host"), [("192.0.2.7", "192.0.2.7"), ("0.0.0.0", "gameday.example")], ids=["one address", "all"]
)
def test_in_compose_the_servers_are_where_they_are_published(settings, bind, host):
    settings.BEHIND_GATEWAY, settings.PUBLIC_URL, settings.SERVERS_BIND = True, "http://gameday.example", bind
    assert invitations.usual_servers() == invitations.Servers(f"postgres://{host}:15432/", f"redis://{host}:16379/")
    assert invitations.usual_servers("postgres://db:5432/").database_url == "postgres://db:5432/"


@pytest.mark.django_db
def test_in_compose_servers_that_no_other_machine_reaches_are_said_unless_a_tunnels_ends_are_named(settings):
    settings.BEHIND_GATEWAY = True
    assert "Set SERVERS_BIND in .env to an address of this machine" in refused(invitations.usual_servers)
    ends = ("postgres://127.0.0.1:15432/", "redis://127.0.0.1:16379/")
    assert invitations.usual_servers(*ends) == invitations.Servers(*ends)


def test_an_address_where_nobody_listens_is_said(monkeypatch):
    monkeypatch.setattr(invitations.machine, "leads_to_itself", lambda host: host == "localhost")
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        open_door = f"redis://127.0.0.1:{door.getsockname()[1]}/"
        (said,) = invitations.silent_servers(invitations.Servers("postgres://127.0.0.1:9/", open_door))
        assert said.startswith(
            "Nobody listens at postgres://127.0.0.1:9/. Let PostgreSQL listen there, or open a tunnel"
        )
        assert invitations.silent_servers(invitations.Servers("postgres://localhost:9/", open_door)) == []


def test_what_can_be_read_on_the_way_or_leads_nowhere_is_said(settings):
    settings.PUBLIC_URL = "https://gameday.example"
    assert invitations.problems_of_the_way(SERVERS) == []
    settings.PUBLIC_URL = "http://gameday.example"
    open_servers = invitations.Servers("postgres://127.0.0.1:5432/", "redis://192.0.2.1:6379/")
    said = invitations.problems_of_the_way(open_servers)
    assert [each.split()[0] for each in said] == ["http://gameday.example", "The", "The"]
    assert "look for PostgreSQL on itself" in said[1]
    assert "The way to Redis (redis://192.0.2.1:6379/) has no TLS." in said[2]


# The exchange --------------------------------------------------------------------------------------------------------


def ask(client, token, version=None, **changes):
    told = json.dumps({"version": version or gameday_version()} | changes)
    return client.post(f"/hosts/join/{token}/", told, content_type="application/json")


def test_a_machine_is_handed_this_installation_and_a_user_of_its_own(client, clean_redis, settings, now_is):
    token = invitations.invite_host("second", SERVERS, now_is, by="Ada")[1]
    handed = ask(client, token).json()["environment"]
    assert (handed["GAMEDAY_HOST"], handed["GAMEDAY_INSTALLATION"]) == ("second", settings.INSTALLATION)
    assert (handed["SECRET_KEY"], handed["GAMEDAY_PUBLIC_URL"]) == (settings.SECRET_KEY, settings.PUBLIC_URL)
    database, broker = urlsplit(handed["DATABASE_URL"]), urlsplit(handed["REDIS_URL"])
    assert (database.username, database.hostname, database.query) == (
        database_rights.role_of("second"),
        "192.0.2.1",
        "sslmode=require",
    )
    assert (broker.scheme, broker.username, broker.port) == ("rediss", f"{settings.INSTALLATION}-host-second", 6380)
    again = ask(client, token)
    assert (again.status_code, again.json()["message"][:33]) == (409, "This invitation was used already,")


def test_a_machine_with_another_version_is_refused_and_may_come_again(client, clean_redis, now_is):
    token = invitations.invite_host("second", SERVERS, now_is, by="Ada")[1]
    answer = ask(client, token, "0.0.9 (0000000000)")
    assert answer.status_code == 409
    assert answer.json()["message"].startswith("This machine has Gameday 0.0.9 (0000000000), the platform ")
    assert ask(client, token).status_code == 200


@pytest.mark.django_db
def test_a_wrong_token_and_nonsense_get_a_sentence(client):
    assert ask(client, "wrong").json()["message"].startswith("There is no such invitation")
    assert client.post("/hosts/join/wrong/", "{", content_type="application/json").status_code == 400
    assert ask(client, "wrong", version={"a": 1}, more="x" * 5000).status_code == 409


def test_who_opens_the_invitation_in_a_browser_reads_where_it_belongs_and_uses_nothing_up(client, now_is):
    token = invitations.invite_host("second", SERVERS, now_is, by="Ada")[1]
    page = client.get(f"/hosts/join/{token}/")
    assert f'make host ARGS="http://testserver/hosts/join/{token}/"' in page.content.decode()
    assert HostInvitation.objects.get().used_at is None
    assert client.get("/hosts/join/wrong/").status_code == 409


# Rights --------------------------------------------------------------------------------------------------------------


ALLOWED = (
    "SELECT * FROM gameday_sandbox",
    "UPDATE gameday_host SET problem = ''",
    "DELETE FROM django_session",
    "INSERT INTO gameday_lasttick (id, at) SELECT 1, now() WHERE false",
    "SELECT * FROM auth_user",
)
FORBIDDEN = (
    "UPDATE auth_user SET is_staff = true",
    "SELECT * FROM gameday_hostinvitation",
    "TRUNCATE gameday_sandbox",
    "DROP TABLE gameday_sandbox",
    "ALTER TABLE scoring_entry DISABLE TRIGGER ALL",
    "CREATE ROLE another",
)


@pytest.mark.django_db(transaction=True)
def test_a_hosts_role_does_what_its_processes_do_and_no_more_until_it_is_taken_away():
    name, password = database_rights.make_role("second")
    database_rights.grant_all_again()
    values = connection.get_connection_params() | {"user": name, "password": password}
    with closing(
        psycopg2.connect(**{key: values[key] for key in ("dbname", "host", "port", "user", "password")})
    ) as own:
        own.autocommit = True
        for statement in ALLOWED:
            own.cursor().execute(statement)
        for statement in FORBIDDEN:
            with pytest.raises(InsufficientPrivilege):
                own.cursor().execute(statement)
        database_rights.take_role_away("second")
        with pytest.raises(psycopg2.OperationalError):
            own.cursor().execute("SELECT 1")


def test_a_hosts_user_takes_work_from_its_own_queues_alone(clean_redis, settings):
    name, password, _ = broker_rights.make_user("second")
    own = redis.Redis.from_url(settings.REDIS_URL, username=name, password=password)
    celery = f"{settings.INSTALLATION}:celery:"
    for queue in ("host.second", "referee.second", "worker@host-second.dq2"):
        own.lpush(celery + queue, "work")
        assert own.brpop([celery + queue], timeout=1)
    own.lpush(f"{celery}director", "work")
    for forbidden in (f"{celery}director", f"{celery}host.second2", f"{celery}host.local"):
        with pytest.raises(redis.exceptions.NoPermissionError):
            own.brpop([forbidden], timeout=1)
    for allowed in ("live:x", "celx", "c1", "console:1", ":1:sessions"):
        own.set(f"{settings.INSTALLATION}:{allowed}", 1)
    own.publish(f"{settings.INSTALLATION}:live:frames.0", "frame")
    for words in (["SET", "another:key", 1], ["FLUSHALL"], ["ACL", "LIST"], ["CONFIG", "GET", "*"], ["KEYS", "*"]):
        with pytest.raises(redis.exceptions.ResponseError):
            own.execute_command(*words)


def test_a_user_that_redis_has_forgotten_is_made_anew_with_the_same_password(clean_redis, settings, db):
    name, password, hashed = broker_rights.make_user("second")
    made, _ = invitations.invite_host("second", SERVERS, NOW, by="Ada")
    HostInvitation.objects.filter(pk=made.pk).update(redis_user=name, redis_hash=hashed)
    clean_redis.execute_command("ACL", "DELUSER", name)
    broker_rights.keep_users(NOW)
    assert redis.Redis.from_url(settings.REDIS_URL, username=name, password=password).ping()


# Leaving -------------------------------------------------------------------------------------------------------------


def test_a_drained_host_takes_nothing_new_until_it_is_let_again(db):
    host = making.make_host(name="second")
    assert (roster.drain_host(host, by="Ada", now=NOW), roster.drain_host(host, by="Ada", now=NOW)) == (True, False)
    assert Host.objects.get().status == HostStatus.DRAINING
    assert roster.drain_host(host, back=True, by="Ada", now=NOW)
    assert Host.objects.get().status == HostStatus.SERVING


def test_a_host_that_carries_something_is_not_removed_nor_is_the_local_one(db, clean_redis):
    host = making.make_host(name="second")
    making.make_sandbox(making.make_team(making.running_gameday()), host)
    assert refused(roster.remove_host, host, by="Ada", now=NOW).startswith(
        "Host “second” carries 1 sandbox. Move that team first"
    )
    assert "stays" in refused(roster.remove_host, making.make_host(name="local"), by="Ada", now=NOW)


def test_a_removed_host_is_gone_and_its_name_may_join_again(token, clean_redis):
    handover.hand_over(token, gameday_version(), NOW)
    host = Host.objects.get()
    assert roster.remove_host(host, by="Ada", now=NOW) == []
    told = [(line.who, line.what, line.whom) for line in audit_lines(AuditQuery())]
    assert told == [
        ("Ada", "host: invited → gone", "second"),
        ("host second", "host: invited → joined", "second"),
        ("Ada", "host: gone → invited", "second"),
    ]
    assert not Host.objects.exists()
    assert broker_rights._acl("GETUSER", broker_rights.user_of("second")) is None
    assert not database_rights._exists(database_rights.role_of("second"))


@pytest.mark.django_db(transaction=True)
def test_the_processes_of_a_removed_host_end_with_the_sentence_that_says_so(clean_redis, tmp_path, monkeypatch):
    """They would else start their workers again and again, because the database lets them in no more."""
    own, broker = connection.settings_dict, urlsplit(settings.REDIS_URL)
    servers = invitations.Servers(
        f"postgres://{own['HOST']}:{own['PORT']}/", f"redis://{broker.hostname}:{broker.port}/"
    )
    now_is = timezone.now()
    handed = handover.hand_over(
        invitations.invite_host("second", servers, now_is, by="Ada")[1], gameday_version(), now_is
    )
    said = []
    monkeypatch.setattr(process_group, "print_line", said.append)
    monkeypatch.setattr("gameday.operations.running.supervisor.LOOK_EVERY", 0.0)
    run = serving.HostProcesses(serving.ServeOptions(), Environment(handed, tmp_path), Supervisor(said.append))
    monkeypatch.setattr(run, "open", lambda: None)
    run.supervisor.servers_answer = run.servers_answer
    assert run.servers_answer()
    with closing(psycopg2.connect(handed["DATABASE_URL"])):
        roster.remove_host(Host.objects.get(), by="Ada", now=now_is)
    assert run.run() == 1
    assert said[0].startswith("The platform lets host second in no more: it was removed there")
    assert said[-1] == "Ended."


def test_a_server_that_is_away_or_starts_refuses_no_login(monkeypatch):
    assert not postgres.login_refused("postgres://host_second:hay@127.0.0.1:9/gameday")
    for said, refused_it in (
        ("FATAL:  the database system is starting up", False),
        ("FATAL:  Passwort-Authentifizierung für Benutzer »host_second« fehlgeschlagen", True),
    ):
        error = psycopg2.OperationalError(f'connection to server at "192.0.2.1", port 5432 failed: {said}')
        monkeypatch.setattr(postgres.psycopg2, "connect", Mock(side_effect=error))
        assert postgres.login_refused("postgres://host_second:hay@192.0.2.1/gameday") == refused_it


def test_a_removed_host_with_a_past_keeps_its_row_and_is_shown_no_more(db, clean_redis):
    host = making.make_host(name="second", serve_url="http://192.0.2.1:9600")
    row = making.make_sandbox(making.make_team(making.running_gameday()), host, state=SandboxState.GONE)
    roster.remove_host(host, by="Ada", now=NOW)
    row.refresh_from_db()
    assert (row.host.enabled, row.host.serve_url, row.gone_at) == (False, "", NOW)
    assert roster.list_hosts(NOW) == []
    invitations.invite_host("second", SERVERS, NOW, by="Ada")
    assert [line.state for line in roster.list_hosts(NOW)] == [HostStatus.INVITED]


def test_a_server_that_gives_no_rights_is_said_and_the_platforms_own_are_handed_over(token, clean_redis, monkeypatch):
    monkeypatch.setattr(database_rights, "may_make_roles", lambda: False)
    monkeypatch.setattr(broker_rights, "may_make_users", lambda: False)
    assert [said.split()[0] for said in handover.missing_rights()] == ["PostgreSQL", "Redis"]
    handed = handover.hand_over(token, gameday_version(), NOW)
    assert urlsplit(handed["DATABASE_URL"]).username == connection.settings_dict["USER"]
    assert urlsplit(handed["REDIS_URL"]).username is None
