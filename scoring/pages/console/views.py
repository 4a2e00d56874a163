"""The console's pages: map and levers, logs, charts. They ask the engine, so they live beside it."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from redis.exceptions import RedisError

from gameday.access import PlayerRequest, about_player, allowed_seats, beside_engine, player_required
from gameday.background.costly_acts import CostlyAct, count_act
from gameday.console import service_map, sizes
from gameday.console import services as console
from gameday.models import Player, Sandbox
from gameday.models.choices import Role, SandboxState
from gameday.sandboxes import metrics, provisioning
from gameday.sandboxes.hosts import TROUBLE
from gameday.web.desk_frame import framed_by_desk, redirect_to_tool
from scenarios import company
from scenarios.refusal import Refused
from scenarios.sandbox import Limits, LogPart, NotThere, SandboxDriver
from scoring.help import resets
from scoring.pages.console import customer_trail
from scoring.pages.team import page_data

LINES = 400  # of one answer
SEARCHED = 4000  # lines that a search looks through
LONGEST_SEARCH = 60  # characters


def _base(player: Player) -> dict[str, Any]:
    return {
        "seats": sorted(allowed_seats(player)),
        "standing": console.reason_levers_are_off(player.gameday.state),
        "may_act": Role.OPS in allowed_seats(player),
    } | about_player(player)


def _map(player: Player) -> dict[str, Any]:
    """The services, their map and budget; or the problem that keeps them from being shown."""
    row, problem = provisioning.sandbox_of(player.team) if player.team else None, ""
    try:
        if row and row.state == SandboxState.READY:
            return _shown(row, player, timezone.now())
    except NotThere:
        problem = _(
            "Your company is not on its engine any more. The facilitators can see that; ask them to rebuild it."
        )
    except TROUBLE as error:
        problem = _(
            "The engine that carries your company does not answer; whether the shop works is not known here. "
            "This page tries again by itself. ({error})"
        ).format(error=error)
    except RedisError:
        problem = _("Gameday's memory (Redis) does not answer. This page tries again by itself.")
    return {"sandbox": row, "problem": problem, "services": []}


def _shown(row: Sandbox, player: Player, now: datetime) -> dict[str, Any]:
    services, own = console.list_services(row, player, now), sizes.size_of(row)
    rows = [
        {
            "service": one,
            "size": own[one.role],
            "reset": resets.service_reset_offer(row, one.role, one.state.container),
            "least": int(one.described.memory_mb * sizes.LEAST_SHARE),
            "act": _ago(one.act, now),
            "levers": _levers(one),
            "may_reset": console.ConsoleVerb.RESET in one.verbs,
            "busy": one.busy.told(console.ACT_RUNNING) if one.busy else "",
        }
        for one in services
    ]
    return {
        "sandbox": row,
        "problem": "",
        "services": rows,
        "map": service_map.draw_service_map(company.load_company(row.company), services),
        "budget": sizes.size_budget(row),
        "whole": resets.company_reset_offer(row),
    }


def _ago(act: console.ConsoleAct | None, now: datetime) -> str:
    """What was last done to a service, such as “stopped by Ada 10 s ago”."""
    if act is None:
        return ""
    seconds = max(int(now.timestamp() - act.at), 0)
    told = act.told(console.ACT_DONE)
    if seconds < 90:
        return _("{told} {seconds} s ago").format(told=told, seconds=seconds)
    return _("{told} {minutes} min ago").format(told=told, minutes=seconds // 60)


def _levers(one: console.ConsoleService) -> list[dict[str, str]]:
    """The buttons of a service, each with the question that it asks where customers would feel it."""
    title = one.described.title
    buttons = {
        console.ConsoleVerb.START: (_("Start"), ""),
        console.ConsoleVerb.UNPAUSE: (_("Thaw"), ""),
        console.ConsoleVerb.LISTEN: (_("Listen"), ""),
        console.ConsoleVerb.RESTART: (
            _("Restart"),
            _("Restart {title}? Whoever is being served by it is cut off for some seconds.").format(title=title),
        ),
        console.ConsoleVerb.STOP: (
            _("Stop"),
            _("Stop {title}? Customers will miss it until somebody starts it again.").format(title=title),
        ),
        console.ConsoleVerb.ROLLBACK: (
            _("Roll back"),
            _("Put the release before the present one of {title} in place?").format(title=title),
        ),
    }
    return [
        {"verb": verb, "label": label, "confirm": confirm}
        for verb, (label, confirm) in buttons.items()
        if verb in one.verbs
    ]


def _at_console(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For players, in the process beside the engine."""
    return beside_engine(player_required(view))


@framed_by_desk
@_at_console
def page(request: PlayerRequest) -> HttpResponse:
    """The whole console."""
    player = request.player
    if player.team is None:
        return redirect("scoring:play")
    roles = company.load_company(player.gameday.company).roles
    context = _base(player) | _map(player) | {"roles": roles, "feed": page_data.activity_feed(player.team)}
    return render(request, "console/console.html", context)


def _part(request: PlayerRequest) -> HttpResponse:
    """Map and services, as they are now."""
    return render(request, "console/part.html", _base(request.player) | _map(request.player) | {"told": True})


part = _at_console(_part)


def _act(view: Callable[..., str | None]) -> Callable[..., HttpResponse]:
    """An act by POST. The map is shown again, with the sentence that the view returned or why it was not done."""

    @require_POST
    @_at_console
    @wraps(view)
    def acting(request: PlayerRequest, **kwargs: str) -> HttpResponse:
        try:
            count_act(CostlyAct.CONSOLE, request.player)
            flash.success(request, view(request, **kwargs) or _("Done."))
        except console.SeatRefused as refusal:
            return render(request, "console/forbidden.html", {"sentence": str(refusal)}, status=403)
        except Refused as refusal:
            flash.warning(request, str(refusal))
        except TROUBLE as error:
            flash.error(request, _("That did not work: {error}").format(error=error))
        except RedisError:
            flash.error(request, _("Gameday's memory (Redis) does not answer. Look at the map before you press again."))
        return _part(request) if getattr(request, "htmx", False) else redirect_to_tool(request, "scoring:console")

    return acting


@_act
def act(request: PlayerRequest, role: str, verb: str) -> str:
    """Start, stop, restart, thaw, roll back."""
    if verb not in console.LEVERS:
        raise console.SeatRefused(_("There is no such lever."))
    return console.pull_lever(request.player, role, console.ConsoleVerb(verb), now=timezone.now())


@_act
def resize(request: PlayerRequest, role: str) -> None:
    """Another size for a service."""
    try:
        wanted = Limits(round(float(request.POST.get("cpus", "")), 2), int(request.POST.get("memory_mb", "")))
    except (ValueError, OverflowError) as error:
        raise Refused(_("CPU is a number such as 0.5, memory a whole number of MiB. Nothing was changed.")) from error
    sizes.resize_service(request.player, role, wanted, now=timezone.now())


@_act
def reset(request: PlayerRequest, role: str) -> None:
    """One service, back to known-good."""
    resets.reset_service(request.player, role, request.POST.get("quote", ""), now=timezone.now())


@_act
def reset_all(request: PlayerRequest) -> str:
    """The whole company, back to known-good."""
    resets.reset_company(request.player, request.POST.get("quote", ""), now=timezone.now())
    return _("Your company is being built anew. That takes some seconds; the shop is closed meanwhile.")


@_at_console
def logs(request: PlayerRequest, role: str) -> HttpResponse:
    """JSON: {"lines": […], "cursor": hand it back for what comes then, "cut": bool, "services": […]} or {"message": …}."""
    row = provisioning.ready_sandbox_of(request.player.team)
    if row is None or role not in company.load_company(row.company).roles:
        return JsonResponse({"message": _("There is no log to read yet: your company is not up.")}, status=409)
    service, cursor, wanted = (request.GET.get(name, "")[:80] for name in ("service", "cursor", "q"))
    try:
        return JsonResponse(_logs(row, role, service, cursor, wanted[:LONGEST_SEARCH].lower()))
    except TROUBLE as error:
        return JsonResponse({"message": str(error)}, status=409)


def _logs(row: Sandbox, role: str, service: str, cursor: str, wanted: str) -> dict[str, Any]:
    found = provisioning.driver_of(row)
    known = [] if cursor else [*found.services(role), console.PACKETS]
    part = _log_part(found, role, service, cursor, SEARCHED if wanted else LINES)
    lines = [line for line in part.lines if wanted in line.lower()]
    return {
        "lines": [line[:2000] for line in lines[-LINES:]],
        "cursor": part.cursor,
        "services": known,
        "cut": part.cut or len(lines) > LINES,
    }


def _log_part(driver: SandboxDriver, role: str, service: str, cursor: str, lines: int) -> LogPart:
    """Raises EngineError, NotThere."""
    if service != console.PACKETS:
        if service and not service.replace("-", "").isalnum():
            raise NotThere(_("There is no such log."))
        return driver.logs(role, service, cursor=cursor, lines=lines)
    part = driver.heard(role, cursor=cursor, lines=lines)
    if part is None:
        raise NotThere(
            _("Nobody has listened to the packets of this service lately. Press “Listen” at it, in the Ops seat.")
        )
    return part


@_at_console
def samples(request: PlayerRequest) -> HttpResponse:
    """JSON: gauges of every role and the customers' trail, of the last half hour or since `after` (seconds since the epoch)."""
    player = request.player
    row = provisioning.sandbox_of(player.team) if player.team else None
    try:
        after = float(request.GET.get("after", "0"))
    except ValueError:
        after = 0.0
    try:
        taken = metrics.usage_samples(row, after=after) if row else []
    except RedisError:
        taken = []
    seen_at = player.gameday.seen_at(timezone.now())
    met = customer_trail.customer_trail(player.team, timezone.now(), after=after, until=seen_at) if player.team else []
    return JsonResponse({"sandbox": row.pk if row else 0, "gauges": taken, "customers": met})
