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

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import access, activity
from gameday.background import engine_queue
from gameday.live import publish
from gameday.live.changes import Change, tell
from gameday.live.expiring_list import ExpiringList
from gameday.models import Player, Sandbox
from gameday.models.choices import OVER, ActivityVerb, GameDayState, Role
from gameday.sandboxes import metrics, provisioning, written
from scenarios import company
from scenarios.choices import ContainerStatus
from scenarios.company import Company, CompanyRole
from scenarios.refusal import Refused
from scenarios.sandbox import RoleState, SandboxDriver


class ConsoleVerb(StrEnum):
    """What the Ops seat may do to a service."""

    START = "start"
    STOP = "stop"
    RESTART = "restart"
    UNPAUSE = "unpause"
    LISTEN = "listen"
    RESIZE = "resize"
    ROLLBACK = "rollback"
    RESET = "reset"


class ServiceMood(TextChoices):
    """How a service is. UNKNOWN: its health has not been asked for yet."""

    WELL = "well", _lazy("works")
    ILL = "ill", _lazy("does not do its job")
    UNKNOWN = "unknown", _lazy("not asked yet")
    FROZEN = "frozen", _lazy("frozen")
    DOWN = "down", _lazy("down")


MOOD_SIGNS = {
    ServiceMood.WELL: "✓",
    ServiceMood.ILL: "▲",
    ServiceMood.UNKNOWN: "·",
    ServiceMood.FROZEN: "❄",
    ServiceMood.DOWN: "✕",
}
LONGEST_ACT_SECONDS = 60  # an act that takes longer counts as lost, together with its process
# The Ops seat may bring back any service, and listen to any: to listen changes nothing.
FREE_VERBS = frozenset({ConsoleVerb.START, ConsoleVerb.UNPAUSE, ConsoleVerb.LISTEN})
LISTEN_SECONDS = 20
PACKETS = "packets"  # the name of what was heard, among a service's logs
STOP_SECONDS = 5  # that a service has to end by itself before it is killed
# What can be done to a container in these states of the engine's; one in any other state can only be started or reset.
POSSIBLE_VERBS = {
    ContainerStatus.RUNNING: frozenset({ConsoleVerb.STOP, ConsoleVerb.RESTART, ConsoleVerb.LISTEN, ConsoleVerb.RESIZE}),
    ContainerStatus.PAUSED: frozenset({ConsoleVerb.UNPAUSE, ConsoleVerb.LISTEN, ConsoleVerb.RESIZE}),
    ContainerStatus.GONE: frozenset[ConsoleVerb](),
}

ACT_DONE: dict[ConsoleVerb, Promise | str] = {
    ConsoleVerb.START: _lazy("started by {player}"),
    ConsoleVerb.STOP: _lazy("stopped by {player}"),
    ConsoleVerb.RESTART: _lazy("restarted by {player}"),
    ConsoleVerb.UNPAUSE: _lazy("thawed by {player}"),
    ConsoleVerb.LISTEN: _lazy("listened to by {player}"),
    ConsoleVerb.RESIZE: _lazy("resized by {player}"),
    ConsoleVerb.ROLLBACK: _lazy("rolled back by {player}"),
    ConsoleVerb.RESET: _lazy("reset by {player}"),
}
ACT_RUNNING: dict[ConsoleVerb, Promise | str] = {
    ConsoleVerb.START: _lazy("{player} is starting it…"),
    ConsoleVerb.STOP: _lazy("{player} is stopping it…"),
    ConsoleVerb.RESTART: _lazy("{player} is restarting it…"),
    ConsoleVerb.UNPAUSE: _lazy("{player} is thawing it…"),
    ConsoleVerb.LISTEN: _lazy("{player} begins to listen to it…"),
    ConsoleVerb.RESIZE: _lazy("{player} is resizing it…"),
    ConsoleVerb.ROLLBACK: _lazy("{player} is rolling it back…"),
    ConsoleVerb.RESET: _lazy("{player} is resetting it…"),
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


ACTS = ExpiringList("console:acts", ConsoleAct, seconds=3600)  # who did what last to each service of a sandbox


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
    over_bound = written.disk_use(row).frozen
    acts, described, seats = ACTS.entries(row.pk), company.load_company(row.company), access.allowed_seats(player)
    found = []
    for role, state in states.items():
        mood, why = _mood(state, told.get(role), over_bound=role in over_bound)
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


def _mood(state: RoleState, told: metrics.Health | None, *, over_bound: bool) -> tuple[ServiceMood, str]:
    if state.status == ContainerStatus.PAUSED and over_bound:
        return ServiceMood.FROZEN, _(
            "It was frozen for writing too much to the disk. Thaw it, then end what writes and delete what you do not need."
        )
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


def _possible_verbs(state: RoleState) -> frozenset[ConsoleVerb]:
    return POSSIBLE_VERBS.get(state.status, frozenset({ConsoleVerb.START}))


def _verbs(described: Company, role: str, state: RoleState, seats: frozenset[str]) -> frozenset[ConsoleVerb]:
    verbs = _possible_verbs(state) | {ConsoleVerb.RESET}
    if described.releases and role in described.releases.services and state.status == ContainerStatus.RUNNING:
        verbs |= {ConsoleVerb.ROLLBACK}
    return frozenset(verb for verb in verbs if not seat_refuses(described.roles[role], verb, seats))


# What may be done ----------------------------------------------------------------------------------------------------


def seat_refuses(described: CompanyRole, verb: ConsoleVerb, seats: frozenset[str]) -> str:
    """Why a player with these seats may not do `verb` to this service; empty if they may."""
    if Role.OPS not in seats:
        return _("The console's levers belong to the Ops seat. Tell your team mate there what you want done, and why.")
    if verb not in FREE_VERBS and not seats & set(described.seats):
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
    if why := reason_levers_are_off(player.gameday.state):
        raise Refused(why)
    row = provisioning.ready_sandbox_of(player.team)
    if row is None:
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


def _roll_back(driver: SandboxDriver, role: str) -> str:
    """Roll back to the previous release by the pipeline's own command, and return the last line that it printed."""
    releases = driver.company.releases
    if releases is None or role not in releases.services:
        raise Refused(_("“{role}” has no releases, so there is nothing to roll back.").format(role=role))
    result = driver.exec(releases.role, [*releases.rollback, role], timeout=60)
    said = result.text.splitlines()[-1] if result.text else ""
    if not result.ok:
        raise Refused(_("The rollback did not work. The pipeline says: {said}").format(said=said))
    return said


def _listen(driver: SandboxDriver, role: str) -> str:
    if not driver.listen(role, LISTEN_SECONDS):
        raise Refused(_("Somebody of your team listens to “{role}” already: read along in its logs.").format(role=role))
    return _("Listening for {seconds} seconds: it appears in the logs of “{role}”, as “packets”.").format(
        seconds=LISTEN_SECONDS, role=role
    )


@dataclass(frozen=True)
class Lever:
    """What a button of the console does to a service; it may return a sentence for the player. `feed` tells the team."""

    pull: Callable[[SandboxDriver, str], str | None]
    feed: Promise | str


LEVERS: dict[str, Lever] = {
    ConsoleVerb.START: Lever(lambda driver, role: driver.start(role), _lazy("{player} starts {role} in the console")),
    ConsoleVerb.STOP: Lever(
        lambda driver, role: driver.stop(role, STOP_SECONDS), _lazy("{player} stops {role} in the console")
    ),
    ConsoleVerb.RESTART: Lever(
        lambda driver, role: driver.restart(role, STOP_SECONDS), _lazy("{player} restarts {role} in the console")
    ),
    ConsoleVerb.UNPAUSE: Lever(
        lambda driver, role: driver.unpause(role), _lazy("{player} thaws {role} in the console")
    ),
    ConsoleVerb.LISTEN: Lever(_listen, _lazy("{player} listens to the packets of {role}")),
    ConsoleVerb.ROLLBACK: Lever(_roll_back, _lazy("{player} rolls {role} back to the release before")),
}


def pull_lever(player: Player, role: str, verb: ConsoleVerb, *, now: datetime) -> str:
    """Do what a lever does, and return what it says. Raises SeatRefused, Refused, EngineError; then nothing was changed."""
    row = sandbox_to_act_on(player, role, verb)
    with hold_service(row, role, verb, player, now):
        driver = provisioning.driver_of(row)
        state = driver.states()[role]
        if verb != ConsoleVerb.ROLLBACK and verb not in _possible_verbs(state):
            raise Refused(_already(row, role, state.status))
        said = LEVERS[verb].pull(driver, role)
        record_console_act(row, role, verb, player, LEVERS[verb].feed, now, detail=said or "")
    # Detect now what the players mended, before a timer or a deadline can take the credit.
    engine_queue.send_to_engine("detect", row.pk, row.host)
    return said or ""


def _already(row: Sandbox, role: str, status: str) -> str:
    last = ACTS.entries(row.pk).get(role)
    text = _("Nothing was changed: “{role}” is {status} by now.").format(role=role, status=status)
    return f"{text} ({last.told(ACT_DONE)})" if last else text


@contextmanager
def hold_service(row: Sandbox, role: str, verb: ConsoleVerb, player: Player, now: datetime) -> Iterator[None]:
    """Hold a service while an act runs on it, and show the team who acts. Raises Refused if another act runs already."""
    key, act = _busy_key(row, role), json.dumps(asdict(ConsoleAct(verb, player.name, now.timestamp())))
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


def record_console_act(
    row: Sandbox,
    role: str,
    verb: ConsoleVerb,
    player: Player,
    text: str | Promise,
    now: datetime,
    *,
    detail: str = "",
    **names: Any,
) -> None:
    """Record an act in the team's feed, and show it beside the service on the map. `detail`: what else it said or changed."""
    pressed = f"{verb} {role}\n{detail}".strip()
    activity.record_activity(
        player, ActivityVerb.CONSOLE, text, now=now, service=role, detail=pressed, role=role, **names
    )
    ACTS.put(row.pk, role, ConsoleAct(verb, player.name, now.timestamp()))
    tell(Change.SERVICE_USED, gameday_id=player.gameday_id, team_id=player.team_id)


def _busy_with(row: Sandbox, role: str) -> ConsoleAct | None:
    told: Any = publish.redis_connection().get(_busy_key(row, role))
    return ConsoleAct(**json.loads(told)) if told else None


def _busy_key(row: Sandbox, role: str) -> str:
    return publish.redis_key(f"console:{row.pk}:busy:{role}")
