"""Who may see and do what. HTTP and websocket share it: both hand over their session and user."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from gameday.models import GameDay, Player
from gameday.models.player import DEV, OPS

SESSION_KEY = "player_token"


def player_of(session: Mapping[str, Any]) -> Player | None:
    """The player that this browser session sits in for; None for spectators. One query."""
    token = session.get(SESSION_KEY)
    if not token:
        return None
    return Player.objects.select_related("gameday", "team__gameday").filter(token=token).first()


def may_control(user: AbstractBaseUser | AnonymousUser | None) -> bool:
    """Facilitators are active members of staff."""
    return bool(user and user.is_active and getattr(user, "is_staff", False))


def seats(player: Player) -> frozenset[str]:
    """The roles that a player may act as: their own; both, where the team lacks the other or the seats are open."""
    if player.gameday.seats_open or player.team is None:
        return frozenset({DEV, OPS})
    present = set(player.team.players.filter(joined_at__isnull=False).values_list("role", flat=True))
    return frozenset({player.role}) | ({DEV, OPS} - present)


class PlayerRequest(HttpRequest):
    """A request whose sender sits in a team."""

    player: Player


def player_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for somebody who has joined and sits in a team; others are sent to the front door."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        player = player_of(request.session)
        if player is None:
            return redirect("gameday:home")
        request.player = player  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded


def facilitator_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for facilitators: the view gets the game day that `slug` names. Strangers are asked to log in."""

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may_control(request.user):
            raise PermissionDenied(_("Only facilitators may open the control room."))
        return view(request, get_object_or_404(GameDay, slug=slug), *args, **kwargs)

    return guarded
