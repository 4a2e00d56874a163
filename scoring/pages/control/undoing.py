"""Taking an act back within some seconds: by the verb that reverses it, never by erasing a line of the ledger.

What can be taken back is handed to the page as a signed token, which names the act and whose it was.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import GameDay, Message
from gameday.team import messages
from scenarios.refusal import Refused
from scoring.help import hints
from scoring.ledger import ledger
from scoring.models import Entry, HintTaken

SECONDS = 10  # that the page offers it
GRACE = 5  # more seconds, for the way of the press
SALT = "scoring.pages.control.undo"
GONE = _lazy("There is nothing to take back any more: it was done already.")


@dataclass(frozen=True)
class Undo:
    """What a page offers to take back."""

    token: str
    seconds: int = SECONDS


def offer_undo(row: Entry | HintTaken | Message, *, by: str) -> Undo:
    """What the person who has just made this row may take back."""
    return Undo(signing.dumps([type(row).__name__, row.pk, by], salt=SALT))


def undo(gameday: GameDay, token: str, *, by: str, now: datetime) -> str:
    """Take it back. Returns what was done, in a sentence. Raises Refused; then nothing was."""
    try:
        name, pk, who = signing.loads(token, salt=SALT, max_age=SECONDS + GRACE)
    except (signing.BadSignature, ValueError, TypeError):
        raise Refused(
            _("That is longer ago than {seconds} seconds. Reverse it by an act of its own.").format(seconds=SECONDS)
        ) from None
    if who != by:
        raise Refused(_("{name} did that, so only they can take it back.").format(name=who))
    return REVERSALS[name](gameday, pk, by, now)


def _adjustment(gameday: GameDay, pk: int, by: str, now: datetime) -> str:
    entry = Entry.objects.filter(pk=pk, gameday=gameday).select_related("gameday", "team").first()
    if entry is None or not ledger.reverse_entry(entry, reason=_lazy("taken back"), by=by, now=now):
        raise Refused(str(GONE))
    return _("Taken back: {points:+d} points for {team}, by a new line.").format(points=-entry.points, team=entry.team)


def _hint(gameday: GameDay, pk: int, by: str, now: datetime) -> str:
    rows = HintTaken.objects.filter(pk=pk, incident__gameday=gameday)
    row = rows.select_related("incident__team", "incident__gameday", "incident__scenario").first()
    if row is None:
        raise Refused(str(GONE))
    hints.withdraw_hint(row, by=by, now=now)
    return _("Hint {number} is taken back from {team}.").format(number=row.rung + 1, team=row.incident.team)


def _message(gameday: GameDay, pk: int, by: str, now: datetime) -> str:
    message = Message.objects.filter(pk=pk, gameday=gameday).select_related("gameday", "team", "player").first()
    if message is None:
        raise Refused(str(GONE))
    messages.withdraw_message(message, by=by, now=now)
    return _("The message is taken back.")


REVERSALS: dict[str, Callable[[GameDay, int, str, datetime], str]] = {
    "Entry": _adjustment,
    "HintTaken": _hint,
    "Message": _message,
}
