"""Weather over a ridge, and the flags of its camp: a storm, a sun behind its last cloud, a pennant on a pole."""

from math import cos, pi, sin
from xml.etree.ElementTree import Element

from scoring.afterwards.souvenirs.drawing.colours import GOLD, INK
from scoring.afterwards.souvenirs.drawing.lettering import ENGRAVED
from scoring.afterwards.souvenirs.drawing.svg import add, number

# A cloud around (0, 0), 120 wide and 64 high.
CLOUD = "M-44 30C-66 30-66 0-42 0C-44-26-8-38 4-18C14-32 44-26 40-2C66-4 66 30 44 30Z"
LIGHTNING = "M4 30L-14 60H-2L-10 88L20 50H6L16 30Z"
STORM, FAIR = "#4a4458", "#fffdf7"
SUN, SUN_EDGE = "#ffd76a", "#b3741a"


def draw_storm(parent: Element, x: float, y: float, size: float, label: str) -> None:
    """Where it burned and was not mended: a dark cloud with its lightning. `size` is its width."""
    group = _group(parent, x, y, size)
    add(group, "path", d=LIGHTNING, fill=GOLD, stroke=INK, stroke_width=2.5, stroke_linejoin="round")
    add(group, "path", d=CLOUD, fill=STORM, stroke=FAIR, stroke_width=3)
    _label(group, label, FAIR, 14)


def draw_clearing(parent: Element, x: float, y: float, size: float, label: str) -> None:
    """Where it burned and was mended: the sun comes out behind the cloud."""
    group = _group(parent, x, y, size)
    rays = "".join(_ray(turn * pi / 7) for turn in range(14))
    add(group, "path", d=rays, transform="translate(26 -16)", stroke=SUN, stroke_width=5, stroke_linecap="round")
    add(group, "circle", cx=26, cy=-16, r=30, fill=SUN, stroke=SUN_EDGE, stroke_width=2.5)
    add(group, "path", d=CLOUD, fill=FAIR, stroke=INK, stroke_width=2.5, transform="translate(-8 6)")
    _label(group, label, INK, 20, -8)


def draw_pennant(parent: Element, x: float, top: float, height: float, width: float, colours: tuple[str, str]) -> None:
    """A flag with two tails on a pole of `height`, flying to the right."""
    fill, edge = colours
    fly = height * 0.62
    add(
        parent,
        "path",
        d=f"M{number(x)} {number(top)}v{number(height)}",
        stroke=edge,
        stroke_width=height / 22,
        stroke_linecap="round",
    )
    add(parent, "circle", cx=x, cy=top, r=height / 14, fill=GOLD, stroke=edge, stroke_width=height / 60)
    flag = (
        f"M{number(x)} {number(top + height * 0.06)}q{number(width * 0.3)} {number(-fly * 0.16)} {number(width * 0.55)} 0"
        f"t{number(width * 0.45)} 0l{number(-width * 0.14)} {number(fly / 2)}l{number(width * 0.14)} {number(fly / 2)}"
        f"q{number(-width * 0.2)} {number(fly * 0.16)} {number(-width * 0.45)} 0t{number(-width * 0.55)} 0Z"
    )
    add(parent, "path", d=flag, fill=fill, stroke=edge, stroke_width=height / 50, stroke_linejoin="round")


def _group(parent: Element, x: float, y: float, size: float) -> Element:
    return add(parent, "g", transform=f"translate({number(x)} {number(y)}) scale({size / 120:.3f})")


def _ray(turn: float) -> str:
    return f"M{number(38 * cos(turn))} {number(38 * sin(turn))}L{number(50 * cos(turn))} {number(50 * sin(turn))}"


def _label(group: Element, label: str, colour: str, y: float, x: float = 0) -> None:
    add(
        group,
        "text",
        label,
        x=x,
        y=y,
        font_size=30,
        text_anchor="middle",
        fill=colour,
        font_family=ENGRAVED,
        font_weight="bold",
    )
