"""A team calls for help, and takes the call back. A refusal is said where it was pressed, and what was typed stays there."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from gameday.access import PlayerRequest, player_required
from gameday.background.costly_acts import CostlyAct, count_act
from gameday.models.choices import OPEN
from scoring.help import calls
from scoring.models import HelpCall
from scoring.pages.team import views


@require_POST
@player_required
def call_for_help(request: PlayerRequest) -> HttpResponse:
    """Call the facilitators, with a sentence and an incident if the player gave them."""
    team, told = request.player.team, request.POST
    if team is None:
        raise Http404
    count_act(CostlyAct.HELP, request.player)
    about = told.get("incident", "")
    incident = team.incidents.filter(state__in=OPEN, pk=about).first() if about.isdigit() and len(about) < 18 else None
    calls.call_for_help(request.player, told.get("text", ""), incident=incident, now=timezone.now())
    return views.answer_with_part(request, "header")


@require_POST
@player_required
def take_back(request: PlayerRequest, pk: int) -> HttpResponse:
    """The team needs nobody any more."""
    rows = HelpCall.objects.select_related("team__gameday", "incident")
    call = get_object_or_404(rows, pk=pk, team=request.player.team)
    count_act(CostlyAct.HELP, request.player)
    calls.take_call_back(call, player=request.player, now=timezone.now())
    return views.answer_with_part(request, "header")
