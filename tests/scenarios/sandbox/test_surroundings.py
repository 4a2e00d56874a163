"""What is around the sandboxes on an engine's machine: routes of a VPN, used addresses, other kinds of engines."""

import json
from ipaddress import IPv4Network

import pytest

from scenarios.sandbox.docker import machine
from scenarios.sandbox.docker.machine import Route, parse_listening, parse_routes
from scenarios.sandbox.docker.networks import routed
from scenarios.sandbox.docker.surroundings import engine_obstacles, foreign_routes, network_places, route_obstacles
from scenarios.sandbox.labels import INSTALLATION, SANDBOX

POOL = "10.213.0.0/16"
# As `ip -json -4 route show table all` says it on a laptop with a VPN, and with what engines add.
LAPTOP = [
    {"dst": "default", "gateway": "192.168.1.1", "dev": "wlan0", "protocol": "dhcp", "metric": 600, "flags": []},
    {"dst": "0.0.0.0/1", "gateway": "10.8.0.1", "dev": "tun0", "flags": []},
    {"dst": "10.8.0.0/24", "dev": "tun0", "protocol": "kernel", "scope": "link", "prefsrc": "10.8.0.6", "flags": []},
    {"dst": "172.17.0.0/16", "dev": "docker0", "protocol": "kernel", "scope": "link", "flags": ["linkdown"]},
    {"dst": "10.213.4.0/26", "dev": "br-05e3f0253a78", "protocol": "kernel", "scope": "link", "flags": []},
    {"type": "local", "dst": "127.0.0.0/8", "dev": "lo", "table": "local", "scope": "host", "flags": []},
    {"type": "broadcast", "dst": "10.8.0.255", "dev": "tun0", "table": "local", "flags": []},
    {"type": "blackhole", "dst": "198.51.100.0/24", "flags": []},
    {"dst": "100.100.100.100", "dev": "tailscale0", "table": "52", "flags": []},
]
HEADING = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
SOCKETS = (
    f"{HEADING}   0: 00000000:238C 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1137 1\n"
    "   1: 0100007F:49D4 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 15504025 1\n"
    f"{HEADING}   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 7 1\n"
)


def laptop(*more):
    return foreign_routes(parse_routes(json.dumps([*LAPTOP, *more])), [])


def test_routes_are_all_that_lead_somewhere_but_those_of_the_engine():
    assert laptop() == [Route(IPv4Network("10.8.0.0/24"), "tun0"), Route(IPv4Network("100.100.100.100"), "tailscale0")]
    named = [{"Options": {"com.docker.network.bridge.name": "mine"}}]
    assert foreign_routes([Route(IPv4Network("10.0.0.0/8"), "mine")], named) == []


def test_only_sockets_that_listen_take_a_port():
    assert parse_listening(SOCKETS) == {9100, 8080}


def test_a_vpn_with_a_route_into_the_sandboxes_addresses_is_named_with_a_network_that_is_free():
    assert list(route_obstacles(POOL, laptop())) == []
    (said,) = route_obstacles(POOL, laptop({"dst": "10.0.0.0/8", "gateway": "10.8.0.1", "dev": "tun0"}))
    assert said.startswith(
        f"The sandboxes' addresses ({POOL}) are also those of 10.0.0.0/8, where this machine has a route"
    )
    assert "by tun0" in said
    assert "Set GAMEDAY_SANDBOX_NETWORK to a private network that nobody here uses, for example 172.29.0.0/16" in said
    everything = [
        {"dst": net, "dev": "tun0"} for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
    ]
    (said,) = route_obstacles(POOL, laptop(*everything))
    assert "ip route show table all" in said


@pytest.mark.parametrize(
    ("route", "taken"),
    [
        ("10.213.4.0/26", ["10.213.4.0/26"]),
        ("10.213.4.1", ["10.213.4.0/26"]),
        ("10.213.4.0/25", ["10.213.4.0/26", "10.213.4.64/26"]),
        ("10.8.0.0/24", []),
        ("10.213.0.0/16", []),
        ("10.0.0.0/8", []),
    ],
)
def test_subnets_into_which_a_route_leads_are_taken_unless_it_leads_to_all_of_them(route, taken):
    routes = parse_routes(json.dumps([{"dst": route, "dev": "br-05e3f0253a78", "flags": ["linkdown"]}]))
    assert routed(POOL, routes) == {IPv4Network(subnet) for subnet in taken}


def network(subnet, name="other", **labels):
    return {"Name": name, "Labels": labels, "IPAM": {"Config": [{"Subnet": subnet}]}}


@pytest.mark.parametrize(
    ("seen", "places"),
    [
        ([], 1023),
        ([network("10.213.0.0/26", "us-front", **{INSTALLATION: "us"})], 1023),
        ([network("172.20.0.0/16", "us-front", **{INSTALLATION: "us"})], 1024),
        ([network("10.213.0.0/26", **{INSTALLATION: "us", SANDBOX: "one"})], 1023),
        ([network("10.213.0.0/26", **{INSTALLATION: "them", SANDBOX: "one"})], 1022),
        ([network("10.213.0.0/24"), network("10.213.0.0/27"), network("fd00::/64")], 1019),
        ([network("10.0.0.0/8")], 0),
        ([{"Name": "host", "Labels": None, "IPAM": {"Config": None}}], 1023),
    ],
)
def test_addresses_that_other_networks_hold_leave_room_for_fewer_sandboxes(seen, places):
    assert network_places(POOL, seen, [], "us") == places


def test_a_bridge_that_no_engine_knows_leaves_room_for_fewer_and_one_of_ours_does_not():
    left = [Route(IPv4Network("10.213.4.0/26"), "br-05e3f0253a78")]
    assert network_places(POOL, [], left, "us") == 1022
    ours = network("10.213.4.0/26", **{INSTALLATION: "us", SANDBOX: "one"})
    assert network_places(POOL, [ours], left, "us") == 1023


ROOTFUL = {
    "SecurityOptions": ["name=seccomp,profile=default"],
    "MemoryLimit": True,
    "CpuCfsQuota": True,
    "PidsLimit": True,
}


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"SecurityOptions": ["name=apparmor", "name=seccomp,profile=builtin", "name=cgroupns"]}, []),
        ({"SecurityOptions": ["name=seccomp,profile=builtin", "name=rootless", "name=cgroupns"]}, []),
        ({"SecurityOptions": None}, []),
        ({"SecurityOptions": ["name=userns"]}, ["Take `userns-remap` out of /etc/docker/daemon.json"]),
        (
            {"SecurityOptions": ["name=rootless"], "CpuCfsQuota": False, "PidsLimit": False},
            ["cannot limit CPU and processes, so one team could take all of the machine. It runs rootless: delegate"],
        ),
        ({"MemoryLimit": False}, ["cannot limit memory, "]),
    ],
)
def test_an_engine_on_which_sandboxes_would_not_work_says_why(about, said):
    obstacles = list(engine_obstacles(ROOTFUL | about))
    assert len(obstacles) == len(said)
    assert all(part in obstacle for part, obstacle in zip(said, obstacles, strict=True))


@pytest.mark.engine
def test_here_nothing_is_in_the_way_until_a_route_leads_into_the_addresses(engine, monkeypatch):
    found = engine.surroundings()
    assert found.obstacles == []
    assert found.networks > 4
    assert found.doors > 4
    # In a network of its own, so that the machine's is left alone: a tunnel as a VPN makes it.
    up = "ip link add tun9 type veth peer name end && ip link set end up && ip link set tun9 up"
    vpn = f"unshare -n sh -c '{up} && ip address add 10.213.9.1/24 dev tun9 && {{}}'"
    monkeypatch.setattr(machine, "TABLE", vpn.format(machine.TABLE))
    (obstacle,) = engine.surroundings().obstacles
    assert "10.213.9.0/24" in obstacle
    assert "tun9" in obstacle
