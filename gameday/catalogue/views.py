"""The catalogue's pages. For facilitators only: players must not know what is still to come."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gameday.access import staff_required
from gameday.catalogue import cards
from scenarios.models import Scenario


@require_safe
@staff_required
def catalogue(request: HttpRequest) -> HttpResponse:
    """The newest version of every scenario. `category` and `difficulty` in the query filter them."""
    newest = Scenario.objects.order_by("slug", "-version").distinct("slug").defer("assets")
    every, wish = cards.scenario_cards(newest), cards.read_filter(request.GET)
    context = {
        "cards": [card for card in every if wish.fits(card)],
        "every": every,
        "wish": wish,
        "categories": cards.count_cards(every),
        "difficulties": (1, 2, 3),
    }
    return render(request, "catalogue/catalogue.html", context)


@require_safe
@staff_required
def scenario(request: HttpRequest, slug: str, version: int = 0) -> HttpResponse:
    """One scenario in full: its newest version unless another is named. 404 if it is not published here."""
    rows = list(Scenario.objects.filter(slug=slug).order_by("-version").defer("assets"))
    row = next((row for row in rows if version in (0, row.version)), None)
    if row is None:
        raise Http404(_("No such scenario is published here."))
    return render(request, "catalogue/scenario.html", {"card": cards.scenario_cards([row])[0], "versions": rows})
