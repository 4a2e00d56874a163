"""Nudges: a team that is stuck is told once, and so are the facilitators."""

from datetime import timedelta

from gameday.models import Activity
from scoring.help import nudges
from scoring.referee import evaluation
from tests import making
from tests.making import NOW


def told():
    return list(Activity.objects.filter(verb__in=("nudge", "stuck")).order_by("id").values_list("verb", flat=True))


def test_nobody_is_nudged_who_has_just_begun(gameday, incident, dev):
    evaluation.prepare_objectives(NOW)
    assert nudges.offer_nudges(gameday, NOW + timedelta(minutes=1)) == 0


def test_a_team_that_gets_stuck_is_offered_a_hint_and_then_the_facilitators_are_called(gameday, incident, dev):
    evaluation.prepare_objectives(NOW)
    steps = [nudges.offer_nudges(gameday, NOW + timedelta(minutes=minute)) for minute in (11, 12, 16, 17)]
    assert (steps, told()) == ([1, 0, 1, 0], ["nudge", "stuck"])


def test_what_is_closed_needs_nobody(gameday, team, dev):
    making.make_incident(team, state="resolved")
    assert nudges.offer_nudges(gameday, NOW + timedelta(minutes=60)) == 0


def test_the_board_hears_nothing_of_it(gameday, incident, dev):
    nudges.offer_nudges(gameday, NOW + timedelta(minutes=60))
    assert not Activity.objects.filter(public=True).exists()
