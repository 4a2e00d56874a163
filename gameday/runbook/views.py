"""The runbook's page, and the part of it that is read again while the page is open."""

import hashlib
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from gameday.access import PlayerRequest, about_player, beside_engine, player_required
from gameday.runbook import documents
from gameday.runbook.markdown_page import render_markdown
from gameday.web.desk_frame import framed_by_desk
from gameday.workshop.bench import BenchAway

LONGEST_NAME = 300  # characters
SAYS_TROUBLE = "trouble"  # in the query: the page shows a sentence that may be over now (runbook/trouble.html)


@framed_by_desk
@beside_engine
@player_required
def page(request: PlayerRequest) -> HttpResponse:
    """The whole page with the document that is asked for."""
    if request.player.team is None:
        return redirect("scoring:play")
    context = about_player(request.player)
    try:
        context |= _shelf(request)
    except BenchAway as away:
        context |= {"asked": _wanted(request), "trouble": documents.explain_away(away)}
    return render(request, "runbook/runbook.html", context)


@beside_engine
@player_required
def part(request: PlayerRequest) -> HttpResponse:
    """The document as it is now; nothing where the page has it so (`seen`); a sentence where it cannot be read."""
    if request.player.team is None:
        return HttpResponse(status=204)
    try:
        shelf = _shelf(request)
    except BenchAway as away:
        sentence = render_to_string("runbook/trouble.html", {"trouble": documents.explain_away(away)}, request)
        return HttpResponse(sentence, headers={"HX-Retarget": "#trouble", "HX-Reswap": "innerHTML"})
    if shelf["seen"] == request.GET.get("seen") and SAYS_TROUBLE not in request.GET:
        return HttpResponse(status=204)
    return render(request, "runbook/part.html", about_player(request.player) | shelf)


def _wanted(request: PlayerRequest) -> str:
    return request.GET.get("document", "")[:LONGEST_NAME]


def _shelf(request: PlayerRequest) -> dict[str, Any]:
    """What the part shows. `seen` changes whenever any of it does."""
    shelf = documents.read_shelf(request.player, _wanted(request))
    shown = render_markdown(shelf.open.text, shelf.open.name) if shelf.open else None
    return {
        "asked": _wanted(request),
        "shelf": shelf,
        "shown": shown,
        "seen": hashlib.md5(repr(shelf).encode(), usedforsecurity=False).hexdigest(),
    }
