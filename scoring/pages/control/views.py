"""The control room: teams x incidents, and the facilitators' verbs. Every verb is a POST; dangerous ones ask first."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gameday import refusals
from gameday.access import facilitator_required
from gameday.event import lifecycle
from gameday.event.verbs import VERBS
from gameday.incidents import incidents
from gameday.models import GameDay, Incident, Team
from gameday.people import seats
from gameday.sandboxes import provisioning
from gameday.team import messages
from scenarios.models import Scenario
from scenarios.refusal import Refused
from scoring.help import hints
from scoring.ledger import ledger
from scoring.pages.control import grid
from scoring.pages.control.forms import AdjustForm, MessageForm, OpenScenarioForm, VoidForm, VoidWindowForm


def _room(gameday: GameDay) -> dict[str, Any]:
    now = timezone.now()
    return {"gameday": gameday, "now": now, "seen_at": gameday.seen_at(now), "room": grid.control_room(gameday, now)}


def _forms(gameday: GameDay) -> dict[str, Any]:
    return {
        "open_scenario_form": OpenScenarioForm(gameday=gameday),
        "message_form": MessageForm(gameday=gameday),
        "adjust_form": AdjustForm(gameday=gameday),
        "void_form": VoidForm(gameday=gameday),
        "window_form": VoidWindowForm(gameday=gameday, now=timezone.now()),
    }


@facilitator_required
def control(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """The whole room."""
    return render(request, "control/control.html", _room(gameday) | _forms(gameday))


@facilitator_required
def part(request: HttpRequest, gameday: GameDay, name: str) -> HttpResponse:
    """One part of the room, as it is now."""
    if name not in ("grid", "clock", "log"):
        raise Http404
    return render(request, f"control/{name}.html", _room(gameday))


TEAM_SEATS: dict[str, Callable[..., Any]] = {"open": seats.open_team_seats, "close": seats.close_team_seats}
ALL_SEATS: dict[str, Callable[..., Any]] = {
    "open": seats.open_all_seats,
    "close": seats.close_all_seats,
    "swap": partial(seats.swap_seats, swapped=True),
    "swap-back": partial(seats.swap_seats, swapped=False),
}


@require_POST
@facilitator_required
def run(request: HttpRequest, gameday: GameDay, verb: str) -> HttpResponse:
    """Do what a button of the whole game day does: start, pause, freeze and their like."""
    if verb not in VERBS or not VERBS[verb].switch:
        raise Http404
    with refusals.said(request, flash.ERROR):
        VERBS[verb].act(gameday, by=request.user.get_username(), now=timezone.now())
    return redirect("scoring:control", slug=gameday.slug)


@require_POST
@facilitator_required
def halt(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """Heal everything now, for all or for one team, and let nothing new in until released."""
    team = _team(request, gameday)
    restored = lifecycle.halt_faults(gameday, team=team, by=request.user.get_username(), now=timezone.now())
    flash.warning(
        request,
        _("Halted {team}: {restored} faults are being healed.").format(
            team=team or "the whole game day", restored=restored
        ),
    )
    return redirect("scoring:control", slug=gameday.slug)


@require_POST
@facilitator_required
def release(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """End a halt."""
    team = _team(request, gameday)
    lifecycle.release_halt(gameday, team=team, by=request.user.get_username(), now=timezone.now())
    flash.success(request, _("Released {team}: faults may come again.").format(team=team or "the game day"))
    return redirect("scoring:control", slug=gameday.slug)


@require_POST
@facilitator_required
def seat(request: HttpRequest, gameday: GameDay, verb: str) -> HttpResponse:
    """Open or close both seats, for all or for one team; swap them, or swap them back."""
    acts = TEAM_SEATS if (team := _team(request, gameday)) else ALL_SEATS
    if verb not in acts:
        raise Http404
    acts[verb](team or gameday, by=request.user.get_username(), now=timezone.now())
    return redirect("scoring:control", slug=gameday.slug)


def _team(request: HttpRequest, gameday: GameDay) -> Team | None:
    pk = request.POST.get("team", "")
    return get_object_or_404(gameday.teams, pk=pk) if pk.isdigit() else None


@require_POST
@facilitator_required
def open_scenario(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """Open a scenario now, everywhere or at one team."""
    form = OpenScenarioForm(request.POST, gameday=gameday)
    if not form.is_valid():
        flash.error(request, _("Nothing was injected: ") + form.sentence())
        return redirect("scoring:control", slug=gameday.slug)
    scenario: Scenario = form.cleaned_data["scenario"]
    with refusals.said(request, flash.ERROR):
        opened = incidents.open_scenario_now(
            gameday, scenario, team=form.cleaned_data["team"], by=request.user.get_username(), now=timezone.now()
        )
        flash.success(
            request, _("“{scenario}” goes in at {opened} team(s).").format(scenario=scenario.title, opened=len(opened))
        )
    return redirect("scoring:control", slug=gameday.slug)


@require_POST
@facilitator_required
def heal(request: HttpRequest, gameday: GameDay, pk: int) -> HttpResponse:
    """Take an incident's faults out now."""
    incident = get_object_or_404(gameday.incidents.select_related("gameday", "team", "scenario"), pk=pk)
    incidents.heal_incident_now(incident, by=request.user.get_username(), now=timezone.now())
    flash.info(
        request, _("Healing “{scenario}” at {team}.").format(scenario=incident.scenario.title, team=incident.team)
    )
    return redirect("scoring:control", slug=gameday.slug)


@require_POST
@facilitator_required
def void(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """Take an incident out of the score: it counts for nobody."""
    form = VoidForm(request.POST, gameday=gameday)
    if form.is_valid():
        incident: Incident = form.cleaned_data["incident"]
        incidents.void_incident(
            incident, why=form.cleaned_data["reason"], by=request.user.get_username(), now=timezone.now()
        )
        flash.info(
            request,
            _("“{scenario}” at {team} no longer counts.").format(scenario=incident.scenario.title, team=incident.team),
        )
    else:
        flash.error(request, _("Nothing was voided: ") + form.sentence())
    return redirect("scoring:control", slug=gameday.slug)


@require_POST
@facilitator_required
def void_window(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """Give the revenue of a time window back. Without `confirmed`: say what that would be, and ask."""
    now = timezone.now()
    form = VoidWindowForm(request.POST, gameday=gameday, now=now)
    if not form.is_valid():
        flash.error(request, _("Nothing was voided: ") + form.sentence())
        return redirect("scoring:control", slug=gameday.slug)
    start, end, team, reason = (form.cleaned_data[name] for name in ("start", "end", "team", "reason"))
    if "confirmed" not in request.POST and (given := ledger.preview_window(gameday, start, end, team)):
        asked = {"gameday": gameday, "given": given, "start": start, "end": end, "team": team, "reason": reason}
        return render(request, "control/void_window.html", asked)
    try:
        lines = ledger.void_window(
            gameday, start, end, team=team, reason=reason, by=request.user.get_username(), now=now
        )
    except Refused as refusal:
        flash.error(request, str(refusal))
    else:
        flash.success(request, _("The window no longer counts: {lines} lines were given back.").format(lines=lines))
    return redirect("scoring:control", slug=gameday.slug)


@require_POST
@facilitator_required
def free_hint(request: HttpRequest, gameday: GameDay, pk: int, rung: int) -> HttpResponse:
    """Give a hint for nothing."""
    incident = get_object_or_404(gameday.incidents.select_related("gameday", "team", "scenario"), pk=pk)
    with refusals.said(request, flash.ERROR):
        hints.give_hint(incident, rung, by=request.user.get_username(), now=timezone.now())
        flash.success(
            request,
            _("{team} has hint {rung} of “{scenario}” for free.").format(
                team=incident.team, rung=rung + 1, scenario=incident.scenario.title
            ),
        )
    return redirect("scoring:control", slug=gameday.slug)


@require_POST
@facilitator_required
def message(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """Tell all, a team or a player something."""
    form = MessageForm(request.POST, gameday=gameday)
    if form.is_valid():
        sender = request.user if request.user.is_authenticated else None
        messages.send_message(gameday, sender=sender, now=timezone.now(), **form.cleaned_data)
        flash.success(
            request,
            _("Sent to {whom}.").format(whom=form.cleaned_data["player"] or form.cleaned_data["team"] or "everybody"),
        )
    else:
        flash.error(request, _("Nothing was sent: ") + form.sentence())
    return redirect("scoring:control", slug=gameday.slug)


@require_POST
@facilitator_required
def adjust(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """Add or take points, with a reason that the team can read."""
    form = AdjustForm(request.POST, gameday=gameday)
    if form.is_valid():
        team, points = form.cleaned_data["team"], form.cleaned_data["points"]
        ledger.adjust_points(
            team, points, reason=form.cleaned_data["reason"], by=request.user.get_username(), now=timezone.now()
        )
        flash.success(request, _("{team}: {points:+d} points.").format(team=team, points=points))
    else:
        flash.error(request, _("No points moved: ") + form.sentence())
    return redirect("scoring:control", slug=gameday.slug)


@require_POST
@facilitator_required
def rebuild(request: HttpRequest, gameday: GameDay, pk: int) -> HttpResponse:
    """Give a team a new, known-good sandbox."""
    team = get_object_or_404(gameday.teams, pk=pk)
    with refusals.said(request, flash.ERROR):
        provisioning.rebuild_sandbox(team, by=request.user.get_username(), now=timezone.now())
        flash.info(
            request, _("Rebuilding {team}'s Unicorn Rentals; what they changed in it is lost.").format(team=team)
        )
    return redirect("scoring:control", slug=gameday.slug)
