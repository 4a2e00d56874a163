"""A process that watches boards over many sockets with little CPU: it reads only frame headers and the frame's number.

`python -m bench.programs.board_watchers PORT PATH COUNT GREETED FRAMES SECONDS` prints "ready" and how long it took when all
sockets are connected (and have their snapshot, if GREETED is 1). Then it waits until every socket has got FRAMES
numbers, at most SECONDS, and prints {"seq": [sockets that got it, last arrival (epoch), its "at"]}.
"""

import json
import re
import select
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

HEAD = re.compile(rb'"type":"(\w+)","seq":(\d+),"at":"([^"]+)"')
TEXT, PING = 1, 9
HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


@dataclass(slots=True)
class Watcher:
    """One socket. `rest` is the beginning of a frame that is not complete yet."""

    socket: socket.socket
    rest: bytes = b""
    greeted: bool = False
    frames: int = 0


@dataclass
class Tally:
    """For each frame: how many sockets got it, when the last one did, and the sending time that it contains."""

    seen: dict[int, list[Any]] = field(default_factory=dict)

    def count(self, payload: bytes, at: float) -> bool:
        """Count a frame; False for a snapshot, which only starts a connection, and for a beat, which only keeps one alive."""
        found = HEAD.search(payload, 0, 120)
        if not found or found[1] in (b"snapshot", b"beat"):
            return False
        entry = self.seen.setdefault(int(found[2]), [0, 0.0, found[3].decode()])
        entry[0] += 1
        entry[1] = at
        return True


def connect(port: int, path: str) -> Watcher:
    opened = socket.create_connection(("127.0.0.1", port), timeout=30)
    opened.sendall(HANDSHAKE.format(path=path, port=port).encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        chunk = opened.recv(4096)
        if not chunk:
            break
        answer += chunk
    if b" 101 " not in answer:
        sys.exit(f"The server on port {port} refused {path}: {answer[:200].decode(errors='replace')}")
    opened.setblocking(False)
    return Watcher(opened, answer.split(b"\r\n\r\n", 1)[1])


def frames(buffer: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """(opcode, payload) of the complete, unmasked frames in a buffer, and the bytes after them. RFC 6455, 5.2."""
    found, start = [], 0
    while len(buffer) - start >= 2:
        length, head = buffer[start + 1] & 0x7F, 2
        if length == 126:
            length, head = int.from_bytes(buffer[start + 2 : start + 4], "big"), 4
        elif length == 127:
            length, head = int.from_bytes(buffer[start + 2 : start + 10], "big"), 10
        if len(buffer) < start + head + length:
            break
        found.append((buffer[start] & 0x0F, buffer[start + head : start + head + length]))
        start += head + length
    return found, buffer[start:]


class Crowd:
    """All watchers of this process and what they saw."""

    def __init__(self, watchers: list[Watcher]) -> None:
        self.watchers, self.tally, self.poll = watchers, Tally(), select.epoll()
        self.by_number = {watcher.socket.fileno(): watcher for watcher in watchers}
        for number, watcher in self.by_number.items():
            self.poll.register(number, select.EPOLLIN)
            self.take(watcher, b"")  # what has come together with the handshake's answer

    def until(self, done: Callable[[Watcher], bool], seconds: float) -> bool:
        """Read until `done` is true for every watcher. False if it was not within `seconds`."""
        end_at = time.monotonic() + seconds
        missing = {number for number, watcher in self.by_number.items() if not done(watcher)}
        while missing and time.monotonic() < end_at:
            for number, _ in self.poll.poll(0.2, 64):
                watcher = self.by_number[number]
                if not self.read(watcher):
                    self.poll.unregister(number)
                elif done(watcher):
                    missing.discard(number)
        return not missing

    def read(self, watcher: Watcher) -> bool:
        data = watcher.socket.recv(262_144)
        self.take(watcher, data)
        return bool(data)

    def take(self, watcher: Watcher, data: bytes) -> None:
        at = time.time()
        whole, watcher.rest = frames(watcher.rest + data if watcher.rest else data)
        for opcode, payload in whole:
            if opcode == PING:
                watcher.socket.send(bytes([0x8A, 0x80 | len(payload)]) + bytes(4) + payload)
            elif opcode == TEXT:
                watcher.greeted = True
                watcher.frames += self.tally.count(payload, at)


def main() -> None:
    port, path, count, greeted, expected, seconds = sys.argv[1:]
    began = time.monotonic()
    crowd = Crowd([connect(int(port), path) for _ in range(int(count))])
    if greeted == "1" and not crowd.until(lambda watcher: watcher.greeted, 60):
        sys.exit("Not everybody got a snapshot within a minute.")
    print("ready", time.monotonic() - began, flush=True)
    crowd.until(lambda watcher: watcher.frames >= int(expected), float(seconds))
    print(json.dumps(crowd.tally.seen), flush=True)
    for watcher in crowd.watchers:
        watcher.socket.close()


if __name__ == "__main__":
    main()
