"""Refunds: what removed players had their teams pay for hints and resets is given back, by a reversal each.

The hint stays read and the service stays reset. A player who is let back in pays nothing a second time.
"""

from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import Player
from gameday.models.choices import Actor, GameDayState
from scoring.ledger import ledger
from scoring.models import Entry, EntryKind

CHARGES = (EntryKind.HINT, EntryKind.RESET)


def refund_removed_players(now: datetime) -> int:
    """Give back what is not given back yet. Returns how many lines were written."""
    removed = Player.everybody.filter(
        removed_at__isnull=False,
        joined_at__isnull=False,
        gameday__state__in=(GameDayState.RUNNING, GameDayState.PAUSED, GameDayState.FINISHED),
    )
    return sum(_refund(player, now) for player in removed)


def _refund(player: Player, now: datetime) -> int:
    """A line names who caused it; the same name before they came, or after they were removed, is somebody else."""
    lines = Entry.objects.filter(
        gameday=player.gameday_id,
        by=player.name,
        kind__in=CHARGES,
        at__gte=player.joined_at,
        at__lte=player.removed_at,
        reverses=None,
        reversed_by=None,
    )
    reason = format_lazy(_lazy("{name} was taken out of the game"), name=player.name)
    found = lines.select_related("gameday")
    return sum(ledger.reverse_entry(line, reason=reason, by=Actor.REFEREE, now=now) for line in found)
