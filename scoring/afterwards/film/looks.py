"""A row of the terminal as runs: [[text, style], …]. Style 0 is plain, any other number - 1 is an index into `styles`."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from pyte.screens import Char, wcwidth

Runs = list[list[Any]]  # [[text, style], …]

BLANK = Char(" ")
LOOK = itemgetter(slice(1, None))  # of a cell: all but its letter
MOST_STYLES = 500
NAMES = {"brown": "yellow", "brightbrown": "brightyellow", "bfightmagenta": "brightmagenta", "default": ""}
SIXTEEN = frozenset(
    bright + name
    for bright in ("", "bright")
    for name in ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
)
HEXADECIMAL = re.compile("[0-9a-f]{6}")


class Styles:
    """Numbers the looks that a film uses."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self._numbers: dict[tuple[Any, ...], int] = {}

    def number(self, cell: Char) -> int:
        look = cell[1:]
        if look not in self._numbers:
            self._numbers[look] = self._add(style_of(cell))
        return self._numbers[look]

    def _add(self, style: dict[str, Any]) -> int:
        if not style:
            return 0
        if style not in self.rows and len(self.rows) < MOST_STYLES:
            self.rows.append(style)
        return self.rows.index(style) + 1 if style in self.rows else 0


def style_of(cell: Char) -> dict[str, Any]:
    """What is not plain about it."""
    style = {
        "fg": colour_of(cell.fg),
        "bg": colour_of(cell.bg),
        "bold": cell.bold,
        "underline": cell.underscore,
        "reverse": cell.reverse,
    }
    return {name: value for name, value in style.items() if value}


def colour_of(said: str) -> str:
    """One of the sixteen names, #rrggbb, or "" for what is none."""
    name = NAMES.get(said, said)
    if name in SIXTEEN:
        return name
    return f"#{name}" if HEXADECIMAL.fullmatch(name) else ""


def runs_of(row: Mapping[int, Char], columns: int, styles: Styles) -> Runs:
    """The runs of a row, without plain blanks at its end; [] for an empty one."""
    cells = [row.get(x, BLANK) for x in range(min(max(row, default=-1) + 1, columns))]
    text = "".join([cell.data for cell in cells])
    if not text.isascii() or len(text) != len(cells):
        cells = list(_without_second_columns(cells))
    runs: Runs = []
    for _look, alike in groupby(cells, key=LOOK):
        first, *others = alike
        text, style = "".join([first.data, *[cell.data for cell in others]]), styles.number(first)
        if runs and runs[-1][1] == style:
            runs[-1][0] += text
        else:
            runs.append([text, style])
    if runs and runs[-1][1] == 0:
        runs[-1][0] = runs[-1][0].rstrip(" ")
        if not runs[-1][0]:
            runs.pop()
    return runs


def _without_second_columns(cells: list[Char]) -> Iterator[Char]:
    """A wide letter takes two columns, of which the second is empty. One that is left alone is a blank."""
    wide = False
    for cell in cells:
        if cell.data:
            yield cell
        elif not wide:
            yield cell._replace(data=" ")
        wide = bool(cell.data) and wcwidth(cell.data[0]) > 1
