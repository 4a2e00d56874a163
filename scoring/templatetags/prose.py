"""Prose of scenarios on a page: paragraphs, and `commands` as code."""

import re

from django import template
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def commands(text: str) -> SafeString:
    """`commands` in backticks as <code>; everything else is escaped."""
    return mark_safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)))


@register.filter
def prose(text: str) -> SafeString:
    """Paragraphs with commands in them."""
    return mark_safe(linebreaks(commands(text.strip()), autoescape=False))
