"""Where a team may be moved to."""

from django import template
from django.utils import timezone

from gameday.models import Host, Team
from gameday.sandboxes import moving

register = template.Library()


@register.simple_tag
def host_to_move_to(team: Team) -> Host | None:
    """The host that would take the team; None where there is no other, or where it has no room."""
    return moving.host_to_move_to(team, timezone.now())
