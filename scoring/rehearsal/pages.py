"""The page of a day's rehearsal: begun, watched and cancelled there, and what the last one has shown. For facilitators only."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gameday import refusals
from gameday.access import facilitator_required
from gameday.event import rehearsing
from gameday.event.quickening import LEAST_ROOM, TIMES
from gameday.models import GameDay
from scoring.rehearsal.report import read_report


def _context(gameday: GameDay) -> dict[str, Any]:
    now = timezone.now()
    played = rehearsing.last_rehearsal(gameday)
    report = read_report(played, now) if played else None
    quick = rehearsing.quick_plan(gameday, now) if gameday.is_draft and not (report and report.under_way) else None
    return {
        "gameday": gameday,
        "report": report,
        "minutes": max(round(quick.lasts / 60), 1) if quick else None,
        "times": TIMES,
        "least_room": LEAST_ROOM,
    }


@never_cache
@require_safe
@facilitator_required
def rehearsal(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """The page. While one is under way, htmx asks for its part alone."""
    part = getattr(request, "htmx", False)
    return render(request, "prepare/rehearsal_part.html" if part else "prepare/rehearsal.html", _context(gameday))


@require_POST
@facilitator_required
def start(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """Begin one."""
    with refusals.said(request, messages.ERROR):
        rehearsing.start_rehearsal(
            gameday,
            by=request.user.get_username(),
            user=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        _log(request, gameday, "Rehearsal begun")
    return redirect("scoring:rehearsal", slug=gameday.slug)


@require_http_methods(["GET", "POST"])
@facilitator_required
def cancel(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """Ask first; then heal its faults and give its sandboxes up."""
    if request.method != "POST" and rehearsing.standing_rehearsal(gameday):
        return render(request, "prepare/rehearsal_cancel.html", {"gameday": gameday})
    if request.method == "POST" and rehearsing.cancel_rehearsal(
        gameday, by=request.user.get_username(), now=timezone.now()
    ):
        _log(request, gameday, "Rehearsal cancelled")
        messages.success(request, _("The rehearsal is cancelled: its faults are healed, then its sandboxes go."))
    else:
        messages.warning(request, _("No rehearsal was under way any more."))
    return redirect("scoring:rehearsal", slug=gameday.slug)


def _log(request: HttpRequest, gameday: GameDay, what: str) -> None:
    LogEntry.objects.log_actions(request.user.pk or 0, [gameday], CHANGE, what, single_object=True)


urlpatterns = [
    path("prepare/day/<slug:slug>/rehearsal/", rehearsal, name="rehearsal"),
    path("prepare/day/<slug:slug>/rehearsal/start/", start, name="start-rehearsal"),
    path("prepare/day/<slug:slug>/rehearsal/cancel/", cancel, name="cancel-rehearsal"),
]
