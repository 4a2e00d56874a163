"""The game days that there are, for members of the staff who have no desk in the admin: helpers and observers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gameday.access import any_staff_required
from gameday.models import GameDay
from gameday.models.choices import GameDayState

SHOWN = 20


@any_staff_required
def days(request: HttpRequest) -> HttpResponse:
    """The latest game days, each with the way into its control room."""
    rows = GameDay.objects.filter(rehearsal=False).exclude(state=GameDayState.ARCHIVED)
    return render(request, "control/days.html", {"days": rows.order_by("-created_at", "-id")[:SHOWN]})
