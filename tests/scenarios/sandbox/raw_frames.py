"""Frames made by hand, sent from a sandbox's network to the machine that its bridge is on. Runs there, by itself.

Its argument is JSON: `mac` of the bridge, `own` IPv4 address, `addresses` of the machine (both families), `udp4` and
`udp6` ports on which something of the machine listens, and `tcp` likewise. Prints which kinds of answers came. What is
sent to a UDP port names itself, so that the listener knows what arrived.
"""

import json
import socket
import struct
import sys
from contextlib import closing, suppress
from ipaddress import ip_address

IPV4, IPV6, ARP, EVERYTHING = 0x0800, 0x86DD, 0x0806, 3
UDP, TCP, ICMP6 = 17, 6, 58
FORGED = {4: "198.51.100.7", 6: "2001:db8::7"}  # addresses for documentation: nobody's
LINK_LOCAL = "fe80::66ff:fe66:6666"
EVERYBODY = b"\xff" * 6
KINDS = {(ARP, None): "arp", (IPV4, TCP): "tcp4", (IPV6, TCP): "tcp6", (IPV6, ICMP6): "neighbour"}
LAST_ANSWER = 0.3  # seconds that an answer may take


def packed(address):
    return ip_address(address).packed


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def packet(source, to, kind, payload):
    """An IP packet of either family."""
    if ":" in to:
        return struct.pack(">IHBB", 6 << 28, len(payload), kind, 255) + packed(source) + packed(to) + payload
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 1, 0, 64, kind, 0) + packed(source) + packed(to)
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + payload


def with_checksum(source, to, kind, segment, at):
    """The segment with its checksum at that offset, which covers the addresses too."""
    pseudo = packed(source) + packed(to) + struct.pack(">II", len(segment), kind)
    return segment[:at] + struct.pack(">H", checksum(pseudo + segment)) + segment[at + 2 :]


def datagram(source, to, port, text):
    segment = struct.pack(">HHHH", 4444, port, 8 + len(text), 0) + text.encode()
    return packet(source, to, UDP, with_checksum(source, to, UDP, segment, 6))


def knock(source, to, port):
    """The first packet of a TCP connection."""
    segment = struct.pack(">HHIIBBHHH", 4445, port, 7, 0, 5 << 4, 2, 1024, 0, 0)
    return packet(source, to, TCP, with_checksum(source, to, TCP, segment, 16))


def asks_who_has(own_mac, source, to):
    return struct.pack(">HHBBH", 1, IPV4, 6, 4, 1) + own_mac + packed(source) + bytes(6) + packed(to)


def asks_neighbour(own_mac, source, to):
    """Which link address has that IPv6 address?"""
    message = struct.pack(">BBHI", 135, 0, 0, 0) + packed(to) + b"\x01\x01" + own_mac
    return packet(source, to, ICMP6, with_checksum(source, to, ICMP6, message, 2))


def frames(told, own_mac):
    """(type, payload) of everything that is tried."""
    four = [address for address in told["addresses"] if ":" not in address]
    six = [address for address in told["addresses"] if ":" in address]
    for to in four:
        yield ARP, asks_who_has(own_mac, told["own"], to)
        yield IPV4, datagram(told["own"], to, told["udp4"], "udp4")
        yield IPV4, datagram(FORGED[4], to, told["udp4"], "udp4 forged")
        yield IPV4, datagram(four[0], to, told["udp4"], "udp4 as the machine")
        yield IPV4, knock(told["own"], to, told["tcp"])
    for to in six:
        yield IPV6, asks_neighbour(own_mac, LINK_LOCAL, to)
        yield IPV6, datagram(LINK_LOCAL, to, told["udp6"], "udp6")
        yield IPV6, datagram(FORGED[6], to, told["udp6"], "udp6 forged")
        yield IPV6, knock(LINK_LOCAL, to, told["tcp"])
    yield IPV4, datagram(told["own"], "255.255.255.255", told["udp4"], "udp4 to all")


def answers(line, theirs, own_mac):
    """What comes back to us from the machine. What it tells everybody on its bridge is no answer."""
    line.settimeout(LAST_ANSWER)
    found = set()
    with suppress(TimeoutError):
        while True:
            frame = line.recv(2048)
            if frame[:12] == own_mac + theirs:
                ethertype = int.from_bytes(frame[12:14], "big")
                number = {IPV4: frame[23], IPV6: frame[20]}.get(ethertype)
                found.add(KINDS.get((ethertype, number), f"{ethertype:04x} {number}"))
    return found


def main(told):
    theirs = mac(told["mac"])
    with closing(socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(EVERYTHING))) as line:
        line.bind(("eth0", EVERYTHING))
        own_mac = line.getsockname()[4]
        for ethertype, payload in frames(told, own_mac):
            for to in (theirs, EVERYBODY):
                line.send(to + own_mac + struct.pack(">H", ethertype) + payload.ljust(46, b"\0"))
        for kind in answers(line, theirs, own_mac):
            print(kind)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
