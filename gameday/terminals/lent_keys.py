"""The keys of a terminal, lent to a facilitator who looks on: they ask, and somebody of the team who types agrees with one press.

They go back when a player or the facilitator says so, and when nobody of the team types there any more.
"""

from collections.abc import Sequence

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday.terminals.frames import TerminalFrame
from gameday.terminals.guests import Guest
from gameday.terminals.tickets import TerminalMode

LENT = _lazy("{name} lets you type here. The whole team sees what you do.")
BACK = _lazy("You only look on again.")


def ask_for_keys(guest: Guest) -> bool:
    """A facilitator asks. Says whether that is news."""
    news = guest.is_facilitator and guest.mode == TerminalMode.LOOK and not guest.asks
    guest.asks |= news
    return news


def lend_keys(guests: Sequence[Guest], by: Guest, number: int) -> Guest | None:
    """Let the facilitator at the tab of that number type, who has asked. Returns who may type now; None if that is no news."""
    asking = next((guest for guest in guests if guest.number == number and guest.asks), None)
    if not by.is_typing_player:
        by.complain(_("Only who types here may let somebody else type. Nothing was changed."))
    elif asking:
        _change(asking, TerminalMode.TYPE, format_lazy(LENT, name=by.visitor.name))
        return asking
    return None


def take_keys(guests: Sequence[Guest], by: Guest, number: int) -> Guest | None:
    """Take the keys back from the facilitator at that tab; they may do it themselves. Returns who had or asked for them."""
    holder = next((guest for guest in guests if guest.number == number and guest.is_facilitator), None)
    if holder is None or not (by is holder or by.is_typing_player):
        return None
    if not (holder.asks or holder.mode == TerminalMode.TYPE):
        return None
    _change(holder, TerminalMode.LOOK, BACK)
    return holder


def end_loans(guests: Sequence[Guest]) -> list[Guest]:
    """Where nobody of the team types any more, no facilitator does. Returns whose loan ends."""
    if any(guest.is_typing_player for guest in guests):
        return []
    ending = [guest for guest in guests if guest.is_facilitator and guest.mode == TerminalMode.TYPE]
    for guest in ending:
        _change(guest, TerminalMode.LOOK, BACK)
    return ending


def _change(guest: Guest, mode: TerminalMode, message: object) -> None:
    guest.mode, guest.asks = mode, False
    guest.deliver({"type": TerminalFrame.MODE, "mode": mode, "message": message})
