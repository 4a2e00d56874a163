"""What all certificates of a team have in common: frame, rosettes, unicorn and seal. Nothing of it depends on a player."""

from xml.etree.ElementTree import Element

from scoring.afterwards.souvenirs.certificate_sheets import CertificateSheet, Spot
from scoring.afterwards.souvenirs.drawing.colours import Palette, mix
from scoring.afterwards.souvenirs.drawing.guilloche import rosette, weave_frame
from scoring.afterwards.souvenirs.drawing.seal import draw_seal
from scoring.afterwards.souvenirs.drawing.svg import add, number
from scoring.afterwards.souvenirs.drawing.unicorn import draw_unicorn


def draw_ornaments(picture: Element, sheet: CertificateSheet, palette: Palette, company: str, key: str) -> None:
    """All of it, as one group with the id `key`: later certificates on one page may use it again."""
    group = add(picture, "g", id=key)
    _ground(group, sheet, palette)
    _vignette(group, sheet, palette)
    for spot in sheet.medallions:
        _medallion(group, spot, palette)
    x, y, radius = sheet.seal
    draw_seal(group, x, y, radius, f"{company.upper()} ✦ GAMEDAY ✦", palette, key)


def _ground(picture: Element, sheet: CertificateSheet, palette: Palette) -> None:
    add(picture, "rect", width=sheet.width, height=sheet.height, fill=palette.paper)
    middle = f"translate({number(sheet.width / 2)} {number(sheet.height * 0.52)})"
    for line in (rosette(sheet.underprint, 41, 0.86, 13, 1300), rosette(sheet.underprint * 1.16, 31, 0.2, 9, 900)):
        add(picture, "path", d=line, transform=middle, fill="none", stroke=palette.own, stroke_width=1.6, opacity=0.17)
    weave_frame(picture, sheet.edges, sheet.band, palette)


def _vignette(picture: Element, sheet: CertificateSheet, palette: Palette) -> None:
    """The unicorn on its hill, before a sun."""
    x, ground, height = sheet.unicorn
    half = height * 1.25
    hill = f"M{number(x - half)} {number(ground)}q{number(half)} {number(height * -0.1)} {number(half * 2)} 0"
    sun = f"translate({number(x)} {number(ground - height * 0.52)})"
    pale = mix(palette.paper, palette.own, 0.16)
    add(
        picture,
        "path",
        d=rosette(height * 0.62, 48, 0.14, steps=384),
        transform=sun,
        fill=pale,
        stroke=palette.own,
        stroke_width=1.5,
    )
    for line in range(4):
        down = f"translate(0 {number(line * height / 28)})"
        add(picture, "path", d=hill, transform=down, fill="none", stroke=palette.deep, stroke_width=2.5 - line * 0.5)
    shade = mix(palette.white, palette.own, 0.25)
    draw_unicorn(picture, x, ground - height * 0.045, height, palette.white, shade, palette.night)


def _medallion(picture: Element, spot: Spot, palette: Palette) -> None:
    """A rosette with room for a word, as beside the head of a share certificate."""
    x, y, radius = spot
    middle = f"translate({number(x)} {number(y)})"
    for size, petals, depth, turns, steps in ((1, 29, 0.5, 8, 800), (0.62, 17, 0.3, 5, 500)):
        line = rosette(radius * size, petals, depth, turns, steps)
        add(picture, "path", d=line, transform=middle, fill="none", stroke=palette.own, stroke_width=radius / 90)
    add(
        picture,
        "circle",
        cx=x,
        cy=y,
        r=radius * 0.46,
        fill=palette.paper,
        stroke=palette.deep,
        stroke_width=radius / 50,
    )
