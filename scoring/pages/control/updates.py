"""What teams tell the boss, for a facilitator to judge in the boss's place."""

from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gameday.access import facilitator_required
from gameday.models import GameDay
from scenarios.document import parse
from scenarios.document.parse import UpdateGoal
from scoring.models import StatusUpdate
from scoring.pages.control.acting import facilitator_act
from scoring.referee import updates as boss


def updates_context(gameday: GameDay) -> dict[str, Any]:
    """The texts that wait, each with the boss's question and its points."""
    return {"gameday": gameday, "updates": [(update, _goal(update)) for update in boss.waiting_updates(gameday)]}


def _goal(update: StatusUpdate) -> UpdateGoal:
    goal = parse.document_of(update.objective.incident.scenario).objective(update.objective.key)
    assert isinstance(goal, UpdateGoal)
    return goal


@facilitator_required
def updates(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """What waits to be judged, for the control room."""
    return render(request, "control/acts/updates.html", updates_context(gameday))


@facilitator_act
def judge(request: HttpRequest, gameday: GameDay, pk: int, *, by: str) -> HttpResponse | None:
    """Take an update for the boss, or do not, with a word."""
    rows = StatusUpdate.objects.select_related("objective__incident__gameday", "objective__incident__team", "player")
    update = get_object_or_404(rows, pk=pk, objective__incident__gameday=gameday)
    accepted = "will-do" in request.POST
    boss.judge_update(update, accepted=accepted, word=request.POST.get("word", ""), by=by, now=timezone.now())
    told = _("{team} has its points for the update.") if accepted else _("{team} reads why it will not do.")
    flash.success(request, told.format(team=update.objective.incident.team))
    if not getattr(request, "htmx", False):
        return None
    return render(request, "control/acts/updates_judged.html", updates_context(gameday))
