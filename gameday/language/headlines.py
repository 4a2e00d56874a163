"""Sayings: how the board tells what happened. Never mean, never about a person's mistake."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

Lines = Sequence[Any]  # lazy texts

LIVE = (
    _("The hay has hit the fan at {team}: {title}"),
    _("Something smells in the stable of {team}: {title}"),
    _("A customer of {team} writes in capital letters: {title}"),
    _("The boss has opened an umbrella at {team}: {title}"),
    _("{team}'s unicorns look the other way: {title}"),
)
ACKNOWLEDGED = (
    _("{player} of {team} has put the boots on: {title}"),
    _("{player} of {team} takes the pitchfork: {title}"),
    _("“We are on it”, says {player} of {team}: {title}"),
)
MITIGATED = (
    _("Customers smile again at {team}: {title}"),
    _("{team} has stopped the bleeding glitter: {title}"),
)
RESOLVED = (
    _("{team} has mucked out the stable: {title}"),
    _("All horns point up again at {team}: {title}"),
    _("{team} may braid manes again: {title}"),
)
EXPIRED = (
    _("The fire at {team} went out by itself: {title}"),
    _("{team} waited until the hay was gone: {title}"),
)


def pick_headline(lines: Lines, number: int, **words: object) -> Promise:
    """One of the lines: the same for the same number. Lazy: whoever writes it down chooses the language."""
    return format_lazy(lines[number % len(lines)], **words)
