"""The ridge of a poster: what the customers paid, step by step, as the outline of a mountain."""

from collections.abc import Sequence
from random import Random

REACH = 4  # steps to each side that a step is averaged with
LOWEST = 0.2  # where nobody paid: a valley, and still above the meadow


def smooth_ridge(paid: Sequence[int]) -> tuple[float, ...]:
    """From LOWEST to 1, a value a step; empty where there is nothing to draw."""
    if not any(paid):
        return ()
    bold = [max(each, 0) for each in paid]
    weights = [REACH + 1 - abs(offset) for offset in range(-REACH, REACH + 1)]
    even = []
    for at in range(len(bold)):
        around = [
            (bold[at + off], weights[off + REACH]) for off in range(-REACH, REACH + 1) if 0 <= at + off < len(bold)
        ]
        even.append(sum(value * weight for value, weight in around) / sum(weight for _, weight in around))
    best = max(even) or 1
    return tuple(LOWEST + (1 - LOWEST) * value / best for value in even)


def crag(ridge: Sequence[float], seed: int, points: int) -> list[float]:
    """The ridge in `points` heights with rock on it: the same rock at every drawing. Flat meadow without a ridge."""
    random = Random(seed)
    rocks = [random.uniform(-1, 1) for _ in range(points)]
    found = []
    for at in range(points):
        height = _between(ridge, at / (points - 1)) if ridge else LOWEST
        rough = 0.6 * rocks[at] + 0.4 * rocks[at // 3]
        found.append(max(height * (1 + 0.045 * rough), LOWEST / 2))
    return found


def _between(ridge: Sequence[float], part: float) -> float:
    place = part * (len(ridge) - 1)
    before = int(place)
    after = min(before + 1, len(ridge) - 1)
    return ridge[before] + (ridge[after] - ridge[before]) * (place - before)
