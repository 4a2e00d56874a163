"""Reads the parts of a recording: zlib of asciicast v2 lines. What cannot be read is left out and counted."""

import json
import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

SHOWN, SIZE, SEAT = "o", "r", "m"
CODES = frozenset((SHOWN, SIZE, SEAT))
BIGGEST_PART = 32 * 1024 * 1024  # bytes unpacked: a small part that unpacks to much more was not written by a recorder


@dataclass
class EventReader:
    """Reads events in order; `unread` counts the parts and lines that were not understood."""

    unread: int = 0
    _last: float = field(default=0.0, repr=False)

    def events(self, parts: tuple[bytes, ...]) -> Iterator[tuple[float, str, str]]:
        """(seconds since the recording's start, never going back; code; data)."""
        for part in parts:
            for line in self._unpack(part).splitlines():
                if event := self._event(line):
                    yield event

    def _unpack(self, part: bytes) -> bytes:
        try:
            unpacking = zlib.decompressobj()
            unpacked = unpacking.decompress(bytes(part), BIGGEST_PART)
        except zlib.error:
            self.unread += 1
            return b""
        self.unread += bool(unpacking.unconsumed_tail) or not unpacking.eof
        return unpacked

    def _event(self, line: bytes) -> tuple[float, str, str] | None:
        try:
            at, code, data = json.loads(line)
            if code in CODES and isinstance(data, str) and math.isfinite(at):
                self._last = max(self._last, float(at))
                return self._last, code, data
        except (ValueError, TypeError, RecursionError):
            pass
        self.unread += 1
        return None
