"""Spans of time as people read them, in their language. What a form reads back is written by scenarios.time_span."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

PARTS = ((86400, _lazy("{days}d")), (3600, _lazy("{hours}h")), (60, _lazy("{minutes}m")), (1, _lazy("{seconds}s")))
NAMES = ("days", "hours", "minutes", "seconds")


def write_span(span: timedelta) -> str:
    """A span of whole seconds with its units: 1h 30m."""
    left = int(span.total_seconds())
    words = []
    for name, (length, text) in zip(NAMES, PARTS, strict=True):
        count, left = divmod(left, length)
        words += [str(text).format(**{name: count})] * bool(count)
    return " ".join(words) or _("{minutes}m").format(minutes=0)
