"""The rules that find the moments of a day: each finds its own, and nothing that is small, helped, hidden or a mistake."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scoring.board.moments import DayFacts, Fire, KeyPair, RankedTeam, moments_of
from scoring.models import InsertKind
from tests.making import NOW

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
NAMES = {1: "Hooves", 2: "Manes", 3: "Horns", 4: "Tails"}
DAY = DayFacts(now=NOW, elapsed=HOUR - 5 * MINUTE, duration=2 * HOUR, names=NAMES)


def found(facts: DayFacts) -> list[tuple[InsertKind, int | None]]:
    return [(moment.kind, moment.team) for moment in moments_of(facts)]


def texts(facts: DayFacts, kind: InsertKind) -> list[str]:
    return [moment.text for moment in moments_of(facts) if moment.kind == kind]


def fire(number: int, team: int, *, burned: float | None = None, scenario: int = 1, ago: float = 0, **changes) -> Fire:
    """`burned`: minutes until it was mended, `ago` minutes; None: it burns."""
    mended = {} if burned is None else {"mended_at": NOW - ago * MINUTE, "burned": burned * MINUTE}
    return Fire(number, team, scenario, f"Scenario {scenario}", **mended | changes)


def keys(number: int, team: int, apart: float, ago: float = 0) -> KeyPair:
    return KeyPair(number, team, "The sleepy shop", NOW - ago * MINUTE, apart * SECOND)


def test_an_ordinary_minute_has_no_moment():
    assert found(DAY) == []


# The clock -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("elapsed", "kinds"),
    [
        (HOUR - 5 * SECOND, []),
        (HOUR - 3 * SECOND, [InsertKind.HALF_TIME]),
        (HOUR + 3 * SECOND, [InsertKind.HALF_TIME]),
        (2 * HOUR - MINUTE, [InsertKind.LAST_MINUTE, InsertKind.HALF_TIME]),
    ],
)
def test_half_time_and_the_last_minute_are_known_some_seconds_ahead(elapsed, kinds):
    assert found(replace(DAY, elapsed=elapsed)) == [(kind, None) for kind in kinds]


def test_a_moment_of_the_clock_lies_where_the_clock_has_it():
    (half,) = moments_of(replace(DAY, elapsed=HOUR - 3 * SECOND))
    assert half.at == NOW + 3 * SECOND


def test_a_day_of_a_minute_has_no_last_one():
    assert found(replace(DAY, elapsed=MINUTE, duration=MINUTE)) == []


def test_a_frozen_day_tells_the_time_and_nothing_else():
    fires = [fire(1, 1, burned=5), fire(2, 2)]
    places = [RankedTeam(1, 1000, 900), RankedTeam(2, 990), RankedTeam(3, 980), RankedTeam(4, 970)]
    open_day = replace(DAY, fires=fires, places=places, keys=[keys(1, 1, 9), keys(2, 2, 8), keys(3, 1, 1)])
    assert {kind for kind, _ in found(open_day)} > {InsertKind.FIRST_TO_MEND, InsertKind.RECORD_KEYS}
    frozen = replace(open_day, frozen_at=NOW - MINUTE, elapsed=2 * HOUR - MINUTE)
    assert {kind for kind, _ in found(frozen)} == {InsertKind.LAST_MINUTE, InsertKind.CURTAIN, InsertKind.HALF_TIME}


def test_a_second_freeze_is_another_moment():
    first, second = (moments_of(replace(DAY, frozen_at=NOW - age * MINUTE)) for age in (9, 1))
    assert first[0].key != second[0].key


# Fires ---------------------------------------------------------------------------------------------------------------


def test_the_first_team_that_mends_a_scenario_is_named():
    fires = [fire(1, 1, burned=6, ago=1), fire(2, 2, burned=5, ago=2), fire(3, 3)]
    assert found(replace(DAY, fires=fires)) == [(InsertKind.FIRST_TO_MEND, 2)]
    assert texts(replace(DAY, fires=fires), InsertKind.FIRST_TO_MEND) == ["“Scenario 1” is put right, after 5 minutes."]


def test_who_plays_a_scenario_alone_is_not_the_first():
    assert found(replace(DAY, fires=[fire(1, 1, burned=6)])) == []


def test_what_another_hand_has_mended_is_no_deed():
    fires = [fire(1, 1, burned=3, ago=3, helped=True), fire(2, 2, burned=5)]
    assert found(replace(DAY, fires=fires)) == [(InsertKind.FIRST_TO_MEND, 2)]


def test_a_fire_that_burns_is_told_of_nobody():
    assert found(replace(DAY, fires=[fire(number, number) for number in NAMES])) == []


def test_the_longest_fire_is_told_when_it_is_out():
    before = [fire(number, 1, burned=9, scenario=number, ago=30) for number in (1, 2)]
    assert found(replace(DAY, fires=[*before, fire(3, 2, burned=9, scenario=3)])) == []
    longest = replace(DAY, fires=[*before, fire(3, 2, burned=24, scenario=3)])
    assert found(longest) == [(InsertKind.LONGEST_FIRE, 2)]
    assert texts(longest, InsertKind.LONGEST_FIRE) == [
        "“Scenario 3” burned for 24 minutes. Nobody has put out a longer fire today."
    ]


def test_a_record_of_fires_needs_some_to_beat_and_a_long_one():
    assert found(replace(DAY, fires=[fire(1, 1, burned=9), fire(2, 2, burned=30, scenario=2)])) == []
    short = [fire(1, 1, burned=1), fire(2, 1, burned=1, scenario=2), fire(3, 2, burned=3, scenario=3)]
    assert found(replace(DAY, fires=short)) == []


# Keys ----------------------------------------------------------------------------------------------------------------


def test_both_keys_in_record_time_beat_every_pair_before():
    told = replace(DAY, keys=[keys(1, 1, 30, ago=9), keys(2, 2, 5, ago=5), keys(3, 3, 6, ago=4), keys(4, 4, 2)])
    assert found(told) == [(InsertKind.RECORD_KEYS, 4)]
    assert texts(told, InsertKind.RECORD_KEYS) == [
        "“The sleepy shop”: 2 seconds between Dev and Ops. No two were closer today."
    ]


def test_a_record_of_keys_is_quick_at_all():
    assert found(replace(DAY, keys=[keys(1, 1, 60, ago=9), keys(2, 2, 50, ago=5), keys(3, 3, 40)])) == []


def test_keys_in_the_same_second_are_told_as_that():
    told = replace(DAY, keys=[keys(1, 1, 30, ago=9), keys(2, 2, 5, ago=5), keys(3, 3, 0.4)])
    assert "in the same second" in texts(told, InsertKind.RECORD_KEYS)[0]


# Places --------------------------------------------------------------------------------------------------------------


def test_a_climb_of_two_places_by_what_was_earned_is_a_comeback():
    places = [RankedTeam(1, 500, 100), RankedTeam(2, 700, 600), RankedTeam(3, 600, 100), RankedTeam(4, 900)]
    assert found(replace(DAY, places=places)) == [(InsertKind.COMEBACK, 2)]
    assert texts(replace(DAY, places=places), InsertKind.COMEBACK) == ["From place 4 up to place 2."]


def test_a_gift_is_no_comeback_and_neither_is_one_place():
    assert (
        found(replace(DAY, places=[RankedTeam(1, 500), RankedTeam(2, 700), RankedTeam(3, 600), RankedTeam(4, 900)]))
        == []
    )
    assert (
        found(
            replace(DAY, places=[RankedTeam(1, 350), RankedTeam(2, 700, 300), RankedTeam(3, 650), RankedTeam(4, 900)])
        )
        == []
    )


def test_nobody_comes_back_in_the_first_minutes():
    places = [RankedTeam(1, 500, 100), RankedTeam(2, 700, 600), RankedTeam(3, 600, 100), RankedTeam(4, 900)]
    assert found(replace(DAY, places=places, elapsed=10 * MINUTE)) == []


@pytest.mark.parametrize(("won", "climbs"), [(55, False), (300, True)])
def test_forty_teams_take_a_longer_climb(won, climbs):
    others = [RankedTeam(number, 2000 - 10 * number) for number in range(1, 40)]
    facts = replace(DAY, places=[*others, RankedTeam(40, 1600 + won, won)], names=dict.fromkeys(range(1, 41), "Tails"))
    assert ((InsertKind.COMEBACK, 40) in found(facts)) == climbs


def test_places_that_change_by_themselves_are_no_comeback():
    assert (
        found(
            replace(
                DAY,
                places=[
                    RankedTeam(1, 500, 90),
                    RankedTeam(2, 700, 120),
                    RankedTeam(3, 600, 80),
                    RankedTeam(4, 620, 90),
                ],
            )
        )
        == []
    )


@pytest.mark.parametrize(
    ("points", "text"),
    [
        ((1000, 990), ["10 points between Hooves and Manes."]),
        ((1000, 999), ["1 point between Hooves and Manes."]),
        ((1000, 1000), ["Hooves and Manes have the same points."]),
        ((1000, 900), []),
        ((50, 50), []),
        ((-500, -500), []),
    ],
)
def test_a_close_race_of_those_who_lead(points, text):
    places = [RankedTeam(team, each) for team, each in enumerate(points, start=1)]
    assert texts(replace(DAY, places=places), InsertKind.CLOSE_RACE) == text


def test_a_race_is_told_once_a_quarter_and_never_in_the_first():
    places = [RankedTeam(1, 1000), RankedTeam(2, 999)]
    at = {minutes: moments_of(replace(DAY, places=places, elapsed=minutes * MINUTE)) for minutes in (20, 35, 55)}
    assert at[20] == []
    assert at[35][0].key == at[55][0].key
    assert moments_of(replace(DAY, places=places, elapsed=95 * MINUTE))[0].key != at[55][0].key


def test_a_day_without_teams_and_one_without_length_have_nothing_to_tell():
    assert found(replace(DAY, names={})) == []
    assert found(DayFacts(now=NOW, elapsed=timedelta(), duration=timedelta())) == []
