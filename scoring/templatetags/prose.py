"""Template filters for texts that people wrote: paragraphs, `commands` as code, @mentions as marks."""

import re

from django import template
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

from gameday.team import chat

register = template.Library()


@register.filter
def commands(text: str) -> SafeString:
    """`commands` in backticks as <code>; everything else is escaped."""
    return mark_safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)))


@register.filter
def mentions(text: str, names: list[str]) -> SafeString:
    """The @names among `names` as <mark>; everything else is escaped."""
    pattern = chat.mention_pattern(escape(name) for name in names)
    marked = pattern.sub(r"<mark>@\1</mark>", escape(text)) if pattern else escape(text)
    return mark_safe(marked)


@register.filter
def lines(text: str) -> int:
    """How many lines the text has."""
    return text.count("\n") + 1


@register.filter
def teaser(text: str) -> str:
    """The first line that is not empty, shortened to chat.TEASER characters."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return first if len(first) <= chat.TEASER else first[: chat.TEASER - 1] + "…"


@register.filter
def prose(text: str) -> SafeString:
    """Paragraphs, with `commands` as code. A line break inside a sentence becomes a space."""
    joined = re.sub(r"(?<![.:?!\n])[ ]*\n(?=\S)", " ", text.strip())
    return mark_safe(linebreaks(commands(joined), autoescape=False))
