"""Where the recap leads to."""

from django.urls import reverse

from scoring.afterwards.figures.shapes import IncidentRecap


def film_address(recap: IncidentRecap) -> str:
    """The address of an incident's film; empty where nothing was put in, so that there is nothing to show."""
    if recap.injected_at is None:
        return ""
    return reverse("scoring:film", args=[recap.incident.gameday.slug, recap.incident.pk])
