"""The lines of a team's chat that the team shows in its recap. Its players choose them, and take them out again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import QuerySet

from gameday.models import ChatLine, Player, Team
from gameday.models.player import BY_PRESENT
from scoring.afterwards.figures.shapes import IncidentRecap
from scoring.models import Excerpt


def chosen_lines(team: Team) -> "QuerySet[ChatLine]":
    """What the team shows, in the order in which it was said. Lines of people who were removed are not among them."""
    return team.chat.filter(BY_PRESENT, excerpt__isnull=False)


def sorted_to_incidents(
    lines: Iterable[ChatLine], incidents: Iterable[IncidentRecap]
) -> Mapping[int | None, list[ChatLine]]:
    """Incident id -> what was said while it burned; None -> what was said at other times. A line stands once."""
    burned = [(each.effect_at, each.ended_at, each.incident.pk) for each in incidents if each.effect_at]
    found: dict[int | None, list[ChatLine]] = defaultdict(list)
    for line in lines:
        home = next((pk for since, until, pk in burned if since <= line.at and (not until or line.at <= until)), None)
        found[home].append(line)
    return found


def choose_line(line: ChatLine, *, player: Player, now: datetime) -> bool:
    """Show a line of the chat in the recap. Returns whether it was not there yet."""
    _row, created = Excerpt.objects.get_or_create(line=line, defaults={"chosen_by": player, "at": now})
    return created


def take_out_line(line: ChatLine) -> bool:
    """Show it no more. The chat itself stays as it is. Returns whether it was there."""
    deleted, _rows = Excerpt.objects.filter(line=line).delete()
    return bool(deleted)
