"""The addresses of this machine, and which names mean "this machine" wherever they are opened. No settings, no Django."""

import fcntl
import ipaddress
import socket
import struct
from contextlib import closing

SIOCGIFADDR = 0x8915  # ask the kernel for an interface's IPv4 address (netdevice(7))
LISTENS_SECONDS = 2.0
NAME_BYTES = 15  # of an interface
OF_CONTAINERS = ("lo", "docker", "br-", "veth")  # no other machine reaches these
ELSEWHERE, ELSEWHERE_V6 = "192.0.2.1", "2001:db8::1"  # addresses for documentation: nothing is ever sent there


def leads_to_itself(host: str) -> bool:
    """Whether a browser that opens this name stays on its own machine: localhost, 127.0.0.1, ::1, and 0.0.0.0 as well."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host.lower() == "localhost" or host.lower().endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def listens_for_others(bind: str) -> bool:
    """Whether a server on this address of the machine is reached from other machines."""
    return bind in ("0.0.0.0", "::", "*", "") or not leads_to_itself(bind)


def listens(host: str, port: int) -> bool:
    """Whether a server takes connections there, asked from here."""
    try:
        socket.create_connection((host, port), LISTENS_SECONDS).close()
    except OSError:
        return False
    return True


def lan_addresses() -> list[str]:
    """Where other machines may find this one, the best first: by the way to the outside, then by each interface."""
    known = [_outgoing(ELSEWHERE), *(_address_of(name) for _, name in socket.if_nameindex())]
    found = [address for address in dict.fromkeys(known) if address and not leads_to_itself(address)]
    return found or [address for address in [_outgoing(ELSEWHERE_V6)] if address]


def address_towards(host: str) -> str:
    """Our own address on the way to that host; empty where there is no way."""
    return _outgoing(host)


def _outgoing(place: str) -> str:
    """Our own address on the way to another one; empty where there is no way. A UDP socket that connects sends nothing."""
    family = socket.AF_INET6 if ":" in place else socket.AF_INET
    try:
        with closing(socket.socket(family, socket.SOCK_DGRAM)) as probe:
            probe.connect((place, 9))
            return str(probe.getsockname()[0])
    except OSError:
        return ""


def _address_of(interface: str) -> str:
    if interface.startswith(OF_CONTAINERS):
        return ""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        try:
            answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, struct.pack("256s", interface.encode()[:NAME_BYTES]))
        except OSError:
            return ""
    return socket.inet_ntoa(answer[20:24])
