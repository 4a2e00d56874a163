"""The lines of a team's chat that the team shows in its recap. Its players choose them, and take them out again."""

from datetime import datetime

from django.db.models import QuerySet

from gameday.models import ChatLine, Player, Team
from gameday.models.player import BY_PRESENT
from scoring.models import Excerpt


def chosen_lines(team: Team) -> "QuerySet[ChatLine]":
    """What the team shows, in the order in which it was said. Lines of people who were removed are not among them."""
    return team.chat.filter(BY_PRESENT, excerpt__isnull=False)


def choose_line(line: ChatLine, *, player: Player, now: datetime) -> bool:
    """Show a line of the chat in the recap. Returns whether it was not there yet."""
    _row, created = Excerpt.objects.get_or_create(line=line, defaults={"chosen_by": player, "at": now})
    return created


def take_out_line(line: ChatLine) -> bool:
    """Show it no more. The chat itself stays as it is. Returns whether it was there."""
    deleted, _rows = Excerpt.objects.filter(line=line).delete()
    return bool(deleted)
