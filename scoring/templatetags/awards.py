"""`{% team_awards team %}`: the awards of a team, once the ceremony is over; nothing before."""

from typing import Any

from django import template

from gameday.models import Team
from scoring.models import Award

register = template.Library()


@register.inclusion_tag("recap/awards/of_team.html")
def team_awards(team: Team) -> dict[str, Any]:
    """One query."""
    shown = Award.objects.filter(team=team, removed_at=None, gameday__ceremony__shown_at__isnull=False)
    return {"awards": list(shown)}
