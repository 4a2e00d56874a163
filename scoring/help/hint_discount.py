"""Catch-up: hints cost less for teams that are far behind the median (DESIGN section 7). Pure.

A game day can switch it off. Points already earned are never touched.
"""

from collections.abc import Sequence
from statistics import median

from django.utils.translation import gettext as _

HALF_FROM = 0.15
FREE_FROM = 0.35


def points_gap(points: int, everybody: Sequence[int]) -> float:
    """(median - points) / median: how far a team is behind. Negative when it is ahead, 0 while the median is not positive."""
    middle = median(everybody) if everybody else 0
    return (middle - points) / middle if middle > 0 else 0.0


def discounted_price(full: int, gap: float) -> int:
    """The price in points of a hint that costs `full`, for a team with that gap: all, half (rounded up) or nothing."""
    if gap < HALF_FROM:
        return full
    return (full + 1) // 2 if gap < FREE_FROM else 0


def explain_discount() -> str:
    """The rule as a text for the rules page."""
    return _(
        "A team that is {half:.0%} or more behind the median team pays half for its hints; "
        "from {free:.0%} they are free. The price stands on the button before anybody "
        "chooses.\n\nPoints that a team has earned are never touched, and nobody who is ahead pays "
        "more for it. Facilitators can switch this off for a game day; then every hint costs its "
        "full price."
    ).format(half=HALF_FROM, free=FREE_FROM)
