"""The pages of the souvenirs: one's own, those of all for the staff, and each as a file."""

from typing import Any, TypeVar
from xml.etree.ElementTree import Element

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gameday.language import vocabulary
from gameday.models import Player, Team
from scoring.afterwards.may_see import Viewer, is_open_to_players, recap_viewer
from scoring.afterwards.printing import can_print
from scoring.afterwards.souvenirs import certificate_sheets, poster_sheets, sheets
from scoring.afterwards.souvenirs.badge_drawing import badge_picture
from scoring.afterwards.souvenirs.badges import WHAT_FOR, BadgeKind
from scoring.afterwards.souvenirs.certificate import draw_certificate
from scoring.afterwards.souvenirs.drawing import svg
from scoring.afterwards.souvenirs.drawing.colours import palette_of
from scoring.afterwards.souvenirs.forms import KeepsakeForm
from scoring.afterwards.souvenirs.poster import draw_poster
from scoring.afterwards.souvenirs.reading import read_teams
from scoring.afterwards.souvenirs.shapes import CrewMember, PicturedDay
from scoring.models import Keepsake

Sheet = TypeVar("Sheet")
CERTIFICATE_SHAPES = {sheet.name_of_shape: sheet for sheet in (certificate_sheets.A4, certificate_sheets.PHONE)}
POSTER_SHAPES = {sheet.name_of_shape: sheet for sheet in (poster_sheets.A4, poster_sheets.PHONE)}


@require_GET
def souvenirs(request: HttpRequest, slug: str) -> HttpResponse:
    """A player's certificate and poster; every team's poster; for the staff, the sheets for the printer."""
    viewer = recap_viewer(request, slug)
    return _page(request, viewer, KeepsakeForm(instance=_keepsake(viewer)))


@require_POST
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    """A player says what they learned, and from whom."""
    viewer = recap_viewer(request, slug)
    if viewer.player is None:
        raise PermissionDenied(_("Players choose what stands on their own certificates."))
    form = KeepsakeForm(request.POST, instance=_keepsake(viewer))
    if not form.is_valid():
        return _page(request, viewer, form)
    form.save()
    flash.success(request, _("It stands on your certificate now."))
    return redirect("scoring:souvenirs", slug=slug)


@require_GET
def certificate(request: HttpRequest, slug: str, pk: int, shape: str) -> HttpResponse:
    """A player's certificate, for those of their team and for the staff."""
    viewer = recap_viewer(request, slug)
    day, member = _holder(viewer, pk)
    with vocabulary.in_language_of(viewer.gameday):
        picture = draw_certificate(day, member, _sheet(CERTIFICATE_SHAPES, shape))
    return _svg(picture)


@require_GET
def certificate_pdf(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    viewer = recap_viewer(request, slug)
    day, member = _holder(viewer, pk)
    with vocabulary.in_language_of(viewer.gameday):
        picture = svg.write(draw_certificate(day, member, certificate_sheets.A4))
    content = sheets.to_pdf(viewer.gameday, [sheets.as_html(picture)], sheets.Kind.CERTIFICATES)
    return _pdf(content, f"certificate-{_file_name(member.name, member.pk)}")


@require_GET
def poster(request: HttpRequest, slug: str, pk: int, shape: str) -> HttpResponse:
    """A team's poster, for everybody of the day."""
    viewer = recap_viewer(request, slug)
    day = _team_day(viewer, pk)
    with vocabulary.in_language_of(viewer.gameday):
        picture = draw_poster(day, _sheet(POSTER_SHAPES, shape))
    return _svg(picture)


@require_GET
def poster_pdf(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    viewer = recap_viewer(request, slug)
    day = _team_day(viewer, pk)
    kind = sheets.Kind.POSTERS
    content = sheets.to_pdf(viewer.gameday, sheets.pictures(viewer.gameday, [day], kind), kind)
    return _pdf(content, f"poster-{_file_name(day.name, day.pk)}")


@require_GET
def print_sheet(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """All certificates or posters, of one team or of the day, as one page for the printer."""
    viewer, kind, days = _to_print(request, slug, what)
    shown = {"pictures": sheets.pictures(viewer.gameday, days, kind), "kind": kind, "kinds": sheets.Kind}
    return render(request, "recap/souvenirs/print.html", _about(viewer) | shown)


@require_GET
def print_pdf(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    viewer, kind, days = _to_print(request, slug, what)
    drawn = sheets.pictures(viewer.gameday, days, kind)
    if not drawn:
        raise Http404
    name = f"{kind}-{_file_name(days[0].name, days[0].pk) if len(days) == 1 else viewer.gameday.slug}"
    return _pdf(sheets.to_pdf(viewer.gameday, drawn, kind), name)


def _page(request: HttpRequest, viewer: Viewer, form: KeepsakeForm) -> HttpResponse:
    player = viewer.player
    team = player.team if player else None
    own = read_teams(viewer.gameday, timezone.now(), team)[0] if team else None
    member = next((each for each in own.crew if player and each.pk == player.pk), None) if own else None
    shown = {
        "teams": list(viewer.gameday.teams.all()),
        "team": None,
        "own": own,
        "member": member,
        "badges": _badges(own, member),
        "form": form,
        "mates": [each.name for each in own.crew if player and each.pk != player.pk] if own else [],
        "can_print": can_print(),
        "nobody": not Player.objects.filter(gameday=viewer.gameday, joined_at__isnull=False).exists(),
    }
    return render(request, "recap/souvenirs/souvenirs.html", _about(viewer) | shown)


def _badges(day: PicturedDay | None, member: CrewMember | None) -> list[tuple[BadgeKind, str, SafeString]]:
    """Each badge with what it is for, and its picture."""
    if day is None or member is None:
        return []
    palette = palette_of(day.colour)
    return [
        (kind, str(WHAT_FOR[kind]), sheets.as_html(svg.write(badge_picture(kind, palette)))) for kind in member.badges
    ]


def _keepsake(viewer: Viewer) -> Keepsake:
    if viewer.player is None:
        return Keepsake()
    return Keepsake.objects.filter(player=viewer.player).first() or Keepsake(player=viewer.player)


def _holder(viewer: Viewer, pk: int) -> tuple[PicturedDay, CrewMember]:
    """Whose certificate it is. Raises Http404 for a player who is of no team, has not joined or was removed."""
    player = get_object_or_404(Player.objects.select_related("team"), gameday=viewer.gameday, pk=pk)
    if player.team is None:
        raise Http404
    viewer.require_team(player.team)
    day = read_teams(viewer.gameday, timezone.now(), player.team)[0]
    member = next((each for each in day.crew if each.pk == pk), None)
    if member is None:
        raise Http404
    return day, member


def _team_day(viewer: Viewer, pk: int) -> PicturedDay:
    team = get_object_or_404(Team, gameday=viewer.gameday, pk=pk)
    return read_teams(viewer.gameday, timezone.now(), team)[0]


def _to_print(request: HttpRequest, slug: str, what: str) -> tuple[Viewer, sheets.Kind, list[PicturedDay]]:
    """What the staff want on paper: of the team that the address names, or of the whole day."""
    viewer = recap_viewer(request, slug)
    if not viewer.is_staff:
        raise PermissionDenied(_("Facilitators print for all. Your own certificate and poster are on your page."))
    if what not in list(sheets.Kind):
        raise Http404
    chosen = request.GET.get("team", "")
    team = get_object_or_404(Team, gameday=viewer.gameday, pk=chosen) if chosen.isdecimal() else None
    return viewer, sheets.Kind(what), read_teams(viewer.gameday, timezone.now(), team)


def _sheet(shapes: dict[str, Sheet], shape: str) -> Sheet:
    if shape not in shapes:
        raise Http404
    return shapes[shape]


def _about(viewer: Viewer) -> dict[str, Any]:
    return {"viewer": viewer, "gameday": viewer.gameday, "open_to_players": is_open_to_players(viewer.gameday)}


def _svg(picture: Element) -> HttpResponse:
    return HttpResponse(svg.HEAD + svg.write(picture), content_type="image/svg+xml; charset=utf-8")


def _pdf(content: bytes, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})


def _file_name(name: str, pk: int) -> str:
    return slugify(name)[:60] or str(pk)
