"""A team's life: what its people say, note and whom they follow. And the facilitators' look into it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from gameday import refusals
from gameday.access import PlayerRequest, facilitator_required, player_required
from gameday.incidents import commanders, notes, practice
from gameday.models import GameDay, Incident, Note, Player, Team
from gameday.models.choices import OPEN, NoteKind
from gameday.team import chat
from scenarios.refusal import Refused
from scoring.pages.team import communication as life
from scoring.pages.team import views

SENT = "sent"  # the event that empties a form in the browser


def _player(request: PlayerRequest) -> Player:
    player = request.player
    if player.team is None:
        raise Http404
    return player


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) < 18 else None


@require_POST
@player_required
def say(request: PlayerRequest) -> HttpResponse:
    """Say something to the team. What was refused stays in the field."""
    player, text = _player(request), request.POST.get("text", "")
    assert player.team
    try:
        chat.say_in_chat(player.team, text, player=player, now=timezone.now())
    except Refused as refusal:
        return _refused(request, str(refusal), "chat", {"chat_draft": text})
    return _sent(request, "chat")


@require_POST
@player_required
def read_chat(request: PlayerRequest) -> HttpResponse:
    """The player has the chat before them."""
    chat.mark_chat_read(_player(request), _number(request.POST.get("up_to", "")) or 0)
    return HttpResponse(status=204)


@player_required
def history(request: PlayerRequest) -> HttpResponse:
    """What was said before, a page at a time."""
    player = _player(request)
    assert player.team
    before = _number(request.GET.get("before", ""))
    lines, older = chat.latest_lines(player.team, before=before, most=chat.HISTORY)
    return render(
        request,
        "team/history.html",
        {
            "player": player,
            "team": player.team,
            "gameday": player.gameday,
            "lines": life.told_lines(lines, player),
            "older": older,
            "oldest": lines[0].pk if lines else 0,
            "before": before,
        },
    )


@require_POST
@player_required
def note(request: PlayerRequest, pk: int) -> HttpResponse:
    """Write into an incident's notepad."""
    player, text = _player(request), request.POST.get("text", "")
    incident = get_object_or_404(_incidents(player), pk=pk)
    try:
        notes.add_note(incident, request.POST.get("kind", ""), text, player=player, now=timezone.now())
    except Refused as refusal:
        return _refused(request, str(refusal), "notes", {"note_draft": text, "note_for": pk})
    return _sent(request, "notes")


@require_POST
@player_required
def judge(request: PlayerRequest, pk: int) -> HttpResponse:
    """Confirm a note, or rule it out."""
    player = _player(request)
    found = get_object_or_404(Note.objects.select_related("incident"), pk=pk, incident__team=player.team)
    with refusals.said(request):
        notes.judge_note(found, request.POST.get("verdict", ""), player=player, now=timezone.now())
    return views.respond(request, "notes")


@player_required
def notepad(request: PlayerRequest, pk: int) -> HttpResponse:
    """One incident's notepad, also after it is over."""
    player = _player(request)
    incident = get_object_or_404(_incidents(player), pk=pk)
    return render(
        request,
        "team/notepad.html",
        {
            "player": player,
            "team": player.team,
            "gameday": player.gameday,
            "incident": incident,
            "notes": list(incident.notes.all()),
            "note_kinds": NoteKind.choices,
        },
    )


@require_POST
@player_required
def commander(request: PlayerRequest, pk: int) -> HttpResponse:
    """Take the command of an incident, or hand it over."""
    player = _player(request)
    incident = get_object_or_404(_incidents(player), pk=pk, state__in=OPEN)
    chosen = get_object_or_404(Player, pk=_number(request.POST.get("commander", "")), team=player.team)
    with refusals.said(request):
        commanders.name_commander(
            incident, chosen, by=player, seen=_number(request.POST.get("seen", "")), now=timezone.now()
        )
    return views.respond(request, "incidents")


@require_POST
@player_required
def practise(request: PlayerRequest, verb: str) -> HttpResponse:
    """Begin or stop the practice; say that one is ready, or not yet."""
    player, now = _player(request), timezone.now()
    acts: dict[str, Callable[[], object]] = {
        "begin": lambda: practice.begin_practice(player, now=now),
        "stop": lambda: practice.stop_practice(player, now=now),
        "ready": lambda: practice.set_ready(player, True, now=now),
        "not-yet": lambda: practice.set_ready(player, False, now=now),
    }
    if verb not in acts:
        raise Http404
    with refusals.said(request):
        acts[verb]()
    player.refresh_from_db(fields=["ready_at"])
    return views.respond(request, "practice")


def _incidents(player: Player) -> Any:
    return Incident.objects.filter(team=player.team).select_related("gameday", "team", "scenario", "commander")


def _sent(request: PlayerRequest, name: str) -> HttpResponse:
    response = views.respond(request, name)
    response["HX-Trigger"] = SENT
    return response


def _refused(request: PlayerRequest, why: str, name: str, draft: dict[str, Any]) -> HttpResponse:
    """With htmx the field is still as it was; without, the page comes back with what was written in it."""
    flash.warning(request, why)
    if getattr(request, "htmx", False):
        return views.respond(request, name)
    return views.page(request, draft, status=422)


# The facilitators' look ----------------------------------------------------------------------------------------------


ROOM_PARTS = {"chat": "play/chat.html", "notes": "play/notes.html", "people": "play/people.html"}


def _room(gameday: GameDay, team: Team) -> dict[str, Any]:
    return {
        "gameday": gameday,
        "team": team,
        "people": life.team_members(team),
        "pads": life.notepads(team),
        "noted": life.noted(team),
        "looking_on": True,
        "chat_url": reverse("scoring:control-say", args=[gameday.slug, team.pk]),
    } | life.chat_for_facilitators(team)


@facilitator_required
def room(request: HttpRequest, gameday: GameDay, pk: int) -> HttpResponse:
    """One team: what it says and notes, and who is there."""
    return render(request, "control/team.html", _room(gameday, get_object_or_404(gameday.teams, pk=pk)))


@facilitator_required
def room_part(request: HttpRequest, gameday: GameDay, pk: int, name: str) -> HttpResponse:
    """One part of that, as it is now."""
    if name not in ROOM_PARTS:
        raise Http404
    return render(request, ROOM_PARTS[name], _room(gameday, get_object_or_404(gameday.teams, pk=pk)))


@require_POST
@facilitator_required
def answer(request: HttpRequest, gameday: GameDay, pk: int) -> HttpResponse:
    """A facilitator says something to a team."""
    team, text = get_object_or_404(gameday.teams, pk=pk), request.POST.get("text", "")
    context: dict[str, Any] = {}
    try:
        chat.say_in_chat(team, text, facilitator=request.user, now=timezone.now())  # type: ignore[arg-type]
    except Refused as refusal:
        flash.warning(request, str(refusal))
        context = {"chat_draft": text}
    if getattr(request, "htmx", False):
        response = render(request, ROOM_PARTS["chat"], _room(gameday, team))
        if not context:
            response["HX-Trigger"] = SENT
        return response
    if context:
        return render(request, "control/team.html", _room(gameday, team) | context, status=422)
    return redirect("scoring:control-team", slug=gameday.slug, pk=pk)
