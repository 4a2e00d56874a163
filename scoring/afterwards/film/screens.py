"""The frames of a terminal: what a recording has shown, at most some times a second of film, only the rows that changed."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyte.screens import Char

from scoring.afterwards.film.bursts import end_of_burst
from scoring.afterwards.film.events import SEAT, SHOWN, SIZE
from scoring.afterwards.film.looks import Runs, Styles, runs_of
from scoring.afterwards.film.material import Tape
from scoring.afterwards.film.terminal import Terminal
from scoring.afterwards.film.timing import FilmTime

Cells = dict[int, Char]  # column -> what stands there
Event = tuple[float, str, str]  # (real seconds since the film's start, code, data)

KEY_EVERY = 20.0  # seconds of film
SHORTEST_TURN = 2.0  # seconds of film that a terminal stays with one seat, where two take turns
ROWS_KNOWN = 1000
LAST_MOMENT = 0.01  # seconds before the end of a screen: its last frame


@dataclass(frozen=True)
class Reel:
    """A tape with its events, in order."""

    tape: Tape
    events: Sequence[Event]

    @property
    def moments(self) -> Iterator[float]:
        return (at for at, code, _data in self.events if code == SHOWN)


def draw_reel(reel: Reel, time: FilmTime, *, rate: float, styles: Styles) -> list[tuple[str, dict[str, Any]]]:
    """(seat, screen) in order: another one begins where the other seat types, or the terminal gets another size."""
    tape, lasts = reel.tape, time.points[-1][1]
    start, end = max(tape.began, 0.0), min(lasts if tape.ended is None else tape.ended, lasts)
    if start >= end:
        return []
    drawing = Drawing(tape, time.film_at(start), time.film_at(end), rate, styles)
    if not tape.blanked:
        for at, code, data in reel.events:
            if at > end:
                break
            drawing.take(0.0 if at <= start else time.film_at(at), code, data)
        drawing.finish()
    return drawing.screens


class Drawing:
    """Draws one tape. Events are collected to the next frame; then the terminal shows them, and what changed is noted."""

    def __init__(self, tape: Tape, first: float, last: float, rate: float, styles: Styles) -> None:
        self.first, self.last, self.rate, self.styles = first, last, rate, styles
        self.terminal = Terminal(tape.columns, tape.rows)
        self.tape, self.seat, self.wanted = tape, tape.seat, tape.seat
        self.step = 0  # frames are this many steps of 1 / rate after `first`
        self.pending: list[str] = []
        self.screens: list[tuple[str, dict[str, Any]]] = []
        self._begin(first)

    def take(self, film: float, code: str, data: str) -> None:
        step = max(math.ceil((film - self.first) * self.rate), 0)
        if step > self.step:
            self._frame()
            self.step = step
        if code == SHOWN:
            self.pending.append(data)
        elif code == SIZE:
            self._show()
            self._resize(data)
        elif code == SEAT and data:
            self.wanted = data

    def finish(self) -> None:
        self._frame()

    def _begin(self, at: float) -> None:
        """A new screen; the one before ends."""
        if self.screens:
            self.screens[-1][1]["until"] = at
        self.seat, self.keyed = self.wanted, -math.inf
        self.shown: dict[int, Runs] = {}
        self.known: dict[int, tuple[Cells, Cells, Runs]] = {}  # id of a row -> the row, what was in it, its runs
        self.cursor: list[int] | None = None
        self.size = (self.terminal.columns, self.terminal.lines)
        screen = {
            "from": round(at, 2),
            "until": round(self.last, 2),
            "service": self.tape.service,
            "name": self.tape.name,
            "columns": self.size[0],
            "rows": self.size[1],
            "frames": [],
        }
        self.screens.append((self.seat, screen))

    def _show(self) -> None:
        if self.pending:
            burst = "".join(self.pending)
            self.pending.clear()
            self.terminal.feed(end_of_burst(burst, self.terminal.columns, self.terminal.lines))

    def _resize(self, data: str) -> None:
        columns, _, rows = data.partition("x")
        if columns.isdecimal() and rows.isdecimal() and len(data) < 12:
            self.terminal.resize(int(rows), int(columns))

    def _frame(self) -> None:
        self._show()
        at = round(max(self.first, min(self.first + self.step / self.rate, self.last - LAST_MOMENT)), 2)
        screen = self.screens[-1][1]
        turns = self.wanted != self.seat and (at - screen["from"] >= SHORTEST_TURN or not screen["frames"])
        if turns or self.size != (self.terminal.columns, self.terminal.lines):
            self._turn(at)
        self._note(at)

    def _turn(self, at: float) -> None:
        if not self.screens[-1][1]["frames"]:
            self.screens.pop()  # nobody has seen it yet
        self._begin(at)

    def _note(self, at: float) -> None:
        key = at - self.keyed >= KEY_EVERY
        changed = self._changed_rows()
        shown = self.terminal.cursor
        cursor = None if shown.hidden else [min(shown.x, self.terminal.columns - 1), shown.y]
        if not changed and cursor == self.cursor and self.screens[-1][1]["frames"]:
            return
        lines = {row: runs for row, runs in self.shown.items() if runs} if key else changed
        told = {str(row): runs for row, runs in sorted(lines.items())}
        self.screens[-1][1]["frames"].append({"t": at, "key": key, "lines": told, "cursor": cursor})
        self.cursor = cursor
        self.keyed = at if key else self.keyed

    def _changed_rows(self) -> dict[int, Runs]:
        terminal, changed = self.terminal, {}
        rows = range(terminal.lines) if not self.shown else terminal.dirty
        for y in rows:
            cells = terminal.buffer.get(y) if y < terminal.lines else None
            runs = self._runs(cells) if cells else []
            if runs != self.shown.get(y, []):
                changed[y] = self.shown[y] = runs
        terminal.dirty.clear()
        return changed

    def _runs(self, cells: Cells) -> Runs:
        """The runs of a row. Most rows have only moved since they were drawn: that is a comparison."""
        known = self.known.get(id(cells))
        if known and known[0] is cells and known[1] == cells:
            return known[2]
        if len(self.known) > ROWS_KNOWN:
            self.known.clear()
        runs = runs_of(cells, self.terminal.columns, self.styles)
        self.known[id(cells)] = (cells, dict(cells), runs)
        return runs
