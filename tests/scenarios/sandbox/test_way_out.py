"""Whoever makes frames by hand in a sandbox gets no further with them: not to the machine, not to others, not outside.

The frames are sent by the agent in the sandbox's network, with a right that no role has: to raw sockets.
"""

import ipaddress
import json
import socket
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from scenarios.sandbox import EngineError
from scenarios.sandbox.docker import execute, isolation, networks

pytestmark = pytest.mark.engine

RAW_FRAMES = Path(__file__).with_name("raw_frames.py").read_text()
FORGED = "198.51.100.7"
# What a web server answers to somebody who has that address.
ASK = """
import http.client, sys
source, host, port = sys.argv[1:]
line = http.client.HTTPConnection(host, int(port), timeout=5, source_address=(source, 0))
line.request("GET", "/")
print(line.getresponse().status)
"""
FOREIGN_MAC = "02:66:66:66:66:66"
# Answers to questions that nobody asked: every address of a network is at FOREIGN_MAC.
LIE = """
import ipaddress, socket, struct, sys
lie, network = bytes.fromhex(sys.argv[1].replace(":", "")), ipaddress.ip_network(sys.argv[2])
line = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
line.bind(("eth0", 0))
for address in network.hosts():
    said = struct.pack(">HHBBH", 1, 2048, 6, 4, 2) + lie + address.packed + b"\\xff" * 6 + address.packed
    line.send(b"\\xff" * 6 + lie + b"\\x08\\x06" + said.ljust(46, b"\\0"))
"""


def by_agent(engine, *argv, **options):
    """What the agent says in the machine's own network."""
    done = execute.run(engine.client, engine.host.agent_id(), argv, **options)
    assert done.ok, done.text
    return done.stdout.decode()


def bridge_of(sandbox):
    return networks.bridge_of(sandbox.bridge.attrs)


@contextmanager
def listening(kind, family):
    """A service of the machine that listens everywhere; yields its socket."""
    with socket.socket(family, kind) as service:
        service.bind(("::" if family == socket.AF_INET6 else "0.0.0.0", 0))
        if kind == socket.SOCK_STREAM:
            service.listen()
        service.setblocking(False)
        yield service


def arrived(service):
    """The kinds of frames that it got."""
    found = set()
    with suppress(BlockingIOError):
        while True:
            found.add(service.recv(100).decode())
    return found


@pytest.fixture
def tried(engine):
    """tried(sandbox): the kinds of frames from it that the machine takes in or answers."""

    def tried(sandbox):
        device = json.loads(by_agent(engine, "ip", "-json", "link", "show", "dev", bridge_of(sandbox)))[0]
        said = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout
        told = {
            "mac": device["address"],
            "own": sandbox.address("workbench"),
            "addresses": [*said.split(), link_local(device["address"])],
        }
        with (
            listening(socket.SOCK_DGRAM, socket.AF_INET) as udp4,
            listening(socket.SOCK_DGRAM, socket.AF_INET6) as udp6,
            listening(socket.SOCK_STREAM, socket.AF_INET6) as tcp,
        ):
            told |= {name: each.getsockname()[1] for name, each in (("udp4", udp4), ("udp6", udp6), ("tcp", tcp))}
            sent = sandbox.network("workbench", ["python3", "-c", RAW_FRAMES, json.dumps(told)], timeout=60)
            assert sent.ok, sent.text
            return {*sent.stdout.decode().splitlines(), *arrived(udp4), *arrived(udp6)}

    return tried


def link_local(mac):
    """The address that an interface gives itself in IPv6 (RFC 4291, appendix A)."""
    part = bytes.fromhex(mac.replace(":", ""))
    return str(
        ipaddress.IPv6Address(b"\xfe\x80" + bytes(6) + bytes([part[0] ^ 2]) + part[1:3] + b"\xff\xfe" + part[3:])
    )


@contextmanager
def opened_again(engine, sandbox):
    """As another program may do it, or a start of the machine: no rule of ours, and the bridge as the kernel makes it."""
    device = bridge_of(sandbox)
    own = json.loads(by_agent(engine, "ip", "-json", "link", "show", "dev", device))[0]["address"]
    isolation.forget(engine.client, engine.host.agent_id(), engine.installation)
    by_agent(engine, "ip", "link", "set", "dev", device, "arp", "on")
    by_agent(engine, "ip", "-6", "address", "add", f"{link_local(own)}/64", "dev", device, "nodad")
    try:
        yield
    finally:  # other tests' sandboxes were open, too
        isolation.forget(engine.client, engine.host.agent_id(), engine.installation)
        engine.isolate()


def test_no_frame_reaches_the_machine_and_rules_that_somebody_took_away_are_put_back(engine, build, tried):
    sandbox = build("frames")
    assert tried(sandbox) == set()
    assert engine.isolation().reaching == []
    with opened_again(engine, sandbox):
        assert tried(sandbox) >= {"arp", "udp4", "udp4 forged", "udp6", "tcp6"}
        assert "frames" in engine.isolation().reaching
        assert "frames" in engine.isolate().reaching
        assert tried(sandbox) == set()
        assert engine.isolation().reaching == []


def test_a_kernel_without_the_family_netdev_is_closed_too_and_one_without_any_is_refused(engine, build, tried):
    sandbox = build("plain")
    keep = ["isolate", "keep", f"gameday-{engine.installation}", bridge_of(sandbox)]
    with opened_again(engine, sandbox):
        assert by_agent(engine, *keep, env={"ISOLATE_BY": "inet"}).splitlines()[0] == "by inet"
        assert tried(sandbox) == set()
        lacking = execute.run(engine.client, engine.host.agent_id(), keep, env={"ISOLATE_BY": ""})
        assert lacking.exit_code == isolation.NO_FAMILY


def test_a_sandbox_is_not_built_where_it_could_reach_the_machine(engine, build, monkeypatch):
    monkeypatch.setattr(isolation, "NO_FAMILY", 0)  # what the agent says is read as: this kernel cannot
    with pytest.raises(EngineError, match="there would be a way to its machine, so none is built"):
        build("refused")
    assert engine.find("refused").states()["workbench"].pid == 0


def test_no_shop_of_another_team_opens_by_the_gateways_own_address(engine, sandbox, neighbour):
    """A frame to the gateway may bear any of its addresses, and those of all shops' doors are among them."""
    gateway = engine.host.gateway()
    networks_of_it = gateway.attrs["NetworkSettings"]["Networks"]
    conf = execute.run(engine.client, str(gateway.id), ["cat", "/run/gateway/shops.conf"]).stdout.decode()
    (server,) = [line for line in conf.splitlines() if f"//{neighbour.address('edge')}:" in line]
    front, port = server.split("listen ")[1].split(";")[0].split(":")
    inside = networks.address(sandbox.subnet, networks.GATEWAY_OFFSET)

    def status(source):
        ask = ["nsenter", f"--net=/proc/{gateway.attrs['State']['Pid']}/ns/net", "--", "python3", "-c", ASK]
        return by_agent(engine, *ask, source, front, port).strip()

    assert status(networks_of_it[engine.host.name("front")]["IPAddress"]) == "200"
    assert status(inside) == "403"
    route = ["ip", "route", "add", front, "via", inside]
    assert sandbox.network("workbench", route).ok
    try:
        host = f"Host: 127.0.0.1:{neighbour.shop_port()}"
        asked = ["curl", "--silent", "--fail", "--max-time", "2", "-H", host, f"http://{front}:{port}/"]
        assert not sandbox.exec("workbench", asked).ok
    finally:
        sandbox.network("workbench", ["ip", "route", "del", front])


def test_the_gateway_answers_no_question_with_a_forged_sender(engine, sandbox):
    """Its answer would leave by the front, and with it whatever the question held."""
    pid = engine.host.gateway().attrs["State"]["Pid"]

    def echoes():
        lines = by_agent(engine, "cat", f"/proc/{pid}/net/snmp").splitlines()
        named, counted = [line.split()[1:] for line in lines if line.startswith("Icmp:")]
        return int(dict(zip(named, counted, strict=True))["OutEchoReps"])

    gateway, before = networks.address(sandbox.subnet, networks.GATEWAY_OFFSET), echoes()
    forged = ["ip", "address", "add", f"{FORGED}/32", "dev", "eth0"]
    assert sandbox.network("workbench", forged).ok
    try:
        assert not sandbox.exec("workbench", ["ping", "-c", "1", "-W", "1", "-I", FORGED, gateway]).ok
    finally:
        sandbox.network("workbench", ["ip", "address", "del", f"{FORGED}/32", "dev", "eth0"])
    assert echoes() == before
    assert sandbox.exec("workbench", ["ping", "-c", "1", "-W", "5", gateway]).ok
    assert echoes() == before + 1
    # Where iptables sees the frames of bridges the engine's own rules have dropped it; elsewhere this does.
    strict = execute.run(engine.client, engine.host.name("gateway"), ["cat", "/proc/sys/net/ipv4/conf/all/rp_filter"])
    assert strict.text == "1"


def test_a_lie_about_addresses_of_another_team_stays_in_the_sandbox(engine, sandbox, neighbour):
    lied = sandbox.network("workbench", ["python3", "-c", LIE, FOREIGN_MAC, str(neighbour.subnet)])
    assert lied.ok, lied.text
    table = ["ip", "neigh", "show"]
    pid = engine.host.gateway().attrs["State"]["Pid"]
    seen = "".join(neighbour.every_network(table).values())
    seen += by_agent(engine, *table) + by_agent(engine, "nsenter", f"--net=/proc/{pid}/ns/net", "--", *table)
    assert FOREIGN_MAC not in seen


def test_no_name_of_another_team_or_of_the_machine_is_known(sandbox, neighbour):
    others = [neighbour.name(role) for role in neighbour.company.roles]
    others += [f"{name}.{neighbour.bridge.name}" for name in others]
    others += ["host.docker.internal", socket.gethostname(), sandbox.host.name("agent")]
    script = 'for name; do getent hosts "$name" & done; wait'
    assert sandbox.exec("workbench", ["sh", "-c", script, "sh", *others], timeout=120).text == ""
