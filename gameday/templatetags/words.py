"""`{{ incident.state|word }}`: a code as a person reads it. `{{ player|seat }}`: where somebody sits."""

from django import template

from gameday.access import current_seat
from gameday.language.vocabulary import translate_code

register = template.Library()
register.filter("word", translate_code)
register.filter("seat", current_seat)
