"""The plan of a game day as a file: taken away, brought in, or copied into another draft. For facilitators only."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gameday import activity
from gameday.access import facilitator_required, staff_required
from gameday.event import plans
from gameday.models import GameDay
from gameday.preparing.forms import CloneForm, PlanForm
from scenarios.refusal import Refused

INVALID = 422


@require_safe
@facilitator_required
def export(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """The plan as a file."""
    answer = HttpResponse(plans.write_plan(gameday), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{gameday.slug}.plan.json"'
    return answer


@require_http_methods(["GET", "POST"])
@staff_required
def bring_in(request: HttpRequest) -> HttpResponse:
    """A draft of a file."""
    form = PlanForm(request.POST, request.FILES) if request.method == "POST" else PlanForm()
    if form.is_valid():
        given = form.cleaned_data
        try:
            plan = plans.read_plan(given["file"].read(plans.LARGEST_PLAN + 1))
            gameday, notes = plans.import_plan(plan, name=given["name"], by=request.user, now=timezone.now())  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            _record(request, gameday, given["file"].name)
            messages.success(request, _("{gameday} is a draft now. Bring in the people next.").format(gameday=gameday))
            for note in notes:
                messages.warning(request, note)
            return redirect("gameday:prepare-schedule", slug=gameday.slug)
    return render(request, "prepare/bring_in.html", {"form": form}, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "POST"])
@facilitator_required
def clone(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """Another draft with the same teams and schedule."""
    form = CloneForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = plans.clone_gameday(gameday, name=form.cleaned_data["name"], by=request.user)  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            _record(request, made, gameday.name)
            messages.success(request, _("{gameday} is a draft now. Bring in the people next.").format(gameday=made))
            return redirect("gameday:prepare-schedule", slug=made.slug)
    context = {"form": form, "gameday": gameday}
    return render(request, "prepare/clone.html", context, status=INVALID if form.errors else 200)


def _record(request: HttpRequest, made: GameDay, of: str) -> None:
    activity.record_made_day(made, by=request.user.get_username(), now=timezone.now(), of=of)
