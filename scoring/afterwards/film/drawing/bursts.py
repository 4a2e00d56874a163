"""Cuts a burst of output to what can still be on the screen after it, with the switches that the rest has thrown."""

import re

ALWAYS_WHOLE = 8192  # characters
SCREENFULS = 8  # of characters, where there are no line breaks to count: sequences take room, too
SWITCH = re.compile("\x1b\\[\\?[0-9;]{1,24}[hl]|\x1b\\[[0-9;]{0,9}r|\x1b[()][0AB]|\x1bc|[\x0e\x0f]")
MOST_SWITCHES = 64
END_SEQUENCE = "\x18\x1b[m"  # and no colours


def end_of_burst(text: str, columns: int, rows: int) -> str:
    """`text`, or its end with what had been switched before: as long as twice the screen, or some characters a cell."""
    longest = max(ALWAYS_WHOLE, SCREENFULS * columns * rows)
    if len(text) <= ALWAYS_WHOLE:
        return text
    start = max(_after_line_breaks(text, 2 * rows), _cut(text, len(text) - longest))
    if not start:
        return text
    switched = dict.fromkeys(reversed(SWITCH.findall(text, 0, start)))
    return "".join((END_SEQUENCE, *reversed(list(switched)[:MOST_SWITCHES]), text[start:]))


def _after_line_breaks(text: str, count: int) -> int:
    """Where the last `count` lines begin; 0 if there are no more."""
    place = len(text)
    for _each in range(count + 1):
        place = text.rfind("\n", 0, place)
        if place < 0:
            return 0
    return place + 1


def _cut(text: str, start: int) -> int:
    """`start` or shortly after it, where no sequence is cut: behind a line break, or before a sequence."""
    if start <= 0:
        return 0
    for sign, behind in (("\n", 1), ("\x1b", 0)):
        if (found := text.find(sign, start, start + ALWAYS_WHOLE // 2)) >= 0:
            return found + behind
    return start
