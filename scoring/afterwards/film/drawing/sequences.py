"""The sequences of a terminal: how they are recognised, and what those that are known do on pyte's screen."""

import re

LONGEST_STRING = 8192  # of a title or a link; what comes after is text
BIGGEST_NUMBER = 9999

TOKEN = re.compile(
    "(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    "|(?:\x1b\\[|\x9b)(?P<mark>[<=>?]?)(?P<numbers>[0-9;:]{0,128})(?P<between>[ -/]*)(?P<final>[@-~])"
    # Titles, links and what else is a string to the terminal itself: up to its end, or what cannot be in it.
    f"|(?:\x1b[\\]PX^_k]|[\x90\x98\x9d-\x9f])[^\x07\x18\x1a\x1b\x9c]{{0,{LONGEST_STRING}}}(?:\x07|\x1b\\\\|\x9c)?"
    "|\x1b(?P<plain>[ -/]*[0-~])"
    "|(?P<control>[\x00-\x1f\x7f-\x9f])"
)
UNFINISHED = re.compile(
    "(?:\x1b\\[|\x9b)[<=>?]?[0-9;:]{0,128}[ -/]*$"
    f"|(?:\x1b[\\]PX^_k]|[\x90\x98\x9d-\x9f])[^\x07\x18\x1a\x1b\x9c]{{0,{LONGEST_STRING}}}\x1b?$"
    "|\x1b[ -/]*$"
)
# Signs that would turn the order of what stands beside them in a browser; letters of such scripts do that by themselves.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
PRIVATE_MODES = frozenset((6, 7, 25))  # origin, wrapping, the cursor: those that change what is seen
OTHER_SCREEN = frozenset((47, 1047, 1049))
MODES = frozenset((4, 20))  # inserting, and a line feed that returns
# final letter -> (method of pyte's screen, how many numbers it takes)
ACTS: dict[str, tuple[str, int]] = {
    "@": ("insert_characters", 1),
    "A": ("cursor_up", 1),
    "B": ("cursor_down", 1),
    "C": ("cursor_forward", 1),
    "D": ("cursor_back", 1),
    "E": ("cursor_down1", 1),
    "F": ("cursor_up1", 1),
    "G": ("cursor_to_column", 1),
    "H": ("cursor_position", 2),
    "J": ("erase_in_display", 1),
    "K": ("erase_in_line", 1),
    "L": ("insert_lines", 1),
    "M": ("delete_lines", 1),
    "P": ("delete_characters", 1),
    "S": ("scroll_up", 1),
    "T": ("scroll_down", 1),
    "X": ("erase_characters", 1),
    "`": ("cursor_to_column", 1),
    "a": ("cursor_forward", 1),
    "b": ("repeat_last", 1),
    "d": ("cursor_to_line", 1),
    "e": ("cursor_down", 1),
    "f": ("cursor_position", 2),
    "g": ("clear_tab_stop", 1),
    "r": ("set_margins", 2),
    "s": ("save_cursor", 0),
    "u": ("restore_cursor", 0),
}
CONTROLS = {
    "\b": "backspace",
    "\t": "tab",
    "\n": "linefeed",
    "\x0b": "linefeed",
    "\x0c": "linefeed",
    "\r": "carriage_return",
    "\x0e": "shift_out",
    "\x0f": "shift_in",
    "\x84": "index",
    "\x85": "next_line",
    "\x8d": "reverse_index",
}
ESCAPES = {
    "c": "reset",
    "D": "index",
    "E": "next_line",
    "M": "reverse_index",
    "H": "set_tab_stop",
    "7": "save_cursor",
    "8": "restore_cursor",
}


def looks_asked(typed: str) -> list[int]:
    """The numbers of `CSI … m`, with colours written as 38:2::r:g:b like all others, and none above what it may be."""
    numbers: list[int] = []
    for asked in typed.split(";"):
        first, *rest = asked.split(":")
        if not rest:
            numbers.append(min(int(first or 0), 255))
        elif first in ("38", "48") and rest[0] in ("2", "5"):
            colours = [min(int(each or 0), 255) for each in rest[1:]][-3 if rest[0] == "2" else -1 :]
            numbers += [int(first), int(rest[0]), *colours]
        elif first == "4":
            numbers.append(24 if rest[0] == "0" else 4)
    return numbers
