"""SpanField: a form field for a span of time, in the grammar of scenarios/time_span."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from scenarios import time_span


class SpanField(forms.DurationField):
    """The form field of a duration column."""

    widget = forms.TextInput(attrs={"class": "span", "size": 9, "placeholder": "1h 30m"})

    def prepare_value(self, value: Any) -> Any:
        return time_span.write_time_span(value) if isinstance(value, timedelta) else value

    def to_python(self, value: Any) -> timedelta | None:
        if value in self.empty_values:
            return None
        if isinstance(value, timedelta):
            return value
        try:
            span = time_span.read_time_span(str(value))
        except ValueError as error:
            raise ValidationError(str(error)) from None
        if span > time_span.LONGEST:
            raise ValidationError(_("That is longer than 30 days."))
        return span

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True
