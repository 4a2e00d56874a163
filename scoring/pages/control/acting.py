"""How an act of a facilitator is answered: the room as it is then, or where it was refused the reason."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from gameday import refusals
from gameday.access import facilitator_required
from gameday.language import moments
from gameday.models import GameDay
from gameday.people import admission
from gameday.sandboxes import room
from scoring.pages.control import grid
from scoring.pages.control.feed import FeedKind

DONE = "acted"  # the event that puts the form away in the browser


def room_context(gameday: GameDay, kind: FeedKind = FeedKind.ALL) -> dict[str, Any]:
    """What the control room shows; of its feed the acts of one kind."""
    now = timezone.now()
    shown = grid.control_room(gameday, now, kind)
    return {
        "gameday": gameday,
        "now": now,
        "seen_at": gameday.seen_at(now),
        "gap": moments.gap_of(gameday),
        "shortages": room.host_shortages(now),
        "room": shown,
        "feed_kinds": FeedKind,
        "counted": admission.people_counted(gameday),
        "places": gameday.places_for(len(shown.rows)),
    }


def facilitator_act(view: Callable[..., HttpResponse | None]) -> Callable[..., HttpResponse]:
    """A POST after which the control room is shown again; what it refuses is said there.

    To htmx the grid and what there is to say; a refusal is said in the form, where what was typed stays.
    """

    @require_POST
    @facilitator_required
    @wraps(view)
    def acting(request: HttpRequest, gameday: GameDay, *args: Any, **kwargs: Any) -> HttpResponse:
        by = request.user.get_username()
        if getattr(request, "htmx", False):
            return view(request, gameday, *args, by=by, **kwargs) or _grid(request, gameday)
        answer = None
        with refusals.said(request, flash.ERROR):
            answer = view(request, gameday, *args, by=by, **kwargs)
        return answer or redirect("scoring:control", slug=gameday.slug)

    return acting


def _grid(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    gameday.refresh_from_db()
    response = render(request, "control/acted.html", room_context(gameday))
    response["HX-Trigger"] = DONE
    return response
