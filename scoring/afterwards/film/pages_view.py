"""The pages that play a film: for a desk and a phone, for a projector, and while the film is not ready yet."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gameday.models import Incident
from gameday.models.choices import ENDED, IncidentState
from scoring.afterwards.film import offline
from scoring.afterwards.may_see import Viewer, recap_viewer
from scoring.models import Film
from scoring.models.choices import FilmState

IN_THE_MAKING = (FilmState.WAITING, FilmState.MAKING)


def film_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The film with all that belongs to it, or a page that says why there is none and follows how it is made."""
    return _film_or_why_not(request, slug, pk, "recap/film/film.html")


def film_screen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The film alone, for a projector. It can go on to the team's next film by itself."""
    return _film_or_why_not(request, slug, pk, "recap/film/screen.html", big=True)


def team_films_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """All films of a team as one HTML file, which needs neither the platform nor a network."""
    viewer = recap_viewer(request, slug)
    team = get_object_or_404(viewer.gameday.teams, pk=pk)
    viewer.require_team(team)
    response = HttpResponse(offline.films_file(team))
    response["Content-Disposition"] = f'attachment; filename="{slug}-{team.pk}-films.html"'
    response["Cache-Control"] = "no-store"
    return response


def _film_or_why_not(request: HttpRequest, slug: str, pk: int, template: str, *, big: bool = False) -> HttpResponse:
    viewer = recap_viewer(request, slug)
    rows = viewer.gameday.incidents.filter(practice=False).select_related("team", "scenario", "film")
    incident = get_object_or_404(rows, pk=pk)
    viewer.require_team(incident.team)
    film = film_of(incident)
    context = _about(viewer, incident) | {"big": big, "voided_words": voided_words(incident)}
    if film and film.state == FilmState.READY:
        if getattr(request, "htmx", False):  # the page that waited for it
            return HttpResponse(headers={"HX-Refresh": "true"})
        context["source"] = reverse("scoring:film-json", args=[slug, pk])
        return render(request, template, context)
    return render(request, "recap/film/pending.html", context | _progress(viewer, incident, film))


def film_of(incident: Incident) -> Film | None:
    """The film of an incident; None if none was ever asked for."""
    try:
        return incident.film
    except Film.DoesNotExist:
        return None


def _about(viewer: Viewer, incident: Incident) -> dict[str, Any]:
    films = list(incident.team.incidents.filter(practice=False, state__in=ENDED).select_related("scenario"))
    later = next((row for row in films if (row.due_at, row.pk) > (incident.due_at, incident.pk)), None)
    following = reverse("scoring:film-screen", args=[viewer.gameday.slug, later.pk]) if later else ""
    return {
        "gameday": viewer.gameday,
        "team": incident.team,
        "incident": incident,
        "films": films,
        "next_url": following,
    }


def voided_words(incident: Incident) -> str:
    """Why the incident counts for nobody; "" for one that counts."""
    if incident.state != IncidentState.VOIDED:
        return ""
    said = _("This incident was voided: it counts for nobody, so the film shows no points.")
    return f"{said} {incident.problem}".strip()


def _progress(viewer: Viewer, incident: Incident, film: Film | None) -> dict[str, Any]:
    """What the page says while there is no film, and whether it looks again by itself."""
    films = Film.objects.filter(incident__gameday=viewer.gameday)
    soon = film is not None and film.state in IN_THE_MAKING
    return {
        "sentence": _why_not(incident, film),
        "made_soon": soon or incident.state not in ENDED,
        "ready": films.filter(state=FilmState.READY).count(),
        "total": films.count() if soon else 0,
    }


def _why_not(incident: Incident, film: Film | None) -> str:
    if incident.state not in ENDED:
        return _("This incident is not over yet. Its film is made when it is, and this page then shows it by itself.")
    if film is None:
        return voided_words(incident) or _("There is no film of this incident: none was asked for.")
    if film.state == FilmState.FAILED:
        said = _(
            "This film could not be made. All that was recorded is kept, and a facilitator can have it made again."
        )
        return f"{said} {film.problem}".strip()
    if film.state == FilmState.MAKING:
        return _("This film is being made at this moment. The page shows it by itself when it is ready.")
    return _("This film waits for its turn. The page shows it by itself when it is ready.")
