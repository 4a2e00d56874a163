"""Live shells: the Docker exec behind each open terminal, and the browser tabs that show it. They live in one process.

A shell that lost its last tab stays for settings.TERMINAL_GRACE seconds. It is read only as fast as its tabs can draw.
"""

import asyncio
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday.live import websocket_protocol
from gameday.sandboxes.hosts import TROUBLE
from gameday.terminals import lent_keys, tickets
from gameday.terminals.frames import EndReason, TabOrder, TerminalFrame
from gameday.terminals.guests import DepartedGuests, Guest
from gameday.terminals.recorder import ShellRecorder
from gameday.terminals.replay_buffer import ReplayBuffer, fills_screen
from gameday.terminals.threads import in_thread
from gameday.terminals.throttle import ReadThrottle
from gameday.terminals.tickets import TerminalMode
from scenarios.choices import ContainerStatus
from scenarios.sandbox import SandboxDriver
from scenarios.sandbox.base import Shell

OUTPUT_WINDOW = 256 * 1024  # bytes that may be sent to a tab before it confirms that it has drawn some
STALL_SECONDS = 10.0  # a tab that draws nothing for so long holds up the others no more: it is dropped
INPUT_WINDOW = 256 * 1024  # bytes from one tab that may wait until the container reads them
LEAST_ANSWERED = 256  # bytes: input of at least this length is confirmed to the tab by a `took` frame
REDRAW_SECONDS = 0.05  # for a program to notice that its window is a row smaller
LARGEST, SMALLEST = (500, 200), (2, 1)  # columns and rows
TERMINAL_ENDED, REPLACED = 4410, 4411
# Lazy: `deliver` translates each into the language of the person at the tab.
ALONE = _lazy("Nobody was here any more, so the terminal was closed.")
IDLE = _lazy("Nobody typed for {minutes} minutes, so the terminal was closed. Open a new one.")
DROWSY = _lazy("Nobody has typed for long: press a key, or this terminal closes soon.")
EXITED = _lazy("The shell has ended (exit status {code}).")
KILLED = (None, 137)  # exit codes of a shell that did not end by itself
EXIT_NOTE_SECONDS = 0.4  # seconds from the end of the stream until the engine has noted that the container stopped
TORN = _lazy("The shell was killed: “{role}” was restarted or ran out of memory. Open a new terminal.")
SILENCE_SECONDS = 3.0  # seconds without output after a key, until we ask whether the container is paused
PAUSED = _lazy("The container of “{role}” is paused: what you type is done when somebody lets it run again.")
DEAD = _lazy(
    "The container of “{role}” is {status}: this was its last screen. When it runs again, open a new terminal."
)
REBUILT = _lazy(
    "The sandbox of this terminal is gone. As soon as your team has a new one, the terminal opens again by itself."
)


class LiveShell:
    """One shell and the tabs that show it."""

    def __init__(self, mark: str, visitor: tickets.Visitor, sandbox: SandboxDriver, shell: Shell) -> None:
        self.mark, self.opener, self.sandbox, self.shell = mark, visitor, sandbox, shell
        self.role, self.team = visitor.ticket.role, visitor.sandbox.team_id or 0
        self.screen = ReplayBuffer()
        self.guests: list[Guest] = []
        self._departed = DepartedGuests()
        self.leader = 0  # number of the tab that typed last; only its answers to a program's questions count
        self.size = (0, 0)
        self.title = ""
        self.dirty = True  # the list in Redis is out of date
        self.over = False
        self._clock = asyncio.get_running_loop().time
        self.recorder = ShellRecorder(mark, visitor, self.screen, self._clock, self._say_recording)
        self.typed_at = self.seen_at = self.shown_at = self._checked_at = self._clock()
        self._rested = 0.0  # seconds since the last key in which the game was paused
        self._flow = ReadThrottle(self.shown_at)
        self._warned = self._silent = self._resting = False
        self._room = asyncio.Event()
        self._resizing = asyncio.Lock()
        self._inbox: asyncio.Queue[tuple[Guest, bytes]] = asyncio.Queue()
        self._waiting = 0  # pieces of input in the inbox
        self._tasks = {asyncio.create_task(self._feed())}
        shell.listen(self._shown, self._ended)

    # Tabs come and go ------------------------------------------------------------------------------------------------

    def join(self, guest: Guest, *, before: int = 0) -> None:
        """Add a tab and send it what draws the present screen.

        `before`: the number that the tab had until its line was cut. It is told how much of its input has arrived, and
        from now on nothing comes in by the old line any more: so the tab may send the rest again, and nothing is done twice.
        """
        received = self._retire(before, guest)
        replay = self.screen.replay()
        guest.moved = self._clock()
        guest.owing = len(replay)
        self.guests.append(guest)
        about = {"shell": self.mark, "you": guest.number, "mode": guest.mode, "role": self.role}
        guest.deliver({"type": TerminalFrame.HELLO, "received": received, **about})
        self._say_recording(guest)
        self._fit()
        if replay:
            guest.deliver({"type": TerminalFrame.REPLAY, "bytes": len(replay)})
            guest.show(replay)
        if fills_screen(replay):
            self._spawn(self._redraw())
        if guest.mode == TerminalMode.TYPE:
            self.leader = guest.number
        self._announce()

    def _retire(self, number: int, successor: Guest) -> int | None:
        """The tab of that number is gone from now on. Returns how many bytes came from it; None if that is not known."""
        for old in [
            old for old in self.guests if (old.number, old.visitor.player) == (number, successor.visitor.player)
        ]:
            old.leave(REPLACED)
            self.part(old)
        return self._departed.received(number, successor.visitor.player)

    def part(self, guest: Guest) -> None:
        """Remove a tab; nothing that it has typed is taken any more. Idempotent."""
        if guest in self.guests:
            self.guests.remove(guest)
            guest.mode, guest.held_back = TerminalMode.WATCH, True
            self._departed.note(guest)
            self._end_loans()
            self._room.set()
            self._fit()
            self._announce()

    def hold_back(self, guest: Guest, message: Promise | str) -> None:
        """Let a tab only watch from now on, because its player's seat has no key here any more. Idempotent."""
        if guest.mode == TerminalMode.TYPE:
            guest.mode, guest.held_back = TerminalMode.WATCH, True
            guest.deliver({"type": TerminalFrame.MODE, "mode": guest.mode, "message": message})
            self._end_loans()
            self._fit()
            self._announce()

    def show_out(self, guest: Guest, message: Promise | str) -> None:
        """Close a tab whose player is in another team now."""
        guest.deliver({"type": TerminalFrame.ENDED, "why": EndReason.MOVED, "message": message})
        guest.leave(TERMINAL_ENDED)
        self.part(guest)

    def listed(self) -> tickets.OpenTerminal:
        """The shell's entry for the list of open terminals."""
        people = [guest.described for guest in self.guests]
        opener = self.opener
        return tickets.OpenTerminal(
            self.mark, self.team, opener.sandbox.pk, self.role, opener.player, opener.name, self.title, people
        )

    def _announce(self) -> None:
        self.dirty = True
        people = [{"number": guest.number, **guest.described} for guest in self.guests]
        self._tell({"type": TerminalFrame.WHO, "people": people, "leader": self.leader})

    def _tell(self, frame: dict[str, Any]) -> None:
        for guest in self.guests:
            guest.deliver(frame)

    # Messages from a tab ---------------------------------------------------------------------------------------------

    def type(self, guest: Guest, data: bytes) -> None:
        """Write what was typed to the shell: immediately if no earlier input waits, else through the inbox."""
        if guest.mode != TerminalMode.TYPE:
            if data and not guest.held_back:
                guest.complain(_("You are only looking on: nothing that you type goes through."))
            return
        if not data:
            return
        guest.received += len(data)
        if not self._waiting and self.shell.put(data):
            self._took(guest, data)
        elif guest.queued + len(data) > INPUT_WINDOW:
            guest.complain(_("More was sent than the container takes; the last piece was left out."))
            return
        else:
            guest.queued += len(data)
            self._waiting += 1
            self._inbox.put_nowait((guest, data))
        guest.typed = True
        self.recorder.typed_from(guest.seat)
        self.typed_at, self._rested, self._warned, self._silent = self._clock(), 0.0, False, False
        if self.leader != guest.number:
            self.leader = guest.number
            self._announce()

    def drew(self, guest: Guest, count: int) -> None:
        """A tab confirms that it has drawn `count` bytes."""
        guest.owing = max(0, guest.owing - count)
        guest.moved = self._clock()
        self._room.set()

    def measure(self, guest: Guest, columns: int, rows: int) -> None:
        """A tab has another size now."""
        guest.size = clamp_size(columns, rows)
        self._fit()

    def name(self, guest: Guest, title: str) -> None:
        """The program in the shell has set the window's title."""
        if guest.number == self.leader and title != self.title:
            self.title, self.dirty = title[:80], True

    def record(self, guest: Guest, wanted: bool) -> None:
        """Who types switches the recording for the film on or off."""
        if guest.is_typing_player:
            self.recorder.want(wanted)
        else:
            guest.complain(_("You are only looking on: whether it is recorded is for those to say who type."))

    def blank(self, guest: Guest) -> None:
        """Who opened the terminal takes away what was recorded of it so far."""
        if guest.visitor.player == self.opener.player:
            self.recorder.blank()
        else:
            guest.complain(_("Only who opened a terminal may take its recording away. Nothing was changed."))

    def keys(self, guest: Guest, order: TabOrder, number: int) -> None:
        """A facilitator asks for the keys, a player lends them, or one of them ends that."""
        holders = {each.number for each in self.guests if each.is_facilitator and each.mode == TerminalMode.TYPE}
        if order == TabOrder.ASK_FOR_KEYS:
            news = lent_keys.ask_for_keys(guest)
        elif order == TabOrder.LEND_KEYS:
            holder = lent_keys.lend_keys(self.guests, guest, number)
            news = holder is not None
            if holder:
                self._record_loan(holder, guest)
        else:
            holder = lent_keys.take_keys(self.guests, guest, number)
            news = holder is not None
            if holder and holder.number in holders:  # else it had only asked
                self._record_loan(holder)
        if news:
            self._fit()
            self._announce()

    def _end_loans(self) -> None:
        for guest in lent_keys.end_loans(self.guests):
            self._record_loan(guest)

    def _record_loan(self, holder: Guest, lender: Guest | None = None) -> None:
        """For the team's feed and the audit; without a lender the keys went back."""
        player = lender.visitor.player if lender else None
        self._spawn(in_thread(tickets.record_loan)(holder.visitor, player, now=timezone.now()))

    def _say_recording(self, only: Guest | None = None) -> None:
        """Tell the tabs, or one of them, whether what is shown is recorded."""
        recorder = self.recorder
        about = {"type": TerminalFrame.RECORDING, "state": recorder.state, "blanked": recorder.blanked_at}
        for guest in [only] if only else self.guests:
            guest.deliver(about | {"mine": guest.visitor.player == self.opener.player})

    def _fit(self) -> None:
        """Give the shell the largest size that fits into the tabs of everybody who types."""
        sizes = [guest.size for guest in self.guests if guest.mode == TerminalMode.TYPE]
        size = (min(wide for wide, _ in sizes), min(high for _, high in sizes)) if sizes else self.size
        if size != self.size:
            self.size = size
            self.recorder.resized(size)
            self._spawn(self._resize())
        self._tell({"type": TerminalFrame.SIZE, "columns": self.size[0], "rows": self.size[1]})

    async def _resize(self) -> None:
        """Tell the container the size. One call at a time, or the older of two sizes might arrive last."""
        async with self._resizing:
            with suppress(*TROUBLE):
                await self.shell.resize(*self.size)

    async def _redraw(self) -> None:
        """Let the program draw its screen anew. What is remembered may lack a part: a question to a tab that went before
        it answered, or what was drawn long ago. Every program draws again when its window has another size."""
        async with self._resizing:
            with suppress(*TROUBLE):
                columns, rows = self.size
                await self.shell.resize(columns, max(rows - 1, 1))
                await asyncio.sleep(REDRAW_SECONDS)
                await self.shell.resize(*self.size)

    # Output and input ------------------------------------------------------------------------------------------------

    def _shown(self, data: bytes) -> None:
        """Output has come. The tabs get it first and the replay buffer after them, because delay is felt while typing."""
        for guest in self.guests:
            guest.show(data)
            guest.owing += len(data)
        self.screen.add(data)
        self.recorder.shown(data)
        self.shown_at = self._clock()
        rest = self._flow.passed(len(data), self.shown_at, seen=bool(self.guests))
        if (rest > 0 or self._owed()) and not self._resting:
            self._resting = True
            self.shell.hold()
            self._spawn(self._rest(rest))

    async def _rest(self, seconds: float) -> None:
        """Do not read the container for some seconds, nor while a tab has too much to draw."""
        await asyncio.sleep(seconds)
        while self._owed():
            self._room.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._room.wait()
            self._drop_stalled()
        self._flow.rested(self._clock())
        self._resting = False
        if not self.over:
            self.shell.go_on()

    def _owed(self) -> bool:
        return any(guest.owing > OUTPUT_WINDOW for guest in self.guests)

    def _drop_stalled(self) -> None:
        late = self._clock() - STALL_SECONDS
        for guest in [guest for guest in self.guests if guest.owing > OUTPUT_WINDOW and guest.moved < late]:
            guest.leave(websocket_protocol.TOO_SLOW)
            self.part(guest)

    async def _feed(self) -> None:
        """Write the inbox to the container, as fast as it reads."""
        while True:
            guest, data = await self._inbox.get()
            with suppress(*TROUBLE):
                await self.shell.write(data)
            self._waiting -= 1
            guest.queued -= len(data)
            self._took(guest, data)

    def _took(self, guest: Guest, data: bytes) -> None:
        if len(data) >= LEAST_ANSWERED:
            guest.deliver({"type": TerminalFrame.TOOK, "bytes": len(data)})

    # The end ---------------------------------------------------------------------------------------------------------

    def check(self, *, paused: bool) -> None:
        """Called every BEAT_SECONDS: end the shell if nobody is there or nobody types, and warn before.

        While the game is paused, nobody is expected to type: that time counts for no idleness.
        """
        now = self._clock()
        self._rested += now - self._checked_at if paused else 0.0
        self._checked_at = now
        idle = now - self.typed_at - self._rested
        if any(not guest.is_facilitator for guest in self.guests):
            self.seen_at = now
        if now - self.seen_at > settings.TERMINAL_GRACE:
            self._spawn(self.end(EndReason.LEFT, ALONE))
        elif idle > settings.TERMINAL_IDLE:
            self._spawn(self.end(EndReason.IDLE, format_lazy(IDLE, minutes=round(settings.TERMINAL_IDLE / 60))))
        elif idle > settings.TERMINAL_IDLE - min(60.0, settings.TERMINAL_IDLE / 2) and not self._warned:
            self._warned = True
            self._tell({"type": TerminalFrame.NOTICE, "message": DROWSY})
        if self.shown_at < self.typed_at < now - SILENCE_SECONDS and not self._silent:
            self._silent = True
            self._spawn(self._look())

    async def _look(self) -> None:
        """Nothing came after a key: tell the people if the container is paused."""
        if await self._status() == ContainerStatus.PAUSED:
            self._tell({"type": TerminalFrame.NOTICE, "message": format_lazy(PAUSED, role=self.role)})

    def _ended(self) -> None:
        if not self.over:
            self._spawn(self._explain())

    async def _explain(self) -> None:
        """The stream has ended: find out why, and tell the people."""
        if await in_thread(tickets.is_given_up)(self.opener.sandbox.pk):
            await self.end(EndReason.REBUILT, REBUILT)
            return
        code = await self.shell.exit_code()
        if code in KILLED:
            await asyncio.sleep(EXIT_NOTE_SECONDS)  # until the engine has noted that the container has stopped
        status = await self._status()
        if status != ContainerStatus.RUNNING:
            await self.end(EndReason.DIED, format_lazy(DEAD, role=self.role, status=status))
        elif code in KILLED:
            await self.end(EndReason.DIED, format_lazy(TORN, role=self.role))
        else:
            await self.end(EndReason.EXIT, format_lazy(EXITED, code=code))

    async def _status(self) -> str:
        try:
            return (await asyncio.to_thread(self.sandbox.states))[self.role].status
        except TROUBLE:
            return "unreachable"

    async def end(self, why: EndReason, message: Promise | str) -> None:
        """Tell every tab and close it. The session registry ends the processes in the container. Idempotent."""
        if self.over:
            return
        self.over = True
        self.recorder.end()
        self._tell({"type": TerminalFrame.ENDED, "why": why, "message": message})
        for guest in self.guests:
            guest.leave(TERMINAL_ENDED)
        self.guests.clear()
        self.shell.close()
        for task in self._tasks - {asyncio.current_task()}:
            task.cancel()

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def clamp_size(columns: int, rows: int) -> tuple[int, int]:
    """The nearest size that a terminal can have: (columns, rows)."""
    return (min(max(columns, SMALLEST[0]), LARGEST[0]), min(max(rows, SMALLEST[1]), LARGEST[1]))
