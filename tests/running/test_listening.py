"""`up --host`: any address of this machine, and a sentence for every other."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn

from gameday.operations.running import ports
from gameday.operations.running.environment import Environment
from gameday.operations.running.listening import ListeningPlace
from gameday.operations.running.supervisor import Supervisor
from gameday.operations.running.up import Platform, UpOptions, page_answers
from tests.waiting import eventually

NOT_OURS = "192.0.2.1"  # no machine has an address of the documentation's


def has_ipv6() -> bool:
    try:
        return ports.is_free(ports.free_port(28000), "::1")
    except OSError:
        return False


ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine speaks no IPv6")


async def says_by_which_name_it_was_asked(scope, receive, send) -> None:
    asked = dict(scope["headers"])[b"host"]
    await send({"type": "http.response.start", "status": 200 if asked == b"gameday.example" else 400, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@contextmanager
def listening_at(host: str, port: int) -> Iterator[None]:
    """The web server of a run, with a page of ours."""
    config = uvicorn.Config(says_by_which_name_it_was_asked, lifespan="off", log_level="warning")
    server, listeners = uvicorn.Server(config), ports.listen(port, *ListeningPlace(host).addresses)
    thread = threading.Thread(target=server.run, args=[listeners])
    thread.start()
    try:
        assert eventually(lambda: server.started or not thread.is_alive(), within=60)
        yield
    finally:
        server.should_exit = True
        thread.join()


def opened(tmp_path, *, port: int = 0, **values: str) -> Platform:
    host = values.pop("host", "127.0.0.1")
    environment = Environment({"GAMEDAY_INSTALLATION": "gd-listening", **values}, tmp_path)
    platform = Platform(UpOptions(host=host, port=port), environment, Supervisor(print))
    platform.choose_addresses()
    return platform


@pytest.mark.parametrize(
    ("host", "public", "local"),
    [
        ("127.0.0.1", "localhost", "localhost"),
        ("0.0.0.0", "localhost", "127.0.0.1"),
        ("127.0.0.2", "127.0.0.2", "127.0.0.2"),
        ("localhost", "localhost", "localhost"),
        pytest.param("::", "localhost", "127.0.0.1", marks=ipv6),
        pytest.param("::1", "[::1]", "[::1]", marks=ipv6),
    ],
)
def test_every_address_of_the_machine_can_be_listened_at_and_is_found_there(tmp_path, host, public, local):
    platform = opened(tmp_path, host=host)
    assert platform.url == f"http://{public}:{platform.port}"
    assert platform.local == f"http://{local}:{platform.port}"
    with listening_at(host, platform.port):
        assert page_answers(platform.local, "gameday.example")
        assert not ports.is_free(platform.port, *platform.place.addresses)


@ipv6
def test_all_addresses_are_those_of_both_kinds():
    port = ports.free_port(28100, *ListeningPlace("::").addresses)
    with listening_at("::", port):
        assert page_answers(f"http://127.0.0.1:{port}", "gameday.example")
        assert page_answers(f"http://[::1]:{port}", "gameday.example")


def test_it_is_asked_by_the_name_that_it_answers_to():
    port = ports.free_port(28200)
    with listening_at("127.0.0.1", port):
        assert not page_answers(f"http://127.0.0.1:{port}", "elsewhere.example")


@pytest.mark.parametrize("host", [NOT_OURS, "no-such-machine.invalid"])
def test_an_address_of_another_machine_is_refused_by_name(tmp_path, host):
    with pytest.raises(OSError, match=f"{host} is no address of this machine. Name one by --host"):
        opened(tmp_path, host=host)
    with pytest.raises(OSError, match=f"{host} is no address of this machine"):
        opened(tmp_path, host=host, port=28300)


def test_a_port_that_is_taken_at_that_address_alone_is_refused_there(tmp_path):
    with socket.create_server(("127.0.0.2", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"Port {port} is taken"):
            opened(tmp_path, host="127.0.0.2", port=port)
        assert opened(tmp_path, host="127.0.0.1", port=port).port == port


def test_a_public_address_that_is_given_wins_with_or_without_a_slash(tmp_path):
    for given in ("http://gameday.example:8123", "http://gameday.example:8123/"):
        platform = opened(tmp_path, host="0.0.0.0", GAMEDAY_PUBLIC_URL=given)
        assert platform.url == "http://gameday.example:8123"
        assert "GAMEDAY_PUBLIC_URL" not in platform.environment.chosen


def test_the_next_run_takes_the_port_of_the_last(tmp_path):
    first = opened(tmp_path)
    remembered = dict(first.environment.chosen)
    environment = Environment({"GAMEDAY_INSTALLATION": "gd-listening", **remembered}, tmp_path, remembered)
    later = Platform(UpOptions(host="127.0.0.2"), environment, Supervisor(print))
    later.choose_addresses()
    assert (later.port, later.url) == (first.port, f"http://127.0.0.2:{first.port}")
