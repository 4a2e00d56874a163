"""A plan in a tenth of its time, for a rehearsal. Pure.

Everything that a facilitator plans is quickened: when rounds, breaks, the freeze and messages come, how long breaks last,
when the day ends. What a scenario says of itself (how long a fault stays, how long a shop has to be well) stays as it is,
because faults need their time to show and mends theirs to hold: so each round has LEAST_ROOM before the next one, and
the last one LAST_ROOM before the end.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gameday.event.plans import Plan
from gameday.models.choices import PlanKind

TIMES = 10  # as fast as the day
LEAST_ROOM, LAST_ROOM = 90, 180  # seconds from a round to the next one, and to the end
SHORTEST_BREAK = 5  # seconds


@dataclass(frozen=True)
class QuickPlan:
    """`moments`: seconds of the day's game time -> seconds of the rehearsal's."""

    plan: Plan
    moments: Mapping[int, int]

    @property
    def lasts(self) -> int:
        """Seconds from the start to the end, with breaks."""
        return self.plan.duration + sum(mark.lasts for mark in self.plan.marks if mark.kind == PlanKind.BREAK)


def quicken(plan: Plan, messages: Iterable[int] = ()) -> QuickPlan:
    """`messages`: the moments of game time at which something is said."""
    rounds = [one.starts_after for one in plan.rounds]
    others = [*(mark.starts_after for mark in plan.marks), *messages]
    moments = quick_moments(rounds, others, plan.duration)
    changes = {
        "duration": max(moments[plan.duration], 1),
        "rounds": [one.model_copy(update={"starts_after": moments[one.starts_after]}) for one in plan.rounds],
        "marks": [
            mark.model_copy(update={"starts_after": moments[mark.starts_after], "lasts": _quick_break(mark.lasts)})
            for mark in plan.marks
        ],
    }
    return QuickPlan(plan.model_copy(update=changes), moments)


def quick_moments(rounds: Iterable[int], others: Iterable[int], end: int) -> dict[int, int]:
    """Each moment -> when it comes in the rehearsal, in the same order; what comes together comes together."""
    opening = set(rounds)
    found: dict[int, int] = {}
    opened, before, moved = None, 0, 0.0
    for at in sorted({*opening, *others, end}):
        moved, before = moved + (at - before) / TIMES, at
        if opened is not None and at in {*opening, end}:
            moved = max(moved, opened + (LEAST_ROOM if at in opening else LAST_ROOM))
        opened = moved if at in opening else opened
        found[at] = round(moved)
    return found


def _quick_break(lasts: int) -> int:
    return max(round(lasts / TIMES), SHORTEST_BREAK) if lasts else 0
