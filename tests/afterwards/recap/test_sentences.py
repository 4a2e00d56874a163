"""What is said about the figures of an incident."""

from datetime import timedelta

import pytest

from gameday.models.choices import IncidentState, Role
from scoring.afterwards.figures.shapes import ActsOn, Meeting
from scoring.afterwards.recap.sentences import compare_spans, figure_span, meeting_in_words
from scoring.afterwards.recap.team_page import incident_cards
from scoring.ledger.game_time import Pauses
from tests.afterwards.recap.shapes import after, day_of, incident, team_of

MINUTE = timedelta(minutes=1)


def sentences(recap, **team):
    return list(meeting_in_words(recap, team_of(recap, **team)))


@pytest.mark.parametrize(
    ("span", "words"), [(None, "–"), (0, "0s"), (0.4, "0s"), (59.6, "1m"), (72, "1m 12s"), (3601, "1h 1s")]
)
def test_a_span_is_told_in_whole_seconds(span, words):
    assert figure_span(None if span is None else timedelta(seconds=span)) == words


@pytest.mark.parametrize(
    ("own", "median", "teams", "words"),
    [
        (2 * MINUTE, 3 * MINUTE, 4, "1m quicker than the median"),
        (3 * MINUTE, 2 * MINUTE, 4, "1m longer than the median"),
        (3 * MINUTE, 3 * MINUTE + timedelta(seconds=4), 4, "as the median"),
        (3 * MINUTE, 3 * MINUTE, 1, ""),
        (None, 3 * MINUTE, 4, ""),
        (3 * MINUTE, None, 4, ""),
    ],
)
def test_a_team_is_compared_where_there_is_another_one(own, median, teams, words):
    assert compare_spans(own, median, teams) == words


def test_how_the_halves_met():
    meeting = Meeting(
        met_at=after(12),
        by_seat=Role.DEV,
        on="db",
        minutes=1.5,
        hand_overs=3,
        longest_silence=timedelta(seconds=95),
        silent_seat=Role.OPS,
        both_keys=True,
    )
    assert sentences(incident(10, 20, meeting=meeting)) == [
        "The halves met after 1m 30s: Dev was the first to reach for “db”, which only the card of Ops named.",
        "3 times the work went from one seat to the other.",
        "The longest silence of a seat was 1m 35s (Ops).",
        "Both keys were turned.",
    ]


def test_an_empty_seat_is_no_reproach():
    assert sentences(incident(10, 20), seats=(Role.DEV,)) == [
        "The Ops seat was empty, so there was no other half to meet."
    ]


def test_halves_that_did_not_meet():
    assert sentences(incident(10, 20)) == [
        "Neither seat was seen to reach for what only the card of the other one named."
    ]


@pytest.mark.parametrize("recap", [incident(10, 20, IncidentState.VOIDED), incident(None, None)])
def test_there_is_nothing_to_say_of_what_counts_for_nobody_or_was_never_seen(recap):
    assert sentences(recap) == []


def card(recap):
    team = team_of(recap)
    return incident_cards(day_of(team), team, {}, Pauses([]))[0]


def test_moments_count_from_the_effect():
    moments = card(incident(10, 20, mended_at=after(18))).moments
    assert [(str(each.name), each.after) for each in moments if each.at] == [
        ("put in", ""),
        ("effect seen", ""),
        ("mended", "+8m"),
        ("ended", "+10m"),
    ]


def test_times_stand_beside_the_median_with_bars_of_one_scale():
    spans = card(incident(10, 20, to_detect=timedelta(seconds=15), to_recover=timedelta(minutes=3))).spans
    assert [(each.own, each.median, each.comparison, each.own_share, each.median_share) for each in spans] == [
        ("15s", "30s", "15s quicker than the median", "4.2%", "8.3%"),
        ("–", "1m", "", "0%", "16.7%"),
        ("3m", "6m", "3m quicker than the median", "50.0%", "100.0%"),
    ]


def test_a_voided_incident_has_no_times():
    assert card(incident(10, 20, IncidentState.VOIDED)).spans == []


def test_who_touched_what_is_told_by_seat():
    acts = (ActsOn(Role.DEV, "storefront", 3), ActsOn(Role.OPS, "db", 2), ActsOn(Role.OPS, "", 1))
    told = [(str(each.seat), [act.service for act in each.touched]) for each in card(incident(10, 20, acts=acts)).acts]
    assert told == [("dev", ["storefront"]), ("ops", ["db", ""])]
