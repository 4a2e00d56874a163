"""The terminal pages of players and of facilitators who watch, and a player's recordings.

A terminal's page has a script that fetches the ticket for its socket.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from redis.exceptions import RedisError

from gameday.access import (
    PlayerRequest,
    about_player,
    current_seat,
    helper_required,
    observer_required,
    player_required,
)
from gameday.models import GameDay, Recording
from gameday.refusals import said
from gameday.terminals import recordings, tickets
from gameday.terminals.terminal_pane import PASTE_LIMIT, with_terminal_styles
from gameday.terminals.tickets import TerminalMode
from scenarios import company
from scenarios.refusal import Refused


@with_terminal_styles
@player_required
def terminal(request: PlayerRequest, role: str) -> HttpResponse:
    """A terminal in a role's container. `shell` and `mode` in the query join an open one."""
    player = request.player
    described = company.load_company(player.gameday.company).roles.get(role)
    if described is None:
        raise Http404(_("There is no {role} at this company.").format(role=role))
    if player.team is None:
        return redirect("scoring:play")
    context = about_player(player) | {
        "role": role,
        "described": described,
        "places": tickets.terminal_places(player),
        "seat": current_seat(player),
    }
    if role not in tickets.containers_of(player):
        return render(request, "terminal/no_key.html", context, status=403)
    context |= {
        "ticket_url": reverse("gameday:terminal-ticket", args=[role]),
        "shell": request.GET.get("shell", "")[:40],
        "back_url": reverse("scoring:play"),
        "mode": TerminalMode.WATCH if request.GET.get("mode") == TerminalMode.WATCH else TerminalMode.TYPE,
        "paste_limit": PASTE_LIMIT,
        "recordings_url": reverse("gameday:recordings"),
    }
    return render(request, "terminal/terminal.html", context)


@player_required
def recordings_of_player(request: PlayerRequest) -> HttpResponse:
    """What was recorded of the terminals that the player has opened. Those that are over can be taken away here."""
    rows = Recording.objects.filter(player=request.player).order_by("-started_at", "-id")
    context = about_player(request.player) | {"recordings": rows, "days": settings.RECORDING_DAYS}
    return render(request, "terminal/recordings.html", context)


@require_POST
@player_required
def blank_recording(request: PlayerRequest, pk: int) -> HttpResponse:
    recording = get_object_or_404(Recording, pk=pk, team__gameday=request.player.gameday, ended_at__isnull=False)
    with said(request):
        recordings.blank_recording(recording, request.player, timezone.now())
        flash.success(request, _("The recording is gone."))
    return redirect("gameday:recordings")


@require_POST
@player_required
def ticket(request: PlayerRequest, role: str) -> HttpResponse:
    """JSON: {"socket": the address to connect to} or, with 409 or 503, {"message": why there is no ticket}."""
    shell, mode = request.POST.get("shell", "")[:40], request.POST.get("mode", "")
    spare = "spare" in request.POST
    return _answer(lambda: tickets.issue_ticket(request.player, role, shell=shell, mode=mode, spare=spare))


@observer_required
def overview(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """All open terminals of a game day, for facilitators."""
    names = dict(gameday.teams.values_list("pk", "name"))
    rows = [{"terminal": each, "team": names[each.team]} for each in tickets.listed_terminals_of_gameday(gameday)]
    return render(request, "terminal/overview.html", {"gameday": gameday, "rows": rows})


@with_terminal_styles
@helper_required
def look(request: HttpRequest, gameday: GameDay, shell: str) -> HttpResponse:
    """A page on which a facilitator watches a terminal. The people in it see that the facilitator is there."""
    found = next((each for each in tickets.listed_terminals_of_gameday(gameday) if each.shell == shell), None)
    if found is None:
        return redirect("gameday:terminal-overview", slug=gameday.slug)
    return render(
        request,
        "terminal/terminal.html",
        {
            "gameday": gameday,
            "team": gameday.teams.get(pk=found.team),
            "role": found.role,
            "shell": shell,
            "mode": TerminalMode.LOOK,
            "described": company.load_company(gameday.company).roles[found.role],
            "paste_limit": PASTE_LIMIT,
            "ticket_url": reverse("gameday:terminal-look-ticket", args=[gameday.slug, shell]),
            "back_url": reverse("gameday:terminal-overview", args=[gameday.slug]),
        },
    )


@require_POST
@helper_required
def look_ticket(request: HttpRequest, gameday: GameDay, shell: str) -> HttpResponse:
    """A facilitator's ticket, with the same JSON as `ticket`."""
    return _answer(lambda: tickets.issue_look_ticket(request.user, gameday, shell))


def _answer(issue: Callable[[], str]) -> HttpResponse:
    try:
        return JsonResponse({"socket": f"{get_script_prefix()}ws/terminal/{issue()}/"})
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=409)
    except RedisError:
        return JsonResponse(
            {"message": _("Gameday's memory (Redis) does not answer. Try again in a moment.")}, status=503
        )
