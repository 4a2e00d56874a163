"""The rules, as reference.csv tells them to a facilitator."""

import csv
from pathlib import Path

import pytest

from scenarios.probes.base import Reading
from scenarios.probes.journeys import JOURNEYS
from scoring import rules
from scoring.help import hint_discount
from scoring.models import Journey, JourneyOutcome

with (Path(__file__).parent / "reference.csv").open(newline="") as file:
    ROWS = list(csv.DictReader(file))


def of(rule):
    return [
        pytest.param(row, id=f"line {number}: {row['because']}")
        for number, row in enumerate(ROWS, 2)
        if row["rule"] == rule
    ]


@pytest.mark.parametrize("row", of("journey"))
def test_a_journey_pays_what_the_reference_says(row):
    met = rules.meet_journey(row["journey"], Reading(row["reading"], float(row["ms"])), int(row["last_paid"] or 0))
    assert (met.outcome, met.paid) == (row["outcome"], int(row["points"]))


@pytest.mark.parametrize("row", of("speed"))
def test_the_speed_bonus_is_what_the_reference_says(row):
    bonus = rules.speed_bonus(int(row["total"]), float(row["elapsed"]), float(row["estimate"]))
    assert bonus == int(row["points"])


@pytest.mark.parametrize("row", of("hint"))
def test_a_hint_costs_what_the_reference_says(row):
    gap = hint_discount.points_gap(int(row["points_now"]), [int(row["median"])])
    assert hint_discount.discounted_price(int(row["full_price"]), gap) == int(row["points"])


def test_the_reference_knows_no_other_rule():
    assert {row["rule"] for row in ROWS} == {"journey", "speed", "hint"}


def test_every_journey_has_a_price_that_can_be_halved():
    assert list(rules.FARES) == list(JOURNEYS)
    assert all(fare.full % 2 == 0 for fare in rules.FARES.values())


def test_the_median_of_an_even_number_of_teams_lies_between_the_middle_two():
    assert hint_discount.points_gap(75, [75, 100, 200, 300]) == 0.5


def test_the_rules_page_tells_the_numbers_of_the_code():
    told = {line.what: line.points for section in rules.rule_sections() for line in section.lines}
    assert told["Book: inside 800 ms / slower / fails"] == "+4 / +2 / -2"
    assert told["A tick without a flaw"] == "+10"


def test_the_rules_page_tells_what_resets_and_speed_are_worth():
    told = {line.what: line.points for section in rules.rule_sections() for line in section.lines}
    assert told["Speed bonus, when an incident is closed at once"] == "+50 % of its points"
    assert told["One service, by the Ops seat in the console"] == "-20"
    assert told["The whole company"] == "-80"


def test_a_journey_keeps_tenths_of_a_millisecond_and_200_letters():
    met = rules.meet_journey("book", Reading("fail", 41.26, "x" * 300))
    assert (met.ms, met.why) == (41.3, "x" * 200)


def test_what_was_never_measured_pays_nothing():
    assert rules.meet_journey("book", Reading("error", 1.0)).paid == 0
    assert rules.journey_fare("book", JourneyOutcome.ERROR) == 0
    assert rules.JourneyMet(JourneyOutcome.FULL) == rules.JourneyMet(JourneyOutcome.FULL, paid=0, ms=0.0, why="")


def test_an_observation_is_read_in_the_order_of_the_journeys():
    stored = {"book": {"outcome": "slow", "ms": 900.5}, "browse": {"outcome": "full", "paid": 2}}
    assert list(rules.journeys_in_order(stored).items()) == [
        (Journey.BROWSE, rules.JourneyMet(JourneyOutcome.FULL, paid=2)),
        (Journey.BOOK, rules.JourneyMet(JourneyOutcome.SLOW, ms=900.5)),
    ]


def test_an_incident_without_an_estimate_has_no_speed_bonus():
    assert rules.speed_bonus(100, 0.0, 0.0) == 0
    assert rules.speed_bonus(100, 0.0, 1.0) == 50
