"""What a unicorn looks like: a breed and a seed become a list of filled shapes on a 100 x 100 field, y downwards."""

import colorsys
import math
from dataclasses import dataclass, replace
from random import Random

Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """A closed polygon and the colour inside it, as #rrggbb."""

    points: tuple[Point, ...]
    fill: str


@dataclass(frozen=True)
class Coat:
    """The colours of one breed. `mane` is one colour or several, worn in strands."""

    body: str
    mane: tuple[str, ...]
    horn: str
    hoof: str
    sky: str
    hill: str


BREEDS: dict[str, Coat] = {
    "aurora": Coat("#fbf4ff", ("#ff5d8f", "#ffb627", "#4cc9a0", "#6a7bff"), "#ffd75e", "#c9a7e8", "#cdd8f7", "#b9d8c2"),
    "ember": Coat("#d9573a", ("#ffd23f", "#ff8c1a", "#b3202a"), "#3b2a2a", "#3b2a2a", "#ffe3c9", "#d8a878"),
    "glacier": Coat("#cdeef7", ("#7fc4e8", "#ffffff", "#4f9fd6"), "#8fd6ff", "#5b8fb0", "#d3e3f1", "#eaf3f8"),
    "meadow": Coat("#b6cf8e", ("#4f8a3c", "#78b159", "#2f6b33"), "#f2e3b3", "#7a5c3a", "#e8f6df", "#9ccb7a"),
    "midnight": Coat("#2b2f63", ("#c9cdf2", "#8f97dd"), "#f4f1d0", "#15173a", "#c7c4ea", "#6f6aa8"),
    "tuxedo": Coat("#33343a", ("#17181c", "#4a4b52"), "#e8e8ee", "#0e0e11", "#f4e6dd", "#d9b8a8"),
}
MIMIC = "mimic"  # a rumour so far: it wears what another breed wears, and cannot hide its stripes

BODY: tuple[Point, ...] = (
    (22, 49), (34, 45), (48, 46), (57, 42), (62, 32), (66, 20), (72, 17), (80, 22), (88, 29), (90, 34),
    (86, 37), (79, 35), (75, 38), (73, 48), (70, 58), (55, 62), (38, 61), (26, 64), (20, 57),
)  # fmt: skip
TAIL: tuple[Point, ...] = ((23, 48), (15, 46), (8, 54), (8, 66), (3, 78), (12, 79), (18, 68), (20, 57))
MANE: tuple[Point, ...] = ((71, 14), (64, 13), (57, 20), (52, 30), (46, 41), (52, 47), (59, 43), (64, 33), (68, 22))
LEGS: tuple[tuple[float, float], ...] = ((34, -1.5), (59, 2.5), (26, 0.5), (66.5, 0.0))  # x of the hip, lean of the foot


def figure(breed: str, seed: int) -> list[Shape]:
    """Draw one unicorn, back to front. The same breed and seed give the same shapes. KeyError for an unknown breed."""
    random = Random(f"{breed}/{seed}")
    worn = random.choice(sorted(BREEDS)) if breed == MIMIC else breed
    coat = BREEDS[worn]
    coat = replace(coat, body=_shift(coat.body, random), sky=_shift(coat.sky, random, 0.05), hill=_shift(coat.hill, random, 0.04))
    shapes = _landscape(coat, random)
    beast = _legs(coat, random, far=True) + _strands(TAIL, coat, random) + _legs(coat, random, far=False)
    beast += [Shape(_curve(_wobble(BODY, random, 0.5)), coat.body)]
    beast += _stripes(coat, random) if breed == MIMIC else []
    beast += _marks(worn, coat, random) + _head(coat, random) + _strands(MANE, coat, random)
    return shapes + _placed(beast, random)


def _landscape(coat: Coat, random: Random) -> list[Shape]:
    height = random.uniform(72, 80)
    ridge = [(x, height + random.uniform(-4, 3)) for x in range(-20, 131, 25)]
    sun = disc(random.uniform(8, 34), random.uniform(10, 26), random.uniform(6, 10))
    return [
        Shape(((0, 0), (100, 0), (100, 100), (0, 100)), coat.sky),
        Shape(sun, _mix(coat.sky, "#fff6c8", 0.75)),
        Shape(_curve([*ridge, (140, 130), (-40, 130)]), coat.hill),
    ]


def _legs(coat: Coat, random: Random, *, far: bool) -> list[Shape]:
    shapes = []
    for hip, lean in LEGS[:2] if far else LEGS[2:]:
        foot = hip + lean + random.uniform(-3, 3)
        colour = _mix(coat.body, "#000000", 0.18) if far else coat.body
        shapes.append(Shape(((hip - 5, 52), (hip + 4.5, 52), (foot + 2.6, 74), (foot + 2.4, 86), (foot - 2.4, 86), (foot - 2.2, 74)), colour))
        shapes.append(Shape(((foot - 2.5, 84.5), (foot + 2.5, 84.5), (foot + 3.6, 90), (foot - 3, 90)), coat.hoof))
    return shapes


def _head(coat: Coat, random: Random) -> list[Shape]:
    tip = (81 + random.uniform(-2, 4), random.uniform(-6, 0))
    horn = Shape(((70.5, 18.5), (75.5, 19.5), tip), coat.horn)
    rings = []
    for share in (0.22, 0.42, 0.62):
        left, right = _between((70.5, 18.5), tip, share), _between((75.5, 19.5), tip, share + 0.03)
        rings.append(Shape((left, right, _between(right, tip, 0.09), _between(left, tip, 0.09)), _mix(coat.horn, "#7a5a20", 0.35)))
    return [
        Shape(_curve(((65, 21), (64.5, 12), (67, 9.5), (70.5, 18))), _mix(coat.body, "#000000", 0.12)),
        horn,
        *rings,
        Shape(disc(78.3, 25.4, 1.9), "#ffffff"),
        Shape(disc(78.8, 25.5, 1.25), "#1d1a26"),
        Shape(disc(79.2, 25.0, 0.4), "#ffffff"),
        Shape(disc(87.6, 31.4, 0.7), _mix(coat.body, "#000000", 0.5)),
    ]


def _strands(outline: tuple[Point, ...], coat: Coat, random: Random) -> list[Shape]:
    """Hair: the outline once a colour, each time a little narrower and lower."""
    middle = (sum(x for x, _ in outline) / len(outline), sum(y for _, y in outline) / len(outline))
    shapes = []
    for number, colour in enumerate(coat.mane):
        size = 1.06 - 0.24 * number
        points = [(middle[0] + (x - middle[0]) * size + number * 0.6, middle[1] + (y - middle[1]) * min(1.0, size + 0.1)) for x, y in outline]
        shapes.append(Shape(_curve(_wobble(points, random, 1.1)), colour))
    return shapes


def _marks(breed: str, coat: Coat, random: Random) -> list[Shape]:
    """What only this breed wears."""
    spots = [(random.uniform(28, 62), random.uniform(48, 59)) for _ in range(7)]
    if breed == "aurora":
        return [Shape(star(31, 53, 4.5), colour) if n == 0 else Shape(star(31 + 8 * n, 54, 2.2), colour) for n, colour in enumerate(coat.mane)]
    if breed == "ember":
        return [Shape(((x, y - 4), (x + 2, y + 1), (x, y + 3), (x - 2, y + 1)), "#ffb03a") for x, y in spots[:5]]
    if breed == "glacier":
        return [Shape(((x, y - 3), (x + 1.6, y), (x, y + 3), (x - 1.6, y)), "#f7fdff") for x, y in spots]
    if breed == "meadow":
        petals = [Shape(disc(x + 1.6 * math.cos(a), y + 1.6 * math.sin(a), 1.1), "#ffffff") for x, y in spots[:4] for a in (0, 1.57, 3.14, 4.71)]
        return petals + [Shape(disc(x, y, 1.0), "#f7c331") for x, y in spots[:4]]
    if breed == "midnight":
        return [Shape(star(x, y, random.uniform(1.0, 2.2)), "#f4f1d0") for x, y in spots]
    shirt = Shape(_curve(((71.5, 40), (75.5, 42), (72.5, 56), (66, 61), (66, 52))), "#ffffff")
    tie = [Shape(((72, 43), (67.5, 40), (67.5, 46)), "#c1121f"), Shape(((72, 43), (76.5, 40), (76.5, 46)), "#c1121f")]
    return [shirt, *tie, Shape(disc(69.6, 51, 0.7), "#22232a"), Shape(disc(68.8, 55, 0.7), "#22232a")]


def _stripes(coat: Coat, random: Random) -> list[Shape]:
    """Upright ones, a darker beside a lighter, so that the coat on the whole keeps its colour."""
    depth, first = random.uniform(0.2, 0.32), random.uniform(24, 28)
    shapes = []
    for number, left in enumerate(first + 3.6 * n for n in range(11)):
        top, shade = 47 - max(0.0, left - 48) * 0.3, _mix(coat.body, "#ffffff" if number % 2 else "#000000", depth)
        shapes.append(Shape(((left, top), (left + 3.6, top), (left + 3.2, 60), (left - 0.4, 60)), shade))
    return shapes


def _placed(shapes: list[Shape], random: Random) -> list[Shape]:
    """Move the animal a little, so that no two photographs are alike."""
    size, right, down = random.uniform(0.84, 0.95), random.uniform(1, 8), random.uniform(7, 10)
    return [Shape(tuple((x * size + right, y * size + down) for x, y in shape.points), shape.fill) for shape in shapes]


def disc(x: float, y: float, radius: float) -> tuple[Point, ...]:
    """A circle as a polygon; larger ones get more corners."""
    corners = 24 if radius > 4 else 10
    return tuple((x + radius * math.cos(2 * math.pi * n / corners), y + radius * math.sin(2 * math.pi * n / corners)) for n in range(corners))


def star(x: float, y: float, radius: float) -> tuple[Point, ...]:
    """Five points, one up."""
    return tuple(
        (x + radius * (0.45 if n % 2 else 1) * math.sin(math.pi * n / 5), y - radius * (0.45 if n % 2 else 1) * math.cos(math.pi * n / 5)) for n in range(10)
    )


def _curve(points: list[Point] | tuple[Point, ...], steps: int = 5) -> tuple[Point, ...]:
    """A closed Catmull-Rom spline through the points."""
    curve = []
    for n in range(len(points)):
        a, b, c, d = (points[(n + k) % len(points)] for k in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            weights = ((-t + 2 * t**2 - t**3) / 2, (2 - 5 * t**2 + 3 * t**3) / 2, (t + 4 * t**2 - 3 * t**3) / 2, (t**3 - t**2) / 2)
            curve.append(tuple(sum(w * p[axis] for w, p in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1)))
    return tuple(curve)


def _wobble(points: list[Point] | tuple[Point, ...], random: Random, by: float) -> list[Point]:
    return [(x + random.uniform(-by, by), y + random.uniform(-by, by)) for x, y in points]


def _between(a: Point, b: Point, share: float) -> Point:
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)


def _rgb(colour: str) -> tuple[float, float, float]:
    return tuple(int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))


def _hex(rgb: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(255 * max(0.0, min(1.0, part))):02x}" for part in rgb)


def _mix(colour: str, other: str, share: float) -> str:
    return _hex(tuple(a + (b - a) * share for a, b in zip(_rgb(colour), _rgb(other), strict=True)))


def _shift(colour: str, random: Random, by: float = 0.02) -> str:
    hue, light, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    return _hex(colorsys.hls_to_rgb((hue + random.uniform(-by, by)) % 1, min(0.95, light + random.uniform(-by, by)), saturation))
