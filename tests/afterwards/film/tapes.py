"""Recordings written by hand: events as they lie in RecordingPart, and what a terminal shows of them."""

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from scoring.afterwards.film.looks import Styles, runs_of
from scoring.afterwards.film.material import Material, Tape
from scoring.afterwards.film.terminal import Terminal

Event = tuple[float, str, str]
SEATS = ("dev", "ops")


def part(*events: Event) -> bytes:
    return zlib.compress("".join(json.dumps(event) + "\n" for event in events).encode())


def tape(*events: Event, **changes: Any) -> Tape:
    """A terminal of 20 columns and 4 rows on db, opened by Ada (Ops) when the film began."""
    values: dict[str, Any] = {"service": "db", "name": "Ada", "seat": "ops", "columns": 20, "rows": 4, "began": 0.0}
    return Tape(**values | {"ended": None, "parts": (part(*events),)} | changes)


def material(*tapes: Tape, lasts: float = 60.0, **changes: Any) -> Material:
    sentences = {"unread": "Some could not be read.", "thinned": "Shown less often."}
    return Material(**{"about": {}, "lasts": lasts, "seats": SEATS, "tapes": tapes, "sentences": sentences} | changes)


def shown(*texts: str, columns: int = 20, rows: int = 4) -> list[str]:
    """The rows of a terminal after these texts, without blanks at their ends."""
    terminal = Terminal(columns, rows)
    for text in texts:
        terminal.feed(text)
    return rows_of(terminal)


def rows_of(terminal: Terminal) -> list[str]:
    styles = Styles()
    lines = (runs_of(terminal.buffer.get(row, {}), terminal.columns, styles) for row in range(terminal.lines))
    return ["".join(text for text, _style in runs) for runs in lines]


def picture(frames: Iterable[Mapping[str, Any]], t: float) -> dict[str, str]:
    """What a player shows of a screen at `t`, from the key frame before it on: row -> text."""
    passed = [frame for frame in frames if frame["t"] <= t]
    first = max(place for place, frame in enumerate(passed) if frame["key"])
    lines: dict[str, str] = {}
    for frame in passed[first:]:
        lines |= {row: "".join(text for text, _style in runs) for row, runs in frame["lines"].items()}
    return {row: text for row, text in lines.items() if text}
