"""The console: how a team's services are, and what the Ops seat may do to them. Resizing stands in sizes.py.

Every act depends on what the engine says at that moment, runs one at a time on a service, and is shown to the whole team.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
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
from gameday.models.choices import OVER, ActivityVerb, GameDayState, Role, SandboxState
from gameday.sandboxes import metrics, provisioning
from scenarios import company
from scenarios.choices import ContainerStatus
from scenarios.company import Company, CompanyRole
from scenarios.refusal import Refused
from scenarios.sandbox import RoleState
from scenarios.sandbox import Sandbox as Driver


class ConsoleVerb(StrEnum):
    """What the Ops seat may do to a service."""

    START = "start"
    STOP = "stop"
    RESTART = "restart"
    UNPAUSE = "unpause"
    RESIZE = "resize"
    ROLLBACK = "rollback"
    RESET = "reset"


class ServiceMood(StrEnum):
    """How a service is. UNKNOWN: its health has not been asked for yet."""

    WELL = "well"
    ILL = "ill"
    UNKNOWN = "unknown"
    FROZEN = "frozen"
    DOWN = "down"


MOOD_WORDS: dict[ServiceMood, Promise] = {
    ServiceMood.WELL: _lazy("works"),
    ServiceMood.ILL: _lazy("does not do its job"),
    ServiceMood.UNKNOWN: _lazy("not asked yet"),
    ServiceMood.FROZEN: _lazy("frozen"),
    ServiceMood.DOWN: _lazy("down"),
}
MOOD_SIGNS = {
    ServiceMood.WELL: "✓",
    ServiceMood.ILL: "▲",
    ServiceMood.UNKNOWN: "·",
    ServiceMood.FROZEN: "❄",
    ServiceMood.DOWN: "✕",
}
LONGEST_ACT_SECONDS = 60  # an act that takes longer counts as lost, together with its process
ACT_SHOWN_SECONDS = 3600  # for so long the map shows who did what to a service
REVIVING_VERBS = frozenset({ConsoleVerb.START, ConsoleVerb.UNPAUSE})  # the Ops seat may bring back any service
STOP_SECONDS = 5  # that a service has to end by itself before it is killed
# What can be done to a container in these states of the engine's; one in any other state can only be started or reset.
POSSIBLE_VERBS = {
    ContainerStatus.RUNNING: frozenset({ConsoleVerb.STOP, ConsoleVerb.RESTART, ConsoleVerb.RESIZE}),
    ContainerStatus.PAUSED: frozenset({ConsoleVerb.UNPAUSE, ConsoleVerb.RESIZE}),
    ContainerStatus.GONE: frozenset[ConsoleVerb](),
}

ACT_DONE: dict[ConsoleVerb, Promise | str] = {
    ConsoleVerb.START: _lazy("started by {player}"),
    ConsoleVerb.STOP: _lazy("stopped by {player}"),
    ConsoleVerb.RESTART: _lazy("restarted by {player}"),
    ConsoleVerb.UNPAUSE: _lazy("thawed by {player}"),
    ConsoleVerb.RESIZE: _lazy("resized by {player}"),
    ConsoleVerb.ROLLBACK: _lazy("rolled back by {player}"),
    ConsoleVerb.RESET: _lazy("reset by {player}"),
}
ACT_RUNNING: dict[ConsoleVerb, Promise | str] = {
    ConsoleVerb.START: _lazy("{player} is starting it…"),
    ConsoleVerb.STOP: _lazy("{player} is stopping it…"),
    ConsoleVerb.RESTART: _lazy("{player} is restarting it…"),
    ConsoleVerb.UNPAUSE: _lazy("{player} is thawing it…"),
    ConsoleVerb.RESIZE: _lazy("{player} is resizing it…"),
    ConsoleVerb.ROLLBACK: _lazy("{player} is rolling it back…"),
    ConsoleVerb.RESET: _lazy("{player} is resetting it…"),
}
ACT_FEED: dict[ConsoleVerb, Any] = {
    ConsoleVerb.START: _lazy("{player} starts {role} in the console"),
    ConsoleVerb.STOP: _lazy("{player} stops {role} in the console"),
    ConsoleVerb.RESTART: _lazy("{player} restarts {role} in the console"),
    ConsoleVerb.UNPAUSE: _lazy("{player} thaws {role} in the console"),
    ConsoleVerb.ROLLBACK: _lazy("{player} rolls {role} back to the release before"),
}


class SeatRefused(Refused):
    """The player's seat may not do that. The text says which seat may."""


@dataclass(frozen=True)
class ConsoleAct:
    """What a player did, or is doing, to a service. `at` is in seconds since the epoch."""

    verb: ConsoleVerb
    player: str
    at: float

    def told(self, words: Mapping[ConsoleVerb, Promise | str]) -> str:
        return str(words[self.verb]).format(player=self.player)


@dataclass(frozen=True)
class ConsoleService:
    """One service as the console shows it."""

    role: str
    described: CompanyRole
    state: RoleState
    mood: ServiceMood
    why: str
    cores: float | None
    memory_mb: float | None
    restarts: int
    act: ConsoleAct | None
    busy: ConsoleAct | None
    verbs: frozenset[ConsoleVerb]  # what the player's seat may do to it as it is now

    @property
    def mood_word(self) -> Promise:
        return MOOD_WORDS[self.mood]

    @property
    def mood_sign(self) -> str:
        return MOOD_SIGNS[self.mood]

    @property
    def is_unwell(self) -> bool:
        return self.mood in (ServiceMood.ILL, ServiceMood.FROZEN, ServiceMood.DOWN)


# How services are ----------------------------------------------------------------------------------------------------


def list_services(row: Sandbox, player: Player, now: datetime) -> list[ConsoleService]:
    """Every service, in the company's order. Raises EngineError. A measurement that is missing is None."""
    metrics.watch_health(row)
    states = provisioning.driver_of(row).states()
    told, latest, restarts = metrics.latest_health(row), metrics.latest_usage(row, now), metrics.restart_counts(row)
    acts, described, seats = _acts(row), company.load_company(row.company), access.allowed_seats(player)
    found = []
    for role, state in states.items():
        mood, why = _mood(state, told.get(role))
        cores, size = latest.get(role, (None, None)) if state.status == ContainerStatus.RUNNING else (None, None)
        found.append(
            ConsoleService(
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


def _mood(state: RoleState, told: metrics.Health | None) -> tuple[ServiceMood, str]:
    if state.status == ContainerStatus.PAUSED:
        return ServiceMood.FROZEN, _("It is frozen: it takes connections and never answers.")
    if state.status == ContainerStatus.GONE:
        return ServiceMood.DOWN, _("Its container is gone. A reset makes a new one.")
    if state.status != ContainerStatus.RUNNING:
        return ServiceMood.DOWN, _out_of(state)
    if told is None:
        return ServiceMood.UNKNOWN, ""
    return (ServiceMood.WELL, "") if told.ok else (ServiceMood.ILL, told.why)


def _out_of(state: RoleState) -> str:
    if state.out_of_memory:
        return _("It was killed for taking more memory than it may.")
    return _("It is not running; its last exit code is {code}.").format(code=state.exit_code)


def _verbs(described: Company, role: str, state: RoleState, seats: frozenset[str]) -> frozenset[ConsoleVerb]:
    verbs = POSSIBLE_VERBS.get(state.status, frozenset({ConsoleVerb.START})) | {ConsoleVerb.RESET}
    if described.releases and role in described.releases.services and state.status == ContainerStatus.RUNNING:
        verbs |= {ConsoleVerb.ROLLBACK}
    return frozenset(verb for verb in verbs if not seat_refuses(described.roles[role], verb, seats))


# What may be done ----------------------------------------------------------------------------------------------------


def seat_refuses(described: CompanyRole, verb: ConsoleVerb, seats: frozenset[str]) -> str:
    """Why a player with these seats may not do `verb` to this service; empty if they may."""
    if Role.OPS not in seats:
        return _("The console's levers belong to the Ops seat. Tell your team mate there what you want done, and why.")
    if verb not in REVIVING_VERBS and not seats & set(described.seats):
        return _(
            "“{title}” belongs to the Dev seat. You may start and thaw it; for more, ask across the table."
        ).format(title=described.title)
    return ""


def sandbox_to_act_on(player: Player, role: str, verb: ConsoleVerb) -> Sandbox:
    """The team's sandbox, if this player may do `verb` to this service now. Raises SeatRefused, Refused."""
    described = company.load_company(player.gameday.company).roles.get(role)
    if described is None:
        raise Refused(_("There is no service “{role}” at your company.").format(role=role))
    if why := seat_refuses(described, verb, access.allowed_seats(player)):
        raise SeatRefused(why)
    return playable_sandbox(player)


def playable_sandbox(player: Player) -> Sandbox:
    """The team's sandbox, if the game day runs and the sandbox is ready. Raises Refused."""
    row = provisioning.sandbox_of(player.team) if player.team else None
    if player.gameday.state not in metrics.PLAYED:
        raise Refused(reason_levers_are_off(player.gameday.state))
    if row is None or row.state != SandboxState.READY:
        raise Refused(_("Your company is not up yet, so there is nothing to work on. Nothing was changed."))
    return row


def reason_levers_are_off(state: str) -> str:
    """Why the console changes nothing in a game day of this state; empty if it does."""
    if state in metrics.PLAYED:
        return ""
    if state == GameDayState.PAUSED:
        return _("The game day is paused: everything stands as it is until it goes on. Nothing was changed.")
    if state in OVER:
        return _("The game day is over. You may look, but the levers are off.")
    return _("The game day has not begun. The levers work as soon as your company is built.")


def start_service(player: Player, role: str, *, now: datetime) -> None:
    """Start a container that is down. Raises SeatRefused, Refused, EngineError."""
    _pull(
        ConsoleVerb.START,
        player,
        role,
        now,
        lambda state: state.status not in (ContainerStatus.RUNNING, ContainerStatus.PAUSED, ContainerStatus.GONE),
        lambda found: found.start(role),
    )


def stop_service(player: Player, role: str, *, now: datetime) -> None:
    """Stop a running container. Raises SeatRefused, Refused, EngineError."""
    _pull(
        ConsoleVerb.STOP,
        player,
        role,
        now,
        lambda state: state.status == ContainerStatus.RUNNING,
        lambda found: found.stop(role, STOP_SECONDS),
    )


def restart_service(player: Player, role: str, *, now: datetime) -> None:
    """Restart a running container. Raises SeatRefused, Refused, EngineError."""
    _pull(
        ConsoleVerb.RESTART,
        player,
        role,
        now,
        lambda state: state.status == ContainerStatus.RUNNING,
        lambda found: found.restart(role, STOP_SECONDS),
    )


def thaw_service(player: Player, role: str, *, now: datetime) -> None:
    """Let a paused container run again. Raises SeatRefused, Refused, EngineError."""
    _pull(
        ConsoleVerb.UNPAUSE,
        player,
        role,
        now,
        lambda state: state.status == ContainerStatus.PAUSED,
        lambda found: found.unpause(role),
    )


def roll_back_service(player: Player, role: str, *, now: datetime) -> str:
    """Roll back to the previous release by the pipeline's own command, and return the last line that it printed.

    Raises SeatRefused, Refused, EngineError.
    """
    releases = company.load_company(player.gameday.company).releases
    if releases is None or role not in releases.services:
        raise Refused(_("“{role}” has no releases, so there is nothing to roll back.").format(role=role))
    said: list[str] = []

    def do(found: Driver) -> None:
        result = found.exec(releases.role, [*releases.rollback, role], timeout=60)
        said.append(result.text.splitlines()[-1] if result.text else "")
        if not result.ok:
            raise Refused(_("The rollback did not work. The pipeline says: {said}").format(said=said[-1]))

    _pull(ConsoleVerb.ROLLBACK, player, role, now, lambda state: True, do)
    return said[-1]


LEVERS: dict[str, Callable[..., object]] = {
    ConsoleVerb.START: start_service,
    ConsoleVerb.STOP: stop_service,
    ConsoleVerb.RESTART: restart_service,
    ConsoleVerb.UNPAUSE: thaw_service,
    ConsoleVerb.ROLLBACK: roll_back_service,
}


def _pull(
    verb: ConsoleVerb,
    player: Player,
    role: str,
    now: datetime,
    fits: Callable[[RoleState], bool],
    do: Callable[[Driver], None],
) -> None:
    row = sandbox_to_act_on(player, role, verb)
    with hold_service(row, role, verb, player, now):
        found = provisioning.driver_of(row)
        state = found.states()[role]
        if not fits(state):
            raise Refused(_already(row, role, state.status))
        do(found)
        record_console_act(row, role, verb, player, format_lazy(ACT_FEED[verb], player=player.name, role=role), now)
    engine_queue.send_to_engine(
        "detect", row.pk, row.host
    )  # detect now what the players mended, before a timer or a deadline can take the credit


def _already(row: Sandbox, role: str, status: str) -> str:
    last = _acts(row).get(role)
    text = _("Nothing was changed: “{role}” is {status} by now.").format(role=role, status=status)
    return f"{text} ({last.told(ACT_DONE)})" if last else text


@contextmanager
def hold_service(row: Sandbox, role: str, verb: ConsoleVerb, player: Player, now: datetime) -> Iterator[None]:
    """Hold a service while an act runs on it, and show the team who acts. Raises Refused if another act runs already."""
    key, act = _key(row, f"busy:{role}"), json.dumps(asdict(ConsoleAct(verb, player.name, now.timestamp())))
    if not publish.redis_connection().set(key, act, nx=True, ex=LONGEST_ACT_SECONDS):
        other = _busy_with(row, role)
        doing = other.told(ACT_RUNNING) if other else _("A team mate is at it.")
        raise Refused(_("{doing} Wait for that to end, then look again. Nothing was changed.").format(doing=doing))
    tell(Change.SERVICE, gameday_id=player.gameday_id, team_id=player.team_id)
    try:
        yield
    finally:
        publish.redis_connection().delete(key)
        tell(Change.SERVICE, gameday_id=player.gameday_id, team_id=player.team_id)


def record_console_act(row: Sandbox, role: str, verb: ConsoleVerb, player: Player, text: Any, now: datetime) -> None:
    """Record an act in the team's feed, and show it beside the service on the map."""
    activity.record_activity(
        gameday=player.gameday, team=player.team, player=player, verb=ActivityVerb.CONSOLE, text=text, now=now
    )
    act = ConsoleAct(verb, player.name, now.timestamp())
    publish.redis_connection().hset(_key(row, "acts"), role, json.dumps(asdict(act)))
    publish.redis_connection().expire(_key(row, "acts"), ACT_SHOWN_SECONDS)
    tell(Change.SERVICE_USED, gameday_id=player.gameday_id, team_id=player.team_id)


def _acts(row: Sandbox) -> dict[str, ConsoleAct]:
    told: Any = publish.redis_connection().hgetall(_key(row, "acts"))
    return {role.decode(): ConsoleAct(**json.loads(act)) for role, act in told.items()}


def _busy_with(row: Sandbox, role: str) -> ConsoleAct | None:
    told: Any = publish.redis_connection().get(_key(row, f"busy:{role}"))
    return ConsoleAct(**json.loads(told)) if told else None


def _key(row: Sandbox, name: str) -> str:
    return publish.redis_key(f"console:{row.pk}:{name}")
