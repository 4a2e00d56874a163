"""The factory of played days writes what the other tests believe that it writes."""

import pytest

from gameday.models import Activity
from scoring.models import Entry, Standing
from tests.afterwards import played_day

pytestmark = pytest.mark.django_db


def test_a_played_day_has_its_rows_and_its_standings():
    day = played_day.play_day(teams=2, rounds=2)
    assert day.gameday.is_over
    assert len(day.incidents) == 4
    # For each incident 80 points, a hint of 5, and 10 - 5 - 5 + 10 of revenue.
    assert list(Standing.objects.filter(gameday=day.gameday).values_list("points", flat=True)) == [170, 170]
    assert Entry.objects.filter(gameday=day.gameday).count() == 4 * 6
    assert Activity.objects.filter(gameday=day.gameday, service="db").count() == 4
