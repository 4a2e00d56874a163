"""The survey's page: for players to answer, for facilitators to write the questions, for the staff to read what came of it."""

from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from gameday import refusals
from gameday.access import PlayerRequest, facilitator_required, may_control, may_look, player_of, player_required
from gameday.models import GameDay, Player
from scoring.afterwards.may_see import is_open_to_players
from scoring.afterwards.survey import answering, outcome, questions
from scoring.afterwards.survey.answering import VALUES
from scoring.models import QuestionScope, SurveyMoment


@require_GET
def survey(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is for who asks. It is open to players when the recap is not: before the day, and right after it."""
    gameday = get_object_or_404(GameDay.objects.select_related("recap"), slug=slug)
    player = player_of(request.session)
    if may_look(request.user):
        return render(request, "recap/survey/facilitator.html", _for_staff(request, gameday))
    if player is None or player.gameday_id != gameday.pk:
        raise Http404
    return render(request, "recap/survey/player.html", _for_player(gameday, player))


def _for_player(gameday: GameDay, player: Player) -> dict[str, Any]:
    moment = answering.moment_of(gameday)
    answered = moment is not None and answering.has_answered(player, moment)
    asked = answering.asked_of(player, questions.survey_questions(gameday), moment) if moment and not answered else []
    return {
        "gameday": gameday,
        "player": player,
        "before": moment == SurveyMoment.BEFORE,
        "answered": answered,
        "asked": asked,
        "values": VALUES,
        "survey": outcome.survey_outcome(gameday) if is_open_to_players(gameday) else None,
    }


def _for_staff(request: HttpRequest, gameday: GameDay) -> dict[str, Any]:
    found = outcome.survey_outcome(gameday)
    rows = questions.survey_questions(gameday)
    return {
        "gameday": gameday,
        "survey": found,
        "answered": any(found.returns.values()),
        "fixed": any(found.returns.values()) or not may_control(request.user),
        "texts": {scope: "\n".join(row.text for row in rows if row.scope == scope) for scope in QuestionScope},
        "may_close": may_control(request.user) and answering.moment_of(gameday) == SurveyMoment.AFTER,
    }


@require_POST
@player_required
def hand_in(request: PlayerRequest, slug: str) -> HttpResponse:
    """Count a player's answers."""
    player = request.player
    if player.gameday.slug != slug:
        raise Http404
    moment = answering.moment_of(player.gameday)
    asked = answering.asked_of(player, questions.survey_questions(player.gameday), moment) if moment else []
    answers = {each.field: int(request.POST.get(each.field, "")) for each in asked if _is_answer(request, each.field)}
    with refusals.said(request):
        answering.hand_in(player, asked, answers, now=timezone.now())
        flash.success(
            request,
            ngettext("Thank you: {number} answer counts.", "Thank you: {number} answers count.", len(answers)).format(
                number=len(answers)
            ),
        )
    return redirect("scoring:survey", slug=slug)


def _is_answer(request: HttpRequest, field: str) -> bool:
    return request.POST.get(field, "") in map(str, VALUES)


@require_POST
@facilitator_required
def write_questions(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """Put the facilitator's questions, one a line, in the place of all others."""
    texts = {scope: _lines(request.POST.get(scope, "")) for scope in QuestionScope}
    try:
        with refusals.said(request, flash.ERROR):
            questions.replace_questions(gameday, texts, by=request.user.get_username(), now=timezone.now())
            flash.success(request, _("These are the questions now."))
            return redirect("scoring:survey", slug=gameday.slug)
    finally:
        gameday.refresh_from_db()
    typed = {scope: request.POST.get(scope, "") for scope in QuestionScope}
    return render(request, "recap/survey/facilitator.html", _for_staff(request, gameday) | {"texts": typed}, status=409)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@require_POST
@facilitator_required
def close(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """Close the survey and show what it says."""
    with refusals.said(request, flash.ERROR):
        outcome.close_survey(gameday, by=request.user.get_username(), now=timezone.now())
        flash.success(request, _("The survey is closed. This is what it says."))
    return redirect("scoring:survey", slug=gameday.slug)
