"""What a machine does to join: it asks once, keeps what it was told, and finds out where it is. No Django, no servers."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from gameday.operations.running import engine_tunnel, invitation, serving
from gameday.operations.running.environment import Environment
from gameday.operations.running.invitation import NotJoined, ServePlace, joined_environment
from gameday.operations.running.serving import ServeOptions, place_of
from gameday.operations.running.supervisor import Supervisor
from gameday.version import gameday_version

HANDED = {"GAMEDAY_HOST": "second", "GAMEDAY_INSTALLATION": "farm", "GAMEDAY_PUBLIC_URL": "http://127.0.0.1:8000"}


@contextmanager
def platform(*answers):
    """A platform that gives these answers, (status, JSON) each; yields the invitation and what it was asked."""
    asked, left = [], list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            status, answer = left.pop(0)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

        def log_message(self, *about):
            """It is quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hosts/join/token/", asked
    finally:
        server.shutdown()
        server.server_close()


def test_a_machine_asks_once_and_starts_later_with_what_it_was_told(tmp_path):
    with platform((200, {"environment": HANDED})) as (line, asked):
        first = joined_environment(line, root=tmp_path)
        assert first.values["GAMEDAY_INSTALLATION"] == "farm"
        assert joined_environment(line, root=tmp_path).folder == first.folder  # the same line once more
        assert joined_environment("", root=tmp_path).values["GAMEDAY_HOST"] == "second"
        assert joined_environment("", "second", root=tmp_path).folder.name == "host-second"
    assert asked == [{"version": gameday_version()}]
    assert (first.folder / "environment").stat().st_mode & 0o777 == 0o600


def test_what_the_platform_refuses_is_said_in_its_words_and_nothing_is_kept(tmp_path):
    with platform((409, {"message": "This invitation was used already."}), (502, b"<html>")) as (line, _):
        with pytest.raises(NotJoined, match=r"^This invitation was used already\.$"):
            joined_environment(line, root=tmp_path)
        with pytest.raises(NotJoined, match="answers 502: is that the address of a Gameday"):
            joined_environment(line, root=tmp_path)
    with pytest.raises(NotJoined, match="No Gameday answers at 127"):
        joined_environment(line, root=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("line", ["second", "http://gameday.example/", "file:///hosts/join/x"])
def test_what_is_no_invitation_is_said(line, tmp_path):
    with pytest.raises(NotJoined, match="is no invitation"):
        joined_environment(line, root=tmp_path)


def test_a_machine_that_never_joined_or_serves_several_is_told_what_to_do(tmp_path):
    with pytest.raises(NotJoined, match="This machine has not joined yet"):
        joined_environment("", root=tmp_path)
    for name in ("barn", "second"):
        folder = tmp_path / "var" / f"host-{name}"
        folder.mkdir(parents=True)
        (folder / "environment").write_text(f"GAMEDAY_HOST={name}\n")
    with pytest.raises(NotJoined, match="Say which by --name: barn, second"):
        joined_environment("", root=tmp_path)
    with pytest.raises(NotJoined, match="has not joined as host “third”"):
        joined_environment("", "third", root=tmp_path)


def test_a_machine_finds_out_where_it_is_and_keeps_what_was_said(tmp_path):
    environment = Environment(dict(HANDED), tmp_path)
    place = place_of(ServeOptions(), environment)
    assert place == ServePlace("127.0.0.1", 9600, serving.ENGINE, "127.0.0.1", "9100-9499")
    said = place_of(ServeOptions(address="10.0.0.7", shop_host="shops.example", port=9700), environment)
    serving.keep_place(said, environment)
    again = place_of(ServeOptions(engine="tcp://10.0.0.8:2376"), environment)
    assert (again.address, again.shop_host, again.port) == ("10.0.0.7", "shops.example", 9700)
    assert (again.serve_url, again.probe_host) == ("http://10.0.0.7:9700", "10.0.0.8")
    assert place_of(ServeOptions(address="fd00::7"), environment).serve_url == "http://[fd00::7]:9700"


def test_an_engine_elsewhere_has_its_shops_there_and_its_certificates_are_kept(tmp_path, monkeypatch):
    environment = Environment(dict(HANDED), tmp_path)
    monkeypatch.chdir(tmp_path)
    place = place_of(ServeOptions(engine="tcp://10.0.0.8:2376", certificates="keys"), environment)
    assert (place.address, place.shop_host, place.probe_host) == ("127.0.0.1", "10.0.0.8", "10.0.0.8")
    serving.keep_place(place, environment)
    assert serving.kept_place(environment)["DOCKER_CERT_PATH"] == str(tmp_path / "keys")
    assert place_of(ServeOptions(), environment) == place


def test_a_shop_under_the_platforms_own_name_is_refused_before_anything_starts(tmp_path):
    said = []
    run = serving.HostProcesses(ServeOptions(), Environment(dict(HANDED), tmp_path), Supervisor(said.append))
    with pytest.raises(OSError, match="a team's shop would get all cookies"):
        run.open()


def test_an_engine_by_ssh_gets_a_socket_here_and_a_line_that_ends_when_it_is_dead(tmp_path):
    words = engine_tunnel.ssh_command("ssh://ada@barn:2222", tmp_path / "engine.sock")
    assert words[-4:] == [f"{tmp_path}/engine.sock:/var/run/docker.sock", "-p", "2222", "ada@barn"]
    assert "ExitOnForwardFailure=yes" in words
    environment = Environment({"GAMEDAY_DOCKER_URL": "unix:///var/run/docker.sock"}, tmp_path)
    engine_tunnel.provide_engine(environment, Supervisor(print), print)
    assert environment.values["GAMEDAY_DOCKER_URL"] == "unix:///var/run/docker.sock"


def test_an_engine_by_ssh_that_is_away_is_said_with_how_to_try(tmp_path):
    environment = Environment({"GAMEDAY_DOCKER_URL": "ssh://nobody@127.0.0.1:9"} | {"PATH": "/usr/bin:/bin"}, tmp_path)
    group = Supervisor(print)
    with pytest.raises(engine_tunnel.NoTunnel, match="Try `ssh -p 9 nobody@127"):
        engine_tunnel.provide_engine(environment, group, print)
    group.stop()


def test_a_machine_without_ssh_reads_what_to_install(tmp_path):
    environment = Environment({"GAMEDAY_DOCKER_URL": "ssh://ada@barn", "PATH": str(tmp_path)}, tmp_path)
    with pytest.raises(engine_tunnel.NoTunnel, match="Install openssh-client"):
        engine_tunnel.provide_engine(environment, Supervisor(print), print)


def test_a_second_run_on_the_same_machine_is_refused(tmp_path, monkeypatch, capsys):
    (tmp_path / "environment").write_text("GAMEDAY_HOST=second\n")
    monkeypatch.setattr(invitation, "joined_environment", lambda *_: Environment(dict(HANDED), tmp_path))
    with serving.platform_lock(Environment({}, tmp_path)):
        assert serving.run_host(ServeOptions()) == 1
    assert "serves that host already" in capsys.readouterr().out
