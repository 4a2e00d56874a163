"""The recap's pages: the whole day, one team's day, and the lines of its chat that the team shows there."""

from typing import Any

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gameday import refusals
from gameday.access import facilitator_required
from gameday.models import ChatLine, GameDay, Team
from gameday.models.player import BY_PRESENT
from gameday.team import chat
from scoring.afterwards.may_see import Viewer, is_open_to_players, recap_viewer
from scoring.afterwards.recap import excerpts, opening
from scoring.afterwards.recap.addresses import film_address
from scoring.afterwards.recap.curves import marked_incidents, team_curves
from scoring.afterwards.recap.day_html import day_html
from scoring.afterwards.recap.kept import kept_day
from scoring.afterwards.recap.team_page import incident_cards
from scoring.ledger.game_time import pauses_of

LINES_A_PAGE = 120  # of a chat to choose from


@require_GET
def day(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole day on one time line, for all teams."""
    viewer, now = recap_viewer(request, slug), timezone.now()
    kept = kept_day(viewer.gameday, now)
    people = sum(sum(team.seats.values()) for team in kept.recap.teams)
    shown = {"recap": kept.recap, "html": day_html(kept, now), "people": people}
    return render(request, "recap/day.html", _about(viewer) | shown)


@require_GET
def team(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What the day came to for one team."""
    viewer, now = recap_viewer(request, slug), timezone.now()
    row = _team(viewer, pk)
    kept, pauses = kept_day(viewer.gameday, now), pauses_of(viewer.gameday)
    recap = kept.recap
    own = recap.team(row.pk)
    if own is None:
        raise Http404
    numbers = {opened.pk: number for number, opened in enumerate(recap.rounds, 1)}
    said = excerpts.sorted_to_incidents(excerpts.chosen_lines(row), own.incidents)
    shown = {
        "team": row,
        "own": own,
        "cards": [
            (card, film_address(card.recap), said.get(card.recap.incident.pk, ()))
            for card in incident_cards(recap, own, numbers, pauses)
        ],
        "curves": kept.keep(("curves", row.pk), lambda: team_curves(viewer.gameday, row, pauses, now)),
        "marked": marked_incidents(own.incidents, numbers, viewer.gameday, pauses, now),
        "other_lines": said.get(None, ()),
    }
    return render(request, "recap/team.html", _about(viewer) | shown)


@require_GET
def choose(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The team's chat, to choose from what the recap shows of it."""
    viewer = recap_viewer(request, slug)
    row, before = _team(viewer, pk), request.GET.get("before", "")
    start = int(before) if before.isdigit() and len(before) < 18 else None
    lines, older = chat.latest_lines(row, before=start, most=LINES_A_PAGE)
    chosen = set(excerpts.chosen_lines(row).values_list("pk", flat=True))
    shown = {
        "team": row,
        "lines": [(line, line.pk in chosen) for line in lines],
        "oldest": lines[0].pk if older else None,
        "choosing": viewer.team_id == row.pk,
    }
    return render(request, "recap/chat.html", _about(viewer) | shown)


@require_POST
def show_line(request: HttpRequest, slug: str, pk: int, line: int) -> HttpResponse:
    """Show a line of the chat in the recap."""
    viewer, row, found = _own_line(request, slug, pk, line)
    assert viewer.player
    excerpts.choose_line(found, player=viewer.player, now=timezone.now())
    return _chosen(request, viewer, row, found, chosen=True)


@require_POST
def hide_line(request: HttpRequest, slug: str, pk: int, line: int) -> HttpResponse:
    """Show a line of the chat in the recap no more."""
    viewer, row, found = _own_line(request, slug, pk, line)
    excerpts.take_out_line(found)
    return _chosen(request, viewer, row, found, chosen=False)


@require_POST
@facilitator_required
def open_to_players(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """Open the recap for the players."""
    with refusals.said(request, flash.ERROR):
        if opening.open_recap(gameday, by=request.user.get_username(), now=timezone.now()):
            flash.success(request, _("The recap is open: every player finds it on the team page."))
    return redirect("scoring:recap", slug=gameday.slug)


@require_POST
@facilitator_required
def close_to_players(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """Show it to facilitators alone."""
    if opening.close_recap(gameday, by=request.user.get_username(), now=timezone.now()):
        flash.success(request, _("The recap is closed: facilitators alone see it."))
    return redirect("scoring:recap", slug=gameday.slug)


def _own_line(request: HttpRequest, slug: str, pk: int, line: int) -> tuple[Viewer, Team, ChatLine]:
    """A line of the viewer's own team. Raises PermissionDenied for everybody else, facilitators too."""
    viewer = recap_viewer(request, slug)
    row = _team(viewer, pk)
    if viewer.team_id != row.pk:
        raise PermissionDenied(_("The team's own players choose what it shows of its chat."))
    return viewer, row, get_object_or_404(row.chat.filter(BY_PRESENT), pk=line)


def _chosen(request: HttpRequest, viewer: Viewer, row: Team, line: ChatLine, *, chosen: bool) -> HttpResponse:
    if not getattr(request, "htmx", False):
        return redirect("scoring:recap-chat", slug=viewer.gameday.slug, pk=row.pk)
    shown = {"team": row, "line": line, "chosen": chosen, "choosing": True}
    return render(request, "recap/chat_line.html", _about(viewer) | shown)


def _about(viewer: Viewer) -> dict[str, Any]:
    """What every page of the recap needs in its context."""
    return {"viewer": viewer, "gameday": viewer.gameday, "open_to_players": is_open_to_players(viewer.gameday)}


def _team(viewer: Viewer, pk: int) -> Team:
    row = get_object_or_404(viewer.gameday.teams.select_related("gameday"), pk=pk)
    viewer.require_team(row)
    return row
