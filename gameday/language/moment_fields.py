"""Form fields for a moment, typed in the zone that is active. A time that is no moment there gets a sentence of its own."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gameday.language import moments


class _ClearlyRefused(forms.Field):
    def clean(self, value: Any) -> datetime | None:
        try:
            moment: datetime | None = super().clean(value)
        except ValidationError as error:
            typed = (getattr(error, "params", None) or {}).get("datetime")
            if isinstance(typed, datetime) and (why := moments.why_no_moment(typed)):
                raise ValidationError(why) from None
            raise
        return moment


class MomentField(_ClearlyRefused, forms.DateTimeField):
    """A moment in one input."""


class SplitMomentField(_ClearlyRefused, forms.SplitDateTimeField):
    """A moment in two inputs, day and time."""
