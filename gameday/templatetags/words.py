"""`{{ incident.state|word }}`: a code as a person reads it. `{% words as words %}`: all of them, for a script.

`{{ player|seat }}`: where somebody sits.
"""

from django import template

from gameday.access import seat
from gameday.language.vocabulary import WORDS, word

register = template.Library()
register.filter(word)
register.filter(seat)


@register.simple_tag
def words() -> dict[str, str]:
    return {code: str(meaning) for code, meaning in WORDS.items()}
