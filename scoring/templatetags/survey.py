"""`{{ spread|survey_mean }}`, `{{ change|survey_change }}`: figures of the survey, or a dash; `{{ spread|survey_bars }}`: a small chart."""

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from scoring.afterwards.survey.outcome import Spread

NOTHING = "–"
HEIGHT, WIDTH, STEP = 24, 14, 18  # pixels: of the highest bar, of each, and from one to the next
register = template.Library()


@register.filter
def survey_mean(spread: Spread) -> str:
    """A mean with one decimal place; a dash where there are too few answers."""
    return NOTHING if spread.mean is None else number_format(spread.mean, 1)


@register.filter
def survey_change(change: float | None) -> str:
    """A change with its sign; a dash where it is not known."""
    if change is None:
        return NOTHING
    return ("+" if round(change, 1) > 0 else "") + number_format(change, 1)


@register.filter
def survey_bars(spread: Spread) -> SafeString | str:
    """How many gave each answer, as five bars that a screen reader reads as numbers."""
    if spread.mean is None:
        return NOTHING
    most = max(spread.counts)
    bars = SafeString("").join(
        format_html(
            '<rect x="{}" y="{}" width="{}" height="{}"></rect>',
            place * STEP,
            round(HEIGHT - HEIGHT * count / most, 1),
            WIDTH,
            round(HEIGHT * count / most, 1),
        )
        for place, count in enumerate(spread.counts)
    )
    said = _("{counts} people, from 1 to 5").format(counts=", ".join(map(str, spread.counts)))
    return format_html(
        '<svg class="spread" role="img" aria-label="{}" width="{}" height="{}">{}</svg>', said, 5 * STEP, HEIGHT, bars
    )
