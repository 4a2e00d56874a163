"""The control room: teams x incidents, and the facilitators' acts. Each act is a POST; dangerous ones ask first."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gameday.access import facilitator_required
from gameday.event import lifecycle, rounds
from gameday.event.verbs import VERBS
from gameday.incidents import incidents
from gameday.language import moments
from gameday.models import GameDay, Team
from gameday.people import admission, seats
from gameday.sandboxes import moving, provisioning
from gameday.team import messages
from scoring.help import hints
from scoring.ledger import ledger
from scoring.pages.control.acting import facilitator_act, room_context
from scoring.pages.control.feed import FeedKind
from scoring.pages.control.forms import (
    AdjustForm,
    MessageForm,
    OpenScenarioForm,
    PlacesForm,
    VoidForm,
    VoidWindowForm,
)


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
    return render(request, "control/control.html", room_context(gameday) | _forms(gameday))


@facilitator_required
def part(request: HttpRequest, gameday: GameDay, name: str) -> HttpResponse:
    """One part of the room, as it is now."""
    if name not in ("grid", "clock", "log"):
        raise Http404
    asked = request.GET.get("show", "")
    kind = FeedKind(asked) if asked in FeedKind.values else FeedKind.ALL
    return render(request, f"control/{name}.html", room_context(gameday, kind))


TEAM_SEATS: dict[str, Callable[..., object]] = {
    "open": partial(seats.set_seats_open, seats_open=True),
    "close": partial(seats.set_seats_open, seats_open=False),
}
ALL_SEATS = TEAM_SEATS | {
    "swap": partial(seats.swap_seats, swapped=True),
    "swap-back": partial(seats.swap_seats, swapped=False),
}


def _team(request: HttpRequest, gameday: GameDay) -> Team | None:
    pk = request.POST.get("team", "")
    return get_object_or_404(gameday.teams, pk=pk) if pk.isdigit() else None


@facilitator_act
def run(request: HttpRequest, gameday: GameDay, verb: str, *, by: str) -> None:
    """Do what a button of the whole game day does: start, pause, freeze and their like."""
    if verb not in VERBS or not VERBS[verb].switch:
        raise Http404
    found = VERBS[verb].act(gameday, by=by, now=timezone.now())
    if told := VERBS[verb].told:
        flash.success(request, str(told).format(found))


@facilitator_act
def places(request: HttpRequest, gameday: GameDay, *, by: str) -> None:
    """Say for how many people there is a place."""
    told = PlacesForm(request.POST, gameday=gameday).told(_("Nothing was changed: "))
    admission.set_places(gameday, told["most_players"], by=by, now=timezone.now())
    flash.success(request, _("The number of places is {places} now.").format(places=gameday.places))


@facilitator_act
def halt(request: HttpRequest, gameday: GameDay, *, by: str) -> None:
    """Heal everything now, for all or for one team, and let nothing new in until released."""
    team = _team(request, gameday)
    restored = lifecycle.halt_faults(gameday, team=team, by=by, now=timezone.now())
    flash.warning(
        request,
        _("Halted {team}: {restored} faults are being healed.").format(
            team=team or "the whole game day", restored=restored
        ),
    )


@facilitator_act
def release(request: HttpRequest, gameday: GameDay, *, by: str) -> None:
    """End a halt."""
    team = _team(request, gameday)
    lifecycle.release_halt(gameday, team=team, by=by, now=timezone.now())
    flash.success(request, _("Released {team}: faults may come again.").format(team=team or "the game day"))


@facilitator_act
def seat(request: HttpRequest, gameday: GameDay, verb: str, *, by: str) -> None:
    """Open or close both seats, for all or for one team; swap them, or swap them back."""
    acts = TEAM_SEATS if (team := _team(request, gameday)) else ALL_SEATS
    if verb not in acts:
        raise Http404
    acts[verb](team or gameday, by=by, now=timezone.now())


@facilitator_act
def open_scenario(request: HttpRequest, gameday: GameDay, *, by: str) -> None:
    """Open a scenario now, everywhere or at one team."""
    told = OpenScenarioForm(request.POST, gameday=gameday).told(_("Nothing was injected: "))
    opened = incidents.open_scenario_now(gameday, told["scenario"], team=told["team"], by=by, now=timezone.now())
    flash.success(
        request,
        _("“{scenario}” goes in at {opened} team(s).").format(scenario=told["scenario"].title, opened=len(opened)),
    )


@facilitator_act
def open_round(request: HttpRequest, gameday: GameDay, pk: int, *, by: str) -> None:
    """Open a round of the plan now."""
    row = get_object_or_404(gameday.rounds.select_related("gameday", "scenario"), pk=pk)
    rounds.open_round_now(row, by=by, now=timezone.now())
    flash.success(request, _("The round “{title}” opens now.").format(title=row.scenario.title))


@facilitator_act
def heal(request: HttpRequest, gameday: GameDay, pk: int, *, by: str) -> None:
    """Take an incident's faults out now."""
    incident = get_object_or_404(gameday.incidents.select_related("gameday", "team", "scenario"), pk=pk)
    incidents.heal_incident_now(incident, by=by, now=timezone.now())
    flash.info(
        request, _("Healing “{scenario}” at {team}.").format(scenario=incident.scenario.title, team=incident.team)
    )


@facilitator_act
def void(request: HttpRequest, gameday: GameDay, *, by: str) -> None:
    """Take an incident out of the score: it counts for nobody."""
    told = VoidForm(request.POST, gameday=gameday).told(_("Nothing was voided: "))
    incident = told["incident"]
    incidents.void_incident(incident, why=told["reason"], by=by, now=timezone.now())
    flash.info(
        request,
        _("“{scenario}” at {team} no longer counts.").format(scenario=incident.scenario.title, team=incident.team),
    )


@facilitator_act
def void_window(request: HttpRequest, gameday: GameDay, *, by: str) -> HttpResponse | None:
    """Give the revenue of a time window back. Without `confirmed`: say what that would be, and ask."""
    now = timezone.now()
    told = VoidWindowForm(request.POST, gameday=gameday, now=now).told(_("Nothing was voided: "))
    start, end, team, reason = (told[name] for name in ("start", "end", "team", "reason"))
    if "confirmed" not in request.POST and (given := ledger.preview_window(gameday, start, end, team)):
        asked = {"gameday": gameday, "given": given, "start": start, "end": end, "team": team, "reason": reason}
        with moments.in_zone_of(gameday):
            return render(request, "control/void_window.html", asked)
    lines = ledger.void_window(gameday, start, end, team=team, reason=reason, by=by, now=now)
    flash.success(request, _("The window no longer counts: {lines} lines were given back.").format(lines=lines))
    return None


@facilitator_act
def free_hint(request: HttpRequest, gameday: GameDay, pk: int, rung: int, *, by: str) -> None:
    """Give a hint for nothing."""
    incident = get_object_or_404(gameday.incidents.select_related("gameday", "team", "scenario"), pk=pk)
    hints.give_hint(incident, rung, by=by, now=timezone.now())
    flash.success(
        request,
        _("{team} has hint {rung} of “{scenario}” for free.").format(
            team=incident.team, rung=rung + 1, scenario=incident.scenario.title
        ),
    )


@facilitator_act
def message(request: HttpRequest, gameday: GameDay, *, by: str) -> None:
    """Tell all, a team or a player something."""
    told = MessageForm(request.POST, gameday=gameday).told(_("Nothing was sent: "))
    sender = request.user if request.user.is_authenticated else None
    messages.send_message(gameday, sender=sender, now=timezone.now(), **told)
    flash.success(request, _("Sent to {whom}.").format(whom=told["player"] or told["team"] or "everybody"))


@facilitator_act
def adjust(request: HttpRequest, gameday: GameDay, *, by: str) -> None:
    """Add or take points, with a reason that the team can read."""
    told = AdjustForm(request.POST, gameday=gameday).told(_("No points moved: "))
    team, points = told["team"], told["points"]
    ledger.adjust_points(team, points, reason=told["reason"], by=by, now=timezone.now())
    flash.success(request, _("{team}: {points:+d} points.").format(team=team, points=points))


@facilitator_act
def rebuild(request: HttpRequest, gameday: GameDay, pk: int, *, by: str) -> None:
    """Give a team a new, known-good sandbox."""
    team = get_object_or_404(gameday.teams, pk=pk)
    provisioning.rebuild_sandbox(team, by=by, now=timezone.now())
    flash.info(request, _("Rebuilding {team}'s Unicorn Rentals; what they changed in it is lost.").format(team=team))


@facilitator_act
def move(request: HttpRequest, gameday: GameDay, pk: int, *, by: str) -> None:
    """Give a team a new, known-good sandbox on another host."""
    team = get_object_or_404(gameday.teams, pk=pk)
    row = moving.move_team(team, by=by, now=timezone.now())
    flash.info(
        request,
        _("Moving {team} to {host}; what they changed in their shop is lost.").format(team=team, host=row.host),
    )
