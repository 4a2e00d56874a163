"""Opens live shells, finds them, lists them, and ends the processes that they leave in containers."""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from redis.exceptions import RedisError

from gameday import activity
from gameday.background.kept_connections import keep_connections
from gameday.live.per_loop import per_loop
from gameday.models.choices import STARTED, GameDayState
from gameday.sandboxes import provisioning
from gameday.sandboxes.hosts import TROUBLE
from gameday.terminals import recordings, tickets
from gameday.terminals.frames import EndReason
from gameday.terminals.recording_writer import RecordingWriter
from gameday.terminals.sessions import LiveShell
from gameday.terminals.threads import in_thread
from scenarios.refusal import Refused
from scenarios.sandbox import NotThere, SandboxDriver
from scenarios.sandbox.base import Shell

log = structlog.get_logger()
BEAT_SECONDS = 0.5  # between two rounds of checks
MOST_SPARES = 4  # shells that wait in one container for their players' next terminals: each takes some of its memory
RENEWAL_SECONDS = 30.0  # between two renewals of a terminal's entry in the list
MOST_RETRIES = 40  # tries, RENEWAL_SECONDS apart, to end a shell in a paused container or on an engine that is away
NOTE_SECONDS = 20.0  # between two records that the same player types
RESEAT_SECONDS = 2.0  # between two checks whether the people in terminals still have a key and the game is paused
SWEEP_SECONDS = 60.0  # between two searches for shells that a killed process left in the same container
NO_KEY = _lazy(
    "You sit on another seat now, which has no key to “{role}”: you only watch. Nothing was lost; a team mate who has "
    "the key can join this terminal from your team's page and go on."
)
RESTART = _lazy("Gameday is being restarted. Open a new terminal in a moment.")
MOVED = _lazy("You are in another team now, so this terminal is closed to you.")
REMOVED = _lazy("A facilitator has taken you out of the game, so this terminal is closed to you.")
ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}


@dataclass(frozen=True)
class StartedShell:
    """A shell in a container that nobody is in yet."""

    mark: str
    ticket: tickets.Ticket
    sandbox: SandboxDriver
    shell: Shell
    size: tuple[int, int]


class SessionRegistry:
    """The live shells of one event loop."""

    def __init__(self) -> None:
        self.shells: dict[str, LiveShell] = {}
        self.spares: dict[str, StartedShell] = {}  # each waits for its player's next terminal: unlisted, unrecorded
        self._owed: dict[
            tuple[str, tuple[str, ...]], tuple[SandboxDriver, int]
        ] = {}  # role, marks -> where, tries so far
        self._swept: dict[tuple[int, str], float] = {}
        self._noted: dict[int, float] = {}  # player -> when it was last noted that they type
        self._paused: set[int] = set()  # teams whose game day stands still
        self._recordings = RecordingWriter()
        self._task: asyncio.Task[None] | None = None
        self._others: set[asyncio.Task[None]] = set()

    async def enter(self, visitor: tickets.Visitor, size: tuple[int, int]) -> LiveShell:
        """The shell that the ticket names, or a new one. Raises Refused, and hosts.TROUBLE if the engine fails."""
        ticket = visitor.ticket
        if not ticket.shell:
            return await self._open(visitor, size)
        found = self.shells.get(ticket.shell)
        if found is None or found.over or (found.opener.sandbox.pk, found.role) != (ticket.sandbox, ticket.role):
            raise Refused(_("That terminal has ended. Open a new one."))
        return found

    async def start_spare(self, visitor: tickets.Visitor, size: tuple[int, int]) -> StartedShell:
        """A shell for the visitor's next terminal. Raises as `enter` does, and where enough of them take a container's memory."""
        where = [(each.ticket.sandbox, each.ticket.role) for each in self.spares.values()]
        if where.count((visitor.ticket.sandbox, visitor.ticket.role)) >= MOST_SPARES:
            raise Refused(_("Enough shells wait in this container. Open a terminal when you need one."))
        spare = await self._start(visitor, size)
        self.spares[spare.mark] = spare
        return spare

    async def enter_spare(self, spare: StartedShell, visitor: tickets.Visitor) -> LiveShell:
        """The visitor comes to the shell that was started for them; if it has ended meanwhile, to a new one."""
        self._refuse_too_many(visitor)
        ended = await spare.shell.exit_code() is not None
        if self.spares.pop(spare.mark, None) is None:
            raise Refused(_("That terminal has ended. Open a new one."))
        if ended:
            spare.shell.close()
            return await self._open(visitor, spare.size)
        return self._live(spare, visitor)

    def end_spare(self, spare: StartedShell) -> None:
        """Nobody will come to it any more. Idempotent."""
        if self.spares.pop(spare.mark, None):
            spare.shell.close()
            self._beside(self._finish(spare.sandbox, spare.ticket.role, (spare.mark,)))

    async def _open(self, visitor: tickets.Visitor, size: tuple[int, int]) -> LiveShell:
        self._refuse_too_many(visitor)
        opened = self._live(await self._start(visitor, size), visitor)
        await asyncio.to_thread(tickets.list_terminal, opened.listed())
        return opened

    def _refuse_too_many(self, visitor: tickets.Visitor) -> None:
        if sum(shell.opener.player == visitor.player for shell in self.shells.values()) >= tickets.MOST_TERMINALS:
            raise Refused(
                _("You have {most} terminals open. Close one; then try again.").format(most=tickets.MOST_TERMINALS)
            )

    async def _start(self, visitor: tickets.Visitor, size: tuple[int, int]) -> StartedShell:
        ticket, mark = visitor.ticket, secrets.token_hex(12)
        sandbox = await asyncio.to_thread(provisioning.driver_of, visitor.sandbox)
        env = ENVIRONMENT | {"GAMEDAY_PLAYER": visitor.name}
        shell = await sandbox.shell(ticket.role, mark, user=ticket.user, columns=size[0], rows=size[1], env=env)
        return StartedShell(mark, ticket, sandbox, shell, size)

    def _live(self, started: StartedShell, visitor: tickets.Visitor) -> LiveShell:
        """From now on the shell is kept, and within BEAT_SECONDS it is listed."""
        opened = self.shells[started.mark] = LiveShell(started.mark, visitor, started.sandbox, started.shell)
        opened.size = started.size
        opened.recorder.begin_at(started.size)
        self._recordings.add(opened.recorder)
        if self._task is None:
            self._task = asyncio.create_task(self._keep(), name="session registry")
        self._sweep_soon(started.sandbox, visitor.sandbox.pk, opened)
        return opened

    async def close(self) -> None:
        """End every shell, because the process ends."""
        for shell in list(self.shells.values()):
            await shell.end(EndReason.RESTART, RESTART)
        await self._recordings.close()
        await self._clear()
        spares, self.spares = self.spares, {}
        await asyncio.gather(*(self._finish(each.sandbox, each.ticket.role, (each.mark,)) for each in spares.values()))

    # Repeated checks -------------------------------------------------------------------------------------------------

    async def _keep(self) -> None:
        loop, renewed, seated = asyncio.get_running_loop(), 0.0, 0.0
        while self.shells or self._owed:
            await asyncio.sleep(BEAT_SECONDS)
            due = loop.time() - renewed > RENEWAL_SECONDS
            renewed = loop.time() if due else renewed
            for shell in self.shells.values():
                shell.check(paused=shell.team in self._paused)
                shell.dirty |= due
            try:
                await self._clear()
                await self._list()
                await self._pay(due)
                await self._note()
                if loop.time() - seated > RESEAT_SECONDS:
                    seated = loop.time()
                    await self._reseat()
                    await self._follow_games()
            except RedisError as error:
                log.warning("terminals_not_listed", why=str(error))
            except Exception:  # trouble with one shell must not end the checks of the others
                log.exception("keeper_of_shells_stumbled")
        self._task = None

    async def _list(self) -> None:
        for shell in [shell for shell in self.shells.values() if shell.dirty and not shell.over]:
            shell.dirty = False
            await asyncio.to_thread(tickets.list_terminal, shell.listed())

    async def _note(self) -> None:
        """Record who types: the referee asks whether both seats have worked."""
        now = asyncio.get_running_loop().time()
        there = [
            (guest, guest.visitor.player, shell.role)
            for shell in self.shells.values()
            for guest in shell.guests
            if guest.typed and guest.visitor.player
        ]
        fresh = {
            player: role for _tab, player, role in there if now - self._noted.get(player, -NOTE_SECONDS) >= NOTE_SECONDS
        }
        for guest in (guest for guest, player, _role in there if player in fresh):
            guest.typed = False
        if fresh:
            self._noted |= dict.fromkeys(fresh, now)
            await in_thread(activity.record_typing)(fresh, timezone.now())

    async def _reseat(self) -> None:
        """Let players only watch whose seat has no key any more, and close the tabs of players who left the team or the game."""
        there = [(shell, guest) for shell in self.shells.values() for guest in shell.guests if guest.visitor.player]
        keys = (
            await in_thread(tickets.enterable_containers)({guest.visitor.player for _, guest in there}) if there else {}
        )
        for shell, guest in there:
            held = keys.get(guest.visitor.player)
            if held is None or held.team != shell.team:
                shell.show_out(guest, MOVED if held else REMOVED)
                continue
            guest.seat = held.seat
            if shell.role not in held.roles:
                shell.hold_back(guest, format_lazy(NO_KEY, role=shell.role))

    async def _follow_games(self) -> None:
        """While a game is paused nobody is expected to type; only while it goes on is anything recorded."""
        states = await in_thread(tickets.gameday_states)({shell.team for shell in self.shells.values()})
        self._paused = {team for team, state in states.items() if state == GameDayState.PAUSED}
        for shell in self.shells.values():
            shell.recorder.game_runs(states.get(shell.team) in STARTED)

    async def _clear(self) -> None:
        """End the processes of shells that are over, and take them off the list."""
        over = [shell for shell in self.shells.values() if shell.over]
        # By container, because one exec ends all shells in it.
        together: dict[tuple[str, str], list[LiveShell]] = defaultdict(list)
        for shell in over:
            del self.shells[shell.mark]
            together[shell.sandbox.handle, shell.role].append(shell)
        await asyncio.gather(
            *(
                self._finish(shells[0].sandbox, role, tuple(shell.mark for shell in shells))
                for (_, role), shells in together.items()
            )
        )
        for shell in over:
            await asyncio.to_thread(tickets.unlist_terminal, shell.team, shell.mark)

    async def _pay(self, due: bool) -> None:
        if due:
            owed, self._owed = self._owed, {}
            await asyncio.gather(*(self._finish(where, *key, tries) for key, (where, tries) in owed.items()))

    async def _finish(self, sandbox: SandboxDriver, role: str, marks: tuple[str, ...], tries: int = 0) -> None:
        try:
            await asyncio.to_thread(sandbox.end_shells, role, marks)
        except NotThere:
            return
        except TROUBLE as error:
            log.warning("shells_not_ended", role=role, marks=marks, why=str(error), tries=tries)
            if tries < MOST_RETRIES:
                self._owed[role, marks] = (sandbox, tries + 1)

    # Shells that another process left --------------------------------------------------------------------------------

    def _sweep_soon(self, sandbox: SandboxDriver, pk: int, opened: LiveShell) -> None:
        now, where = asyncio.get_running_loop().time(), (pk, opened.role)
        if now - self._swept.get(where, -SWEEP_SECONDS) >= SWEEP_SECONDS:
            self._swept[where] = now
            self._beside(self._sweep(sandbox, opened))

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._others.add(task)
        task.add_done_callback(self._others.discard)

    async def _sweep(self, sandbox: SandboxDriver, opened: LiveShell) -> None:
        """End shells in the container that are on no list: their process was killed before it could end them."""
        await asyncio.sleep(2)
        try:
            there = await asyncio.to_thread(sandbox.shells, opened.role)
            listed = {each.shell for each in await asyncio.to_thread(tickets.listed_terminals, opened.team)}
        except (*TROUBLE, RedisError):
            return
        if left := tuple(there - listed - self.shells.keys() - self.spares.keys()):
            await self._finish(sandbox, opened.role, left)


session_registry = per_loop(SessionRegistry)


async def lifespan(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The ASGI lifespan protocol. When the server stops, every shell is ended."""
    while True:
        event = (await receive())["type"]
        if event == "lifespan.startup":
            keep_connections()
            if settings.TERMINALS:
                await in_thread(recordings.close_cut_recordings)()
        if event == "lifespan.shutdown":
            await session_registry().close()
        await send({"type": f"{event}.complete"})
        if event == "lifespan.shutdown":
            return
