"""Decorators of the workshop's views: they find the player's workbench, and check who may change something."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gameday import access
from gameday.background.costly_acts import CostlyAct, count_act
from gameday.models import Player
from gameday.models.choices import OVER, Role
from gameday.sandboxes import provisioning
from gameday.workshop import sentences
from gameday.workshop.bench import BenchAway, Workbench
from gameday.workshop.inside.git_commands import OrderRefused
from scenarios.refusal import Refused

View = Callable[..., HttpResponse]


def may_write(player: Player) -> bool:
    """Whether the player may change files: on the Dev seat, until the game day is over."""
    return Role.DEV in access.allowed_seats(player) and player.gameday.state not in OVER


def at_bench(view: View) -> View:
    """Give the view the player's Workbench. OrderRefused and BenchAway become JSON with a sentence (409, 503)."""

    @access.beside_engine
    @access.player_required
    @wraps(view)
    def guarded(request: access.PlayerRequest, repository: str, *args: Any, **kwargs: Any) -> HttpResponse:
        player = request.player
        if player.team is None:
            return redirect("scoring:play")
        try:
            return view(request, Workbench(player, provisioning.sandbox_of(player.team), repository), *args, **kwargs)
        except OrderRefused as refusal:
            return refusal_response(
                sentences.explain_refusal(refusal, request.GET.get("path", "") or request.POST.get("path", "")),
                refusal.code,
                409,
                size=refusal.facts.get("size", 0),
            )
        except BenchAway as trouble:
            return refusal_response(sentences.explain_away(trouble), "away", 503)

    return guarded


def dev_acts(view: View) -> View:
    """Like at_bench, for POST by the Dev seat only, until the game day is over; others get JSON with a sentence."""

    @require_POST
    @at_bench
    @wraps(view)
    def guarded(request: HttpRequest, bench: Workbench, *args: Any, **kwargs: Any) -> HttpResponse:
        if Role.DEV not in access.allowed_seats(bench.player):
            return refusal_response(
                _("Only the Dev seat changes code. You may look on; tell your Dev what you would change."), "seat", 403
            )
        if bench.player.gameday.state in OVER:
            return refusal_response(
                _("The game day is over: what you see is how it was left, and nothing can be changed any more."),
                "over",
                409,
            )
        try:
            count_act(CostlyAct.WORKSHOP, bench.player)
        except Refused as refusal:
            return refusal_response(str(refusal), "quick", 429)
        return view(request, bench, *args, **kwargs)

    return guarded


def refusal_response(message: str, code: str, status: int, **facts: Any) -> JsonResponse:
    """A refusal as JSON, which the page's script shows."""
    return JsonResponse({"message": message, "code": code, **facts}, status=status)


def body_texts(request: HttpRequest, *names: str) -> list[str]:
    """The named texts of a JSON body. Raises OrderRefused if the body is not such JSON, or too large."""
    try:
        body = json.loads(request.body)
        return [str(body[name]) for name in names]
    except RequestDataTooBig as error:
        raise OrderRefused("large") from error
    except (ValueError, KeyError, TypeError) as error:
        raise OrderRefused("path") from error
