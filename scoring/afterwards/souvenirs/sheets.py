"""Many souvenirs as one document, a page each: for the printer, as part of a page or as a PDF."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from xml.etree.ElementTree import Element

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from gameday.language import vocabulary
from gameday.models import GameDay
from scoring.afterwards import printing
from scoring.afterwards.souvenirs import certificate_sheets, poster_sheets
from scoring.afterwards.souvenirs.certificate import draw_certificate
from scoring.afterwards.souvenirs.drawing import svg
from scoring.afterwards.souvenirs.poster import draw_poster
from scoring.afterwards.souvenirs.shapes import PicturedDay


class Kind(StrEnum):
    """What is printed; the word stands in the address of its sheet."""

    CERTIFICATES = "certificates"
    POSTERS = "posters"


STYLE = {
    Kind.CERTIFICATES: "@page{size:297mm 210mm;margin:0}body{margin:0}svg{display:block;width:297mm;height:210mm;break-after:page}",
    Kind.POSTERS: "@page{size:210mm 297mm;margin:0}body{margin:0}svg{display:block;width:210mm;height:297mm;break-after:page}",
}
DOCUMENT = "<title>{}</title><style>{} svg:last-child{{break-after:auto}}</style><body>{}</body>"


def pictures(gameday: GameDay, days: Sequence[PicturedDay], kind: Kind) -> list[SafeString]:
    """Each souvenir as an element of a page, in the language of the game day."""
    with vocabulary.in_language_of(gameday):
        drawn = _certificates(days) if kind == Kind.CERTIFICATES else _posters(days)
        return [as_html(svg.write(picture)) for picture in drawn]


def as_html(picture: str) -> SafeString:
    """A picture as markup of a page: ElementTree has escaped every text in it."""
    return mark_safe(picture)


def to_pdf(gameday: GameDay, drawn: Iterable[SafeString], kind: Kind) -> bytes:
    """A PDF with a page each. Raises Refused where this machine has no browser for it."""
    body = format_html_join("", "{}", ((picture,) for picture in drawn))
    return printing.html_to_pdf(format_html(DOCUMENT, gameday.name, mark_safe(STYLE[kind]), body))


def _certificates(days: Sequence[PicturedDay]) -> Iterator[Element]:
    """Of everybody who was no bot. The first of a team carries the ornaments of all of them."""
    for day in days:
        people = [member for member in day.crew if not member.bot]
        for index, member in enumerate(people):
            yield draw_certificate(day, member, certificate_sheets.A4, again=index > 0)


def _posters(days: Sequence[PicturedDay]) -> Iterator[Element]:
    return (draw_poster(day, poster_sheets.A4) for day in days)
