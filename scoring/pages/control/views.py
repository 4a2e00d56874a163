"""The control room: teams x incidents, and the facilitators' acts. Each act is a POST; dangerous ones ask first."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from gameday.access import facilitator_required, observer_required
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
from scoring.models import Entry, EntryKind
from scoring.pages.control import beside as team_pane
from scoring.pages.control import grid
from scoring.pages.control.acting import facilitator_act, helper_act, may_be_undone, rights, room_context
from scoring.pages.control.feed import FeedKind
from scoring.pages.control.forms import (
    AdjustForm,
    MessageForm,
    OpenScenarioForm,
    PlacesForm,
    ScheduleForm,
    VoidForm,
    VoidWindowForm,
)
from scoring.pages.control.messages import messages_context
from scoring.pages.control.updates import updates_context


def _forms(gameday: GameDay) -> dict[str, Any]:
    return {
        "open_scenario_form": OpenScenarioForm(gameday=gameday),
        "message_form": MessageForm(gameday=gameday),
        "schedule_form": ScheduleForm(gameday=gameday),
        "adjust_form": AdjustForm(gameday=gameday),
        "void_form": VoidForm(gameday=gameday),
        "window_form": VoidWindowForm(gameday=gameday, now=timezone.now()),
    }


@gzip_page
@observer_required
def control(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """The whole room."""
    return render(
        request,
        "control/control.html",
        room_context(request, gameday) | _forms(gameday) | updates_context(gameday) | messages_context(gameday),
    )


@gzip_page
@observer_required
def part(request: HttpRequest, gameday: GameDay, name: str) -> HttpResponse:
    """One part of the room, as it is now."""
    if name not in ("grid", "clock", "log"):
        raise Http404
    asked = request.GET.get("show", "")
    kind = FeedKind(asked) if asked in FeedKind.values else FeedKind.ALL
    return render(request, f"control/{'room' if name == 'grid' else name}.html", room_context(request, gameday, kind))


@facilitator_required
def machines(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """The hosts of the installation with their load, as they are now."""
    return render(request, "control/hosts.html", {"gameday": gameday})


@gzip_page
@observer_required
def beside(request: HttpRequest, gameday: GameDay, pk: int) -> HttpResponse:
    """One team in full: the pane beside the list."""
    now = timezone.now()
    row = grid.control_room(gameday, now).row_of(pk)
    if row is None:
        raise Http404
    return render(
        request,
        "control/beside.html",
        {"gameday": gameday, "pane": team_pane.team_beside(gameday, row, now)} | rights(request),
    )


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


@helper_act
def free_hint(request: HttpRequest, gameday: GameDay, pk: int, rung: int, *, by: str) -> None:
    """Give a hint for nothing."""
    incident = get_object_or_404(gameday.incidents.select_related("gameday", "team", "scenario"), pk=pk)
    may_be_undone(request, hints.give_hint(incident, rung, by=by, now=timezone.now()))
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
    may_be_undone(request, messages.send_message(gameday, sender=sender, now=timezone.now(), **told))
    flash.success(
        request, _("Sent to {whom}.").format(whom=messages.Audience(told["team"], told["player"], told["seat"]))
    )


@facilitator_act
def adjust(request: HttpRequest, gameday: GameDay, *, by: str) -> None:
    """Add or take points, with a reason that the team can read."""
    told = AdjustForm(request.POST, gameday=gameday).told(_("No points moved: "))
    team, points, now = told["team"], told["points"], timezone.now()
    if ledger.adjust_points(team, points, reason=told["reason"], by=by, now=now):
        lines = Entry.objects.filter(team=team, kind=EntryKind.ADJUSTMENT, at=now, by=by)
        may_be_undone(request, lines.order_by("pk").last())
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
