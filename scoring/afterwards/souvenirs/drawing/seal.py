"""The company's seal: gold, with its horseshoe and horn, and two ribbons."""

from math import pi
from xml.etree.ElementTree import Element

from scoring.afterwards.souvenirs.drawing.colours import GOLD, INK, Palette
from scoring.afterwards.souvenirs.drawing.guilloche import rosette
from scoring.afterwards.souvenirs.drawing.lettering import ENGRAVED
from scoring.afterwards.souvenirs.drawing.svg import add, number

# Those of static/img/unicorn.svg, in a box of 48 by 48.
HORSESHOE = "M10 44V22C10 11 17 6 24 6s14 5 14 16v22h-7V22c0-6-3-9-7-9s-7 3-7 9v22z"
HORN = "M24 0l4.5 13h-9z"
DARK_GOLD, PALE_GOLD = "#8a5a00", "#ffe6a8"
RIBBONS = "M-46 40L-78 178L-44 158L-20 186L4 60ZM46 40L78 178L44 158L20 186L-4 60Z"


def draw_seal(parent: Element, x: float, y: float, radius: float, text: str, palette: Palette, name: str) -> None:
    """`text` runs around it. `name` keeps its path apart from those of other seals on one page."""
    seal = add(parent, "g", transform=f"translate({number(x)} {number(y)}) scale({radius / 100:.3f})")
    add(seal, "path", d=RIBBONS, fill=palette.own, stroke=palette.night, stroke_width=2)
    add(seal, "path", d=rosette(100, 36, 0.1, steps=360), fill=GOLD, stroke=DARK_GOLD, stroke_width=1.5)
    for size, thick in ((88, 1.5), (84, 0.8), (58, 1.5)):
        add(seal, "circle", r=size, fill="none", stroke=DARK_GOLD, stroke_width=thick)
    add(seal, "path", d=rosette(56, 23, 0.5, 7, 600), fill="none", stroke=DARK_GOLD, stroke_width=0.4, opacity=0.7)
    around = 66
    add(seal, "path", id=f"ring-{name}", d=f"M0 {around}a{around} {around} 0 1 1 0.1 0", fill="none")
    words = add(seal, "text", fill=INK, font_family=ENGRAVED, font_weight="bold", font_size=13)
    length = round(2 * pi * around - 8)
    add(words, "textPath", text, href=f"#ring-{name}", textLength=length, lengthAdjust="spacing")
    add(seal, "circle", r=33, fill=PALE_GOLD, stroke=DARK_GOLD, stroke_width=1)
    draw_emblem(seal, 0, 0, 52, palette.deep)


def draw_emblem(parent: Element, x: float, y: float, size: float, colour: str) -> None:
    """The company's horseshoe with its horn, around (x, y)."""
    scale = size / 48
    shoe = add(parent, "g", transform=f"translate({number(x - size / 2)} {number(y - size / 2)}) scale({scale:.3f})")
    add(shoe, "path", d=HORSESHOE, fill=colour)
    add(shoe, "path", d=HORN, fill=GOLD, stroke=DARK_GOLD, stroke_width=0.6)
