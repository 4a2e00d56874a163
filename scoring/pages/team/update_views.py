"""A team tells the boss how things stand. A refusal is said where it was pressed, and the text stays there."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gameday.access import PlayerRequest, player_required
from gameday.background.costly_acts import CostlyAct, count_act
from scoring.pages.team import views
from scoring.referee import updates


@require_POST
@player_required
def tell_boss(request: PlayerRequest, pk: int) -> HttpResponse:
    """Answer the boss, who has asked."""
    count_act(CostlyAct.ANSWER, request.player)
    row = views.own_objective(request, pk)
    told = updates.send_update(row, request.POST.get("text", ""), player=request.player, now=timezone.now())
    if told.waits:
        flash.info(request, _("The boss reads it now."))
    else:
        flash.add_message(request, flash.SUCCESS if told.accepted else flash.WARNING, f"{_('The boss')}: {told.word}")
    return views.answer_with_part(request, "incidents")
