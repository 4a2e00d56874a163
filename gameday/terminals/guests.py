"""The browser tabs at a shell, and what is remembered of those that have gone."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from gameday.terminals import tickets

REMEMBERED = 64  # tabs of each shell that have gone: one whose line was cut asks how much of its input has arrived
_numbers = itertools.count(1)


@dataclass(eq=False)
class Guest:
    """One browser tab at a shell.

    Output goes to `show`, sentences about refused input to `complain`, other frames to `deliver`; `leave` closes the
    socket with a code. None of the four may block.
    """

    visitor: tickets.Visitor
    size: tuple[int, int]
    show: Callable[[bytes], None]
    deliver: Callable[[dict[str, Any]], None]
    complain: Callable[[str], None]
    leave: Callable[[int], None]
    number: int = field(default_factory=lambda: next(_numbers))
    owing: int = 0  # bytes that were sent to it and that it has not drawn yet
    queued: int = 0  # bytes from it that the container has not read yet
    received: int = 0  # bytes from it in all: what a tab has typed beyond that was lost with its line
    moved: float = 0.0  # when it drew last, in seconds of the event loop's clock
    mode: str = ""
    typed: bool = False  # since the session registry looked last
    seat: str = ""  # which the player sits on now; empty for a facilitator
    asks: bool = False  # a facilitator who looks on wants to type, too
    held_back: bool = False  # could type before, but the player's seat has no key here any more

    def __post_init__(self) -> None:
        self.mode = self.mode or self.visitor.ticket.mode
        self.seat = self.seat or self.visitor.seat

    @property
    def described(self) -> dict[str, str]:
        asks = {"asks": "yes"} if self.asks else {}
        return {"name": self.visitor.name, "seat": self.seat, "mode": self.mode} | asks

    @property
    def is_facilitator(self) -> bool:
        return not self.visitor.player

    @property
    def is_typing_player(self) -> bool:
        """Somebody of the team who has the keys: they may lend them to a facilitator."""
        return self.mode == tickets.TerminalMode.TYPE and not self.is_facilitator


class DepartedGuests:
    """How much input came from tabs that have gone from one shell."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[int, int]] = {}  # number -> player, bytes

    def note(self, guest: Guest) -> None:
        self._known[guest.number] = (guest.visitor.player, guest.received)
        if len(self._known) > REMEMBERED:
            del self._known[min(self._known)]

    def received(self, number: int, player: int) -> int | None:
        """Bytes that came from the tab of that number; None if that player had none."""
        owner, count = self._known.get(number, (None, None))
        return count if owner == player else None
