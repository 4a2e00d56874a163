"""The rules, as reference.csv tells them to a facilitator."""

import csv
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

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


def test_the_rules_page_tells_every_rule_with_the_numbers_of_the_code():
    told = [(section.title, [(line.what, line.points) for line in section.lines]) for section in rules.rule_sections()]
    half = "answers and keys still pay, mending and speed do not"
    assert told == [
        (
            "Customers",
            [
                ("Browse: inside 400 ms / slower / fails", "+2 / +1 / -1"),
                ("Price: inside 400 ms / slower / fails", "+2 / +1 / -1"),
                ("Book: inside 800 ms / slower / fails", "+4 / +2 / -2"),
                ("Recognise: inside 2000 ms / slower / fails", "+2 / +1 / -1"),
                ("A tick without a flaw", "+10"),
                ("The same in a rush hour with 5 times the customers, who all count", "+50"),
                ("A tick of that rush hour in which everything fails", "-25"),
            ],
        ),
        (
            "Incidents",
            [
                ("Each objective", "as shown on its card"),
                ("Speed bonus, when an incident is closed at once", "+50 % of its points"),
                ("Speed bonus at the scenario's estimate, and later", "0"),
                ("A wrong answer", "0"),
                ("An update for the boss, told in time", "as shown on its card; no incident waits for it"),
            ],
        ),
        (
            "Help",
            [
                ("A hint", "its price, shown before you choose"),
                ("The same hint pressed twice, or by two of you at once", "charged once"),
                ("The first hint for a team that has been stuck for long", "0"),
                ("A hint from a facilitator", "0"),
            ],
        ),
        (
            "Reset to known-good",
            [
                ("One service, by the Ops seat in the console", "-20"),
                ("The whole company", "-80"),
                ("The same reset pressed twice, or by two of you at once", "charged once"),
                ("An incident of which the reset has taken something out", half),
                ("Incidents that burn when the whole company is reset", "closed; what was won stays"),
                ("Customers before a company that its team has reset", "a closed shop: every journey fails"),
            ],
        ),
        (
            "Fairness",
            [
                ("An incident whose fault did not work", "voided: counts for nobody"),
                ("A voided incident", "its points, and what it cost in revenue, are reversed"),
                ("An incident that the facilitators mended", half),
                ("An adjustment by a facilitator", "with a reason that the team reads"),
            ],
        ),
    ]


def test_each_table_of_the_rules_page_has_its_note():
    assert [section.note for section in rules.rule_sections()] == [
        "Every few seconds of game time four customers walk through each shop. What the referee could not measure "
        "pays as the last time that it could, and never takes points. A rush hour is said five minutes before it comes. "
        "Some of its customers may be served and others not; objectives look at one customer, as ever.",
        "An incident's clock starts when its effect has been verified, and stands still in a pause. The bonus falls in "
        "a straight line. After five wrong answers within a minute the next one has to wait.",
        "If the price changes while you make up your mind, you pay the lower one.",
        "A reset that does not work gives its price back. What you had mended by hand before it stays yours.",
        "The ledger is never rewritten: a correction is a new line.",
    ]


def test_the_rules_page_has_its_titles_in_the_language_of_its_reader():
    with translation.override("fr"):
        titles = [section.title for section in rules.rule_sections()]
    assert titles == ["Clients", "Incidents", "Aide", "Remise à neuf", "Équité"]


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


READINGS = st.lists(
    st.builds(Reading, st.sampled_from(["ok", "fail", "error"]), st.sampled_from([1.0, 3000.0])), min_size=1, max_size=5
)


@given(st.sampled_from(Journey.values), READINGS, st.integers(-20, 20), st.integers(1, 5), st.data())
def test_a_crowd_pays_what_each_of_them_pays(journey, readings, last_paid, last_factor, data):
    factor = data.draw(st.integers(len(readings), 5))
    met = rules.meet_crowd(journey, readings, factor, last_paid, last_factor)
    shares = rules.crowd_shares(factor, len(readings))
    assert (sum(shares), max(shares) - min(shares) <= 1) == (factor, True)
    alone = [rules.meet_journey(journey, reading) for reading in readings]
    measured = sum(one.paid * share for one, share in zip(alone, shares, strict=True))
    errors = sum(share for one, share in zip(alone, shares, strict=True) if one.outcome == JourneyOutcome.ERROR)
    unmeasured = max(last_paid, 0) * errors / last_factor
    assert measured + unmeasured <= met.paid < measured + unmeasured + 1
    assert 0 <= met.served <= met.came <= factor


@given(st.sampled_from(Journey.values), READINGS.filter(lambda found: len(found) == 1), st.integers(-20, 20))
def test_a_crowd_of_one_is_a_customer(journey, readings, last_paid):
    assert rules.meet_crowd(journey, readings, 1, last_paid) == rules.meet_journey(journey, readings[0], last_paid)


def test_half_a_crowd_is_told_by_how_many_were_served():
    well, failed = Reading("ok", 5.0), Reading("fail", 9.0, "Sold out.")
    met = rules.meet_crowd("book", [well, failed, well], 3)
    assert (met.outcome, met.paid, met.ms, met.why, met.words) == ("slow", 4 - 2 + 4, 5.0, "Sold out.", "2 of 3 served")
    assert rules.meet_crowd("book", [failed] * 3, 3).words == "fails"
    assert rules.meet_crowd("book", [well] * 3, 3).words == "works"
