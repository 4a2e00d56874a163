"""`{{ incident.state|word }}`: a code as a person reads it. `{{ player|seat }}`: where somebody sits.
`{{ left|span }}`: a span of time, such as 1h 30m. `{{ gameday.ends_at|moment:gameday }}`: a moment in its zone."""

from django import template

from gameday.access import current_seat
from gameday.language.moments import write_moment
from gameday.language.vocabulary import translate_code
from scenarios.time_span import write_time_span

register = template.Library()
register.filter("word", translate_code)
register.filter("seat", current_seat)
register.filter("span", write_time_span)
register.filter("moment", write_moment)
