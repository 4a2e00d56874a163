"""The home page, joining a game day, and coming back to one's seat."""

from urllib.parse import urlencode

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gameday.access import SESSION_KEY, player_of
from gameday.models import GameDay, Player
from gameday.models.choices import JOINABLE, GameDayState
from gameday.people import joining, players
from gameday.people.forms import CodeForm, JoinForm
from scenarios.refusal import Refused


def home(request: HttpRequest) -> HttpResponse:
    """The home page: what Gameday is, the open game days, and a field for the join code."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("gameday:join", code=form.cleaned_data["code"].lower())
    days = GameDay.objects.exclude(state__in=[GameDayState.DRAFT, GameDayState.ARCHIVED]).order_by("-created_at")[:6]
    return render(request, "join/home.html", {"form": form, "days": days, "player": player_of(request.session)})


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Join. A player who has joined already and opens the link again is sent to their team's page."""
    gameday = GameDay.objects.filter(join_code=code.lower()).first()
    if gameday is None:
        return render(request, "join/unknown.html", {"code": code, "form": CodeForm()}, status=404)
    player = player_of(request.session)
    if player and player.gameday_id == gameday.pk and "again" not in request.GET:
        return redirect("scoring:play")
    form = JoinForm(request.POST or None, gameday=gameday)
    if request.method == "POST" and form.is_valid():
        try:
            player = joining.join_gameday(gameday, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session[SESSION_KEY] = player.token
            return redirect("scoring:play")
    closed = gameday.state not in JOINABLE
    return render(
        request,
        "join/join.html",
        {"form": form, "gameday": gameday, "closed": closed},
        status=410 if closed else 422 if form.errors else 200,
    )


def seat(request: HttpRequest, token: str) -> HttpResponse:
    """A player's own link: it logs any browser in as that player."""
    player = Player.objects.filter(token=token).first()
    if player is None:
        return render(request, "join/unknown.html", {"form": CodeForm()}, status=404)
    request.session[SESSION_KEY] = player.token
    return redirect("scoring:play")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the player in this browser; the seat stays theirs."""
    player = player_of(request.session)
    request.session.pop(SESSION_KEY, None)
    if player is None:
        return redirect("gameday:home")
    return redirect(f"{reverse('gameday:home')}?{urlencode({'left': player.gameday.join_code})}")


def join_qr(request: HttpRequest, code: str) -> HttpResponse:
    """The join link as a QR code (SVG)."""
    gameday = get_object_or_404(GameDay, join_code=code.lower())
    return _qr(players.join_url(gameday))


def seat_qr(request: HttpRequest) -> HttpResponse:
    """The player's own link as a QR code (SVG): carry the seat over to a phone."""
    player = player_of(request.session)
    if player is None:
        return HttpResponse(status=404)
    response = _qr(players.seat_url(player))
    response["Cache-Control"] = "no-store"
    return response


def _qr(text: str) -> HttpResponse:
    svg = segno.make(text, error="m").svg_inline(scale=6, border=2, dark="#111", light="#fff")
    return HttpResponse(
        svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1), content_type="image/svg+xml"
    )
