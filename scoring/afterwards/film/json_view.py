"""The film itself, as the player and programs fetch it: gzip as it was packed, or how far it is."""

import gzip

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers

from scoring.afterwards.film import films
from scoring.afterwards.may_see import recap_viewer
from scoring.models import Film, FilmState


def film_json(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The film of an incident (`pk`). While it is made 202 with {state, ready, all}; given up: 410 with its problem."""
    viewer = recap_viewer(request, slug)
    rows = Film.objects.select_related("incident__team").filter(incident__gameday=viewer.gameday, incident=pk)
    film = get_object_or_404(rows.defer("body"))
    viewer.require_team(film.incident.team)
    if film.state == FilmState.FAILED:
        return JsonResponse({"state": film.state, "problem": film.problem}, status=410)
    if film.state != FilmState.READY or films.outdated_films(timezone.now()).filter(pk=film.pk).exists():
        ready, total = films.progress(viewer.gameday)
        return JsonResponse({"state": FilmState.MAKING, "ready": ready, "all": total}, status=202)
    return _packed(request, film)


def _packed(request: HttpRequest, film: Film) -> HttpResponse:
    accepts_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    made = film.made_at.timestamp() if film.made_at else 0
    tag = f'"film-{film.pk}-{made}-{"gzip" if accepts_gzip else "plain"}"'
    response = get_conditional_response(request, etag=tag)
    if response is None:
        body = bytes(film.body)  # read only now: mostly it is the browser's already
        response = HttpResponse(body if accepts_gzip else gzip.decompress(body), content_type="application/json")
        if accepts_gzip:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"], response.headers["Cache-Control"] = tag, "private, no-cache"
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    return response
