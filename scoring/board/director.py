"""The director of the big screen: which of the moments is shown next, if any. Pure; the rules that find them are in moments.py.

Inserts never hide the board for long: a short time each, a rest after it, and so much at most in some minutes. What the clock
brings (half time, the last minute, the curtain) comes when it is due, so nothing else begins shortly before it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scoring.board.moments import ScreenMoment
from scoring.models.choices import ON_TIME, InsertKind

LEAD = timedelta(seconds=1.5)  # every screen knows of an insert before it begins
SHOWN = timedelta(seconds=8)  # what one insert takes
REST = timedelta(seconds=60)  # the board alone, after an insert
BREATH = timedelta(seconds=3)  # the same, before one that the clock brings
MOST, WITHIN = timedelta(seconds=24), timedelta(minutes=5)  # the screen is filled at most so long of so long
FRESH = timedelta(seconds=100)  # what is older is no news
LATE = timedelta(seconds=20)  # the same for what the clock brings


@dataclass(frozen=True)
class Shown:
    """An insert that a screen has shown or shows. `starts_at` is None where it was left out, `ends_at` where it is pinned."""

    key: str
    kind: InsertKind
    team: int | None
    starts_at: datetime | None
    ends_at: datetime | None


def next_insert(
    found: Sequence[ScreenMoment], shown: Sequence[Shown], now: datetime, clock_in: Sequence[timedelta] = ()
) -> ScreenMoment | None:
    """What is to be shown now; None: the board alone. `clock_in`: the game time until each moment of the clock."""
    known = {each.key for each in shown}
    fresh = [moment for moment in found if moment.key not in known and now - moment.at <= _fresh_for(moment)]
    due = [moment for moment in fresh if moment.kind in ON_TIME]
    if due and has_rested(shown, now, BREATH):
        return min(due, key=lambda moment: ON_TIME.index(moment.kind))
    if not may_tell_news(shown, now, clock_in):
        return None
    told: Counter[int | None] = Counter(each.team for each in shown if each.starts_at and each.team)
    news = [moment for moment in fresh if moment.kind not in ON_TIME]
    return min(news, key=lambda moment: (told[moment.team], ORDER.index(moment.kind), moment.at), default=None)


def may_tell_news(shown: Sequence[Shown], now: datetime, clock_in: Sequence[timedelta] = ()) -> bool:
    """Whether an insert that need not come on time may begin now."""
    soon = any(timedelta() < left <= LEAD + SHOWN + BREATH for left in clock_in)
    return not soon and has_rested(shown, now, REST) and filled(shown, now) + SHOWN <= MOST


def has_rested(shown: Sequence[Shown], now: datetime, rest: timedelta) -> bool:
    """Whether the board has been alone for so long."""
    return all(each.ends_at is not None and now - each.ends_at >= rest for each in shown if each.starts_at)


def filled(shown: Sequence[Shown], now: datetime) -> timedelta:
    """How long inserts have hidden the board, within the stretch that would end with one that begins now."""
    since = now + LEAD + SHOWN - WITHIN
    spans = [(max(each.starts_at, since), each.ends_at or now) for each in shown if each.starts_at]
    return sum((max(end - start, timedelta()) for start, end in spans), timedelta())


def _fresh_for(moment: ScreenMoment) -> timedelta:
    return LATE if moment.kind in ON_TIME else FRESH


ORDER = (  # of two that are as fresh, the first is shown
    *ON_TIME,
    InsertKind.WORDS,
    InsertKind.RECORD_KEYS,
    InsertKind.FIRST_TO_MEND,
    InsertKind.COMEBACK,
    InsertKind.LONGEST_FIRE,
    InsertKind.CLOSE_RACE,
)
