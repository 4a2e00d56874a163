"""How wide a text is at most, and how it fits into a box: by wrapping and by smaller letters, never by cutting a letter.

Nobody knows which font a reader has. The widths are those of the widest of the usual ones (DejaVu Serif Bold, Noto, the
colour emoji), so what fits here fits everywhere.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element

from scoring.afterwards.souvenirs.drawing.svg import add, clean

SERIF = (
    "'Noto Serif', 'Source Serif 4', 'Iowan Old Style', 'Palatino Linotype', Cambria, Georgia, 'DejaVu Serif', "
    "'Noto Sans', 'Noto Sans CJK SC', 'Noto Color Emoji', serif"
)
ENGRAVED = (
    "'Rockwell Nova', Rockwell, 'Roboto Slab', 'Noto Serif', 'DejaVu Serif', 'Sitka Small', Georgia, "
    "'Noto Sans', 'Noto Sans CJK SC', 'Noto Color Emoji', serif"
)
LEADING = 1.3  # from line to line, in sizes of the letters: enough for Devanagari and for accents on capitals
VIRAMA = 9  # the combining class of the sign that joins two letters of Indic scripts
JOINER = "\u200d"
# em of DejaVu Serif Bold, rounded up
NARROW, WIDE = set("iljtI.,:;'!|()[]·‘’ \u00a0-"), set("mwMW@%&—…œŒæÆ")
NARROW_EM, CAPITAL_EM, LETTER_EM, WIDE_EM = 0.52, 0.95, 0.74, 1.14
FULL_EM, EMOJI_EM = 1.05, 1.4
SCRIPTS_EM = {"HEBREW": 0.8, "ARABIC": 0.95, "DEVANAGARI": 0.95, "THAI": 0.8, "GREEK": 0.9, "CYRILLIC": 1.05}
OTHER_SCRIPT_EM = 1.4
LIGHT = 0.93  # of the width, for letters that are not bold


@dataclass(frozen=True)
class Slot:
    """Where a text may stand. `x` is its middle or its side, as its anchor says; sizes are those of letters."""

    x: float
    top: float
    width: float
    height: float
    largest: float
    smallest: float
    centred: bool = True


@dataclass(frozen=True)
class Fitted:
    """A text in lines, at a size at which the widest fits."""

    lines: tuple[str, ...]
    size: float
    cut: bool = False  # it did not fit at the smallest size, and ends with “…”

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * LEADING


def width_of(text: str, size: float = 1.0, *, bold: bool = True) -> float:
    """The width of a text in the units of `size`; real letters are narrower."""
    return sum(map(_em, text)) * size * (1 if bold else LIGHT)


@lru_cache(maxsize=4096)  # all of a team have the same deeds on their certificates
def fit(text: str, slot: Slot, *, bold: bool = True) -> Fitted:
    """The text as large as it fits. At the smallest size words are broken, and what does not fit even then ends with “…”."""
    said = re.sub("[ \t\r\n]+", " ", clean(text)).strip()
    size = slot.largest
    while size > slot.smallest:
        lines = _wrap(said.split(" "), slot.width / size, bold)
        found = Fitted(tuple(lines), size)
        if found.height <= slot.height and all(width_of(line, size, bold=bold) <= slot.width for line in lines):
            return found
        size *= 0.96
    width = slot.width / slot.smallest
    lines = _wrap(_broken(said, width, bold), width, bold)
    most = max(int(slot.height / (slot.smallest * LEADING)), 1)
    if len(lines) <= most:
        return Fitted(tuple(lines), slot.smallest)
    return Fitted((*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), width, bold)), slot.smallest, cut=True)


def letter(
    parent: Element, text: str, slot: Slot, *, bold: bool = True, anchor: str = "middle", **attributes: object
) -> float:
    """Draw a text into its slot, in the middle of its height, and return where it ends."""
    fitted = fit(text, slot, bold=bold)
    spare = max(slot.height - fitted.height, 0) / 2 if slot.centred else 0
    weight = {"font_weight": "bold"} if bold else {}
    return write_lines(parent, fitted, slot.x, slot.top + spare, anchor=anchor, **(weight | attributes))


def fit_first(texts: Iterable[str], slot: Slot, *, bold: bool = True) -> Fitted | None:
    """The first of the texts that fits whole; None if none does."""
    fits = (fit(text, slot, bold=bold) for text in texts)
    return next((fitted for fitted in fits if not fitted.cut and fitted.height <= slot.height), None)


def runs_left(text: str) -> bool:
    """Whether it is to be read from right to left: its first letter outside an isolated name is (Unicode's rule P2)."""
    depth = 0
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        depth += (kind in ("FSI", "LRI", "RLI")) - (kind == "PDI")
        if depth <= 0 and kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def write_lines(
    parent: Element, fitted: Fitted, x: float, top: float, *, anchor: str = "middle", **attributes: object
) -> float:
    """Draw the lines from `top` down, and return where they end. `anchor` is the side of x that stays, in any script."""
    for index, line in enumerate(fitted.lines):
        left = runs_left(line)
        turned = {"start": "end", "end": "start"}.get(anchor, anchor) if left else anchor
        baseline = top + (index * LEADING + 1) * fitted.size
        direction = {"direction": "rtl", "unicode_bidi": "embed"} if left else {}
        common = {"font_size": fitted.size, "text_anchor": turned} | direction
        add(parent, "text", line, x=x, y=baseline, **(attributes | common))
    return top + fitted.height


def clusters(text: str) -> list[str]:
    """What a reader takes for one sign each: a letter with its marks, a joined emoji, the two letters of a flag."""
    found: list[str] = []
    for sign in text:
        if found and _belongs(found[-1], sign):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _belongs(before: str, sign: str) -> bool:
    if unicodedata.category(sign).startswith("M") or sign in (JOINER, "\u200c") or "\U0001f3fb" <= sign <= "\U0001f3ff":
        return True
    if before.endswith(JOINER) or unicodedata.combining(before[-1]) == VIRAMA:
        return True
    return len(before) == 1 and all("\U0001f1e6" <= letter <= "\U0001f1ff" for letter in (before, sign))


def _wrap(words: Iterable[str], width: float, bold: bool) -> list[str]:
    """Lines of whole words; scripts without spaces go on to the next line at any full-width sign."""
    lines: list[str] = []
    for word in words:
        for index, piece in enumerate(_pieces(word)):
            longer = lines[-1] + (" " if index == 0 else "") + piece if lines else piece
            if lines and width_of(longer, bold=bold) > width:
                lines.append(piece)
            else:
                lines[-1:] = [longer]
    return lines or [""]


def _pieces(word: str) -> list[str]:
    """The word, or its signs where the script has no spaces."""
    if word.isascii():
        return [word]
    signs = clusters(word)
    return signs if len(signs) > 1 and all(_is_full(sign[0]) for sign in signs) else [word]


def _broken(text: str, width: float, bold: bool) -> Iterator[str]:
    """The words, those that are wider than a line in parts."""
    for word in text.split(" "):
        part = ""
        for sign in clusters(word):
            if part and width_of(part + sign, bold=bold) > width:
                yield part
                part = ""
            part += sign
        yield part


def _cut(text: str, width: float, bold: bool) -> str:
    signs = clusters(text)
    while signs and width_of("".join(signs) + "…", bold=bold) > width:
        signs.pop()
    return "".join(signs).rstrip() + "…"


@lru_cache(maxsize=4096)
def _em(sign: str) -> float:
    category = unicodedata.category(sign)
    if category in ("Mn", "Me", "Cf"):
        return 0.0
    if sign in NARROW:
        return NARROW_EM
    if sign in WIDE:
        return WIDE_EM
    if sign < "\u0250":
        return CAPITAL_EM if sign.isupper() else LETTER_EM
    if category == "So" or sign >= "\U0001f000":
        return EMOJI_EM
    if _is_full(sign):
        return FULL_EM
    if "\u2010" <= sign <= "\u2040":  # dashes and quotes
        return CAPITAL_EM
    return SCRIPTS_EM.get(unicodedata.name(sign, "?").split()[0], OTHER_SCRIPT_EM)


def _is_full(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"
