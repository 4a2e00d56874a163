"""Reads a CSV file as spreadsheets write it, into rows of clean cells. What the columns mean is player_import's business."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

LARGEST_TABLE = 256 * 1024  # bytes
DELIMITERS = ",;\t"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class UnreadableTable(Exception):
    """The table cannot be read from `row` on (0: nothing of it). The text says why and what to do."""

    def __init__(self, row: int, text: str) -> None:
        super().__init__(text)
        self.row = row


def decode_table(data: bytes | str) -> tuple[str, str]:
    """Decode a file: UTF-8, or what Excel writes (UTF-16, Windows-1252).

    Returns the text, and a remark for the person when the encoding was guessed. Raises UnreadableTable.
    """
    if len(data) > LARGEST_TABLE:
        raise UnreadableTable(
            0,
            _("this is larger than {most} kB. Is it the right file? If so, split it.").format(
                most=LARGEST_TABLE // 1024
            ),
        )
    text, remark = (data, "") if isinstance(data, str) else _decode(data)
    if "\0" in text:
        raise UnreadableTable(0, _("this is a binary file and no CSV. In a spreadsheet choose “Save as CSV UTF-8”."))
    return text.removeprefix("\ufeff"), remark


def _decode(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-16" if data.startswith(UTF_16_MARKS) else "utf-8"), ""
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableTable(row, _("this is not UTF-8 text. In a spreadsheet choose “Save as CSV UTF-8”.")) from None
    return text, _("The file is not UTF-8 (see row {row}), so it was read as Windows-1252. Check the accents.").format(
        row=row
    )


def read_rows(text: str, *, known: Callable[[str], bool]) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells) of every row that is not empty. Rows count from 1, as a spreadsheet shows them.

    The delimiter is the one that splits the first row into the most `known` titles. Raises UnreadableTable.
    """
    first, _end, rest = text.partition("\n")
    start = 1
    if first.strip().lower().startswith("sep="):  # Excel writes its delimiter there: not a row of the table
        text, start = rest, 2
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_delimiter(text, known), strict=True, skipinitialspace=True
    )
    row = start - 1
    try:
        for row, cells in enumerate(reader, start):
            clean = [_clean(cell) for cell in cells]
            if any(clean):
                yield row, clean
    except csv.Error:
        raise UnreadableTable(
            row + 1, _("the quotation marks do not match. Close the one that is open; inside quotes write it twice.")
        ) from None


def _delimiter(text: str, known: Callable[[str], bool]) -> str:
    first = next((line for line in text.splitlines() if line.strip(' ,;\t"')), "")
    return max(DELIMITERS, key=lambda mark: sum(known(_clean(cell.strip(' "'))) for cell in first.split(mark)))


def _clean(cell: str) -> str:
    """The cell with single spaces between words, none at the ends, and accents composed (NFC)."""
    return unicodedata.normalize("NFC", " ".join(cell.split()))
