"""A terminal's screen as the server remembers it: the last bytes, and the modes that earlier ones had set."""

import re
from collections import deque

KEPT_BYTES = 192 * 1024  # bytes a terminal
LONGEST_SEQUENCE = 32  # bytes of a mode switch that may be cut in two
MODE_SWITCH = re.compile(rb"\x1b\[\?([0-9;]{1,24})([hl])|\x1b([=>])")
# Cursor and keypad keys, mouse, focus, paste, the other screen: what a program sets once and relies on.
LASTING_MODES = {1, 7, 9, 12, 25, 47, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1047, 1048, 1049, 2004}


class ReplayBuffer:
    """Bounded, whatever is shown on it."""

    def __init__(self, kept: int = KEPT_BYTES) -> None:
        self.kept, self.size, self.lost = kept, 0, False
        self._chunks: deque[bytes] = deque()
        self._modes: dict[bytes, bytes] = {}
        self._tail = b""

    def add(self, data: bytes) -> None:
        """Remember what was shown; the oldest is forgotten, but not the modes that it set."""
        self._chunks.append(data)
        self.size += len(data)
        while self.size - len(self._chunks[0]) >= self.kept:
            self._forget(self._chunks.popleft())

    def replay(self) -> bytes:
        """What brings a fresh terminal to this screen, as far as it is remembered."""
        shown = b"".join(self._chunks)
        if not self.lost:
            return shown
        start = shown.find(b"\n") + 1  # not in the midst of a character or a sequence
        return b"".join(self._modes.values()) + shown[start:]

    def _forget(self, chunk: bytes) -> None:
        self.size -= len(chunk)
        self.lost = True
        seen = self._tail + chunk
        for found in MODE_SWITCH.finditer(seen):
            self._note(found)
        cut = seen.rfind(b"\x1b", -LONGEST_SEQUENCE)
        self._tail = seen[cut:] if cut >= 0 and not MODE_SWITCH.match(seen, cut) else b""

    def _note(self, found: re.Match[bytes]) -> None:
        numbers, switch, keypad = found.groups()
        if keypad:
            self._modes.pop(b"keypad", None)
            self._modes[b"keypad"] = b"\x1b" + keypad
            return
        for number in numbers.split(b";"):
            if number.isdigit() and int(number) in LASTING_MODES:
                self._modes.pop(number, None)  # the order in which they were set last
                self._modes[number] = b"\x1b[?" + number + switch
