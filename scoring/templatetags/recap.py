"""`{{ recap.to_recover|figure_span }}`: a span in whole seconds, or a dash; `|figure_minutes`: minutes as one.

`{{ thought.verdict|verdict }}`: what a team has found out about a hypothesis, in words. `{% if line.text|is_long %}`: whether a
line of the chat is folded.
"""

from datetime import timedelta

from django import template

from gameday.models.choices import NoteVerdict
from gameday.team import chat
from scoring.afterwards.recap.sentences import figure_span

register = template.Library()
register.filter("figure_span", figure_span)
register.filter("is_long", chat.is_long)
register.filter("verdict", lambda code: NoteVerdict(code).label)


@register.filter
def figure_minutes(minutes: float | None) -> str:
    """Minutes as a span in whole seconds, or a dash."""
    return figure_span(None if minutes is None else timedelta(minutes=minutes))
