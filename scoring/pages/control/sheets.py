"""What may be done to one team or one incident: the forms, which the control room opens where the thing is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from gameday.access import facilitator_required, helper_required
from gameday.models import GameDay
from gameday.models.choices import IncidentState
from gameday.sandboxes import provisioning
from scenarios.models import Scenario
from scoring.help import radar, suggestions
from scoring.pages.control.acting import rights
from scoring.pages.control.forms import SEATS


def _sheet(request: HttpRequest, name: str, about: dict[str, Any]) -> HttpResponse:
    """The forms alone for the room's dialogue, else a page with them."""
    acts = f"control/acts/{name}.html"
    whole = not getattr(request, "htmx", False)
    return render(request, "control/acts/sheet.html" if whole else acts, about | {"acts": acts} | rights(request))


@facilitator_required
def team_acts(request: HttpRequest, gameday: GameDay, pk: int) -> HttpResponse:
    """What may be done to a team."""
    team = get_object_or_404(gameday.teams, pk=pk)
    about = {
        "gameday": gameday,
        "team": team,
        "seat_choices": SEATS,
        "players": team.players.order_by("name"),
        "scenarios": Scenario.objects.defer("assets", "document"),
        "sandbox": provisioning.sandbox_of(team),
    }
    return _sheet(request, "team", about)


@helper_required
def incident_acts(request: HttpRequest, gameday: GameDay, pk: int) -> HttpResponse:
    """What may be done to a team's incident."""
    incident = get_object_or_404(gameday.incidents.select_related("scenario", "team", "gameday"), pk=pk)
    about = {
        "gameday": gameday,
        "team": incident.team,
        "incident": incident,
        "voided": incident.state == IncidentState.VOIDED,
        "faults": list(incident.injections.all()),
        "stuck": radar.stuck_score(incident, timezone.now()) if incident.is_open else None,
        "hint": suggestions.suggest_hints([incident]).get(incident.pk),
    }
    return _sheet(request, "incident", about)
