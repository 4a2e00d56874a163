"""The console: how a team's services are, and the levers of the Ops seat. Resizing stands in sizes.py, looking in gauges.py.

Every act is conditional on what the engine says at that moment, one at a time a service, and told to the whole team.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import access, activity
from gameday.background import engine_queue
from gameday.live import publish
from gameday.live.changes import Change, tell
from gameday.models import Player, Sandbox
from gameday.models.choices import OVER, GameDayState, SandboxState
from gameday.models.player import OPS
from gameday.sandboxes import metrics, provisioning
from scenarios import company
from scenarios.company import Company, CompanyRole
from scenarios.refusal import Refused
from scenarios.sandbox import RoleState
from scenarios.sandbox import Sandbox as Driver

BUSY = 60  # seconds after which an act counts as lost with its process
REMEMBERED = 3600  # seconds that the map knows who did what to a service
GENTLE = frozenset({"start", "unpause"})  # bring back what is down: the Ops seat may do that anywhere
STOP_SECONDS = 5

DONE: dict[str, Promise | str] = {
    "start": _lazy("started by {player}"),
    "stop": _lazy("stopped by {player}"),
    "restart": _lazy("restarted by {player}"),
    "unpause": _lazy("thawed by {player}"),
    "resize": _lazy("resized by {player}"),
    "rollback": _lazy("rolled back by {player}"),
    "reset": _lazy("reset by {player}"),
}
DOING: dict[str, Promise | str] = {
    "start": _lazy("{player} is starting it…"),
    "stop": _lazy("{player} is stopping it…"),
    "restart": _lazy("{player} is restarting it…"),
    "unpause": _lazy("{player} is thawing it…"),
    "resize": _lazy("{player} is resizing it…"),
    "rollback": _lazy("{player} is rolling it back…"),
    "reset": _lazy("{player} is resetting it…"),
}
FEED: dict[str, Any] = {
    "start": _lazy("{player} starts {role} in the console"),
    "stop": _lazy("{player} stops {role} in the console"),
    "restart": _lazy("{player} restarts {role} in the console"),
    "unpause": _lazy("{player} thaws {role} in the console"),
    "rollback": _lazy("{player} rolls {role} back to the release before"),
}


class Forbidden(Refused):
    """The player's seat may not do that; the text says whose may."""


@dataclass(frozen=True)
class Act:
    """Who did what to a service, `at` in seconds since the epoch."""

    verb: str
    player: str
    at: float

    def told(self, words: dict[str, Promise | str]) -> str:
        return str(words[self.verb]).format(player=self.player)


@dataclass(frozen=True)
class Service:
    """One role as the console shows it. `mood` is well|ill|unknown|frozen|down."""

    role: str
    described: CompanyRole
    state: RoleState
    mood: str
    why: str
    cores: float | None
    memory_mb: float | None
    restarts: int
    act: Act | None
    busy: Act | None
    verbs: frozenset[str]  # what the player's seat may do to it as it is now


# Looking -------------------------------------------------------------------------------------------------------------


def services(row: Sandbox, player: Player, now: datetime) -> list[Service]:
    """Every role, in the company's order. Raises EngineError; says nothing of gauges that are not there."""
    metrics.watch_health(row)
    states = provisioning.driver_of(row).states()
    told, latest, restarts = metrics.latest_health(row), metrics.latest_usage(row, now), metrics.restart_counts(row)
    acts, described, seats = _acts(row), company.load_company(row.company), access.allowed_seats(player)
    found = []
    for role, state in states.items():
        mood, why = _mood(state, told.get(role))
        cores, size = latest.get(role, (None, None)) if state.status == "running" else (None, None)
        found.append(
            Service(
                role,
                described.roles[role],
                state,
                mood,
                why,
                cores,
                size,
                restarts.get(role, 0),
                acts.get(role),
                _busy_with(row, role),
                _verbs(described, role, state, seats),
            )
        )
    return found


def _mood(state: RoleState, told: metrics.Health | None) -> tuple[str, str]:
    if state.status == "paused":
        return "frozen", _("It is frozen: it takes connections and never answers.")
    if state.status == "gone":
        return "down", _("Its container is gone. A reset makes a new one.")
    if state.status != "running":
        return "down", _out_of(state)
    if told is None:
        return "unknown", ""
    return ("well", "") if told.ok else ("ill", told.why)


def _out_of(state: RoleState) -> str:
    if state.out_of_memory:
        return _("It was killed for taking more memory than it may.")
    return _("It is not running; its last exit code is {code}.").format(code=state.exit_code)


def _verbs(described: Company, role: str, state: RoleState, seats: frozenset[str]) -> frozenset[str]:
    possible = {"running": {"stop", "restart", "resize"}, "paused": {"unpause", "resize"}, "gone": set()}
    verbs = possible.get(state.status, {"start"}) | {"reset"}
    if described.releases and role in described.releases.services and state.status == "running":
        verbs |= {"rollback"}
    return frozenset(verb for verb in verbs if not seat_refuses(described.roles[role], verb, seats))


# The levers ----------------------------------------------------------------------------------------------------------


def seat_refuses(described: CompanyRole, verb: str, seats: frozenset[str]) -> str:
    """Why a player with these seats may not do that to this role; empty where they may."""
    if OPS not in seats:
        return _("The console's levers belong to the Ops seat. Tell your team mate there what you want done, and why.")
    if verb not in GENTLE and not seats & set(described.seats):
        return _(
            "“{title}” belongs to the Dev seat. You may start and thaw it; for more, ask across the table."
        ).format(title=described.title)
    return ""


def entry(player: Player, role: str, verb: str) -> Sandbox:
    """The team's sandbox, if this player may do that to this role now. Raises Forbidden, Refused."""
    described = company.load_company(player.gameday.company).roles.get(role)
    if described is None:
        raise Refused(_("There is no service “{role}” at your company.").format(role=role))
    if why := seat_refuses(described, verb, access.allowed_seats(player)):
        raise Forbidden(why)
    return ready(player)


def ready(player: Player) -> Sandbox:
    """The team's sandbox, where its day lets it be worked on. Raises Refused."""
    row = provisioning.sandbox_of(player.team) if player.team else None
    if player.gameday.state not in metrics.PLAYED:
        raise Refused(standing(player.gameday.state))
    if row is None or row.state != SandboxState.READY:
        raise Refused(_("Your company is not up yet, so there is nothing to work on. Nothing was changed."))
    return row


def standing(state: str) -> str:
    """Why nothing is done at a game day in that state; empty where acts are possible."""
    if state in metrics.PLAYED:
        return ""
    if state == GameDayState.PAUSED:
        return _("The game day is paused: everything stands as it is until it goes on. Nothing was changed.")
    if state in OVER:
        return _("The game day is over. You may look, but the levers are off.")
    return _("The game day has not begun. The levers work as soon as your company is built.")


def start(player: Player, role: str, *, now: datetime) -> None:
    """Bring up a container that is down. Raises Forbidden, Refused, EngineError."""
    _pull(
        "start",
        player,
        role,
        now,
        lambda state: state.status not in ("running", "paused", "gone"),
        lambda found: found.start(role),
    )


def stop(player: Player, role: str, *, now: datetime) -> None:
    """Raises Forbidden, Refused, EngineError."""
    _pull(
        "stop", player, role, now, lambda state: state.status == "running", lambda found: found.stop(role, STOP_SECONDS)
    )


def restart(player: Player, role: str, *, now: datetime) -> None:
    """Raises Forbidden, Refused, EngineError."""
    _pull(
        "restart",
        player,
        role,
        now,
        lambda state: state.status == "running",
        lambda found: found.restart(role, STOP_SECONDS),
    )


def unpause(player: Player, role: str, *, now: datetime) -> None:
    """Raises Forbidden, Refused, EngineError."""
    _pull("unpause", player, role, now, lambda state: state.status == "paused", lambda found: found.unpause(role))


def rollback(player: Player, role: str, *, now: datetime) -> str:
    """Back to the release before, by the pipeline's own command; what that said. Raises Forbidden, Refused, EngineError."""
    releases = company.load_company(player.gameday.company).releases
    if releases is None or role not in releases.services:
        raise Refused(_("“{role}” has no releases, so there is nothing to roll back.").format(role=role))
    said: list[str] = []

    def do(found: Driver) -> None:
        result = found.exec(releases.role, [*releases.rollback, role], timeout=60)
        said.append(result.text.splitlines()[-1] if result.text else "")
        if not result.ok:
            raise Refused(_("The rollback did not work. The pipeline says: {said}").format(said=said[-1]))

    _pull("rollback", player, role, now, lambda state: True, do)
    return said[-1]


LEVERS: dict[str, Callable[..., object]] = {
    "start": start,
    "stop": stop,
    "restart": restart,
    "unpause": unpause,
    "rollback": rollback,
}


def _pull(
    verb: str,
    player: Player,
    role: str,
    now: datetime,
    fits: Callable[[RoleState], bool],
    do: Callable[[Driver], None],
) -> None:
    row = entry(player, role, verb)
    with busy(row, role, verb, player, now):
        found = provisioning.driver_of(row)
        state = found.states()[role]
        if not fits(state):
            raise Refused(_already(row, role, state.status))
        do(found)
        record(row, role, verb, player, format_lazy(FEED[verb], player=player.name, role=role), now)
    engine_queue.send_to_engine(
        "detect", row.pk, row.host
    )  # whatever players mended is theirs: now, not in a few seconds


def _already(row: Sandbox, role: str, status: str) -> str:
    last = _acts(row).get(role)
    text = _("Nothing was changed: “{role}” is {status} by now.").format(role=role, status=status)
    return f"{text} ({last.told(DONE)})" if last else text


@contextmanager
def busy(row: Sandbox, role: str, verb: str, player: Player, now: datetime) -> Iterator[None]:
    """One act at a time on a service; the others see whose. Raises Refused."""
    key, act = _key(row, f"busy:{role}"), json.dumps(asdict(Act(verb, player.name, now.timestamp())))
    if not publish.redis_connection().set(key, act, nx=True, ex=BUSY):
        other = _busy_with(row, role)
        doing = other.told(DOING) if other else _("A team mate is at it.")
        raise Refused(_("{doing} Wait for that to end, then look again. Nothing was changed.").format(doing=doing))
    tell(Change.SERVICE, gameday_id=player.gameday_id, team_id=player.team_id)
    try:
        yield
    finally:
        publish.redis_connection().delete(key)
        tell(Change.SERVICE, gameday_id=player.gameday_id, team_id=player.team_id)


def record(row: Sandbox, role: str, verb: str, player: Player, text: Any, now: datetime) -> None:
    """Tell the whole team: in the feed, and on the map beside the service."""
    activity.record_activity(
        gameday=player.gameday, team=player.team, player=player, verb="console", text=text, now=now
    )
    act = Act(verb, player.name, now.timestamp())
    publish.redis_connection().hset(_key(row, "acts"), role, json.dumps(asdict(act)))
    publish.redis_connection().expire(_key(row, "acts"), REMEMBERED)
    tell(Change.SERVICE_USED, gameday_id=player.gameday_id, team_id=player.team_id)


def _acts(row: Sandbox) -> dict[str, Act]:
    told: Any = publish.redis_connection().hgetall(_key(row, "acts"))
    return {role.decode(): Act(**json.loads(act)) for role, act in told.items()}


def _busy_with(row: Sandbox, role: str) -> Act | None:
    told: Any = publish.redis_connection().get(_key(row, f"busy:{role}"))
    return Act(**json.loads(told)) if told else None


def _key(row: Sandbox, name: str) -> str:
    return publish.redis_key(f"console:{row.pk}:{name}")
