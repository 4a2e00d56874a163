"""`{% csrf_cookie_name %}`: the cookie in which scripts find the CSRF token as it is now."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def csrf_cookie_name() -> str:
    return settings.CSRF_COOKIE_NAME
