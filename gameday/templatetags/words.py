"""`{{ incident.state|word }}`: a code as a person reads it. `{{ player|seat }}`: where somebody sits.
`{{ left|span }}`: a span of time, such as 1h 30m. `{{ gameday.ends_at|moment:gameday }}`: a moment in its zone.

`{{ player.name|bdi }}`: a name that leaves the order of what stands beside it alone, whatever its script; `|isolate` is for
places that take no markup, such as titles and options.
"""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gameday.access import current_seat
from gameday.language.moments import write_moment
from gameday.language.spans import write_span
from gameday.language.vocabulary import translate_code
from gameday.names import isolate

register = template.Library()
register.filter("word", translate_code)
register.filter("seat", current_seat)
register.filter("span", write_span)
register.filter("moment", write_moment)


@register.filter("isolate")
def isolate_name(name: object) -> str:
    """A name in a place without markup."""
    return isolate(str(name))


@register.filter
def bdi(name: object) -> SafeString:
    """A name in its own element, so that it may run in another direction than the text beside it."""
    return format_html("<bdi>{}</bdi>", name)
