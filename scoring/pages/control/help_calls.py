"""Teams' calls for help: who of the facilitators comes, and the answer."""

from django.contrib import messages as flash
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from gameday.models import GameDay
from scoring.help import calls
from scoring.models import HelpCall
from scoring.pages.control.acting import facilitator_act


def _call(gameday: GameDay, pk: int) -> HelpCall:
    rows = HelpCall.objects.select_related("team__gameday", "player", "incident", "facilitator")
    return get_object_or_404(rows, pk=pk, team__gameday=gameday)


def _facilitator(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@facilitator_act
def claim(request: HttpRequest, gameday: GameDay, pk: int, *, by: str) -> None:
    """Say that one is coming."""
    call = _call(gameday, pk)
    calls.claim_call(call, facilitator=_facilitator(request), now=timezone.now())
    flash.success(request, _("{team} reads that you are coming.").format(team=call.team))


@facilitator_act
def close(request: HttpRequest, gameday: GameDay, pk: int, *, by: str) -> None:
    """End a call, with an answer for the team's chat or without one."""
    call, text = _call(gameday, pk), request.POST.get("text", "")
    calls.close_call(call, text, facilitator=_facilitator(request), now=timezone.now())
    told = _("{team} reads your answer in its chat.") if text.strip() else _("The call of {team} is closed.")
    flash.success(request, told.format(team=call.team))
