"""The certificate: one whole share in the day, drawn like the share of an old railway company, for A4 and for a phone."""

from dataclasses import replace
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gameday.language.spans import write_span
from gameday.names import isolate
from scoring.afterwards.souvenirs.badge_drawing import draw_badge
from scoring.afterwards.souvenirs.certificate_sheets import CertificateSheet
from scoring.afterwards.souvenirs.drawing.colours import Palette, palette_of
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
from scoring.afterwards.souvenirs.drawing.svg import add, new_picture, number
from scoring.afterwards.souvenirs.ornaments import draw_ornaments
from scoring.afterwards.souvenirs.shapes import CrewMember, PicturedDay, Weather

NO_BREAK = "\u00a0"
SIGNATURE = (
    "M4 52C20 10 34 4 34 18C34 34 16 44 18 38C30 34 36 50 50 54C56 50 58 42 54 42C48 44 50 56 60 52C70 46 66 38 76 24"
    "C82 12 86 22 80 36C76 48 74 58 84 50C92 42 96 40 96 50C104 38 108 42 106 52C116 36 122 44 118 52C128 48 132 40 130 42"
    "C124 48 132 58 142 48C150 38 152 44 150 52C158 42 164 42 164 52C172 58 196 40 240 30C200 52 120 62 60 68"
)


def draw_certificate(day: PicturedDay, member: CrewMember, sheet: CertificateSheet, *, again: bool = False) -> Element:
    """The certificate of one player. `again`: the page has one of this team already, whose ornaments it uses."""
    palette = palette_of(day.colour)
    title = _("Certificate of {name}").format(name=member.name)
    told = ", ".join(each.title for each in day.mended) or day.gameday
    picture = new_picture(sheet.width, sheet.height, title, f"{day.name}: {told}", sheet.millimetres)
    key = f"ornaments-{sheet.name_of_shape}-{day.pk}"
    if again:
        add(picture, "use", href=f"#{key}")
    else:
        draw_ornaments(picture, sheet, palette, day.company, key)
    _head(picture, day, member, sheet, palette)
    _holder(picture, day, member, sheet, palette)
    _deeds(picture, day, sheet, palette)
    if member.learned or member.learned_from:
        letter(
            picture,
            learned_sentence(member),
            sheet.learned,
            bold=False,
            fill=palette.deep,
            font_family=SERIF,
            font_style="italic",
        )
    _foot(picture, day, member, sheet, palette)
    return picture


def learned_sentence(member: CrewMember) -> str:
    """“Learned how to read a plan from Ada.”, or the half of it that was filled in."""
    words = {"what": isolate(member.learned), "name": isolate(member.learned_from)}
    if member.learned and member.learned_from:
        return _("Learned “{what}” from {name}.").format(**words)
    if member.learned:
        return _("Learned “{what}”.").format(**words)
    return _("Learned a thing or two from {name}.").format(**words)


def _head(picture: Element, day: PicturedDay, member: CrewMember, sheet: CertificateSheet, palette: Palette) -> None:
    for (x, y, radius), text in zip(sheet.medallions, (day.emblem, f"№ {member.pk}"), strict=False):
        slot = Slot(x, y - radius * 0.4, radius * 0.8, radius * 0.8, radius * 0.5, radius * 0.08)
        letter(picture, text, slot, fill=palette.deep, font_family=ENGRAVED)
    letter(picture, day.company.upper(), sheet.company, fill=palette.deep, font_family=ENGRAVED)
    said = _("One whole share in {gameday}, {date}").format(gameday=isolate(day.gameday), date=_unbroken(day.date))
    letter(picture, said, sheet.day, bold=False, fill=palette.ink, font_family=SERIF)


def _holder(picture: Element, day: PicturedDay, member: CrewMember, sheet: CertificateSheet, palette: Palette) -> None:
    letter(
        picture,
        _("This certifies that"),
        sheet.certifies,
        bold=False,
        fill=palette.ink,
        font_family=SERIF,
        font_style="italic",
    )
    letter(picture, member.name, sheet.name, fill=palette.night, font_family=ENGRAVED)
    x, top, width, height = sheet.name.x, sheet.name.top, sheet.name.width, sheet.name.height
    add(
        picture,
        "path",
        d=f"M{number(x - width * 0.42)} {number(top + height + 4)}h{number(width * 0.84)}",
        stroke=palette.own,
        stroke_width=3,
    )
    said = _("{seat} of the team {emblem} {team}").format(seat=member.seat, emblem=day.emblem, team=isolate(day.name))
    letter(picture, said, sheet.team, fill=palette.deep, font_family=SERIF)


def _deeds(picture: Element, day: PicturedDay, sheet: CertificateSheet, palette: Palette) -> None:
    """What the team has mended, with what once happened elsewhere; or, kindly, that it stood by."""
    letter(picture, _deed(day), sheet.deed, bold=False, fill=palette.ink, font_family=SERIF, font_style="italic")
    shown = day.mended[: sheet.most_deeds]
    if not shown:
        return
    slots = _cells(sheet, len(shown))
    one_line = [replace(slot, height=slot.largest * LEADING) for slot in slots]
    size = min(fit(each.title, slot).size for each, slot in zip(shown, one_line, strict=True))
    size = min(size, slots[0].height / LEADING / 1.8)  # so that there is room below it
    small = min(max(size * 0.72, sheet.smallest * 1.15), size * 0.9)
    for each, slot in zip(shown, slots, strict=True):
        upper = replace(slot, largest=size, smallest=size, height=size * LEADING)
        end = letter(picture, each.title, upper, fill=palette.night, font_family=SERIF)
        smallest = min(sheet.smallest, small)
        lower = replace(slot, top=end, height=slot.height - size * LEADING, largest=small, smallest=smallest)
        _elsewhere(picture, each, lower, palette)


def _cells(sheet: CertificateSheet, deeds: int) -> list[Slot]:
    """A slot a deed, in as many columns as the sheet wants for so many; a column with fewer is centred."""
    area = sheet.deeds
    columns = next(number for number, most in sheet.columns if deeds <= most)
    rows = -(-deeds // columns)
    width, height = area.width / columns, min(area.height / rows, area.largest * 3.4)
    found = []
    for index in range(deeds):
        column, row = divmod(index, rows)
        in_column = min(rows, deeds - column * rows)
        top = area.top + (area.height - height * in_column) / 2 + row * height
        x = area.x - area.width / 2 + (column + 0.5) * width
        found.append(Slot(x, top, width * 0.93, height, area.largest, area.smallest, centred=False))
    return found


def _elsewhere(picture: Element, each: Weather, slot: Slot, palette: Palette) -> None:
    """The time and the outage behind it. Where the whole sentence would be too small to read: whose and when; else nothing."""
    took = f"{_unbroken(write_span(each.took))} · " if each.took else ""
    fitted = fit_first((took + each.real, took + each.real.split(" - ")[0]), slot, bold=False)
    if fitted:
        write_lines(picture, fitted, slot.x, slot.top, fill=palette.ink, font_family=SERIF)


def _unbroken(text: str) -> str:
    return text.replace(" ", NO_BREAK)


def _deed(day: PicturedDay) -> str:
    mended, more = len(day.mended), len(day.weather) - len(day.mended)
    if mended:
        return ngettext(
            "kept the shop in business, and mended with their team",
            "kept the shop in business, and mended with their team {count} times",
            mended,
        ).format(count=mended)
    if more:
        return _("stood by the shop while it burned, and stayed when others would have gone for coffee")
    return _("kept watch over the shop on a day on which nothing burned")


def _foot(picture: Element, day: PicturedDay, member: CrewMember, sheet: CertificateSheet, palette: Palette) -> None:
    x, y, radius = sheet.badges
    step = radius * 2.25
    for index, kind in enumerate(member.badges):
        draw_badge(picture, kind, x + step * (index - (len(member.badges) - 1) / 2), y, radius, palette)
        label = Slot(
            x + step * (index - (len(member.badges) - 1) / 2),
            y + radius * 1.08,
            step * 0.96,
            radius * 0.75,
            radius * 0.3,
            radius * 0.2,
            centred=False,
        )
        letter(picture, str(kind.label), label, bold=False, fill=palette.ink, font_family=SERIF)
    slot = sheet.signature
    scale = slot.width / 300
    add(
        picture,
        "path",
        d=SIGNATURE,
        transform=f"translate({number(slot.x - slot.width * 0.4)} {number(slot.top - 62 * scale)}) scale({scale:.2f})",
        fill="none",
        stroke=palette.ink,
        stroke_width=2.2,
        stroke_linecap="round",
    )
    add(
        picture,
        "path",
        d=f"M{number(slot.x - slot.width / 2)} {number(slot.top)}h{number(slot.width)}",
        stroke=palette.ink,
        stroke_width=2,
    )
    letter(
        picture, _("Reginald Hoofington III, who unplugged it"), slot, bold=False, fill=palette.ink, font_family=SERIF
    )
