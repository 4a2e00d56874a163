"""The wizard: five questions, a proposal at once, and a draft of it at a press. For facilitators only."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gameday import activity
from gameday.access import staff_required
from gameday.event import preparing
from gameday.event.proposal import Proposal, propose_day
from gameday.event.timeline import timeline_of
from gameday.preparing.forms import MakeForm, WishesForm, first_values
from gameday.preparing.picture import Picture

INVALID = 422


@require_http_methods(["GET", "POST"])
@staff_required
def wizard(request: HttpRequest) -> HttpResponse:
    """The proposal for what the query says. On POST a draft is made of it, and its time line opens."""
    given = request.POST if request.method == "POST" else request.GET
    form = WishesForm(given if "people" in given else first_values())
    if "people" not in given:
        form.fields["time_zone"].widget.attrs["data-from-browser"] = "yes"
    make = MakeForm(request.POST if request.method == "POST" else None)
    library = preparing.read_library()
    proposal = propose_day(form.wishes(), library.offers, preparing.carriers()) if form.is_valid() else None
    if request.method == "POST" and proposal and make.is_valid():
        return _make(request, form, make, proposal, library)
    context = {"form": form, "make": make, "proposal": proposal, "published": bool(library.scenarios)}
    if proposal:
        context |= _shown(form, proposal, library)
    failed = form.errors or (request.method == "POST" and make.errors)
    return _answer(request, context, failed=bool(failed))


def _answer(request: HttpRequest, context: dict[str, Any], *, failed: bool) -> HttpResponse:
    """The page; to htmx its part alone, always as a success: it shows no other answer, and this one says what is wrong."""
    htmx = getattr(request, "htmx", None)
    if htmx and not htmx.history_restore_request:  # going back in the browser wants the whole page
        answer = render(request, "prepare/wizard_part.html", context)
    else:
        answer = render(request, "prepare/wizard.html", context, status=INVALID if failed else 200)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _shown(form: WishesForm, proposal: Proposal, library: preparing.Library) -> dict[str, Any]:
    """The proposal as the page draws it."""
    line, given = timeline_of(proposal, library.scenarios), form.cleaned_data
    return {
        "line": line,
        "picture": Picture(line, preparing.starts_at(proposal, given["arrival"]), given["time_zone"]),
        "total": timedelta(minutes=proposal.length),
        "sent": form.sent(),
        "next_seed": form.wishes().seed + 1,
    }


def _make(
    request: HttpRequest, form: WishesForm, make: MakeForm, proposal: Proposal, library: preparing.Library
) -> HttpResponse:
    given = form.cleaned_data
    gameday = preparing.make_day(
        proposal,
        library,
        name=make.cleaned_data["name"],
        by=request.user,
        seed=form.wishes().seed,
        language=get_language(),
        time_zone=given["time_zone"],
        planned_start=preparing.starts_at(proposal, given["arrival"]),
    )
    activity.record_made_day(gameday, by=request.user.get_username(), now=timezone.now())
    messages.success(
        request, _("{gameday} is a draft now. Move what you want elsewhere, then save.").format(gameday=gameday)
    )
    return redirect("gameday:prepare-schedule", slug=gameday.slug)
