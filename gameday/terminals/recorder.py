"""What one shell shows, noted for the film: in memory, at once. recording_writer keeps it, in the background.

Only what is shown is noted, never what is typed. A flood is thinned: of each turn of the writer at most MOST_NOTED bytes
are kept as they came, and of what is left out only the last screen.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from gameday.language import vocabulary
from gameday.models.choices import STARTED, RecordingLoss
from gameday.terminals.frames import RecordingState
from gameday.terminals.part_encoder import CLEAR, RESYNC, EventCode, NotedEvent, PartEncoder
from gameday.terminals.replay_buffer import ReplayBuffer
from gameday.terminals.tickets import Visitor

MOST_NOTED = 64 * 1024  # bytes that wait for the writer
EVENT_BYTES = 32  # that an event needs beside what it says
SCREEN_BYTES = 16 * 1024  # with which a screen can be drawn again after something was left out
LONGEST_BEGINNING = 256  # bytes: of a secret, a character or a sequence that was cut in two
MOST_LAST_TRIES = 300  # turns of the writer in which the end of a shell may fail to be written
NOT_RECORDED = _lazy("From here on nothing was recorded.")


@dataclass
class Batch:
    """What the writer keeps in one turn. `failed` is set where it could not."""

    recorder: "ShellRecorder"
    events: list[NotedEvent]
    left_out: int  # bytes
    loss: str  # RecordingLoss, or empty
    blanked_at: datetime | None = None  # take away what was kept before
    ended_at: datetime | None = None
    kept: int = 0  # bytes, once it is written
    failed: bool = False


class ShellRecorder:
    """Of one shell. Belongs to its event loop, except for `encoder`, which is the writer's."""

    def __init__(
        self,
        mark: str,
        visitor: Visitor,
        screen: ReplayBuffer,
        clock: Callable[[], float],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.mark, self.visitor, self.encoder = mark, visitor, PartEncoder()
        self.size = (80, 24)
        self.first_size = self.size
        self.started_at: datetime | None = None  # when it was on for the first time
        self.position, self.row_id = 0, 0  # of the next part; of the Recording, once there is one
        self.on = self.closed = False
        self.blanked_at: datetime | None = None
        self._screen, self._clock, self._changed = screen, clock, changed
        self._wanted = True
        self._team = visitor.sandbox.team
        self._playing = self._team is not None and self._team.gameday.state in STARTED
        self._began = self._credited_at = clock()
        self._credit = float(hourly_bytes())
        self._noted: list[NotedEvent] = []
        self._noted_bytes = self._left_out = 0
        self._since_on = 0  # bytes shown since then
        self._overflowed = False
        self._loss = self._seat = ""
        self._ended_at: datetime | None = None
        self._last_tries = 0
        self._blank_asked_at: datetime | None = None
        self._switch()

    # Whether it records ----------------------------------------------------------------------------------------------

    @property
    def state(self) -> RecordingState:
        if not self._allowed():
            return RecordingState.NONE
        if not self._wanted:
            return RecordingState.OFF
        return RecordingState.ON if self._playing else RecordingState.WAITING

    def want(self, wanted: bool) -> None:
        """Who types switches it on or off."""
        self._wanted = wanted
        self._switch()
        self._changed()

    def game_runs(self, runs: bool) -> None:
        """Practice before the start is nobody's film."""
        if runs != self._playing:
            self._playing = runs
            self._switch()
            self._changed()

    def blank(self) -> None:
        """Take away what was recorded so far. The writer does it; `blanked_at` says when it is done."""
        self._blank_asked_at = timezone.now()
        self._noted, self._noted_bytes, self._left_out, self._overflowed = [], 0, 0, False
        if self.on:
            self._begin_anew(CLEAR)

    def _allowed(self) -> bool:
        longest = settings.RECORDING_HOURS * 3600
        in_time = self.started_at is None or self._clock() - self._began < longest
        return settings.RECORDING_DAYS > 0 and self._team is not None and in_time

    def _switch(self) -> None:
        on = self.state == RecordingState.ON and not self._ended_at
        if on == self.on:
            return
        self.on = on
        if not on:
            self._say_that_it_is_off()
        elif self.started_at is None:
            self.started_at, self._began, self.first_size = timezone.now(), self._clock(), self.size
        else:
            self._begin_anew(CLEAR)

    def _say_that_it_is_off(self) -> None:
        if self._overflowed:
            self._note_screen()
        if self._team and not self._ended_at:
            with vocabulary.in_language_of(self._team.gameday):
                self._note(EventCode.GAP, CLEAR + str(NOT_RECORDED).encode())
        self._overflowed = False

    # What is noted ---------------------------------------------------------------------------------------------------

    def shown(self, data: bytes) -> None:
        """The shell has shown something. A key's echo comes by here: nothing may take long."""
        if not self.on:
            return
        self._since_on += len(data)
        if self._overflowed or self._noted_bytes + len(data) + EVENT_BYTES > MOST_NOTED:
            self._overflowed = True
            self._left_out += len(data)
        else:
            self._note(EventCode.SHOWN, data)

    def begin_at(self, size: tuple[int, int]) -> None:
        """The size that the shell was opened with."""
        self.size = self.first_size = size

    def resized(self, size: tuple[int, int]) -> None:
        if size != self.size:
            self.size = size
            if self.on:
                self._note(EventCode.SIZE, self._size_words())

    def typed_from(self, seat: str) -> None:
        """From now on it is this seat that types."""
        if seat != self._seat and self.on:
            self._seat = seat
            self._note(EventCode.SEAT, seat.encode())

    def end(self) -> None:
        """The shell is over."""
        if self._ended_at is None:
            self._ended_at, was_on = timezone.now(), self.on
            self._switch()
            if was_on:
                self._note(EventCode.END, b"")

    def _note(self, code: EventCode, data: bytes) -> None:
        self._noted.append(NotedEvent(self._clock() - self._began, code, data))
        self._noted_bytes += len(data) + EVENT_BYTES

    def _size_words(self) -> bytes:
        return b"%dx%d" % self.size

    def _begin_anew(self, how: bytes) -> None:
        """After a gap: what comes does not follow from what was kept before."""
        self._since_on = 0 if how == CLEAR else self._since_on
        self._note(EventCode.GAP, how)
        self._note(EventCode.SIZE, self._size_words())
        if self._seat:
            self._note(EventCode.SEAT, self._seat.encode())

    # What the writer gets --------------------------------------------------------------------------------------------

    def take(self) -> Batch | None:
        """What is to be written now; None if nothing is. How much was left out is written with what comes next."""
        if self.on and not self._allowed():
            self._lose(RecordingLoss.FULL)
            self._switch()
            self._changed()
        self._keep_within_bounds()
        if not (self._noted or self._blank_asked_at or self._ended_at) or self.closed:
            return None
        if self.started_at is None:  # it was never on
            self.closed = self._ended_at is not None
            self._blanked()
            return None
        if self._left_out:
            self._lose(RecordingLoss.FULL)
        batch = Batch(self, self._noted, self._left_out, self._loss, self._blank_asked_at, self._ended_at)
        self._noted, self._noted_bytes, self._left_out = [], 0, 0
        return batch

    def _keep_within_bounds(self) -> None:
        """Leave out what goes beyond the bytes of an hour, and draw the screen again once there is room for it."""
        now, most = self._clock(), hourly_bytes()
        self._credit = min(most, self._credit + (now - self._credited_at) * most / 3600)
        self._credited_at = now
        if self._noted_bytes > max(self._credit, 0):
            self._left_out += shown_bytes(self._noted)
            self._noted, self._noted_bytes, self._overflowed = [], 0, self.on
        if self._overflowed and self._credit - self._noted_bytes >= SCREEN_BYTES:
            self._note_screen()

    def _note_screen(self) -> None:
        """The last of what was left out, from which the screen as it is now comes out."""
        self._overflowed = False
        length = min(SCREEN_BYTES, self._since_on)
        screen = self._screen.replay()[-length:] if length else b""
        if length < self._since_on:  # it begins anywhere: begin with a line, or at least not inside a secret
            screen = screen[screen.find(b"\n") + 1 or LONGEST_BEGINNING :]
        self._begin_anew(RESYNC)
        self._note(EventCode.SHOWN, screen)
        self._left_out = max(0, self._left_out - len(screen))

    def _lose(self, why: RecordingLoss) -> None:
        self._loss = why if why == RecordingLoss.DISK else self._loss or why

    def written(self, batch: Batch) -> None:
        """The writer has had its turn."""
        if batch.failed:
            self._lose(RecordingLoss.DISK)
            self._left_out += batch.left_out + shown_bytes(batch.events)
            self._overflowed = self.on
            self._last_tries += batch.ended_at is not None
            self.closed = self._last_tries >= MOST_LAST_TRIES
            return
        self._credit -= batch.kept
        self.closed = batch.ended_at is not None
        if batch.blanked_at == self._blank_asked_at:
            self._blanked()

    def _blanked(self) -> None:
        if self._blank_asked_at:
            self.blanked_at, self._blank_asked_at = self._blank_asked_at, None
            self._changed()


def shown_bytes(events: list[NotedEvent]) -> int:
    return sum(len(event.data) for event in events if event.code == EventCode.SHOWN)


def hourly_bytes() -> int:
    """Bytes that are kept of one shell in an hour; as many at once at most."""
    return int(settings.RECORDING_KB) * 1024
