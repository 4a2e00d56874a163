"""The pictures of the badges: a medal in the team's colour with a sign in white, on a grid of 24 by 24."""

from xml.etree.ElementTree import Element

from scoring.afterwards.souvenirs.badges import BadgeKind
from scoring.afterwards.souvenirs.drawing.colours import GOLD, Palette
from scoring.afterwards.souvenirs.drawing.guilloche import rosette
from scoring.afterwards.souvenirs.drawing.seal import DARK_GOLD
from scoring.afterwards.souvenirs.drawing.svg import add, new_picture, number

SIGNS = {
    BadgeKind.BOTH_KEYS: (
        "M8 9.5a3 3 0 1 1-6 0a3 3 0 1 1 6 0ZM8 9.5H21M17 9.5v3.5M20.5 9.5v2.5M22 16.5a3 3 0 1 1-6 0"
        "a3 3 0 1 1 6 0ZM16 16.5H3M7 16.5v3M3.5 16.5v2.5"
    ),
    BadgeKind.FIRST_NOTICE: "M2 12C6 6 9 5 12 5s6 1 10 7c-4 6-7 7-10 7s-6-1-10-7ZM15 12a3 3 0 1 1-6 0a3 3 0 1 1 6 0Z",
    BadgeKind.LED: "M12 2.5L14.8 9L21.8 9.6L16.5 14.2L18.1 21L12 17.4L5.9 21L7.5 14.2L2.2 9.6L9.2 9Z",
    BadgeKind.CALLED_IT: "M9 17.5h6M10 20.5h4M9 17.5c0-3-3.5-4-3.5-8.5a6.5 6.5 0 0 1 13 0C18.5 13.5 15 14.5 15 17.5",
    BadgeKind.RULED_OUT: "M16.5 10a6.5 6.5 0 1 1-13 0a6.5 6.5 0 1 1 13 0ZM15 14.5L21.5 21M7.5 7.5l5 5M12.5 7.5l-5 5",
    BadgeKind.FOUND_OUT: "M3.5 12.5L9.5 18.5L20.5 5.5",
    BadgeKind.OTHER_SEAT: "M4 8.5H19M15 4.5L19 8.5L15 12.5M20 16H5M9 12L5 16L9 20",
    BadgeKind.ASKED: "M7.5 8a4.5 4.5 0 1 1 7 3.7c-1.7 1.1-2.5 2-2.5 3.8M12 19.5v.8",
    BadgeKind.KEPT_TALKING: "M3 5h18v11.5h-9L7.5 21v-4.5H3ZM7.5 9h9M7.5 12.5h6",
    BadgeKind.WAS_THERE: "M6 20V11C6 6 9 4 12 4s6 2 6 7v9M4 20h4M16 20h4M9 10v.5M15 10v.5M9 15v.5M15 15v.5",
}


def draw_badge(parent: Element, kind: BadgeKind, x: float, y: float, radius: float, palette: Palette) -> None:
    """The medal around (x, y)."""
    medal = add(parent, "g", transform=f"translate({number(x)} {number(y)}) scale({radius / 100:.3f})")
    add(medal, "path", d=rosette(100, 20, 0.12, steps=120), fill=GOLD, stroke=DARK_GOLD, stroke_width=2)
    add(medal, "circle", r=80, fill=palette.deep, stroke=DARK_GOLD, stroke_width=2)
    add(medal, "circle", r=72, fill="none", stroke=GOLD, stroke_width=2)
    add(
        medal,
        "path",
        d=SIGNS[kind],
        transform="translate(-49 -49) scale(4.1)",
        fill="none",
        stroke=palette.white,
        stroke_width=1.9,
        stroke_linecap="round",
        stroke_linejoin="round",
    )


def badge_picture(kind: BadgeKind, palette: Palette) -> Element:
    """A medal by itself, for a page."""
    picture = new_picture(200, 200, str(kind.label), "")
    draw_badge(picture, kind, 100, 100, 98, palette)
    return picture
