"""Guilloche: the woven lines of old share certificates, from sine waves and from circles whose radius swings."""

from functools import lru_cache
from math import cos, pi, sin
from xml.etree.ElementTree import Element

from scoring.afterwards.souvenirs.drawing.colours import Palette
from scoring.afterwards.souvenirs.drawing.svg import add, number, points

Edges = tuple[float, float, float, float]  # left, top, right, bottom
STRANDS = 6
MESHES = (1.0, 0.55)  # how far the strands of each mesh swing, as a part of the band


@lru_cache(maxsize=64)  # a day has a few hundred pictures, and each the same few rosettes
def rosette(radius: float, petals: int, depth: float, turns: int = 1, steps: int = 720) -> str:
    """The `d` of one closed line around (0, 0): a circle whose radius swings `petals` times in `turns` rounds."""
    span = 2 * pi * turns
    around = [step * span / steps for step in range(steps + 1)]
    return points(
        [
            (_reach(radius, depth, petals, turns, t) * cos(t), _reach(radius, depth, petals, turns, t) * sin(t))
            for t in around
        ]
    )


def wave(x: float, y: float, half: float, halves: int, swing: float, *, upright: bool = False) -> str:
    """The `d` of a wave from (x, y) along a side; each of its `halves` is `half` long and swings to the other side."""
    bend = f"{swing * 2:.0f} {half / 2:.1f} 0 {half:.1f}" if upright else f"{half / 2:.1f} {swing * 2:.0f} {half:.1f} 0"
    step = f"t0 {half:.2f}" if upright else f"t{half:.2f} 0"
    return f"M{number(x)} {number(y)}q{bend}{step * (halves - 1)}"


def weave_frame(parent: Element, edges: Edges, band: float, palette: Palette) -> None:
    """A woven band along the inside of a rectangle, with a rosette in each corner."""
    left, top, right, bottom = edges
    for share, colour in zip(MESHES, (palette.deep, palette.own), strict=True):
        lines = _mesh(edges, band, share)
        add(
            parent,
            "path",
            d="".join(lines),
            fill="none",
            stroke=colour,
            stroke_width=band / 75,
            opacity=0.5 + share / 2,
        )
    _corners(parent, edges, band, palette)
    for inset, thick in ((0, band / 16), (band, band / 16), (-band / 7, band / 40), (band * 8 / 7, band / 40)):
        add(
            parent,
            "rect",
            x=left + inset,
            y=top + inset,
            width=right - left - 2 * inset,
            height=bottom - top - 2 * inset,
            fill="none",
            stroke=palette.deep,
            stroke_width=thick,
        )


def _mesh(edges: Edges, band: float, share: float) -> list[str]:
    """The strands of all four sides. Each begins in one corner and ends in the next, under what stands there."""
    left, top, right, bottom = edges
    wide, high, middle = right - left - band, bottom - top - band, band / 2
    across, down = round(wide / band / 0.46), round(high / band / 0.46)
    swing = middle * share * 0.94
    lines = []
    for strand in range(STRANDS):
        shift = band * (0.04 + 0.92 * strand / STRANDS)
        lines += [wave(left + shift, y, wide / across, across, swing) for y in (top + middle, bottom - middle)]
        sides = (left + middle, right - middle)
        lines += [wave(x, top + shift, high / down, down, swing, upright=True) for x in sides]
    return lines


def _corners(parent: Element, edges: Edges, band: float, palette: Palette) -> None:
    left, top, right, bottom = edges
    flower = rosette(band * 0.44, 11, 0.62, 4, 300)
    for x, y in ((left, top), (right - band, top), (left, bottom - band), (right - band, bottom - band)):
        add(parent, "rect", x=x, y=y, width=band, height=band, fill=palette.deep)
        place = f"translate({number(x + band / 2)} {number(y + band / 2)})"
        add(parent, "path", d=flower, transform=place, fill="none", stroke=palette.white, stroke_width=band / 60)


def _reach(radius: float, depth: float, petals: int, turns: int, t: float) -> float:
    return radius * (1 - depth / 2 + depth / 2 * cos(petals * t / turns))
