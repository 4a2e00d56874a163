"""The home page, joining a game day, and coming back to one's seat."""

from urllib.parse import urlencode

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from gameday.access import SESSION_KEY, player_of, removed_player_of, tell_removed
from gameday.models import FormerJoinCode, GameDay, Player
from gameday.models.choices import JOINABLE, GameDayState
from gameday.people import admission, arrivals, joining, players
from gameday.people.forms import CodeForm, JoinForm
from scenarios.refusal import Refused

FORBIDDEN, FULL, INVALID, TOO_MANY = 403, 409, 422, 429  # statuses
REFUSALS: dict[type[Refused], int] = {admission.JoiningClosed: FORBIDDEN, admission.NoPlace: FULL}


def home(request: HttpRequest) -> HttpResponse:
    """The home page: what Gameday is, the open game days, and a field for the join code."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("gameday:join", code=form.cleaned_data["code"].lower())
    hidden = [GameDayState.DRAFT, GameDayState.ARCHIVED]
    days = GameDay.objects.filter(rehearsal=False).exclude(state__in=hidden).order_by("-created_at")[:6]
    return render(request, "join/home.html", {"form": form, "days": days, "player": player_of(request.session)})


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Join. A player who has joined already and opens the link again is sent to their team's page."""
    gameday = GameDay.objects.filter(join_code=code.lower()).first()
    if gameday is None:
        return _no_such_code(request, code.lower())
    if known := _known_here(request, gameday):
        return known
    if gameday.state not in JOINABLE:
        return render(request, "join/join.html", {"gameday": gameday, "closed": True}, status=410)
    form = JoinForm(request.POST or None, gameday=gameday)
    if request.method == "POST" and form.is_valid():
        return _join(request, gameday, form)
    try:
        admission.check_open(gameday)
        admission.check_place(gameday)
    except Refused as refusal:
        return _join_page(request, gameday, form, REFUSALS[type(refusal)], str(refusal))
    return _join_page(request, gameday, form, INVALID if form.errors else 200)


def _known_here(request: HttpRequest, gameday: GameDay) -> HttpResponse | None:
    """Who has a seat is sent there, unless another person joins in the same browser (`again`). Who was removed reads that."""
    player, removed = player_of(request.session), removed_player_of(request.session)
    if removed and removed.gameday_id == gameday.pk:
        return tell_removed(request, removed)
    if player and player.gameday_id == gameday.pk and "again" not in request.GET:
        return redirect("scoring:play")
    return None


def _join(request: HttpRequest, gameday: GameDay, form: JoinForm) -> HttpResponse:
    """Seat whoever has filled in the form; or show it again as it was filled in, with the reason."""
    if seconds := arrivals.seconds_to_wait(gameday, request):
        answer = _join_page(request, gameday, form, TOO_MANY, _too_many(seconds))
        answer["Retry-After"] = str(seconds)
        return answer
    try:
        player = joining.join_gameday(gameday, now=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        return _join_page(request, gameday, form, REFUSALS.get(type(refusal), INVALID), str(refusal))
    request.session[SESSION_KEY] = player.token
    return redirect("scoring:play")


def _join_page(request: HttpRequest, gameday: GameDay, form: JoinForm, status: int, why: str = "") -> HttpResponse:
    return render(request, "join/join.html", {"form": form, "gameday": gameday, "why": why}, status=status)


def _too_many(seconds: int) -> str:
    return ngettext(
        "Too many people are joining from here at this moment. Nothing was changed, and what you typed is still here: "
        "wait {seconds} second, then press again.",
        "Too many people are joining from here at this moment. Nothing was changed, and what you typed is still here: "
        "wait {seconds} seconds, then press again.",
        seconds,
    ).format(seconds=seconds)


def _no_such_code(request: HttpRequest, code: str) -> HttpResponse:
    """A link that was replaced says so. Who has joined by it has a seat, and is sent there."""
    former = FormerJoinCode.objects.filter(code=code).select_related("gameday").first()
    if former is None:
        return render(request, "join/unknown.html", {"code": code, "form": CodeForm()}, status=404)
    page = {"gameday": former.gameday, "form": CodeForm()}
    return _known_here(request, former.gameday) or render(request, "join/renewed.html", page, status=410)


def seat(request: HttpRequest, token: str) -> HttpResponse:
    """A player's own link: it logs any browser in as that player."""
    player = Player.everybody.filter(token=token).select_related("gameday").first()
    if player is None:
        return render(request, "join/unknown.html", {"form": CodeForm()}, status=404)
    if player.removed_at:
        return tell_removed(request, player)
    request.session[SESSION_KEY] = player.token
    return redirect("scoring:play")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the player in this browser; the seat stays theirs. A removed one is not forgotten: they would join again."""
    player = player_of(request.session)
    if player is None:
        return redirect("gameday:home")
    request.session.pop(SESSION_KEY)
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
