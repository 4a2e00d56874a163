"""A day that is proposed: whatever the wishes are, it keeps what it promises."""

import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gameday.event.proposal import (
    FIRST,
    LONGEST_DAY,
    MIX,
    SHORTEST_DAY,
    SITTING,
    SLACK,
    WITH_RUSH,
    Carriers,
    Offer,
    Wishes,
    propose_day,
)

CATEGORIES = ("stability", "network", "backup", "security", "pipeline")
OFFERS = st.lists(
    st.builds(
        Offer,
        slug=st.uuids().map(str),
        title=st.just("A nap"),
        category=st.sampled_from(CATEGORIES),
        difficulty=st.integers(1, 3),
        minutes=st.integers(5, 40),
        points=st.integers(10, 300),
        needs=st.sets(st.sampled_from(["cgroup.cpu", "netem"]), max_size=1).map(frozenset),
    ),
    max_size=20,
    unique_by=lambda one: one.slug,
)
WISHES = st.builds(
    Wishes,
    people=st.integers(1, 300),
    length=st.integers(SHORTEST_DAY, LONGEST_DAY),
    level=st.integers(1, 3),
    categories=st.sets(st.sampled_from(CATEGORIES)).map(frozenset),
    seed=st.integers(0, 10_000),
)
CARRIERS = st.builds(
    Carriers,
    places=st.none() | st.integers(0, 40),
    capabilities=st.none() | st.sets(st.sampled_from(["cgroup.cpu", "netem"])).map(frozenset),
)
examples = settings(max_examples=40)


def offer(slug, category="stability", difficulty=2, minutes=15, **about):
    return Offer(slug, slug.title(), category, difficulty, minutes, 100, **about)


@examples
@given(WISHES, OFFERS, CARRIERS)
def test_the_day_fits_and_nothing_overlaps(wishes, offers, carriers):
    day = propose_day(wishes, offers, carriers)
    assert day.length <= wishes.length
    things = [(one.at, one.at + one.offer.minutes) for one in day.rounds]
    things += [(one.at, one.at + one.lasts) for one in day.breaks]
    for (_begins, ends), (follows, _) in itertools.pairwise(sorted(things)):
        assert ends <= follows
    assert all(begins >= FIRST and ends <= day.game for begins, ends in things)
    assert day.freeze is None or 0 < day.freeze < day.game
    assert sum(one.swap for one in day.rounds) == (len(day.rounds) >= 3)


@examples
@given(WISHES, OFFERS, CARRIERS)
def test_a_long_day_may_have_a_gentle_rush_hour_that_everybody_sees(wishes, offers, carriers):
    day = propose_day(wishes, offers, carriers)
    if rush := day.rush:
        assert (rush.factor, day.game >= WITH_RUSH) == (2, True)
        assert day.game * 2 / 3 <= rush.at < rush.at + rush.lasts <= (day.freeze or day.game)
        assert not any(one.at < rush.at + rush.lasts and rush.at < one.at + one.lasts for one in day.breaks)


def test_five_hours_of_naps_end_with_a_rush_hour():
    day = propose_day(Wishes(16, 300), [offer(f"nap-{number}") for number in range(20)], Carriers())
    assert day.rush is not None


@examples
@given(WISHES, OFFERS, CARRIERS)
def test_difficulty_rises_and_nobody_sits_too_long(wishes, offers, carriers):
    day = propose_day(wishes, offers, carriers)
    assert [one.offer.difficulty for one in day.rounds] == sorted(one.offer.difficulty for one in day.rounds)
    stops = [0, *(one.at for one in day.breaks), day.game]
    for begins, ends in itertools.pairwise(stops):
        played = [one for one in day.rounds if begins <= one.at < ends]
        assert len(played) == 1 or sum(one.offer.minutes for one in played) <= SITTING


@examples
@given(WISHES, OFFERS, CARRIERS)
def test_only_what_was_wished_and_what_the_hosts_can_carry(wishes, offers, carriers):
    day = propose_day(wishes, offers, carriers)
    chosen = [one.offer for one in day.rounds]
    assert len({one.slug for one in chosen}) == len(chosen)
    assert all(not wishes.categories or one.category in wishes.categories for one in chosen)
    assert all(carriers.capabilities is None or one.needs <= carriers.capabilities for one in chosen)
    assert carriers.places is None or day.teams <= carriers.places
    assert chosen or day.notes
    able = [one for one in offers if carriers.capabilities is None or one.needs <= carriers.capabilities]
    wanted = [one for one in able if not wishes.categories or one.category in wishes.categories]
    if any(one.difficulty in MIX[wishes.level] for one in wanted):
        assert all(one.difficulty in MIX[wishes.level] for one in chosen)


@examples
@given(WISHES, OFFERS, CARRIERS)
def test_the_same_seed_proposes_the_same_day_in_whatever_order_the_library_comes(wishes, offers, carriers):
    assert propose_day(wishes, offers, carriers) == propose_day(wishes, offers[::-1], carriers)


@examples
@given(WISHES, OFFERS)
def test_a_category_comes_again_only_when_no_other_fits(wishes, offers):
    same = [Offer(one.slug, one.title, one.category, 2, 10, one.points) for one in offers]
    chosen = [one.offer for one in propose_day(wishes, same, Carriers()).rounds]
    had, there = Counter(one.category for one in chosen), Counter(one.category for one in same)
    wanted = [name for name in there if not wishes.categories or name in wishes.categories]
    for often in wanted:
        for rarely in wanted:
            assert had[often] <= had[rarely] + 1 or had[rarely] == there[rarely]


def test_another_seed_proposes_another_day():
    offers = [offer(f"nap-{number}") for number in range(12)]
    days = {tuple(one.offer.slug for one in _day(offers, seed=seed).rounds) for seed in range(6)}
    assert len(days) > 3


def _day(offers, places=None, **wishes):
    return propose_day(Wishes(**{"people": 16, "length": 180} | wishes), offers, Carriers(places))


def test_it_opens_with_the_easiest_and_gives_each_round_more_time_on_an_easy_day():
    offers = [offer("hard", difficulty=2), offer("easy", difficulty=1), offer("other", difficulty=2)]
    for level in (1, 2):
        first, second, *_ = _day(offers, level=level).rounds
        assert first.offer.slug == "easy"
        assert second.at - first.at == -(-15 * SLACK[level] // 1)


@pytest.mark.parametrize(
    ("people", "places", "teams", "said"),
    [
        (16, 10, 4, ""),
        (1, 10, 1, ""),
        (48, 8, 8, "12 teams would be right for 48 people, and the hosts can carry 8."),
        (48, 3, 3, "That makes 16 people a team"),
        (48, 0, 0, "The hosts can carry no team"),
        (16, None, 4, "No host was asked yet"),
    ],
)
def test_teams_are_never_more_than_the_hosts_carry_and_that_is_said(people, places, teams, said):
    day = _day([offer("nap")], places, people=people, length=50)
    assert day.teams == teams
    assert said in " ".join(day.notes)
    assert said or not [note for note in day.notes if "team" in note or "host" in note]


def test_a_long_day_has_one_lunch_and_the_seats_swap_after_it():
    day = _day([offer(f"nap-{number}", minutes=20) for number in range(30)], length=9 * 60)
    assert [one.lasts for one in day.breaks].count(45) == 1
    lunch = next(one for one in day.breaks if one.lasts == 45)
    assert next(one for one in day.rounds if one.at > lunch.at).swap


def test_what_the_hosts_lack_and_what_is_missing_is_said():
    needy = offer("cheap-hay", needs=frozenset({"cgroup.cpu"}))
    day = propose_day(Wishes(16, 180), [needy], Carriers(9, frozenset()))
    assert "No host can play Cheap-Hay." in day.notes
    assert "There is no scenario to choose from" in day.notes[-1]
    assert "fits into" in _day([offer("long", minutes=60)], length=45).notes[-1]
    few = _day([offer("nap")], length=300)
    assert "the day ends earlier" in few.notes[-1]
    assert few.length < 100


def test_points_are_counted_by_category():
    day = _day([offer("a"), offer("b"), offer("c", "network")])
    assert day.points_by_category == [("stability", 200), ("network", 100)]
    assert day.points == 300
