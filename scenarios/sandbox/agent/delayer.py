#!/usr/bin/python3 -IS
"""delayer QUEUE MS JITTER_MS NAME: hold every packet of an NFQUEUE for that long, then accept it; for kernels without netem.

Returns as soon as the queue is bound; a child of the process name NAME, in a session of its own, serves it until it is
killed. Standard library only, and little of it: starting takes most of the time. Raw netlink, see
linux/netfilter/nfnetlink_queue.h.
"""

import heapq
import itertools
import os
import select
import socket
import struct
import sys
import time

NETLINK_NETFILTER, NFQUEUE = 12, 3
PACKET, VERDICT, CONFIG = 0, 1, 2
CFG_CMD, CFG_PARAMS, CFG_QUEUE_MAXLEN = 1, 2, 3
BIND, COPY_META, ACCEPT = 1, 1, 1


class Delayer:
    """Holds every packet of a queue for `delay` +- `jitter` seconds. Only packet numbers are copied, never the packets."""

    def __init__(self, number: int, delay: float, jitter: float) -> None:
        self.number, self.delay, self.jitter = number, delay, jitter
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
        self.socket.setsockopt(socket.SOL_SOCKET, 33, 4 << 20)  # SO_RCVBUFFORCE
        self.socket.setsockopt(270, 5, 1)  # NETLINK_NO_ENOBUFS: a full buffer drops news, never the socket
        self.socket.bind((0, 0))
        self.order = itertools.count()
        self.held: list = []

    def serve(self, ready) -> None:
        self._configure(CFG_CMD, struct.pack(">BxH", BIND, socket.AF_INET))
        self._configure(CFG_PARAMS, struct.pack(">IB", 0, COPY_META))
        self._configure(CFG_QUEUE_MAXLEN, struct.pack(">I", 65_535))
        self.socket.setblocking(False)
        ready()
        while True:
            self._wait()
            self._receive()
            self._release()

    def _wait(self) -> None:
        """Sleep until a packet comes or one is due; the last half millisecond is spun, for the timer's slack."""
        left = self.held[0][0] - time.monotonic() if self.held else None
        if left is None or left > 0.0005:
            select.select([self.socket], [], [], left and left - 0.0005)

    def _receive(self) -> None:
        try:
            while True:
                data = self.socket.recv(65_536)
                now = time.monotonic()
                for packet in packets(data):
                    due = now + max(self.delay + self.jitter * between(-1, 1), 0.0)
                    heapq.heappush(self.held, (due, next(self.order), packet))
        except BlockingIOError:
            pass

    def _release(self) -> None:
        now = time.monotonic()
        while self.held and self.held[0][0] <= now:
            packet = heapq.heappop(self.held)[2]
            self._send(VERDICT, attribute(2, struct.pack(">II", ACCEPT, packet)))

    def _configure(self, kind: int, content: bytes) -> None:
        self._send(CONFIG, attribute(kind, content))

    def _send(self, message: int, content: bytes) -> None:
        body = struct.pack(">BBH", 0, 0, self.number) + content
        self.socket.send(struct.pack("=IHHII", 16 + len(body), NFQUEUE << 8 | message, 1, 0, 0) + body)


def attribute(kind: int, content: bytes) -> bytes:
    """One netlink attribute, padded to four bytes."""
    return struct.pack("=HH", 4 + len(content), kind) + content + b"\0" * (-len(content) % 4)


def packets(data: bytes) -> list[int]:
    """The packet numbers in what the kernel sent."""
    found, at = [], 0
    while at + 16 <= len(data):
        length, kind = struct.unpack_from("=IH", data, at)
        if length < 16:
            break
        if kind == NFQUEUE << 8 | PACKET:
            found.append(
                struct.unpack_from(">I", data, at + 16 + 4 + 4)[0]
            )  # the first attribute is the packet's header
        at += length + (-length % 4)
    return found


def between(least: float, most: float) -> float:
    """A random number. `random` would take longer to import than a delay takes to be put in."""
    return least + (most - least) * int.from_bytes(os.urandom(4), "big") / 2**32


def detach(name: str) -> bool:
    """Fork a child of its own session and name; True in the child."""
    if os.fork():
        return False
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    with open("/proc/self/comm", "w") as comm:
        comm.write(name)
    return True


def main(queue: int, ms: float, jitter_ms: float, name: str) -> None:
    ready, tell = os.pipe()
    if detach(name):
        os.close(ready)
        Delayer(queue, ms / 1000, jitter_ms / 1000).serve(lambda: os.write(tell, b"."))
    os.close(tell)
    if os.read(ready, 1) != b".":
        sys.exit("netfault: the delayer could not bind its queue")


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), sys.argv[4])
