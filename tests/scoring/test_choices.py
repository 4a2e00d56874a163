"""The codes that scoring shares with scenario documents and probes are the same on both sides."""

from typing import get_args

from scenarios.document import parse
from scenarios.probes.journeys import JOURNEYS
from scoring.models import Journey, ObjectiveKind


def test_objective_kinds_are_the_ones_that_documents_may_name():
    goals = get_args(get_args(parse.Objective)[0])
    assert sorted(ObjectiveKind) == sorted(get_args(goal.model_fields["kind"].annotation)[0] for goal in goals)


def test_journeys_are_the_ones_that_customers_can_make():
    assert sorted(Journey) == sorted(JOURNEYS)
