"""The team's poster: its day as a picture, and a legend that says what is to be seen there. A4, A3 and phone."""

from dataclasses import replace
from xml.etree.ElementTree import Element

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from gameday.language.spans import write_span
from gameday.names import isolate
from scoring.afterwards.souvenirs.drawing.colours import GOLD, Palette, palette_of
from scoring.afterwards.souvenirs.drawing.guilloche import rosette
from scoring.afterwards.souvenirs.drawing.lettering import (
    ENGRAVED,
    LEADING,
    SERIF,
    Slot,
    fit,
    fit_first,
    letter,
    write_lines,
)
from scoring.afterwards.souvenirs.drawing.seal import draw_emblem
from scoring.afterwards.souvenirs.drawing.svg import add, new_picture, number
from scoring.afterwards.souvenirs.drawing.weather import draw_clearing, draw_pennant, draw_storm
from scoring.afterwards.souvenirs.landscape import draw_landscape
from scoring.afterwards.souvenirs.poster_sheets import PosterSheet
from scoring.afterwards.souvenirs.shapes import Pennant, PicturedDay, Weather

MOST_PENNANTS = 3
NO_BREAK = "\u00a0"


def draw_poster(day: PicturedDay, sheet: PosterSheet) -> Element:
    palette = palette_of(day.colour)
    title = _("Poster of {team}").format(team=day.name)
    told = ", ".join(each.title for each in day.weather) or day.gameday
    picture = new_picture(sheet.width, sheet.height, title, told, sheet.millimetres)
    draw_landscape(picture, day, sheet, palette, f"{sheet.name_of_shape}-{day.pk}")
    _head(picture, day, sheet, palette)
    _legend(picture, day, sheet, palette)
    return picture


def _head(picture: Element, day: PicturedDay, sheet: PosterSheet, palette: Palette) -> None:
    slot = sheet.emblem
    middle = f"translate({number(slot.x)} {number(slot.top + slot.height * 0.54)})"
    halo = rosette(slot.height * 0.62, 29, 0.36, 8, 800)
    add(
        picture,
        "path",
        d=halo,
        transform=middle,
        fill="none",
        stroke=palette.glow,
        stroke_width=sheet.width / 1300,
        opacity=0.8,
    )
    letter(picture, day.emblem, slot, fill=palette.white, font_family=ENGRAVED)
    letter(picture, day.name, sheet.name, fill=palette.white, font_family=ENGRAVED)
    if day.motto:
        letter(picture, day.motto, sheet.motto, bold=False, fill=palette.white, font_family=SERIF, font_style="italic")
    said = f"{isolate(day.gameday)} · {day.date}"
    letter(picture, said, sheet.day, bold=False, fill=palette.white, font_family=SERIF)


def _legend(picture: Element, day: PicturedDay, sheet: PosterSheet, palette: Palette) -> None:
    """On paper below the meadow: figures, awards, what burned, and who was there."""
    edge = sheet.margin
    add(picture, "rect", y=sheet.foot, width=sheet.width, height=sheet.height - sheet.foot, fill=palette.paper)
    add(picture, "rect", y=sheet.foot, width=sheet.width, height=sheet.type * 0.28, fill=GOLD)
    top = sheet.foot + sheet.type * 0.8
    top = _ridge_line(picture, day, sheet, palette, top)
    top = _pennants(picture, day.pennants[:MOST_PENNANTS], sheet, palette, top)
    foot = sheet.height - sheet.type * 2.9
    crew = Slot(
        sheet.width / 2,
        foot - sheet.type * 2.7,
        sheet.width - 2 * edge,
        sheet.type * 2.6,
        sheet.type * 0.9,
        sheet.type * 0.45,
    )
    names = " · ".join(isolate(member.name.replace(" ", NO_BREAK)) for member in day.crew)
    if names:
        letter(picture, names.replace(" ·", f"{NO_BREAK}·"), crew, fill=palette.deep, font_family=SERIF)
    _incidents(picture, day.weather, sheet, palette, (top, crew.top - sheet.type * 0.3))
    draw_emblem(picture, sheet.width / 2, foot + sheet.type * 0.8, sheet.type * 1.3, palette.deep)
    maker = Slot(
        sheet.width / 2,
        foot + sheet.type * 1.55,
        sheet.width - 2 * edge,
        sheet.type * 0.9,
        sheet.type * 0.55,
        sheet.type * 0.35,
    )
    said = _("{company}. The outages were real.").format(company=day.company)
    letter(picture, said, maker, bold=False, fill=palette.ink, font_family=SERIF)


def _ridge_line(picture: Element, day: PicturedDay, sheet: PosterSheet, palette: Palette, top: float) -> float:
    """What the ridge is, in words and in figures."""
    slot = Slot(
        sheet.width / 2, top, sheet.width - 2 * sheet.margin, sheet.type * 1.5, sheet.type * 0.95, sheet.type * 0.55
    )
    letter(picture, _said_of(day), slot, bold=False, fill=palette.ink, font_family=SERIF, font_style="italic")
    return top + sheet.type * 1.8


def _said_of(day: PicturedDay) -> str:
    if not day.ridge:
        return _("No customer came by that day: the meadow stayed green.")
    ridge = _("The ridge is what our customers paid, minute by minute")
    if day.standings is None:
        return ridge + "."
    figures = _("{revenue} of revenue, {points} points, place {place} of {of}").format(
        revenue=number_format(day.standings.revenue, force_grouping=True),
        points=number_format(day.standings.points, force_grouping=True),
        place=day.standings.place,
        of=day.standings.of,
    )
    return f"{ridge}: {figures}."


def _pennants(
    picture: Element, pennants: tuple[Pennant, ...], sheet: PosterSheet, palette: Palette, top: float
) -> float:
    """The awards, each on a pennant with its reason beside it."""
    if not pennants:
        return top
    columns = min(len(pennants), 3 if sheet.columns > 1 else 1)
    width = (sheet.width - 2 * sheet.margin) / columns
    height = sheet.type * 2.5
    for index, each in enumerate(pennants):
        row, column = divmod(index, columns)
        x, y = sheet.margin + column * width, top + row * height * 1.12
        draw_pennant(picture, x + sheet.type * 0.3, y, height * 0.9, sheet.type * 1.7, (palette.own, palette.night))
        start = x + sheet.type * 2.5
        room = width - sheet.type * 2.9
        title = Slot(start, y, room, sheet.type * 1.15, sheet.type * 0.85, sheet.type * 0.5)
        reason = Slot(
            start, y + sheet.type * 1.15, room, sheet.type * 1.35, sheet.type * 0.62, sheet.type * 0.42, centred=False
        )
        letter(picture, each.title, title, anchor="start", fill=palette.deep, font_family=SERIF)
        letter(picture, each.reason, reason, bold=False, anchor="start", fill=palette.ink, font_family=SERIF)
    rows = -(-len(pennants) // columns)
    return top + rows * height * 1.12 + sheet.type * 0.4


def _incidents(
    picture: Element, weather: tuple[Weather, ...], sheet: PosterSheet, palette: Palette, between: tuple[float, float]
) -> None:
    """Number, sign, title and what became of it, for each cloud; in columns, as large as they fit."""
    top, bottom = between
    if not weather:
        slot = Slot(sheet.width / 2, top, sheet.width - 2 * sheet.margin, bottom - top, sheet.type * 1.3, sheet.type)
        letter(picture, _("Nothing burned."), slot, fill=palette.night, font_family=SERIF)
        return
    columns = _columns(len(weather), sheet)
    rows = -(-len(weather) // columns)
    height = min((bottom - top) / rows, sheet.type * 2.7)
    width = (sheet.width - 2 * sheet.margin) / columns
    top += (bottom - top - rows * height) / 2
    size = min(sheet.type * (1.1 if columns > 1 else 1.3), height / LEADING / 1.85)
    one_line = Slot(0, 0, width - height * 1.35, size * LEADING, size, size * 0.45)
    size = min(fit(each.title, one_line).size for each in weather)
    for index, each in enumerate(weather):
        column, row = divmod(index, rows)
        x, y = sheet.margin + column * width, top + row * height
        draw = draw_clearing if each.mended else draw_storm
        draw(picture, x + height * 0.55, y + height * 0.46, height * 0.92, str(index + 1))
        start = y + (height - size * LEADING * 1.8) / 2
        slot = replace(one_line, x=x + height * 1.25, top=start, height=size * LEADING, largest=size, smallest=size)
        letter(picture, each.title, slot, anchor="start", fill=palette.night, font_family=SERIF)
        _outcome(
            picture, each, replace(slot, top=start + size * LEADING, largest=size * 0.8, smallest=size * 0.7), palette
        )


def _columns(incidents: int, sheet: PosterSheet) -> int:
    most = sheet.columns if incidents > 4 else 1
    return most + (incidents > sheet.most_rows * most)


def _outcome(picture: Element, each: Weather, slot: Slot, palette: Palette) -> None:
    """What became of it, and the outage behind it as far as there is room."""
    said = _("mended in {time}").format(time=write_span(each.took)) if each.took else _("it passed")
    texts = (f"{said} · {each.real}", f"{said} · {each.real.split(' - ')[0]}", said)
    fitted = fit_first(texts, slot, bold=False)
    if fitted:
        write_lines(picture, fitted, slot.x, slot.top, anchor="start", fill=palette.ink, font_family=SERIF)
