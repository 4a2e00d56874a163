"""When a moment is shown: the board is hidden only for a short time, and never for long."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.board import director
from scoring.board.director import FRESH, LATE, LEAD, MOST, REST, SHOWN, WITHIN, Shown, next_insert
from scoring.board.moments import ScreenMoment
from scoring.models import InsertKind
from scoring.models.choices import ON_TIME
from tests.making import NOW

SECOND = timedelta(seconds=1)
NEWS = [kind for kind in director.ORDER if kind not in (*ON_TIME, InsertKind.WORDS)]


def moment(
    kind: InsertKind = InsertKind.FIRST_TO_MEND, key: str = "a", age: float = 0, team: int | None = 1
) -> ScreenMoment:
    return ScreenMoment(kind, key, NOW - age * SECOND, "text", team)


def shown(key: str, ended: float | None, team: int | None = 1, kind: InsertKind = InsertKind.COMEBACK) -> Shown:
    """An insert that ended so many seconds ago; None: it is pinned."""
    ends = None if ended is None else NOW - ended * SECOND
    return Shown(key, kind, team, (ends or NOW) - SHOWN, ends)


def test_news_are_shown_at_once_when_the_board_has_rested():
    assert next_insert([moment()], [], NOW) == moment()
    assert next_insert([moment()], [shown("b", REST.seconds)], NOW) == moment()
    assert next_insert([moment()], [shown("b", REST.seconds - 1)], NOW) is None


def test_no_moment_is_shown_twice_and_none_that_was_left_out():
    assert next_insert([moment()], [shown("a", 900)], NOW) is None
    assert next_insert([moment()], [Shown("a", InsertKind.COMEBACK, 1, None, None)], NOW) is None


def test_what_was_left_out_takes_no_rest():
    assert next_insert([moment()], [Shown("b", InsertKind.COMEBACK, 1, None, None)], NOW) == moment()


def test_old_news_are_none():
    assert next_insert([moment(age=FRESH.seconds)], [], NOW) is not None
    assert next_insert([moment(age=FRESH.seconds + 1)], [], NOW) is None


def test_nothing_comes_beside_what_is_pinned():
    found = [moment(), moment(InsertKind.LAST_MINUTE, "minute")]
    assert next_insert(found, [shown("b", None)], NOW) is None


def test_the_clock_s_own_need_no_rest_but_are_no_news_when_they_are_late():
    just_over = [shown("b", 5)]
    assert next_insert([moment(), moment(InsertKind.HALF_TIME, "half", team=None)], just_over, NOW).key == "half"
    late = moment(InsertKind.LAST_MINUTE, "minute", age=LATE.seconds + 1, team=None)
    assert next_insert([late], [], NOW) is None


def test_nothing_begins_shortly_before_the_clock_s_own():
    assert next_insert([moment()], [], NOW, [timedelta(seconds=12)]) is None
    assert next_insert([moment()], [], NOW, [timedelta(seconds=13), timedelta(seconds=-1)]) == moment()


def test_a_team_that_was_not_on_the_screen_yet_comes_first():
    found = [moment(InsertKind.RECORD_KEYS, "a", team=1), moment(InsertKind.CLOSE_RACE, "b", team=2)]
    assert next_insert(found, [], NOW).key == "a"
    assert next_insert(found, [shown("c", 900, team=1)], NOW).key == "b"


@settings(max_examples=10)
@given(st.integers(min_value=0))
def test_however_much_happens_the_board_is_seen_most_of_the_time(seed):
    """Something happens again and again; between two moments the director looks every two seconds."""
    chance = Random(seed)
    happened: list[ScreenMoment] = []
    past: list[Shown] = []
    now = NOW
    for number in range(25):
        now = _look_on(happened, past, now, now + chance.randrange(60) * SECOND)
        happened.append(ScreenMoment(chance.choice(NEWS), str(number), now, "text", number % 4))
    _look_on(happened, past, now, now + 2 * WITHIN)
    assert past
    for one, after in pairwise(past):
        assert after.starts_at - one.ends_at >= REST
    for each in past:
        since = each.ends_at - WITHIN
        spans = [(max(one.starts_at, since), one.ends_at) for one in past if since < one.ends_at <= each.ends_at]
        assert sum((end - start for start, end in spans), timedelta()) <= MOST


def _look_on(happened: list[ScreenMoment], past: list[Shown], now: datetime, until: datetime) -> datetime:
    while now < until:
        if chosen := next_insert(happened, past, now):
            past.append(Shown(chosen.key, chosen.kind, chosen.team, now + LEAD, now + LEAD + SHOWN))
        now += 2 * SECOND
    return now
