"""`up --web N`: how many there are, what they are handed, and that each is asked by itself. tests/running/test_up.py runs two."""

import argparse
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from gameday.management.commands import up as command
from gameday.operations.running.environment import Environment
from gameday.operations.running.listening import ListeningPlace
from gameday.operations.running.members import Members
from gameday.operations.running.ports import free_port, is_free
from gameday.operations.running.supervisor import Supervisor
from gameday.operations.running.up import Platform, UpOptions
from gameday.operations.running.web_processes import WebProcesses

NAME = "GAMEDAY_WEB_PROCESSES"


@pytest.fixture
def made(tmp_path):
    """A function that opens the port for so many and makes them; they are not started."""
    groups = []

    def make(count: int):
        members = Members(Environment({"GAMEDAY_INSTALLATION": "gd-webs"}, tmp_path))
        groups.append(WebProcesses(members, ListeningPlace("127.0.0.1"), free_port(28400), count))
        return groups[-1], {child.name: child for child in groups[-1].make()}

    yield make
    for group in groups:
        group.close()


@contextmanager
def answering(listener):
    """What a web process does: it answers at a socket that it was handed."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()

        def log_message(self, *about):
            """It is quiet."""

    server = HTTPServer(listener.getsockname(), Handler, bind_and_activate=False)
    server.socket.close()
    server.socket = listener.dup()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_one_does_everything_itself(made):
    _group, children = made(1)
    assert list(children) == ["web"]
    assert (
        not {"GAMEDAY_TERMINALS", "GAMEDAY_TERMINALS_URL", "PROMETHEUS_MULTIPROC_DIR"}
        & children["web"].environment.keys()
    )


def test_several_have_one_port_and_one_process_more_for_terminals_that_only_they_are_led_to(made):
    group, children = made(3)
    assert list(children) == ["terminals", "web-1", "web-2", "web-3"]
    webs, terminals = [children[f"web-{number}"] for number in (1, 2, 3)], children["terminals"]
    public = [web.listeners[0].getsockname() for web in webs]
    assert public == [("127.0.0.1", group.port)] * 3
    assert group.port not in [each.getsockname()[1] for each in terminals.listeners]
    assert [child.environment["GAMEDAY_TERMINALS"] for child in (terminals, *webs)] == ["on", "off", "off", "off"]
    assert {child.environment["GAMEDAY_TERMINALS_URL"] for child in children.values()} == {group.asked_at["terminals"]}
    assert list(webs[0].argv[-3:]) == ["web-1", *(str(each.fileno()) for each in webs[0].listeners)]


def test_each_is_asked_and_not_whichever_takes_the_request(made):
    _group, children = made(2)
    with answering(children["web-1"].listeners[-1]):
        found = {name: child.hearing.sign() for name, child in children.items() if name != "terminals"}
    assert found == {"web-1": True, "web-2": False}


def test_nobody_waits_at_a_port_that_is_closed(made):
    group, _children = made(2)
    assert not is_free(group.port)
    group.close()
    assert is_free(group.port)


def test_a_port_that_was_taken_meanwhile_is_refused_with_a_sentence(made):
    group, _children = made(1)
    again = WebProcesses(group.members, group.place, group.port, 1)
    with pytest.raises(OSError, match=rf"^Port {group.port} is taken\. Name another by --port\.$"):
        again.make()


# How many ------------------------------------------------------------------------------------------------------------


def chosen(tmp_path, *, option: int = 0, said: str = "", last: str = "") -> tuple[int, str]:
    """(how many there are, what is kept for the doctor and the next run)."""
    values, remembered = ({NAME: value} if value else {} for value in (said, last))
    environment = Environment({"GAMEDAY_INSTALLATION": "gd-webs"} | remembered | values, tmp_path, dict(remembered))
    platform = Platform(UpOptions(web=option), environment, Supervisor(print))
    platform.choose_addresses()
    return platform.webs.count, environment.chosen.get(NAME, "")


def test_there_is_one_unless_more_are_asked_for_and_the_next_run_has_as_many(tmp_path):
    assert chosen(tmp_path) == (1, "1")
    assert chosen(tmp_path, option=2) == (2, "2")
    assert chosen(tmp_path, last="2") == (2, "2")
    assert chosen(tmp_path, option=1, last="2") == (1, "1")


def test_what_the_settings_say_holds_unless_the_command_says_otherwise(tmp_path):
    assert chosen(tmp_path, said="3") == (3, "")
    assert chosen(tmp_path, said="3", last="2") == (3, "")
    assert chosen(tmp_path, said="3", option=3) == (3, "")
    assert chosen(tmp_path, said="3", option=2) == (2, "2")


@pytest.mark.parametrize("text", ["0", "9", "-1", "two", "1.5"])
def test_as_many_as_make_no_sense_are_refused(text):
    with pytest.raises(argparse.ArgumentTypeError, match=r"Give a number from 1 to 8\."):
        command._web_processes(text)


def test_the_command_hands_the_number_on(monkeypatch):
    started = []
    monkeypatch.setattr(command.os, "execv", lambda program, words: started.append(json.loads(words[-1])))
    monkeypatch.setattr(command.os, "chdir", lambda folder: None)
    parser = command.Command().create_parser("manage.py", "up")
    for words in ([], ["--web", "2"]):
        command.Command().handle(**vars(parser.parse_args(words)))
    assert [UpOptions(**options).web for options in started] == [0, 2]
