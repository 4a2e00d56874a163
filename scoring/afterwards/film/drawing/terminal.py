"""A terminal in memory: what a recording has shown, on a screen of pyte's. Only letters and their looks ever leave it.

pyte's own parser trusts what it reads (an argument too many raises, a title without an end swallows the rest, a joiner cuts
the line off). So sequences are recognised whole here, known ones are done by pyte's screen, and all others show nothing.
"""

from collections.abc import Callable

import pyte
from pyte import charsets, modes
from pyte.screens import Char, Cursor, Margins, wcwidth

from scoring.afterwards.film.drawing.sequences import (
    ACTS,
    BIGGEST_NUMBER,
    CONTROLS,
    ESCAPES,
    LONGEST_STRING,
    MODES,
    OTHER_SCREEN,
    PRIVATE_MODES,
    TOKEN,
    TURNING,
    UNFINISHED,
    looks_asked,
)

MOST_COLUMNS, MOST_ROWS = 500, 200
LONGEST_CELL = 16  # code points: a letter with its marks and joiners
MOST_SAVED = 16  # cursors: a recording that saves one a line would fill the memory


class CellsOfLook(dict[str, Char]):
    """letter -> the cell with this letter and one look, made once."""

    def __init__(self, look: Char) -> None:
        super().__init__()
        self.look = look

    def __missing__(self, letter: str) -> Char:
        cell = self.look._replace(data=letter)
        if len(self) < 4096:
            self[letter] = cell
        return cell


class Terminal(pyte.Screen):
    """`feed` shows text; `buffer`, `dirty` and `cursor` are pyte's."""

    def __init__(self, columns: int, rows: int) -> None:
        self._held = ""
        self._other: tuple[dict, Cursor] | None = None  # the first screen, while a program shows the other one
        self._cells: dict[Char, CellsOfLook] = {}
        self._last_letter = ""
        super().__init__(*bounded_size(columns, rows))

    def feed(self, text: str) -> None:
        """Show text. A sequence that is not complete at its end is kept for the next call."""
        text = self._held + text
        self._held = ""
        if unfinished := UNFINISHED.search(text, max(0, len(text) - LONGEST_STRING)):
            self._held, text = unfinished[0], text[: unfinished.start()]
        for token in TOKEN.finditer(text):
            match token.lastgroup:
                case "text":
                    self.draw(token["text"])
                case "control":
                    self._call(CONTROLS.get(token["control"], ""))
                case "final":
                    self._control(token["mark"], token["numbers"], token["between"], token["final"])
                case "plain":
                    self._escape(token["plain"])

    # What sequences do ----------------------------------------------------------------------------------------------

    def _call(self, name: str, *numbers: int) -> None:
        if name:
            act: Callable[..., None] = getattr(self, name)
            act(*numbers)

    def _escape(self, sequence: str) -> None:
        if sequence[0] in "()" and sequence[1:] in charsets.MAPS:
            self.define_charset(sequence[1:], sequence[0])
        else:
            self._call(ESCAPES.get(sequence, ""))

    def _control(self, mark: str, typed: str, between: str, final: str) -> None:
        if between or mark not in ("", "?"):
            return
        if final == "m" and not mark:
            self.select_graphic_rendition(*looks_asked(typed))
            return
        numbers = [min(int(number), BIGGEST_NUMBER) if number.isdigit() else 0 for number in typed.split(";")]
        if final in "hl":
            self._switch(numbers, private=bool(mark), on=final == "h")
        elif not mark and final in ACTS:
            name, most = ACTS[final]
            self._call(name, *numbers[:most])

    def _switch(self, numbers: list[int], *, private: bool, on: bool) -> None:
        for number in numbers:
            if private and number in OTHER_SCREEN:
                self._show_other_screen(on)
            elif private and number == 1048:
                self._call("save_cursor" if on else "restore_cursor")
            elif number in (PRIVATE_MODES if private else MODES):
                (self.set_mode if on else self.reset_mode)(number, private=private)

    def _show_other_screen(self, on: bool) -> None:
        """Full-screen programs have a screen of their own; when they end, what was there before is there again."""
        if on == (self._other is not None):
            return
        if on:
            self._other = (dict(self.buffer), _copy_cursor(self.cursor))
            self.buffer.clear()
        elif self._other:
            rows, self.cursor = self._other
            self._other = None
            self.buffer.clear()
            self.buffer.update({row: cells for row, cells in rows.items() if row < self.lines})
            self.ensure_hbounds()
            self.ensure_vbounds()
        self.dirty.update(range(self.lines))

    # pyte's verbs, mended or quicker ----------------------------------------------------------------------------------

    def reset(self) -> None:
        super().reset()
        self._other = None
        self.savepoints.clear()

    def draw(self, data: str) -> None:
        """Write letters from the cursor on. Joiners and marks go to the letter before them."""
        charset = self.g1_charset if self.charset else self.g0_charset
        if charset is not charsets.LAT1_MAP:
            data = data.translate(charset)
        if not data.isascii() or modes.IRM in self.mode:
            for letter in data:
                self._draw_letter(letter)
        else:
            self._draw_plain(data)
        self._last_letter = data[-1:]

    def _draw_plain(self, text: str) -> None:
        """Letters of one column each, in pieces as long as the row."""
        letters, cursor = self._cells_of(self.cursor.attrs), self.cursor
        while text:
            self._make_room(1)
            piece, text = text[: self.columns - cursor.x], text[self.columns - cursor.x :]
            row = self.buffer[cursor.y]
            row.update(zip(range(cursor.x, cursor.x + len(piece)), map(letters.__getitem__, piece), strict=True))
            self.dirty.add(cursor.y)
            cursor.x += len(piece)

    def _draw_letter(self, letter: str) -> None:
        width = wcwidth(letter)
        if width <= 0:
            self._join(letter)
            return
        self._make_room(width)
        if modes.IRM in self.mode:
            self.insert_characters(width)
        row, letters = self.buffer[self.cursor.y], self._cells_of(self.cursor.attrs)
        row[self.cursor.x] = letters[letter]
        if width > 1:
            row[self.cursor.x + 1] = letters[""]
        self.dirty.add(self.cursor.y)
        self.cursor.x = min(self.cursor.x + width, self.columns)

    def _make_room(self, width: int) -> None:
        if self.cursor.x + width <= self.columns:
            return
        if modes.DECAWM in self.mode:
            self.next_line()
        else:
            self.cursor.x = max(self.columns - width, 0)

    def _join(self, letter: str) -> None:
        row = self.buffer[self.cursor.y]
        at = self.cursor.x - 1
        if at > 0 and at in row and row[at].data == "":
            at -= 1
        if letter in TURNING or at not in row or wcwidth(letter) < 0 or len(row[at].data) >= LONGEST_CELL:
            return
        row[at] = row[at]._replace(data=row[at].data + letter)
        self.dirty.add(self.cursor.y)

    def _cells_of(self, look: Char) -> CellsOfLook:
        if look not in self._cells:
            if len(self._cells) >= 1024:
                self._cells.clear()
            self._cells[look] = CellsOfLook(look)
        return self._cells[look]

    def index(self) -> None:
        """One line down; at the bottom, what is above moves up."""
        top, bottom = self.margins or Margins(0, self.lines - 1)
        if self.cursor.y != bottom:
            self.cursor.y = min(self.cursor.y + 1, self.lines - 1)
            return
        rows = self.buffer
        rows.pop(top, None)
        for y in range(top + 1, bottom + 1):
            if y in rows:
                rows[y - 1] = rows.pop(y)
        self.dirty.update(range(top, bottom + 1))

    def next_line(self) -> None:
        self.carriage_return()
        self.index()

    def scroll_up(self, count: int = 1) -> None:
        self._scroll(count, down=False)

    def scroll_down(self, count: int = 1) -> None:
        self._scroll(count, down=True)

    def _scroll(self, count: int, *, down: bool) -> None:
        top, bottom = self.margins or Margins(0, self.lines - 1)
        x, y = self.cursor.x, self.cursor.y
        for _each in range(min(count or 1, bottom - top + 1)):
            self.cursor.y = top if down else bottom
            (self.reverse_index if down else self.index)()
        self.cursor.x, self.cursor.y = x, y

    def repeat_last(self, count: int = 1) -> None:
        self.draw(self._last_letter * min(count or 1, self.columns * self.lines))

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        if how == 0 and self.cursor.attrs == self.default_char:  # what shells do after each key
            row = self.buffer[self.cursor.y]
            for x in [x for x in row if x >= self.cursor.x]:
                del row[x]
            self.dirty.add(self.cursor.y)
        elif how in (0, 1, 2):
            super().erase_in_line(how)

    def erase_in_display(self, how: int = 0, *args: int, **kwargs: bool) -> None:
        if how in (0, 1, 2, 3):
            super().erase_in_display(how)

    def cursor_to_line(self, line: int | None = None) -> None:
        if self.margins is None:
            self.mode.discard(modes.DECOM)  # pyte asserts that there are margins then
        super().cursor_to_line(line)

    def save_cursor(self) -> None:
        del self.savepoints[: -MOST_SAVED + 1]
        super().save_cursor()

    def resize(self, lines: int | None = None, columns: int | None = None) -> None:
        """Another size. Rows go at the top only as far as the cursor would not be seen otherwise, as browsers do it."""
        columns, lines = bounded_size(columns or self.columns, lines or self.lines)
        above = max(self.cursor.y + 1 - lines, 0)
        kept = {y - above: row for y, row in self.buffer.items() if 0 <= y - above < lines}
        self.buffer.clear()
        self.buffer.update(kept)
        for row in kept.values() if columns < self.columns else ():
            for x in [x for x in row if x >= columns]:
                del row[x]
        self.lines, self.columns, self.margins = lines, columns, None
        self.cursor.y -= above
        self.cursor.x = min(self.cursor.x, columns)
        self.ensure_vbounds()
        self.tabstops = set(range(8, columns, 8))
        self.dirty.update(range(lines))


def bounded_size(columns: int, rows: int) -> tuple[int, int]:
    return min(max(columns, 2), MOST_COLUMNS), min(max(rows, 1), MOST_ROWS)


def _copy_cursor(cursor: Cursor) -> Cursor:
    copied = Cursor(cursor.x, cursor.y, cursor.attrs)
    copied.hidden = cursor.hidden
    return copied
