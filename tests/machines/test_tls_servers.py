"""A host that reaches PostgreSQL and Redis by TLS, both real, with certificates of an authority that nobody knows."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gameday.operations.running import postgres, redis_server
from gameday.operations.running.environment import ROOT, Environment
from gameday.operations.running.invitation import NotJoined, joined_environment, with_authority
from gameday.operations.running.supervisor import Supervisor
from tests.certificates import authority
from tests.waiting import eventually


@pytest.fixture(scope="module")
def signs(tmp_path_factory):
    if not shutil.which("openssl"):
        pytest.skip("There is no openssl here (`bin/setup test` installs it).")
    return authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def servers(signs):
    """What a host is handed that reaches them: nothing answers without TLS, and the certificate is good for localhost alone."""
    folder = Path(tempfile.mkdtemp(prefix="gameday-tls-"))  # PostgreSQL's user may enter it, unlike pytest's own
    folder.chmod(0o755)
    environment, group = Environment({"GAMEDAY_INSTALLATION": "gd-tls"}, folder), Supervisor(lambda line: None)
    signed = signs.sign("DNS:localhost")
    for file in (signed.certificate, signed.key):
        shutil.copy(file, folder)
        if user := postgres.postgres_user():
            shutil.chown(folder / file.name, user)
    certificate, key = (str(folder / file.name) for file in (signed.certificate, signed.key))
    database, broker = postgres.own_postgres(environment, careless=True), redis_server.own_redis(environment)
    database.argv = [*database.argv, "-c", "ssl=on", "-c", f"ssl_cert_file={certificate}", "-c", f"ssl_key_file={key}"]
    port = environment.values["REDIS_URL"].rpartition(":")[2].partition("/")[0]
    tls = {"--port": "0", "--tls-port": port, "--tls-cert-file": certificate, "--tls-key-file": key}
    broker.argv = [*broker.argv, *(word for pair in tls.items() for word in pair), "--tls-auth-clients", "no"]
    broker.argv += ["--tls-ca-cert-file", str(signs.certificate)]
    try:
        for child in (database, broker):
            group.start(child)
        server = environment.values["DATABASE_URL"].rpartition("/")[0].replace("127.0.0.1", "localhost")
        assert eventually(lambda: postgres.postgres_answers(f"{server}/postgres")), database.last_words()
        yield {
            "DATABASE_URL": postgres.ensure_database(server, "gameday") + "?sslmode=verify-full",
            "REDIS_URL": f"rediss://localhost:{port}/0",
        }
    finally:
        group.stop()
        shutil.rmtree(folder)


def tried(**handed) -> dict[str, str]:
    environment = os.environ | handed | {"DJANGO_SETTINGS_MODULE": "gameday.settings"}
    words = [sys.executable, "-m", "tests.machines.tls_client"]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_way_to_the_servers_is_by_tls_and_trusts_nobody_unnamed(servers, signs):
    assert set(tried(**(servers | with_authority(servers, signs.certificate))).values()) == {"fine"}
    refused = tried(**servers)
    assert "root certificate file" in refused.pop("database")
    assert {way: "certificate verify failed" in said for way, said in refused.items()} == dict.fromkeys(refused, True)


def test_the_authority_that_a_host_was_told_of_is_kept_and_names_that_it_does_not_know_are_said(
    servers, signs, tmp_path
):
    folder = tmp_path / "var/host-barn"
    folder.mkdir(parents=True)
    told = {"GAMEDAY_HOST": "barn"} | servers
    (folder / "environment").write_text("".join(f"{name}={value}\n" for name, value in told.items()))
    first = joined_environment("", authority=str(signs.certificate), root=tmp_path)
    later = joined_environment("", root=tmp_path)
    assert later.values["DATABASE_URL"] == first.values["DATABASE_URL"]
    database, redis = later.values["DATABASE_URL"], later.values["REDIS_URL"]
    assert (postgres.postgres_trouble(database), redis_server.redis_trouble(redis)) == ("", "")
    assert "does not match host name" in postgres.postgres_trouble(database.replace("@localhost", "@127.0.0.1"))
    assert "not valid for '127.0.0.1'" in redis_server.redis_trouble(redis.replace("localhost", "127.0.0.1"))
    with pytest.raises(NotJoined, match="There is no certificate in “/nowhere”"):
        joined_environment("", authority="/nowhere", root=tmp_path)
