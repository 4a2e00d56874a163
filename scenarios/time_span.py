"""Reads and writes spans of time such as "1h 30m". Documents, commands and forms all use this."""

import re
from datetime import timedelta

from django.utils.translation import gettext as _

UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
NAMES = r"d(?:ays?)?|h(?:rs?|ours?)?|m(?:ins?|inutes?)?|s(?:ecs?|econds?)?"
PART = re.compile(rf"\s*(\d+(?:\.\d+)?)\s*({NAMES})(?![a-z])\s*", re.IGNORECASE)
CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
BARE = re.compile(r"\d+(?:\.\d+)?")
LONGEST = timedelta(days=30)
# The same pattern for a JSON Schema, which cannot ignore upper and lower case.
PATTERN = rf"^\s*({CLOCK.pattern}|{BARE.pattern}|(\d+(\.\d+)?\s*({NAMES})(?![a-z])\s*)+)\s*$"


def read_time_span(text: str) -> timedelta:
    """Reads 2h, 1h 30m, 90 min, 45s, 1.5h. 1:30 is an hour and a half, 1:30:10 has seconds, 0 is no time at all.

    Raises ValueError, also for a number without a unit: 5 could be minutes or seconds.
    """
    text = text.strip()
    if clock := CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if BARE.fullmatch(text) and float(text):
        raise ValueError(_("Say the unit as well: 5m are five minutes, 5s are five seconds."))
    return timedelta() if BARE.fullmatch(text) else timedelta(seconds=min(_sum(text), 10 * LONGEST.total_seconds()))


def _sum(text: str) -> float:
    """The sum of all parts, in seconds."""
    total, at = 0.0, 0
    while at < len(text) or not text:
        part = PART.match(text, at)
        if part is None:
            raise ValueError(_("Write a span of time such as 2h, 1h 30m or 45s."))
        total += float(part[1]) * UNITS[part[2][0].lower()]
        at = part.end()
    return total


def write_time_span(span: timedelta) -> str:
    """Writes a span so that read_time_span() understands it: 1h 30m."""
    left = int(span.total_seconds())
    words = []
    for unit, seconds in UNITS.items():
        count, left = divmod(left, seconds)
        words += [f"{count}{unit}"] * bool(count)
    return " ".join(words) or "0m"
