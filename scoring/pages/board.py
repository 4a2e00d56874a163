"""The board's pages: on a desk, on the projector, and as JSON."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from gameday.access import may_control
from gameday.language.vocabulary import WORDS
from gameday.models import GameDay
from scoring.afterwards.may_see import may_open_recap
from scoring.board import snapshot
from scoring.models import Journey


def board_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The board for a browser of any size."""
    context = _context(request, slug)
    context["recap_is_there"] = may_open_recap(request, context["gameday"])
    return render(request, "board/board.html", context)


def board_screen(request: HttpRequest, slug: str) -> HttpResponse:
    """The board for a projector: nothing scrolls, and in the lobby it shows how to join."""
    return render(request, "board/screen.html", _context(request, slug) | {"facilitator": may_control(request.user)})


@never_cache
def board_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The board as JSON: the same frame that its socket sends first."""
    gameday = _gameday(request, slug)
    _, text = snapshot.board_frame(gameday.pk, timezone.now())
    return HttpResponse(text, content_type="application/json")


def _gameday(request: HttpRequest, slug: str) -> GameDay:
    """The game day that is shown. Nobody but facilitators finds the board of a rehearsal."""
    gameday = get_object_or_404(GameDay, slug=slug)
    if gameday.rehearsal and not may_control(request.user):
        raise Http404
    return gameday


def _context(request: HttpRequest, slug: str) -> dict[str, Any]:
    gameday = _gameday(request, slug)
    _, text = snapshot.board_frame(gameday.pk, timezone.now())
    return {"gameday": gameday, "frame": json.loads(text), "words": {**WORDS, **dict(Journey.choices)}}
