"""From a sandbox there is no way to another team's, to the host, to the platform or outside."""

import socket
import subprocess
import threading
from contextlib import contextmanager

import pytest

from scenarios.sandbox.docker import networks
from scenarios.sandbox.docker.doors import published_ports

pytestmark = pytest.mark.engine

# Tries every "host:port" in its arguments at once and prints those that answer.
KNOCK = """
import socket, sys
from concurrent.futures import ThreadPoolExecutor
def answers(place):
    host, port = place.rsplit(":", 1)
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
        return place
    except OSError:
        return ""
with ThreadPoolExecutor(64) as threads:
    print(*filter(None, threads.map(answers, sys.argv[1:])))
"""
SERVICES = {"db": 5432, "cache": 6379, "pipeline": 8070, "recognizer": 8001, "storefront": 8000, "edge": 8080}


def reached(sandbox, places, role="workbench"):
    """Which of the places a team's shell gets a connection to."""
    result = sandbox.exec(role, ["python3", "-c", KNOCK, *places], timeout=60)
    assert result.ok, result.text
    return result.stdout.decode().split()


@contextmanager
def listener(host):
    """A service of the host; yields its port."""
    with socket.create_server((host, 0)) as server:
        server.settimeout(0.1)
        over = threading.Event()

        def accept():
            while not over.is_set():
                try:
                    server.accept()[0].close()
                except TimeoutError:
                    continue

        thread = threading.Thread(target=accept)
        thread.start()
        yield server.getsockname()[1]
        over.set()
        thread.join()


def addresses_of_the_host():
    said = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout
    return [address for address in said.split() if "." in address]


def test_a_team_reaches_its_own_services_by_name(sandbox):
    own = [f"{role}:{port}" for role, port in SERVICES.items()]
    assert sorted(reached(sandbox, own)) == sorted(own)


def test_a_team_reaches_nothing_of_another_team(sandbox, neighbour):
    theirs = [f"{neighbour.address(role)}:{port}" for role, port in SERVICES.items()]
    assert reached(neighbour, theirs) != []
    assert reached(sandbox, theirs) == []


def test_a_team_reaches_no_service_of_the_host_that_listens_everywhere(sandbox):
    first = networks.address(sandbox.subnet, 1)
    with listener("0.0.0.0") as port:
        assert socket.create_connection(("127.0.0.1", port), timeout=1).close() is None
        places = [f"{address}:{port}" for address in [first, "172.17.0.1", *addresses_of_the_host()]]
        assert reached(sandbox, places) == []


def test_a_team_reaches_nothing_outside(sandbox):
    assert reached(sandbox, ["1.1.1.1:443", "8.8.8.8:53", "9.9.9.9:53"]) == []
    assert not sandbox.exec("workbench", ["getent", "ahostsv4", "example.com"], timeout=10).ok


def test_no_shop_opens_by_the_gateway_from_inside_whatever_the_host_header_says(sandbox, neighbour):
    gateway = networks.address(sandbox.subnet, networks.GATEWAY_OFFSET)
    container = sandbox.host.gateway()
    front = container.attrs["NetworkSettings"]["Networks"][sandbox.host.name("front")]["IPAddress"]
    doors = [f"{address}:{port}" for address in (gateway, front) for port in published_ports(container)]
    assert doors
    assert reached(sandbox, doors) == []
    asked = ["curl", "--silent", "--max-time", "2", "-H", f"Host: 127.0.0.1:{neighbour.shop_port()}"]
    assert not sandbox.exec("workbench", [*asked, f"http://{gateway}:{neighbour.shop_port()}/"]).ok


def test_the_gateway_does_not_forward_between_networks(sandbox, neighbour):
    """A team that makes the gateway its router still gets nowhere: it could not even set that route."""
    gateway = networks.address(sandbox.subnet, networks.GATEWAY_OFFSET)
    route = ["ip", "route", "add", neighbour.address("db"), "via", gateway]
    assert sandbox.network("workbench", route).ok
    try:
        assert reached(sandbox, [f"{neighbour.address('db')}:5432"]) == []
    finally:
        sandbox.network("workbench", ["ip", "route", "del", neighbour.address("db")])


@pytest.mark.parametrize("role", [*SERVICES, "workbench"])
def test_no_role_may_touch_its_network_or_gain_privileges(sandbox, role):
    status = sandbox.exec(role, ["cat", "/proc/self/status"]).stdout.decode()
    values = dict(line.split(":\t", 1) for line in status.splitlines())
    net_admin, net_raw, sys_admin, sys_ptrace = 1 << 12, 1 << 13, 1 << 21, 1 << 19
    assert int(values["CapBnd"], 16) & (net_admin | net_raw | sys_admin | sys_ptrace) == 0
    assert values["NoNewPrivs"].strip() == "1"


def test_no_container_sees_the_engine(sandbox):
    for role in sandbox.company.roles:
        assert not sandbox.exec(role, ["test", "-e", "/var/run/docker.sock"]).ok
