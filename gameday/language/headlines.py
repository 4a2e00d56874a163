"""Sayings: how the board tells what happened. Never mean, never about a person's mistake."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

Lines = Sequence[Any]  # lazy texts

LIVE = (
    _lazy("The hay has hit the fan at {team}: {title}"),
    _lazy("Something smells in the stable of {team}: {title}"),
    _lazy("A customer of {team} writes in capital letters: {title}"),
    _lazy("The boss has opened an umbrella at {team}: {title}"),
    _lazy("{team}'s unicorns look the other way: {title}"),
)
ACKNOWLEDGED = (
    _lazy("{player} of {team} has put the boots on: {title}"),
    _lazy("{player} of {team} takes the pitchfork: {title}"),
    _lazy("“We are on it”, says {player} of {team}: {title}"),
)
MITIGATED = (
    _lazy("Customers smile again at {team}: {title}"),
    _lazy("{team} has stopped the bleeding glitter: {title}"),
)
RESOLVED = (
    _lazy("{team} has mucked out the stable: {title}"),
    _lazy("All horns point up again at {team}: {title}"),
    _lazy("{team} may braid manes again: {title}"),
)
EXPIRED = (
    _lazy("The fire at {team} went out by itself: {title}"),
    _lazy("{team} waited until the hay was gone: {title}"),
)


def pick_headline(lines: Lines, number: int) -> Promise:
    """One of the lines, a lazy template: the same for the same number."""
    return lines[number % len(lines)]
