"""The last output of a terminal, with which a tab that joins later can draw the screen."""

import re
from collections import deque

KEPT_BYTES = 192 * 1024  # bytes a terminal
LONGEST_SEQUENCE = 32  # bytes of a mode switch; one may be split between two chunks
MODE_SWITCH = re.compile(rb"\x1b\[\?([0-9;]{1,24})([hl])|\x1b([=>])")
# Cursor and keypad keys, mouse, focus, paste, alternate screen: modes that a program sets once and relies on.
FULL_SCREEN = {47, 1047, 1049}  # the alternate screen, of programs that draw all of it: editors, pagers
LASTING_MODES = {1, 7, 9, 12, 25, 47, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1047, 1048, 1049, 2004}


def fills_screen(replay: bytes) -> bool:
    """Whether what draws the screen ends with a program that fills all of it."""
    full = False
    for numbers, switch, _keypad in MODE_SWITCH.findall(replay):
        if any(number.isdigit() and int(number) in FULL_SCREEN for number in numbers.split(b";")):
            full = switch == b"h"
    return full


class ReplayBuffer:
    """Keeps about `kept` bytes of output, and the terminal modes that forgotten output has set."""

    def __init__(self, kept: int = KEPT_BYTES) -> None:
        self.kept, self.size, self.lost = kept, 0, False
        self._chunks: deque[bytes] = deque()
        self._modes: dict[bytes, bytes] = {}
        self._tail = b""

    def add(self, data: bytes) -> None:
        """Add output. The oldest is forgotten beyond the limit, except for the modes that it has set."""
        self._chunks.append(data)
        self.size += len(data)
        while self.size - len(self._chunks[0]) >= self.kept:
            self._forget(self._chunks.popleft())

    def replay(self) -> bytes:
        """The bytes that bring a new terminal to the present screen, as far as it is remembered."""
        shown = b"".join(self._chunks)
        if not self.lost:
            return shown
        start = shown.find(b"\n") + 1  # start after a line break, not inside a character or an escape sequence
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
                self._modes.pop(number, None)  # so that modes are replayed in the order in which they were set last
                self._modes[number] = b"\x1b[?" + number + switch
