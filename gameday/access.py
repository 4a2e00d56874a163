"""Decides who may see and do what. Views and websocket consumers share it: both pass their session and user."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from gameday.background.callers import remember_caller
from gameday.models import GameDay, Player
from gameday.models.choices import Duty, Role

SESSION_KEY = "player_token"
BOTH_SEATS = frozenset(Role)
Visitor = AbstractBaseUser | AnonymousUser | None


def player_of(session: Mapping[str, Any]) -> Player | None:
    """The player of a browser session, or None for a spectator. One query."""
    token = session.get(SESSION_KEY)
    if not token:
        return None
    return Player.objects.select_related("gameday", "team__gameday").filter(token=token).first()


def removed_player_of(session: Mapping[str, Any]) -> Player | None:
    """The player of a browser session whom a facilitator has removed. One query; none for a spectator."""
    token = session.get(SESSION_KEY)
    if not token:
        return None
    rows = Player.everybody.filter(token=token, removed_at__isnull=False)
    return rows.select_related("gameday").first()


def tell_removed(request: HttpRequest, player: Player) -> HttpResponse:
    """The page for a browser whose player was removed. htmx, which would show no such page, loads its own page again."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=403, headers={"HX-Refresh": "true"})
    return render(request, "join/removed.html", {"player": player, "gameday": player.gameday}, status=403)


def duty_of(user: Visitor) -> Duty | None:
    """What a member of staff may do: a facilitator where nothing else is said; None for everybody else.

    One query the first time that it is asked about a user; none about a superuser.
    """
    if not (user and user.is_active and getattr(user, "is_staff", False)):
        return None
    if getattr(user, "is_superuser", False):
        return Duty.FACILITATOR
    row = getattr(user, "staff_duty", None)
    return Duty(row.duty) if row else Duty.FACILITATOR


def may_control(user: Visitor) -> bool:
    """Whether a user is a facilitator, who may do everything."""
    return duty_of(user) == Duty.FACILITATOR


def may_help(user: Visitor) -> bool:
    """Whether a user may answer teams, give hints and look on in terminals: facilitators and helpers."""
    return duty_of(user) in (Duty.FACILITATOR, Duty.HELPER)


def may_look(user: Visitor) -> bool:
    """Whether a user may see the control room: every member of staff."""
    return duty_of(user) is not None


def current_seat(player: Player) -> str:
    """The seat of a player: that of their role, or the other one while the seats are swapped."""
    return Role(player.role).other if player.gameday.seats_swapped else player.role


def allowed_seats(player: Player) -> frozenset[str]:
    """The seats that a player may act for: their own; both if nobody sits on the other or the seats are open."""
    return allowed_seats_of([player])[player.pk]


def allowed_seats_of(players: Iterable[Player]) -> dict[int, frozenset[str]]:
    """Player id -> the seats that the player may act for, as in allowed_seats. One query for all."""
    known = list(players)
    taken = _taken({player.team_id for player in known if not seats_open(player)})
    return {
        player.pk: BOTH_SEATS if seats_open(player) else frozenset({current_seat(player)}) | _empty(player, taken)
        for player in known
    }


def seats_open(player: Player) -> bool:
    """Whether the player may act for both seats: a facilitator has opened them, or the player has no team yet."""
    return player.team is None or player.gameday.seats_open or player.team.seats_open


def _taken(teams: set[int | None]) -> set[tuple[int, str]]:
    """(team id, role) of every player who has joined in these teams."""
    here = Player.objects.filter(team__in=teams, joined_at__isnull=False) if teams else Player.objects.none()
    return set(here.order_by().values_list("team", "role").distinct())


def _empty(player: Player, taken: set[tuple[int, str]]) -> frozenset[str]:
    """The seats that nobody in the player's team holds."""
    swapped = player.gameday.seats_swapped
    return BOTH_SEATS - {Role(role).other if swapped else role for team, role in taken if team == player.team_id}


class PlayerRequest(HttpRequest):
    """A request of a player who has joined."""

    player: Player


def player_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For players who have joined, as request.player. Who was removed reads that; others are redirected to the home page."""

    @wraps(view)
    def guarded(request: PlayerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        player = player_of(request.session)
        if player is None:
            removed = removed_player_of(request.session)
            return tell_removed(request, removed) if removed else redirect("gameday:home")
        request.player = player
        remember_caller(request, f"team {player.team_id}" if player.team_id else f"player {player.pk}")
        return view(request, *args, **kwargs)

    return guarded


def beside_engine(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For views that speak to the engine: a process without GAMEDAY_TERMINALS answers 503 with an explanation."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.TERMINALS:
            return render(request, "beside_engine.html", status=503)
        return view(request, *args, **kwargs)

    return guarded


def staff_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For facilitators. Visitors who are not logged in are sent to the login page; others get 403."""
    return _for_staff(view, may_control, _lazy("Only facilitators may open this page: it tells what is still to come."))


def facilitator_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Like staff_required, for a view of one game day: it gets the GameDay that `slug` names."""
    return staff_required(_of_gameday(view))


def helper_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Like facilitator_required, for what helpers may do as well."""
    return _for_staff(
        _of_gameday(view), may_help, _lazy("That is for facilitators and helpers. You may look, so nothing was done.")
    )


def any_staff_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Like staff_required, for what every member of staff may see."""
    return _for_staff(view, may_look, _lazy("Only the day's staff may open this page."))


def observer_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Like facilitator_required, for what every member of staff may see."""
    return any_staff_required(_of_gameday(view))


def _for_staff(
    view: Callable[..., HttpResponse], allowed: Callable[[Visitor], bool], why_not: Promise
) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not allowed(request.user):
            raise PermissionDenied(str(why_not))
        remember_caller(request, f"facilitator {request.user.pk}")
        return view(request, *args, **kwargs)

    return guarded


def _of_gameday(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def found(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, get_object_or_404(GameDay, slug=slug), *args, **kwargs)

    return found


def about_player(player: Player) -> dict[str, Any]:
    """What every page of a player needs in its context."""
    return {"player": player, "team": player.team, "gameday": player.gameday}
