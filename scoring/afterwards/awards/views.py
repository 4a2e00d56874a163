"""The facilitator's page of awards: which team gets which, and why. Each change is a POST; what it refuses is said there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from gameday import refusals
from gameday.access import facilitator_required
from gameday.models import GameDay, Team
from scoring.afterwards.awards import ceremony, changing, choosing
from scoring.afterwards.awards.forms import WordingForm
from scoring.models import Award, AwardKind

DIRECTIONS = {"earlier": -1, "later": 1}


@facilitator_required
def awards_page(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """All awards in the order of the ceremony, who has none, and what was taken away."""
    awards = list(gameday.awards.select_related("team"))
    given = [award for award in awards if award.removed_at is None]
    honoured = {award.team_id for award in given}
    context = {
        "gameday": gameday,
        "ceremony": ceremony.ceremony_of(gameday),
        "awards": given,
        "removed": [award for award in awards if award.removed_at],
        "teams": gameday.teams.all(),
        "bare": [team for team in gameday.teams.all() if team.pk not in honoured],
    }
    return render(request, "recap/awards/awards.html", context)


def _act(view: Callable[..., None]) -> Callable[..., HttpResponse]:
    """A change after which the page of awards is shown again."""

    @require_POST
    @facilitator_required
    @wraps(view)
    def acting(request: HttpRequest, gameday: GameDay, *args: Any, **kwargs: Any) -> HttpResponse:
        with refusals.said(request, flash.ERROR):
            view(request, gameday, *args, by=request.user.get_username(), **kwargs)
        return redirect("scoring:awards", slug=gameday.slug)

    return acting


@_act
def choose_again(request: HttpRequest, gameday: GameDay, *, by: str) -> None:
    """Have the rules choose again; what facilitators changed stays."""
    number = choosing.choose_awards(gameday, timezone.now(), by=by)
    told = ngettext("{number} award was chosen.", "{number} awards were chosen.", number)
    flash.success(request, told.format(number=number))


@facilitator_required
def give(request: HttpRequest, gameday: GameDay, pk: int) -> HttpResponse:
    """Choose one more award for a team, or give it."""
    return _wording(request, get_object_or_404(gameday.teams.select_related("gameday"), pk=pk), None)


@facilitator_required
def exchange(request: HttpRequest, gameday: GameDay, pk: int) -> HttpResponse:
    """Choose another award instead of this one, or exchange it."""
    award = _award(gameday, pk)
    return _wording(request, award.team, award)


def _wording(request: HttpRequest, team: Team, award: Award | None) -> HttpResponse:
    now, by = timezone.now(), request.user.get_username()
    options = changing.options_for(team, now)
    form = WordingForm(request.POST or None, options=options)
    if request.method == "POST":
        with refusals.said(request, flash.ERROR):
            if award:
                changing.exchange_award(team.gameday, award, form.wording(), by=by, now=now)
            else:
                changing.give_award(team.gameday, team, form.wording(), by=by, now=now)
            return redirect("scoring:awards", slug=team.gameday.slug)
    context = {
        "gameday": team.gameday,
        "team": team,
        "award": award,
        "options": options,
        "form": form,
        "custom": AwardKind.CUSTOM,
    }
    return render(request, "recap/awards/wording.html", context)


@_act
def remove(request: HttpRequest, gameday: GameDay, pk: int, *, by: str) -> None:
    """Take an award away."""
    award = _award(gameday, pk)
    changing.remove_award(gameday, award, by=by, now=timezone.now())
    told = _("“{title}” was taken from {team}. It stands below, and can be put back.")
    flash.success(request, told.format(title=award.heading, team=award.team))


@_act
def put_back(request: HttpRequest, gameday: GameDay, pk: int, *, by: str) -> None:
    """Undo that."""
    changing.put_award_back(gameday, _award(gameday, pk), by=by, now=timezone.now())


@_act
def move(request: HttpRequest, gameday: GameDay, pk: int, direction: str, *, by: str) -> None:
    """Call an award earlier or later."""
    if direction not in DIRECTIONS:
        raise Http404
    award = get_object_or_404(gameday.awards, pk=pk, removed_at=None)
    changing.move_award(gameday, award, DIRECTIONS[direction], by=by, now=timezone.now())


def _award(gameday: GameDay, pk: int) -> Award:
    return get_object_or_404(gameday.awards.select_related("team__gameday", "gameday"), pk=pk)
