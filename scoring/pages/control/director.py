"""The big screen in the control room: what it shows, what the director has found, and the facilitators' hand on both."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from gameday.access import facilitator_required
from gameday.models import GameDay
from scoring.afterwards.awards.ceremony import ceremony_of
from scoring.board import big_screen
from scoring.models import BigScreen
from scoring.pages.control.acting import facilitator_act

LATELY = 4  # inserts that may be shown again


def panel_context(gameday: GameDay) -> dict[str, Any]:
    """What the panel shows. As many queries for forty teams as for two."""
    now = timezone.now()
    running = big_screen.running_insert(gameday, now)
    shown = gameday.screen_inserts.filter(starts_at__isnull=False).select_related("team")
    return {
        "gameday": gameday,
        "screen": BigScreen.objects.filter(gameday=gameday).first() or BigScreen(gameday=gameday),
        "running": running,
        "waiting": _waiting(gameday, now),
        "shown": (shown.exclude(pk=running.pk) if running else shown)[:LATELY],
        "ceremony": ceremony_of(gameday),
        "frozen": gameday.seen_at(now) is not None,
        "longest_words": big_screen.LONGEST_WORDS,
    }


def _waiting(gameday: GameDay, now: datetime) -> list[dict[str, Any]]:
    """What the director has found, each with its team. One query more than the finding takes."""
    teams = gameday.teams.in_bulk()
    found = big_screen.found_moments(gameday, now)
    return [{"moment": moment, "title": moment.kind.label, "team": teams.get(moment.team)} for moment in found]


@never_cache
@facilitator_required
def panel(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """The panel as it is now."""
    return render(request, "control/acts/director_panel.html", panel_context(gameday))


@facilitator_act
def act(request: HttpRequest, gameday: GameDay, verb: str, *, by: str) -> HttpResponse | None:
    """Do what a button of the panel does."""
    if verb not in ACTS:
        raise Http404
    ACTS[verb](request, gameday, by)
    if not getattr(request, "htmx", False):
        return None
    return render(request, "control/acts/director_panel.html", panel_context(gameday))


def _show(request: HttpRequest, gameday: GameDay, by: str) -> None:
    big_screen.show_moment(gameday, request.POST.get("key", ""), by=by, now=timezone.now())


def _leave_out(request: HttpRequest, gameday: GameDay, by: str) -> None:
    big_screen.leave_out(gameday, request.POST.get("key", ""), by=by, now=timezone.now())


def _say(request: HttpRequest, gameday: GameDay, by: str) -> None:
    text, pinned = request.POST.get("text", ""), "pinned" in request.POST
    big_screen.show_words(gameday, text, pinned=pinned, by=by, now=timezone.now())


def _pin(request: HttpRequest, gameday: GameDay, by: str) -> None:
    big_screen.pin_insert(gameday, _insert(request), by=by, now=timezone.now())


def _skip(request: HttpRequest, gameday: GameDay, by: str) -> None:
    big_screen.skip_insert(gameday, _insert(request), by=by, now=timezone.now())


def _calm(request: HttpRequest, gameday: GameDay, by: str) -> None:
    big_screen.set_calm(gameday, calm="on" in request.POST, by=by, now=timezone.now())


def _sounds(request: HttpRequest, gameday: GameDay, by: str) -> None:
    big_screen.set_sounds(gameday, sounds="on" in request.POST, by=by, now=timezone.now())


def _insert(request: HttpRequest) -> int:
    """The number of the insert that the button is about."""
    told = request.POST.get("insert", "")
    if not (told.isascii() and told.isdigit() and len(told) < 19):
        raise Http404
    return int(told)


ACTS = {
    "show": _show,
    "leave-out": _leave_out,
    "say": _say,
    "pin": _pin,
    "skip": _skip,
    "calm": _calm,
    "sounds": _sounds,
}
