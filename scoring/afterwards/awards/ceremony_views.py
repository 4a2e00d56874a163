"""The ceremony's pages: the big screen, which everybody may watch, and the facilitator's remote control."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from gameday.access import facilitator_required, may_control
from gameday.live.changes import Part
from gameday.models import GameDay
from scoring.afterwards.awards import ceremony
from scoring.afterwards.awards.scenes import Opening, scenes_of


def screen(request: HttpRequest, slug: str) -> HttpResponse:
    """The ceremony on the projector. A facilitator's keys step it from here, too."""
    return render(request, "recap/awards/ceremony.html", _shown(request, get_object_or_404(GameDay, slug=slug)))


@never_cache
def scene(request: HttpRequest, slug: str) -> HttpResponse:
    """The scene of now: the screen fetches it again with each step."""
    return render(request, "recap/awards/scene.html", _shown(request, get_object_or_404(GameDay, slug=slug)))


@facilitator_required
def remote(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """Buttons for a phone: the next scene, the one before, black."""
    return render(request, "recap/awards/remote.html", _controlled(gameday))


@never_cache
@facilitator_required
def remote_part(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """What changes on the remote control."""
    return render(request, "recap/awards/remote_part.html", _controlled(gameday))


@require_POST
@facilitator_required
def begin(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """Show the first scene."""
    ceremony.begin_ceremony(gameday, by=request.user.get_username(), now=timezone.now())
    return _done(request, gameday)


@require_POST
@facilitator_required
def end(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """Let players see their awards."""
    ceremony.end_ceremony(gameday, by=request.user.get_username(), now=timezone.now())
    return _done(request, gameday)


@require_POST
@facilitator_required
def step(request: HttpRequest, gameday: GameDay, seen: int, wanted: int) -> HttpResponse:
    """From the scene that the facilitator saw to another one. Who comes second sees what the first one did."""
    ceremony.step_ceremony(gameday, seen, wanted, by=request.user.get_username(), now=timezone.now())
    return _done(request, gameday)


@require_POST
@facilitator_required
def black(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """Turn the screen black, or on again."""
    ceremony.turn_black(gameday, black="black" in request.POST)
    return _done(request, gameday)


def _shown(request: HttpRequest, gameday: GameDay) -> dict[str, Any]:
    row = ceremony.ceremony_of(gameday)
    scenes = scenes_of(gameday) if row.started_at else [Opening()]
    at = min(row.step, len(scenes) - 1)
    return {
        "gameday": gameday,
        "ceremony": row,
        "scene": scenes[at],
        "template": f"recap/awards/scenes/{scenes[at].template}.html",
        "now": timezone.now(),
        "facilitator": may_control(request.user),
        **_steps(at, len(scenes)),
    }


def _controlled(gameday: GameDay) -> dict[str, Any]:
    row, scenes = ceremony.ceremony_of(gameday), scenes_of(gameday)
    at = min(row.step, len(scenes) - 1)
    following = scenes[at + 1] if at + 1 < len(scenes) else None
    return {
        "gameday": gameday,
        "ceremony": row,
        "scene": scenes[at],
        "following": following,
        "number": at + 1,
        "total": len(scenes),
        **_steps(at, len(scenes)),
    }


def _steps(at: int, total: int) -> dict[str, int | None]:
    """The scenes before and after the one that is shown; None where there is none."""
    return {"at": at, "previous": at - 1 if at else None, "next": at + 1 if at + 1 < total else None}


def _done(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """The page fetches its part again, also where its socket is cut."""
    if not getattr(request, "htmx", False):
        return redirect("scoring:ceremony-remote", slug=gameday.slug)
    return trigger_client_event(HttpResponse(status=204), f"refresh:{Part.CEREMONY}")
