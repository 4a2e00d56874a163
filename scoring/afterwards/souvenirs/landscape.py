"""The picture of a poster: the day's revenue as a mountain ridge, weather where it burned, and the unicorn on the summit."""

from random import Random
from xml.etree.ElementTree import Element

from scoring.afterwards.souvenirs.drawing.colours import PAPER, Palette, mix
from scoring.afterwards.souvenirs.drawing.guilloche import rosette
from scoring.afterwards.souvenirs.drawing.svg import add, number
from scoring.afterwards.souvenirs.drawing.unicorn import draw_unicorn
from scoring.afterwards.souvenirs.drawing.weather import draw_clearing, draw_storm
from scoring.afterwards.souvenirs.poster_sheets import PosterSheet
from scoring.afterwards.souvenirs.ridge import crag
from scoring.afterwards.souvenirs.shapes import PicturedDay

POINTS = 150  # of the ridge's outline
LINES = 20  # engraved below it
EDGE = 0.06  # of the width, left and right: there the ridge rises from the meadow and falls back to it
MEADOW = 0.1  # how high the ridge is at the edges of the sheet
Heights = list[float]


def draw_landscape(picture: Element, day: PicturedDay, sheet: PosterSheet, palette: Palette, key: str) -> None:
    heights = crag(day.ridge, day.pk, POINTS)
    summit = _summit(heights)
    _sky(picture, sheet, palette, key)
    _sun(picture, sheet, palette, _spot(sheet, heights, summit))
    _far_ridges(picture, day, sheet, palette)
    _ridge(picture, sheet, palette, heights, key)
    x, y = _spot(sheet, heights, summit)
    shade = mix(palette.white, palette.own, 0.3)
    draw_unicorn(picture, x, y + sheet.unicorn * 0.02, sheet.unicorn, palette.white, shade, palette.night)
    _weather(picture, day, sheet, heights)


def _summit(heights: Heights) -> int:
    """The best moment that leaves room for the unicorn on both sides; the middle of a meadow."""
    room = range(POINTS // 6, POINTS - POINTS // 6)
    if max(heights) - min(heights) < 0.1:
        return POINTS // 2
    return max(room, key=lambda at: (round(heights[at], 2), -abs(at - POINTS * 0.62)))


def _spot(sheet: PosterSheet, heights: Heights, at: int) -> tuple[float, float]:
    x = sheet.width * (EDGE + (1 - 2 * EDGE) * at / (POINTS - 1))
    return x, sheet.foot - heights[at] * (sheet.foot - sheet.summit)


def _sky(picture: Element, sheet: PosterSheet, palette: Palette, key: str) -> None:
    """From the night above, where the text stands, to a light horizon."""
    stops = (
        (0, palette.night),
        (0.38, palette.deep),
        (0.56, mix(palette.deep, palette.glow, 0.55)),
        (0.8, mix(palette.glow, PAPER, 0.5)),
    )
    sky = add(add(picture, "defs"), "linearGradient", id=f"sky-{key}", x1=0, y1=0, x2=0, y2=1)
    for offset, colour in stops:
        add(sky, "stop", offset=f"{offset:.2f}", stop_color=colour)
    add(picture, "rect", width=sheet.width, height=sheet.foot, fill=f"url(#sky-{key})")
    random, stars = Random(key), []
    for _star in range(90):
        x, y = random.uniform(0, sheet.width), random.uniform(0, sheet.summit * 0.95)
        size = sheet.width / 2100 * random.choice((2, 3, 3, 5))
        stars.append(
            f"M{number(x - size)} {number(y)}h{number(2 * size)}M{number(x)} {number(y - size)}v{number(2 * size)}"
        )
    add(picture, "path", d="".join(stars), stroke=palette.white, stroke_width=sheet.width / 1000, opacity=0.55)


def _sun(picture: Element, sheet: PosterSheet, palette: Palette, spot: tuple[float, float]) -> None:
    """A great rosette behind the unicorn."""
    x, y = spot
    middle = f"translate({number(x)} {number(y - sheet.unicorn * 0.45)})"
    size = sheet.unicorn
    add(picture, "circle", r=size * 0.6, transform=middle, fill=mix(palette.glow, PAPER, 0.6), opacity=0.9)
    for reach, petals, turns in ((0.86, 37, 11), (0.6, 23, 7)):
        line = rosette(size * reach, petals, 0.42, turns, 1000)
        add(
            picture,
            "path",
            d=line,
            transform=middle,
            fill="none",
            stroke=mix(palette.glow, PAPER, 0.75),
            stroke_width=size / 330,
            opacity=0.75,
        )


def _far_ridges(picture: Element, day: PicturedDay, sheet: PosterSheet, palette: Palette) -> None:
    """Two ranges in the haze, which mean nothing: they only make the one in front look near."""
    for layer, (lift, share) in enumerate(((0.5, 0.55), (0.34, 0.3))):
        random = Random(day.pk * 7 + layer)
        tops = [lift + random.uniform(-0.1, 0.1) for _peak in range(9)]
        rough = crag(tops, day.pk + layer, 60)
        line = [
            (sheet.width * at / 59, sheet.foot - height * (sheet.foot - sheet.summit))
            for at, height in enumerate(rough)
        ]
        body = "L".join(f"{number(x)} {number(y)}" for x, y in line)
        colour = mix(palette.own, mix(palette.glow, PAPER, 0.45), share)
        add(
            picture,
            "path",
            d=f"M0 {number(sheet.foot)}L{body}L{number(sheet.width)} {number(sheet.foot)}Z",
            fill=colour,
        )


def _ridge(picture: Element, sheet: PosterSheet, palette: Palette, heights: Heights, key: str) -> None:
    """The ridge itself, engraved: its outline again and again, ever flatter, down to the meadow."""
    rock = add(add(picture, "defs"), "linearGradient", id=f"rock-{key}", x1=0, y1=0, x2=0, y2=1)
    for offset, colour in ((0, palette.deep), (1, palette.night)):
        add(rock, "stop", offset=offset, stop_color=colour)
    outline = _outline(sheet, heights, 1)
    foot = number(sheet.foot + 4)
    add(picture, "path", d=f"M-20 {foot}L{outline}L{number(sheet.width + 20)} {foot}Z", fill=f"url(#rock-{key})")
    lines = "".join(f"M{_outline(sheet, heights, 1 - line / LINES)}" for line in range(1, LINES))
    add(picture, "path", d=lines, fill="none", stroke=palette.glow, stroke_width=sheet.width / 1400, opacity=0.45)
    add(
        picture,
        "path",
        d=f"M{outline}",
        fill="none",
        stroke=palette.white,
        stroke_width=sheet.width / 420,
        stroke_linejoin="round",
    )


def _level(sheet: PosterSheet, height: float) -> float:
    return sheet.foot - height * (sheet.foot - sheet.summit)


def _outline(sheet: PosterSheet, heights: Heights, share: float) -> str:
    """The ridge at a `share` of its height, from edge to edge."""
    lower = [height * share for height in heights]
    spots = [_spot(sheet, lower, at) for at in range(0, POINTS, 1 if share == 1 else 2)]
    ends = [(x, _level(sheet, MEADOW * share)) for x in (-20, sheet.width + 20)]
    return "L".join(f"{number(x)} {number(y)}" for x, y in (ends[0], *spots, ends[1]))


def _weather(picture: Element, day: PicturedDay, sheet: PosterSheet, heights: Heights) -> None:
    """A cloud in each valley, numbered as in the legend. One that would cover the one before hangs higher."""
    size = min(sheet.cloud, sheet.width * (1 - 2 * EDGE) / max(len(day.weather), 1) * 1.1)
    hung: list[tuple[float, float]] = []
    for index, each in enumerate(day.weather):
        x, ground = _spot(sheet, heights, round((each.since + each.until) / 2 * (POINTS - 1)))
        y = ground - size * 0.55
        while any(abs(x - other) < size * 0.9 and abs(y - height) < size * 0.72 for other, height in hung):
            y -= size * 0.36
        hung.append((x, y))
        draw = draw_clearing if each.mended else draw_storm
        draw(picture, x, y, size, str(index + 1))
