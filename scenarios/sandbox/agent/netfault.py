#!/usr/bin/env python3
"""netfault: put one network fault into the network namespace that this runs in, or take it out.

    netfault add HANDLE TTL delay MS JITTER_MS [netem]
    netfault add HANDLE TTL loss PERCENT
    netfault add HANDLE TTL rate KBIT
    netfault add HANDLE TTL partition [PEER …]
    netfault remove HANDLE
    netfault show HANDLE          exit 0 while something of it is there

Every rule, chain and process carries the handle; nothing else is ever touched. A child outlives this process, waits for
TTL seconds and removes the fault. Standard library only: delay without netem is an NFQUEUE consumer over raw netlink.
"""

import heapq
import itertools
import os
import random
import select
import signal
import socket
import struct
import subprocess
import sys
import time
import zlib

# Shell ----------------------------------------------------------------------------------------------------------------


def run(*argv: str, fine: bool = False) -> bool:
    """Run a command; its failure ends the program unless `fine`."""
    done = subprocess.run(argv, capture_output=True, text=True)
    if done.returncode and not fine:
        sys.exit(f"netfault: {' '.join(argv)}: {done.stderr.strip()}")
    return done.returncode == 0


def iptables(*words: str, fine: bool = False) -> bool:
    return run("iptables", "-w", "5", *words, fine=fine)


def chain(handle: str) -> str:
    """The fault's own chain (iptables allows 28 characters)."""
    return f"gd-{handle}"


def hook(handle: str, *directions: str) -> None:
    """Make the fault's chain and lead the directions through it; twice is as good as once."""
    if not iptables("-N", chain(handle), fine=True):
        iptables("-F", chain(handle))
    for direction in directions:
        if not iptables("-C", direction, "-j", chain(handle), fine=True):
            iptables("-I", direction, "-j", chain(handle))


def unhook(handle: str) -> None:
    for direction in ("INPUT", "OUTPUT"):
        while iptables("-D", direction, "-j", chain(handle), fine=True):
            pass
    iptables("-F", chain(handle), fine=True)
    iptables("-X", chain(handle), fine=True)


# The kinds ------------------------------------------------------------------------------------------------------------


def add_loss(handle: str, percent: str) -> None:
    hook(handle, "INPUT")
    probability = f"{float(percent) / 100:.4f}"
    iptables("-A", chain(handle), "!", "-i", "lo", "-m", "statistic", "--mode", "random", "--probability", probability, "-j", "DROP")


def add_partition(handle: str, *peers: str) -> None:
    """Silence: packets from and to the peers (from and to everybody, where none is named) are dropped."""
    hook(handle, "INPUT", "OUTPUT")
    if not peers:
        iptables("-A", chain(handle), "!", "-i", "lo", "!", "-o", "lo", "-j", "DROP")
    for peer in peers:
        iptables("-A", chain(handle), "-s", peer, "-j", "DROP")
        iptables("-A", chain(handle), "-d", peer, "-j", "DROP")


def add_rate(handle: str, kbit: str) -> None:
    """The handle of the queueing discipline is the fault's: only that one is removed again."""
    run("tc", "qdisc", "replace", "dev", "eth0", "root", "handle", qdisc(handle), "tbf", "rate", f"{kbit}kbit",
        "burst", "16kb", "latency", "400ms")


def add_delay(handle: str, ms: str, jitter: str = "0", means: str = "") -> None:
    if means == "netem":
        run("tc", "qdisc", "replace", "dev", "eth0", "root", "handle", qdisc(handle), "netem", "delay", f"{ms}ms", f"{jitter}ms")
        return
    number = queue_number(handle)
    kill_marked(handle, "delayer")
    ready, tell = os.pipe()
    if detach(handle, "delayer"):
        os.close(ready)
        Delayer(number, float(ms) / 1000, float(jitter) / 1000).serve(lambda: os.write(tell, b"."))
        os._exit(0)
    os.close(tell)
    if os.read(ready, 1) != b".":
        sys.exit("netfault: the delayer could not bind its queue")
    hook(handle, "INPUT")
    iptables("-A", chain(handle), "!", "-i", "lo", "-j", "NFQUEUE", "--queue-num", str(number), "--queue-bypass")


def qdisc(handle: str) -> str:
    """A queueing discipline's major number made of the handle, as tc writes it."""
    return f"{zlib.crc32(handle.encode()) % 0x7000 + 0x1000:x}:"


def queue_number(handle: str) -> int:
    return zlib.crc32(handle.encode()) % 60_000 + 1000


KINDS = {"delay": add_delay, "loss": add_loss, "rate": add_rate, "partition": add_partition}

# Processes that stay --------------------------------------------------------------------------------------------------


def detach(handle: str, part: str) -> bool:
    """Fork a child of its own session, marked by its name; True in the child."""
    if os.fork():
        return False
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    with open("/proc/self/comm", "w") as name:
        name.write(mark(handle, part))
    return True


def mark(handle: str, part: str) -> str:
    """The process's name: 15 characters are kept by the kernel."""
    return f"{part[0]}{zlib.crc32(handle.encode()):08x}gd"


def kill_marked(handle: str, part: str) -> None:
    for pid in marked(handle, part):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def marked(handle: str, part: str) -> list[int]:
    """The processes of that fault in this network namespace."""
    found, here = [], os.readlink("/proc/self/ns/net")
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/comm") as name:
                if name.read().strip() == mark(handle, part) and os.readlink(f"/proc/{pid}/ns/net") == here:
                    found.append(int(pid))
        except OSError:
            continue
    return found


# Verbs ----------------------------------------------------------------------------------------------------------------


def add(handle: str, ttl: str, kind: str, *arguments: str) -> None:
    kill_marked(handle, "timer")
    KINDS[kind](handle, *arguments)
    if detach(handle, "timer"):
        time.sleep(float(ttl))
        take_out(handle)
        os._exit(0)


def remove(handle: str) -> None:
    kill_marked(handle, "timer")
    take_out(handle)


def take_out(handle: str) -> None:
    unhook(handle)
    kill_marked(handle, "delayer")
    if has_qdisc(handle):
        run("tc", "qdisc", "del", "dev", "eth0", "root", fine=True)


def has_qdisc(handle: str) -> bool:
    listed = subprocess.run(["tc", "qdisc", "show", "dev", "eth0"], capture_output=True, text=True).stdout
    return f" {qdisc(handle)} " in listed


def show(handle: str) -> None:
    there = iptables("-S", chain(handle), fine=True) or has_qdisc(handle)
    sys.exit(0 if there else 1)


# The delayer ----------------------------------------------------------------------------------------------------------

NETLINK_NETFILTER, NFQUEUE = 12, 3
PACKET, VERDICT, CONFIG = 0, 1, 2
CFG_CMD, CFG_PARAMS, CFG_QUEUE_MAXLEN = 1, 2, 3
BIND, COPY_META, ACCEPT = 1, 1, 1


class Delayer:
    """Holds every packet of a queue for `delay` +- `jitter` seconds and then accepts it.

    Format of the messages: linux/netfilter/nfnetlink_queue.h. Only packet numbers are copied, never the packets.
    """

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
                    due = now + max(self.delay + random.uniform(-self.jitter, self.jitter), 0.0)
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
            found.append(struct.unpack_from(">I", data, at + 16 + 4 + 4)[0])  # the first attribute is the packet's header
        at += length + (-length % 4)
    return found


def main() -> None:
    verbs = {"add": add, "remove": remove, "show": show}
    if len(sys.argv) < 3 or sys.argv[1] not in verbs:
        sys.exit(__doc__)
    verbs[sys.argv[1]](*sys.argv[2:])


if __name__ == "__main__":
    main()
