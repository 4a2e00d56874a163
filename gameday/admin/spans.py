"""Spans of time as people type them: 2h, 1h 30m, 90 min, 45s. Django's own field reads 2:00 as two minutes."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
WORD = re.compile(
    r"\s*(\d+(?:\.\d+)?)\s*(d|h|m|s)(?:ays?|rs?|ours?|ins?|inutes?|ecs?|econds?)?(?![a-z])\s*", re.IGNORECASE
)
LONGEST = timedelta(days=30)
CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")


def read(text: str) -> timedelta:
    """Raises ValueError. 1:30 is an hour and a half, 1:30:10 has seconds too."""
    if clock := CLOCK.fullmatch(text.strip()):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    total, at = 0.0, 0
    while at < len(text):
        word = WORD.match(text, at)
        if word is None:
            raise ValueError(text)
        total += float(word[1]) * UNITS[word[2].lower()]
        at = word.end()
    return timedelta(seconds=min(total, 10 * LONGEST.total_seconds()))


def write(span: timedelta) -> str:
    """As read() understands it: 1h 30m."""
    left = int(span.total_seconds())
    words = []
    for unit, seconds in UNITS.items():
        count, left = divmod(left, seconds)
        words += [f"{count}{unit}"] * bool(count)
    return " ".join(words) or "0m"


class SpanField(forms.DurationField):
    """A duration column in a form."""

    widget = forms.TextInput(attrs={"class": "span", "size": 9, "placeholder": "1h 30m"})

    def prepare_value(self, value: Any) -> Any:
        return write(value) if isinstance(value, timedelta) else value

    def to_python(self, value: Any) -> timedelta | None:
        if value in self.empty_values:
            return None
        if isinstance(value, timedelta):
            return value
        try:
            span = read(str(value))
        except ValueError:
            raise ValidationError(_("Write a span of time such as 2h, 1h 30m or 45s.")) from None
        if span > LONGEST:
            raise ValidationError(_("That is longer than 30 days."))
        return span

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True
