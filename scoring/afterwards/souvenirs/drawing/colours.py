"""The colours of a souvenir, from that of its team: whatever a team has chosen, its text can be read."""

import re
from dataclasses import dataclass

HEX = re.compile("#[0-9a-fA-F]{6}")
PAPER, INK, PLUM, WHITE, GOLD, BLACK = "#fdf8ec", "#281a38", "#6025b5", "#fffdf7", "#f2b134", "#000000"
READABLE = 4.5  # WCAG 2, AA: contrast of text
GREAT = 7.0  # AAA
Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class Palette:
    """`deep` and `night` carry WHITE text, and are text on `paper`; `own` is the team's colour, for areas without text."""

    own: str
    deep: str
    night: str
    glow: str
    paper: str
    ink: str = INK
    white: str = WHITE


def palette_of(colour: str) -> Palette:
    own = colour if HEX.fullmatch(colour) else PLUM
    area = own if contrast(own, PAPER) > 1.5 else mix(own, PLUM, 0.18)  # white on white would be no area
    deep = readable(area, WHITE, GREAT)
    return Palette(area, deep, mix(deep, "#0d0716", 0.55), mix(area, WHITE, 0.55), mix(PAPER, area, 0.04))


def readable(colour: str, ground: str, least: float = READABLE) -> str:
    """The colour, darkened until it can be read on the light `ground`."""
    share = 0.0
    while contrast(mix(colour, BLACK, share), ground) < least and share < 1:
        share += 0.05
    return mix(colour, BLACK, min(share, 1))


def mix(one: str, other: str, share: float) -> str:
    """`share` of the other colour in the one."""
    parts = zip(_rgb(one), _rgb(other), strict=True)
    return "#" + "".join(f"{round(255 * (a + (b - a) * share)):02x}" for a, b in parts)


def contrast(one: str, other: str) -> float:
    """From 1 (none) to 21, as WCAG 2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue
