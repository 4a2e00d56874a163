"""One team as the facilitators see it: its chat, notes and people. They may write into the chat."""

from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gameday.access import helper_required, observer_required
from gameday.models import GameDay, Team
from gameday.team import chat
from scenarios.refusal import Refused
from scoring.pages.control.acting import helper_act, rights, staff_member
from scoring.pages.team import communication
from scoring.pages.team.communication_views import SENT

PARTS = {"chat": "play/chat.html", "notes": "play/notes.html", "people": "play/people.html"}


def _context(request: HttpRequest, gameday: GameDay, team: Team) -> dict[str, Any]:
    return (
        rights(request)
        | communication.latest_talk(team, None)
        | {
            "gameday": gameday,
            "team": team,
            "people": communication.team_members(team),
            "pads": communication.incidents_to_note(team),
            "noted": communication.incidents_with_notes(team),
            "looking_on": True,
            "chat_url": reverse("scoring:control-say", args=[gameday.slug, team.pk]),
        }
    )


@observer_required
def page(request: HttpRequest, gameday: GameDay, pk: int) -> HttpResponse:
    """The whole page."""
    return render(request, "control/team.html", _context(request, gameday, get_object_or_404(gameday.teams, pk=pk)))


@observer_required
def part(request: HttpRequest, gameday: GameDay, pk: int, name: str) -> HttpResponse:
    """One part of the page, as it is now."""
    if name not in PARTS:
        raise Http404
    return render(request, PARTS[name], _context(request, gameday, get_object_or_404(gameday.teams, pk=pk)))


@require_POST
@helper_required
def say(request: HttpRequest, gameday: GameDay, pk: int) -> HttpResponse:
    """A facilitator writes to the team. What was refused stays in the field."""
    team, text, draft = get_object_or_404(gameday.teams, pk=pk), request.POST.get("text", ""), {}
    try:
        chat.say_in_chat(team, text, facilitator=staff_member(request), now=timezone.now())
    except Refused as refusal:
        flash.warning(request, str(refusal))
        draft = {"chat_draft": text}
    if getattr(request, "htmx", False):
        response = render(request, PARTS["chat"], _context(request, gameday, team))
        if not draft:
            response["HX-Trigger"] = SENT
        return response
    if draft:
        return render(request, "control/team.html", _context(request, gameday, team) | draft, status=422)
    return redirect("scoring:control-team", slug=gameday.slug, pk=pk)


@helper_act
def write(request: HttpRequest, gameday: GameDay, pk: int, *, by: str) -> None:
    """Say something to a team from the control room, where one looks at it."""
    team = get_object_or_404(gameday.teams, pk=pk)
    chat.say_in_chat(team, request.POST.get("text", ""), facilitator=staff_member(request), now=timezone.now())
    flash.success(request, _("{team} reads it in its chat.").format(team=team))
