"""What the players of a team do together: chat, notes, the command of an incident, practice."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from gameday.access import PlayerRequest, about_player, player_required
from gameday.incidents import commanders, notes, practice
from gameday.models import Note, Player
from gameday.models.choices import OPEN, NoteKind
from gameday.models.player import BY_PRESENT
from gameday.team import chat
from scenarios.refusal import Refused
from scoring.pages.team import communication, views

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
    """Write to the team's chat. What was refused stays in the field."""
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
    """Mark the chat as read, up to the line that the page shows last."""
    chat.mark_chat_read(_player(request), _number(request.POST.get("up_to", "")) or 0)
    return HttpResponse(status=204)


@player_required
def history(request: PlayerRequest) -> HttpResponse:
    """Older lines of the chat, a page at a time."""
    player = _player(request)
    assert player.team
    before = _number(request.GET.get("before", ""))
    lines, older = chat.latest_lines(player.team, before=before, most=chat.HISTORY)
    return render(
        request,
        "team/history.html",
        about_player(player)
        | {
            "lines": communication.told_lines(lines, player),
            "older": older,
            "oldest": lines[0].pk if lines else 0,
            "before": before,
        },
    )


@require_POST
@player_required
def note(request: PlayerRequest, pk: int) -> HttpResponse:
    """Write into an incident's notepad."""
    incident, text = views.own_incident(request, pk), request.POST.get("text", "")
    try:
        notes.add_note(incident, request.POST.get("kind", ""), text, player=request.player, now=timezone.now())
    except Refused as refusal:
        return _refused(request, str(refusal), "notes", {"note_draft": text, "note_for": pk})
    return _sent(request, "notes")


@views.acts("notes")
def judge(request: PlayerRequest, pk: int) -> None:
    """Confirm a note, or rule it out."""
    found = get_object_or_404(Note.objects.select_related("incident"), pk=pk, incident__team=request.player.team)
    notes.judge_note(found, request.POST.get("verdict", ""), player=request.player, now=timezone.now())


@player_required
def notepad(request: PlayerRequest, pk: int) -> HttpResponse:
    """One incident's notepad, also after it is over."""
    incident = views.own_incident(request, pk)
    notes_shown = list(incident.notes.filter(BY_PRESENT))
    shown = {"incident": incident, "notes": notes_shown, "note_kinds": NoteKind.choices}
    return render(request, "team/notepad.html", about_player(request.player) | shown)


@views.acts("incidents")
def commander(request: PlayerRequest, pk: int) -> None:
    """Take the command of an incident, or hand it over."""
    incident, player = views.own_incident(request, pk, state__in=OPEN), request.player
    chosen = get_object_or_404(Player, pk=_number(request.POST.get("commander", "")), team=player.team)
    seen = _number(request.POST.get("seen", ""))
    commanders.name_commander(incident, chosen, by=player, seen=seen, now=timezone.now())


@views.acts("practice")
def practise(request: PlayerRequest, verb: str) -> None:
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
    acts[verb]()


def _sent(request: PlayerRequest, name: str) -> HttpResponse:
    response = views.answer_with_part(request, name)
    response["HX-Trigger"] = SENT
    return response


def _refused(request: PlayerRequest, why: str, name: str, draft: dict[str, Any]) -> HttpResponse:
    """Say why. With htmx the field keeps its text; without, the page is sent again with the text in it."""
    flash.warning(request, why)
    if getattr(request, "htmx", False):
        return views.answer_with_part(request, name)
    return views.whole_page(request, draft, status=422)
