"""`{{ incident.state|word }}`: a code as a person reads it. `{% words as words %}`: all of them, for a script.

`{{ player|seat }}`: where somebody sits.
"""

from django import template

from gameday.access import current_seat
from gameday.language.vocabulary import WORDS, translate_code

register = template.Library()
register.filter("word", translate_code)
register.filter("seat", current_seat)


@register.simple_tag
def words() -> dict[str, str]:
    return {code: str(meaning) for code, meaning in WORDS.items()}
