"""The machines that carry a day's sandboxes, for the control room."""

from django import template
from django.utils import timezone

from gameday.machines import roster

register = template.Library()


@register.simple_tag
def hosts_now() -> list[roster.HostLine]:
    """Every host as it is now. One query."""
    return roster.list_hosts(timezone.now())
