"""Catch-up: hints get cheaper for teams far behind the median. Published before the day, switchable, pure.

Points already earned are never touched. DESIGN section 7: g = (median - team) / median.
"""

from collections.abc import Sequence
from statistics import median

from django.utils.translation import gettext as _

HALF_FROM = 0.15
FREE_FROM = 0.35


def points_gap(points: int, everybody: Sequence[int]) -> float:
    """How far behind the median a team is, as a share of it; zero while there is no positive median."""
    middle = median(everybody) if everybody else 0
    return (middle - points) / middle if middle > 0 else 0.0


def discounted_price(full: int, gap: float) -> int:
    """What a hint of `full` points costs a team that far behind: all, half (rounded up) or nothing."""
    if gap < HALF_FROM:
        return full
    return (full + 1) // 2 if gap < FREE_FROM else 0


def explain_discount() -> str:
    """The rule, for the rules page."""
    return _(
        "A team that is {half:.0%} or more behind the median team pays half for its hints; "
        "from {free:.0%} they are free. The price stands on the button before anybody "
        "chooses.\n\nPoints that a team has earned are never touched, and nobody who is ahead pays "
        "more for it. Facilitators can switch this off for a game day; then every hint costs its "
        "full price."
    ).format(half=HALF_FROM, free=FREE_FROM)
