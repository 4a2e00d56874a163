"""How an act of the staff is answered: at once and in words, that it was done or why not."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages as flash
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from gameday import access, refusals
from gameday.event import rush_hours
from gameday.language import moments
from gameday.models import GameDay, Message
from gameday.people import admission
from gameday.sandboxes import room
from scoring.help import claims
from scoring.models import Entry, HintTaken
from scoring.pages.control import beside, grid, undoing
from scoring.pages.control.feed import FeedKind

DONE = "acted"  # the event at which the browser puts the form away and fetches the room again


def staff_member(request: HttpRequest) -> User:
    """Who asks, behind a decorator that lets nobody else through."""
    assert isinstance(request.user, User)
    return request.user


def rights(request: HttpRequest) -> dict[str, bool]:
    """What the page may offer to who asks."""
    return {"may_control": access.may_control(request.user), "may_help": access.may_help(request.user)}


def room_context(request: HttpRequest, gameday: GameDay, kind: FeedKind = FeedKind.ALL) -> dict[str, Any]:
    """What the control room shows; of its feed the acts of one kind. `beside` in the query: the team in full."""
    now = timezone.now()
    shown = grid.control_room(gameday, now, kind)
    wanted = request.GET.get("beside", "")
    row = shown.row_of(int(wanted)) if wanted.isdecimal() else None
    may = rights(request)
    return {
        "gameday": gameday,
        "now": now,
        "seen_at": gameday.seen_at(now),
        "seconds_left": gameday.seconds_left(now),
        "gap": moments.gap_of(gameday),
        "rush": rush_hours.present_rush_hour(gameday, now),
        "shortages": room.host_shortages(now),
        "room": shown,
        "feed_kinds": FeedKind,
        "counted": admission.people_counted(gameday),
        "places": gameday.places_for(len(shown.rows)),
        "prepared": list(gameday.prepared_answers.all()),
        "staff": claims.staff_who_help() if may["may_help"] else [],
        "pane": beside.team_beside(gameday, row, now) if row else None,
        **may,
    }


def facilitator_act(view: Callable[..., HttpResponse | None]) -> Callable[..., HttpResponse]:
    """A POST of a facilitator, from a page without script followed by the room; what it refuses is said there.

    htmx gets the words alone, because the whole room takes its time; a refusal is said in the form, where what was
    typed stays.
    """
    return _act(view, access.facilitator_required)


def helper_act(view: Callable[..., HttpResponse | None]) -> Callable[..., HttpResponse]:
    """Like facilitator_act, for what helpers may do as well."""
    return _act(view, access.helper_required)


def may_be_undone(request: HttpRequest, row: Entry | HintTaken | Message | None) -> None:
    """Offer on the answer of this request to take back what made the row."""
    if row is not None:
        request.undo = undoing.offer_undo(row, by=request.user.get_username())  # type: ignore[attr-defined]


def _act(
    view: Callable[..., HttpResponse | None], required: Callable[..., Callable[..., HttpResponse]]
) -> Callable[..., HttpResponse]:
    @require_POST
    @required
    @wraps(view)
    def acting(request: HttpRequest, gameday: GameDay, *args: Any, **kwargs: Any) -> HttpResponse:
        by = request.user.get_username()
        if getattr(request, "htmx", False):
            return view(request, gameday, *args, by=by, **kwargs) or _said(request, gameday)
        answer = None
        with refusals.said(request, flash.ERROR):
            answer = view(request, gameday, *args, by=by, **kwargs)
        return answer or redirect("scoring:control", slug=gameday.slug)

    return acting


def _said(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    response = render(request, "control/said.html", {"gameday": gameday, "undo": getattr(request, "undo", None)})
    response["HX-Trigger"] = DONE
    return response
