"""Engines of other machines, by ssh through a real sshd and by tcp with TLS from a real dockerd: all that a host asks of one."""

import asyncio
import os
import shutil
import time
from pathlib import Path

import pytest
from django.conf import settings

from bench.second_engine import NoSecondEngine, second_engine
from gameday.operations.running import engine_tunnel
from gameday.operations.running.engine_tunnel import NoTunnel
from gameday.operations.running.environment import Environment
from gameday.operations.running.supervisor import Supervisor
from scenarios.sandbox import EngineError
from scenarios.sandbox.docker import execute, images, terminal
from scenarios.sandbox.docker.engine import DockerEngine
from tests.certificates import authority
from tests.machines.sshd import NoSshd, sshd
from tests.waiting import eventually

pytestmark = pytest.mark.engine

FILE = b"hay\n" * 50_000  # more than a connection holds
BASE = os.environ.get("GAMEDAY_BASE_IMAGE", "debian:bookworm-slim")


def engine_at(url) -> DockerEngine:
    return DockerEngine(url, installation=f"{settings.INSTALLATION}-remote", pool=settings.SANDBOX_NETWORK)


def box_on(engine):
    """A container that does nothing."""
    return engine.client.containers.run(BASE, ["sleep", "infinity"], detach=True, init=True, network_mode="none")


async def does_all(engine, box) -> None:
    """What a sandbox is worked with: a command, a file that is put there, a terminal."""
    done = execute.run(engine.client, box.id, ["sh", "-c", "echo hay; echo straw >&2; exit 3"])
    assert (done.exit_code, done.stdout, done.stderr) == (3, b"hay\n", b"straw\n")
    put = execute.run(engine.client, box.id, ["sh", "-c", "cat > /tmp/file"], stdin=FILE)
    assert put.ok, put.text
    assert execute.run(engine.client, box.id, ["cat", "/tmp/file"]).stdout == FILE
    shell = await terminal.open_shell(engine.client, box.id, "mark", user="root", columns=91, rows=24, env={})
    shown = bytearray()
    ended = asyncio.Event()
    shell.listen(shown.extend, ended.set)
    await shell.write(b"stty size; exit 4\r")
    async with asyncio.timeout(30):
        await ended.wait()
    assert b"24 91" in shown
    assert await shell.exit_code() == 4


# By ssh --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    try:
        with sshd(tmp_path_factory.mktemp("sshd")) as found:
            yield found
    except NoSshd as error:
        pytest.skip(str(error))


@pytest.fixture
def tunnel(tmp_path_factory, server):
    """Opens the line to an engine; returns the socket's URL and the group that keeps it."""
    group = Supervisor(lambda line: None)

    def open_line(url, path=server.path):
        folder = Path(tmp_path_factory.mktemp("host"))
        environment = Environment(os.environ | {"GAMEDAY_DOCKER_URL": url, "PATH": path}, folder)
        engine_tunnel.provide_engine(environment, group, lambda line: None)
        return environment.values["GAMEDAY_DOCKER_URL"], group

    yield open_line
    group.stop()


@pytest.fixture
def engines_socket():
    """Of the engine that the tests have, as the other machine's path in the URL."""
    return settings.DOCKER_URL.removeprefix("unix://")


async def test_an_engine_by_ssh_does_all_that_a_host_asks_and_comes_back_when_the_line_is_cut(
    tunnel, server, engines_socket
):
    url, group = tunnel(server.url(engines_socket))
    engine = engine_at(url)
    assert engine.versions() == engine_at(settings.DOCKER_URL).versions()
    box = box_on(engine)
    try:
        await does_all(engine, box)
        server.cut()
        (line,) = group.children
        assert eventually(lambda: not line.alive)
        with pytest.raises(EngineError, match="No Docker engine answers"):
            engine.versions()
        now = time.monotonic()
        for moment in (now, now + 60):  # it is seen, and some time later started again
            group.look_after(line, moment)
        assert eventually(lambda: answers(engine))
        assert execute.run(engine.client, box.id, ["cat", "/tmp/file"]).stdout == FILE
    finally:
        engine_at(settings.DOCKER_URL).client.api.remove_container(box.id, force=True)


def answers(engine) -> bool:
    try:
        return bool(engine.ping())
    except EngineError:
        return False


def test_a_key_that_the_machine_does_not_know_is_said(tunnel, server, tmp_path):
    with pytest.raises(NoTunnel, match=r"Try `ssh -p \d+ \w+@localhost docker info`\.\n(.*\n)*.*Permission denied"):
        tunnel(server.url(), changed(server, tmp_path, f"{server.folder}/person", f"{server.folder}/host"))


def test_a_machine_that_shows_an_unknown_key_is_said(tunnel, server, tmp_path):
    with pytest.raises(
        NoTunnel, match=r"ssh does not lead to the engine at ssh://(.*\n)*.*Host key verification failed"
    ):
        tunnel(server.url(), changed(server, tmp_path, "known_hosts", "nobody"))


def test_a_machine_without_an_engine_is_said(tunnel, server):
    with pytest.raises(NoTunnel, match=r"ssh leads to localhost, but no engine lets that user in there\. Try `ssh -p"):
        tunnel(server.url("/nowhere/docker.sock"))


def changed(server, folder, old, new) -> str:
    """A PATH with an ssh whose settings differ."""
    (folder / "client.conf").write_text((server.folder / "client.conf").read_text().replace(old, new))
    (folder / "ssh").write_text((server.folder / "bin/ssh").read_text().replace(str(server.folder), str(folder)))
    (folder / "ssh").chmod(0o755)
    return f"{folder}:{server.path}"


# By tcp with TLS -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """The folder of the engine's certificates, and that of ours as Docker's own programs have it."""
    if not shutil.which("openssl"):
        pytest.skip("There is no openssl here (`bin/setup test` installs it).")
    return authority(tmp_path_factory.mktemp("authority")), tmp_path_factory.mktemp("ours")


@pytest.fixture(scope="module")
def guarded(certificates):
    """(an engine that lets nobody in without a certificate, its address)"""
    signs, ours = certificates
    its, mine = signs.sign(*(f"IP:10.214.{number}.2" for number in range(1, 201))), signs.sign("DNS:host")
    for name, file in {"ca": signs.certificate, "cert": mine.certificate, "key": mine.key}.items():
        shutil.copy(file, ours / f"{name}.pem")
    words = ["--host=tcp://0.0.0.0:2376", "--tlsverify", f"--tlscacert={signs.certificate}"]
    try:
        with second_engine(*words, f"--tlscert={its.certificate}", f"--tlskey={its.key}") as machine:
            yield machine, f"tcp://{machine.address}:2376"
    except NoSecondEngine as error:
        pytest.skip(f"there cannot be a second engine here: {error}")


async def test_an_engine_by_tls_does_all_that_a_host_asks(guarded, certificates, monkeypatch):
    machine, url = guarded
    monkeypatch.setenv("DOCKER_CERT_PATH", str(certificates[1]))
    engine = engine_at(url)
    assert engine.versions() == engine_at(machine.url).versions()
    images.load(engine.client, images.export(engine_at(settings.DOCKER_URL).client, BASE))
    await does_all(engine, box_on(engine))


def test_who_is_not_trusted_reads_what_the_folder_must_hold(guarded, certificates, monkeypatch, tmp_path):
    _, url = guarded

    def folder_of(folder, **files):
        shutil.copytree(certificates[1], folder)
        for name, file in files.items():
            shutil.copy(file, folder / f"{name}.pem")
        return str(folder)

    other = authority(tmp_path / "other")
    theirs = other.sign("DNS:host")
    certificate, key = theirs.certificate, theirs.key
    told = {
        "": "400 Client Error",
        str(tmp_path): "Path to a certificate and key files must be provided",
        folder_of(tmp_path / "engines", ca=other.certificate): "certificate verify failed",
        folder_of(tmp_path / "ours", cert=certificate, key=key): "",  # an alert, or the end of the connection
    }
    for folder, why in told.items():
        monkeypatch.setenv("DOCKER_CERT_PATH", folder)
        with pytest.raises(
            EngineError, match=rf"lets this machine in at {url} \(.*{why}.*\)\. .* the folder with ca\.pem"
        ):
            engine_at(url)
