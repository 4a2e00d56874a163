"""The pages that play a film: for a desk and a phone, for a projector, and while the film is not ready yet."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gameday.models import Incident
from gameday.models.choices import ENDED, IncidentState
from scoring.afterwards.film import films, offline
from scoring.afterwards.may_see import Viewer, recap_viewer
from scoring.models import Film, FilmState


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
    response = HttpResponse(offline.films_file(team, timezone.now()))
    response["Content-Disposition"] = f'attachment; filename="{slug}-{team.pk}-films.html"'
    response["Cache-Control"] = "no-store"
    return response


def _film_or_why_not(request: HttpRequest, slug: str, pk: int, template: str, *, big: bool = False) -> HttpResponse:
    viewer = recap_viewer(request, slug)
    rows = viewer.gameday.incidents.filter(practice=False).select_related("team", "scenario")
    incident = get_object_or_404(rows, pk=pk)
    viewer.require_team(incident.team)
    film, state = _film_and_state(incident)
    context = _about(viewer, incident) | {"big": big, "voided_words": voided_words(incident)}
    if state == FilmState.READY:
        if getattr(request, "htmx", False):  # the page that waited for it
            return HttpResponse(headers={"HX-Refresh": "true"})
        context["source"] = reverse("scoring:film-json", args=[slug, pk])
        return render(request, template, context)
    return render(request, "recap/film/pending.html", context | _progress(viewer, incident, film, state))


def _film_and_state(incident: Incident) -> tuple[Film | None, str]:
    """The film of an incident, None if none was asked for yet; one that shows what was taken away is made anew."""
    film = Film.objects.filter(incident=incident).defer("body").first()
    if film is None:
        return None, FilmState.WAITING
    outdated = film.state == FilmState.READY and films.outdated_films(timezone.now()).filter(pk=film.pk).exists()
    return film, FilmState.MAKING if outdated else film.state


def _about(viewer: Viewer, incident: Incident) -> dict[str, Any]:
    over = list(incident.team.incidents.filter(practice=False, state__in=ENDED).select_related("scenario"))
    later = next((row for row in over if (row.due_at, row.pk) > (incident.due_at, incident.pk)), None)
    following = reverse("scoring:film-screen", args=[viewer.gameday.slug, later.pk]) if later else ""
    return {
        "viewer": viewer,
        "gameday": viewer.gameday,
        "team": incident.team,
        "incident": incident,
        "films": over,
        "next_url": following,
    }


def voided_words(incident: Incident) -> str:
    """Why the incident counts for nobody; "" for one that counts."""
    if incident.state != IncidentState.VOIDED:
        return ""
    said = _("This incident was voided: it counts for nobody, so the film shows no points.")
    return f"{said} {incident.problem}".strip()


def _progress(viewer: Viewer, incident: Incident, film: Film | None, state: str) -> dict[str, Any]:
    """What the page says while there is no film, and whether it looks again by itself."""
    soon = state != FilmState.FAILED
    ready, total = films.progress(viewer.gameday) if soon else (0, 0)
    return {"sentence": _why_not(incident, film, state), "made_soon": soon, "ready": ready, "total": total}


def _why_not(incident: Incident, film: Film | None, state: str) -> str:
    if incident.state not in ENDED:
        return _("This incident is not over yet. Its film is made when it is, and this page then shows it by itself.")
    if film and state == FilmState.FAILED:
        said = _(
            "This film could not be made. All that was recorded is kept, and a facilitator can have it made again."
        )
        return f"{said} {film.problem}".strip()
    if state == FilmState.MAKING:
        return _("This film is being made at this moment. The page shows it by itself when it is ready.")
    return _("This film waits for its turn. The page shows it by itself when it is ready.")
