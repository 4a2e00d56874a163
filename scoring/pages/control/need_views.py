"""What the staff do with the queue: claim, hand over, answer, close; the answers that they have prepared; undo."""

from django.contrib import messages as flash
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from gameday.models import GameDay, Team
from scoring.help import claims, prepared
from scoring.models import NeedKind
from scoring.pages.control import undoing
from scoring.pages.control.acting import helper_act, staff_member


def _need(gameday: GameDay, kind: str, pk: int) -> tuple[Team, NeedKind]:
    team = claims.team_in_need(gameday, NeedKind(kind), pk) if kind in NeedKind.values else None
    if team is None:
        raise Http404
    return team, NeedKind(kind)


@helper_act
def claim(request: HttpRequest, gameday: GameDay, kind: str, pk: int, *, by: str) -> None:
    """Say that one looks after it."""
    team, what = _need(gameday, kind, pk)
    claims.claim_need(team, what, pk, by=staff_member(request), now=timezone.now())
    told = _("{team} reads that you are coming.") if what == NeedKind.CALL else _("{team} is yours; the others see it.")
    flash.success(request, told.format(team=team))


@helper_act
def hand_over(request: HttpRequest, gameday: GameDay, kind: str, pk: int, *, by: str) -> None:
    """Give it to another one of the staff; without `to`, back to the queue."""
    team, what = _need(gameday, kind, pk)
    wanted = request.POST.get("to", "")
    to = get_object_or_404(User, pk=wanted, is_active=True) if wanted.isdecimal() else None
    claims.hand_over_need(team, what, pk, to=to, by=staff_member(request), now=timezone.now())
    told = _("{name} looks after {team} now.") if to else _("{team} waits again for somebody.")
    flash.success(request, told.format(team=team, name=to))


@helper_act
def close(request: HttpRequest, gameday: GameDay, kind: str, pk: int, *, by: str) -> None:
    """End it, with an answer for the team's chat or without one."""
    team, what = _need(gameday, kind, pk)
    text = request.POST.get("text", "")
    claims.close_need(team, what, pk, text, by=staff_member(request), now=timezone.now())
    if text.strip():
        told = _("{team} reads your answer in its chat.")
    else:
        told = _("The call of {team} is closed.") if what == NeedKind.CALL else _("{team} is off the queue.")
    flash.success(request, told.format(team=team))


@helper_act
def prepare(request: HttpRequest, gameday: GameDay, *, by: str) -> None:
    """Keep an answer."""
    prepared.add_answer(gameday, request.POST.get("text", ""), by=by, now=timezone.now())
    flash.success(request, _("Kept. The field of every answer offers it."))


@helper_act
def forget(request: HttpRequest, gameday: GameDay, pk: int, *, by: str) -> None:
    """Forget a prepared answer."""
    if prepared.remove_answer(gameday, pk, by=by, now=timezone.now()):
        flash.info(request, _("That answer is no longer offered."))


@helper_act
def undo(request: HttpRequest, gameday: GameDay, *, by: str) -> None:
    """Take back what one has just done. Whose act it was stands in the token."""
    flash.info(request, undoing.undo(gameday, request.POST.get("token", ""), by=by, now=timezone.now()))
