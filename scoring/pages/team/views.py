"""The team page: a page of parts that the browser refreshes one by one, and what players do about incidents."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST

from gameday import refusals
from gameday.access import PlayerRequest, about_player, allowed_seats, current_seat, player_required
from gameday.background.costly_acts import CostlyAct, count_act
from gameday.event import rush_hours
from gameday.incidents import incidents
from gameday.live import presence
from gameday.live.presence import DeskPlace, Whereabouts
from gameday.models import Incident, Message, Player, Team
from gameday.models.choices import BEFORE_START, OPEN, Role
from gameday.sandboxes import addresses, provisioning
from gameday.terminals import tickets
from gameday.terminals.terminal_pane import PASTE_LIMIT, with_terminal_styles
from scenarios.refusal import Refused
from scoring.afterwards.may_see import is_open_to_players
from scoring.help import calls, hints
from scoring.models import Objective
from scoring.pages.team import communication, endings, incident_cards, page_data, practice_steps
from scoring.referee import evaluation, objectives

Parts = dict[str, Callable[[Player], dict[str, Any]]]


def _team(player: Player) -> Team:
    assert player.team, "the views see to it that nobody without a team comes here"
    return player.team


def _header(player: Player) -> dict[str, Any]:
    now = timezone.now()
    seen_at = player.gameday.seen_at(now)
    return {
        "lately": page_data.points_of_the_last_minute(_team(player), now, seen_at),
        "seconds_to_the_end": player.gameday.seconds_left(now),
        "standing": page_data.team_standing(_team(player)),
        "points": page_data.points_trend(_team(player), seen_at),
        "teams": player.gameday.teams.count(),
        "unread_count": page_data.unread_messages(player).count(),
        "help_call": calls.unanswered_call(_team(player)),
        "burning": _team(player).incidents.filter(state__in=OPEN).select_related("scenario").order_by("live_at", "id"),
        "recap_is_open": _recap_is_open(player),
    }


def _recap_is_open(player: Player) -> bool:
    return player.gameday.is_over and is_open_to_players(player.gameday)


def _incidents(player: Player) -> dict[str, Any]:
    team, cards = _team(player), incident_cards.incident_cards(player, timezone.now())
    shown = {"cards": cards, "several": len(cards) > 1, "recent": endings.recent_endings(team)}
    if cards:
        return shown | {
            "mates": team.players.filter(joined_at__isnull=False),
            "first_shown": incident_cards.first_shown(cards),
        }
    own = tickets.containers_of(player)
    return shown | {"own_terminal": own[0] if own else "", "recap_is_open": _recap_is_open(player)}


def _points(player: Player) -> dict[str, Any]:
    return {"entries": page_data.points_reasons(_team(player), player.gameday.seen_at(timezone.now()))}


def _messages(player: Player) -> dict[str, Any]:
    unread = set(page_data.unread_messages(player).values_list("pk", flat=True))
    return {"inbox": [(message, message.pk in unread) for message in page_data.message_inbox(player)[:20]]}


def _activity(player: Player) -> dict[str, Any]:
    return {"feed": page_data.activity_feed(_team(player))}


def _terminals(player: Player) -> dict[str, Any]:
    return {"terminals": tickets.terminal_places(player), "paste_limit": PASTE_LIMIT}


def _lobby(player: Player) -> dict[str, Any]:
    return {"lobby_teams": player.gameday.teams.prefetch_related("players__gameday")}


def _practice(player: Player) -> dict[str, Any]:
    waiting = player.gameday.state in BEFORE_START
    return {"practice": practice_steps.practice_progress(player) if waiting else None}


def _people(player: Player) -> dict[str, Any]:
    return {"people": communication.team_members(_team(player), player)}


PARTS: Parts = {
    "chat": communication.chat_part,
    "notes": communication.notes_part,
    "people": _people,
    "faces": _people,
    "practice": _practice,
    "header": _header,
    "shop": lambda player: {},
    "incidents": _incidents,
    "points": _points,
    "messages": _messages,
    "activity": _activity,
    "terminals": _terminals,
    "lobby": _lobby,
}


def _looked_up_once(team: Team) -> dict[str, Callable[[], Any]]:
    """What several parts show. A template calls it; however many parts ask, it is looked up once."""
    sandbox = cache(lambda: provisioning.sandbox_of(team))

    def shop_url() -> str:
        row = sandbox()
        return addresses.shop_url(row) if row and row.is_ready else ""

    return {
        "sandbox": sandbox,
        "shop_url": shop_url,
        "mood": cache(lambda: page_data.customers_mood(team)),
        "rush": cache(lambda: rush_hours.present_rush_hour(team.gameday, timezone.now())),
    }


def _context(player: Player) -> dict[str, Any]:
    now = timezone.now()
    shared = _looked_up_once(player.team) if player.team else {}
    return (
        shared
        | {
            "seats": sorted(allowed_seats(player)),
            "seat": current_seat(player),
            "on_dev_seat": current_seat(player) == Role.DEV,
            "now": now,
            "seen_at": player.gameday.seen_at(now),
        }
        | about_player(player)
    )


@gzip_page
@player_required
def play(request: PlayerRequest) -> HttpResponse:
    """The whole page: the lobby before the start, the desk after it."""
    player = request.player
    if player.team is None:
        return render(request, "play/waiting.html", _context(player))
    Player.objects.filter(pk=player.pk).update(seen_at=timezone.now())
    presence.page_asked_for(Whereabouts(player.team.pk, player.pk, DeskPlace.PAGE))
    return whole_page(request)


@with_terminal_styles
def whole_page(request: PlayerRequest, more: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    """The whole page of a player who has a team, with `more` in its context."""
    player = request.player
    context = _context(player)
    for part in dict.fromkeys(PARTS.values()):  # two parts may show the same
        context |= part(player)
    return render(request, "play/play.html", context | (more or {}), status=status)


@player_required
def part(request: PlayerRequest, name: str) -> HttpResponse:
    """One part of the page, as it is now."""
    player = request.player
    if name not in PARTS or player.team is None:
        raise Http404
    return render(request, f"play/{name}.html", _context(player) | PARTS[name](player))


def answer_with_part(request: PlayerRequest, name: str) -> HttpResponse:
    """Answer an act: htmx gets the part `name`, a plain form goes back to the page."""
    if getattr(request, "htmx", False):
        return part(request, name)
    return redirect("scoring:play")


def acts(
    name: str, *, costly: CostlyAct | None = None
) -> Callable[[Callable[..., object]], Callable[..., HttpResponse]]:
    """For a player's act, by POST. What it refuses is said on the page, and the answer is the part `name` as it is then.

    A `costly` act is refused to a player who does it too often.
    """

    def decorate(view: Callable[..., object]) -> Callable[..., HttpResponse]:
        @require_POST
        @player_required
        @wraps(view)
        def acting(request: PlayerRequest, **kwargs: Any) -> HttpResponse:
            with refusals.said(request):
                if costly:
                    count_act(costly, request.player)
                view(request, **kwargs)
            return answer_with_part(request, name)

        return acting

    return decorate


def own_incident(request: PlayerRequest, pk: int, **filters: Any) -> Incident:
    """An incident of the player's team that burns or has burned: what is to come is not there yet. Raises Http404."""
    rows = Incident.objects.filter(live_at__isnull=False, team=request.player.team)
    return get_object_or_404(rows.select_related("gameday", "team", "scenario", "commander"), pk=pk, **filters)


def own_objective(request: PlayerRequest, pk: int) -> Objective:
    """An objective of an incident that burns at the player's team. Raises Http404."""
    rows = Objective.objects.select_related("incident__gameday", "incident__team", "incident__scenario")
    return get_object_or_404(rows, pk=pk, incident__team=request.player.team, incident__state__in=OPEN)


@acts("incidents")
def acknowledge(request: PlayerRequest, pk: int) -> None:
    """Say that the team has seen the incident and works on it."""
    incidents.acknowledge_incident(own_incident(request, pk, state__in=OPEN), request.player, now=timezone.now())


@acts("incidents", costly=CostlyAct.HINT)
def take_hint(request: PlayerRequest, pk: int, rung: int) -> None:
    """Unlock a hint, at the price that the page showed."""
    incident, quote = own_incident(request, pk, state__in=OPEN), request.POST.get("quote", "")
    hints.take_hint(incident, rung, player=request.player, now=timezone.now(), quote=quote)


@acts("incidents", costly=CostlyAct.ANSWER)
def answer(request: PlayerRequest, pk: int) -> None:
    """Answer the question of an objective."""
    objective, text = own_objective(request, pk), request.POST.get("text", "").strip()[:500]
    if not text:
        raise Refused(_("The answer was empty; nothing was sent."))
    attempt = objectives.answer_objective(objective, text, player=request.player, now=timezone.now())
    if attempt.correct and (lacking := evaluation.seats_awaited(objective)):
        told = _("“{text}” is right. It counts as soon as the {seat} seat has had a hand in this.")
        flash.info(request, told.format(text=text, seat=lacking[0].title()))
    elif attempt.correct:
        flash.success(request, _("“{text}” is right.").format(text=text))
    else:
        flash.warning(request, _("“{text}” is not it. It cost nothing; look again.").format(text=text))


@acts("incidents", costly=CostlyAct.KEY)
def turn_key(request: PlayerRequest, pk: int) -> None:
    """Turn one of the two keys of an objective."""
    objectives.turn_key(own_objective(request, pk), player=request.player, now=timezone.now())


@acts("incidents", costly=CostlyAct.CHECK)
def check(request: PlayerRequest, pk: int) -> None:
    """Ask the referee to check an objective now."""
    objectives.request_objective_check(own_objective(request, pk), player=request.player, now=timezone.now())
    flash.info(request, _("The referee is on the way to look."))


@acts("messages")
def read_message(request: PlayerRequest, pk: int) -> None:
    """Put a message away."""
    inbox = page_data.message_inbox(request.player).values("pk")
    get_object_or_404(Message, pk=pk, pk__in=inbox).read_by.add(request.player)
