"""The draw: what it promises for any people, and that the verb keeps to it."""

from collections import Counter
from functools import partial
from itertools import product
from random import Random

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from gameday.live.changes import Change
from gameday.models import Activity, Player
from gameday.people import draw, draw_search
from gameday.people.draw import arrange_teams
from gameday.people.draw_search import Person
from scenarios.refusal import Refused
from tests.making import NOW, make_gameday, make_player, make_team

persons = st.builds(
    Person,
    key=st.just(0),
    role=st.sampled_from(["dev", "ops"]),
    skill=st.integers(1, 5),
    department=st.sampled_from(["", "Payments", "Search"]),
    newcomer=st.booleans(),
)


@st.composite
def crowds(draw_, most=18, teams=5):
    """People with keys of their own, a number of teams and perhaps some locks."""
    people = [
        Person(key, f"P{key}", person.role, person.skill, person.department, person.newcomer)
        for key, person in enumerate(draw_(st.lists(persons, min_size=1, max_size=most)))
    ]
    return people, draw_(st.integers(1, teams))


def missing(arrangement):
    return sum(map(draw_search.missing_roles, arrangement.teams))


def spread(teams):
    sizes = [len(team) for team in teams]
    return max(sizes) - min(sizes)


@given(crowds(), st.integers(0, 9))
@settings(max_examples=30)
def test_everybody_sits_in_exactly_one_team_and_sizes_are_within_one(crowd, seed):
    people, teams = crowd
    arrangement = arrange_teams(people, teams, seed)
    assert Counter(person.key for team in arrangement.teams for person in team) == Counter(p.key for p in people)
    assert spread(arrangement.teams) <= 1


@given(crowds(), st.integers(0, 9))
@settings(max_examples=30)
def test_as_many_teams_are_mixed_as_the_people_allow(crowd, seed):
    people, teams = crowd
    there = Counter(person.role for person in people)
    least = sum(max(0, teams - there[role]) for role in ("dev", "ops"))
    assert missing(arrange_teams(people, teams, seed)) == least


@given(crowds(most=10, teams=3), st.integers(0, 9))
@settings(max_examples=30)
def test_the_same_seed_gives_the_same_teams_in_whatever_order_people_come(crowd, seed):
    people, teams = crowd
    assert arrange_teams(people, teams, seed) == arrange_teams(people[::-1], teams, seed)


def test_five_dev_and_five_ops_in_two_teams_are_three_and_two_whatever_their_skills():
    for seed in range(20):
        skills = Random(seed).choices(range(1, 6), k=10)
        people = [Person(key, role="dev" if key < 5 else "ops", skill=skills[key]) for key in range(10)]
        assert sorted(mix(arrange_teams(people, 2, seed).teams)) == [(2, 3), (3, 2)]


def mix(teams):
    """(Devs, Ops) of each team."""
    return [(sum(p.role == "dev" for p in team), sum(p.role == "ops" for p in team)) for team in teams]


def roster(number, people, teams, locks=(0, 0, 0.1, 0.3, 0.6)):
    """People with odd shares of roles, newcomers and departments, and who of them is locked into which team."""
    random = Random(number)
    devs, new, locked = (random.choice(chances) for chances in ((0.1, 0.3, 0.5, 0.5, 0.8), (0, 0.2, 0.5, 0.8), locks))
    names = ["", *"ABCDEFG"[: random.randint(1, 7)]]
    crowd = [
        Person(
            key,
            f"P{key}",
            "dev" if random.random() < devs else "ops",
            random.randint(1, 5),
            random.choice(names),
            random.random() < new,
        )
        for key in range(people)
    ]
    return crowd, {person.key: random.randrange(teams) for person in crowd if random.random() < locked}


def where(teams):
    return {person.key: index for index, team in enumerate(teams) for person in team}


def seatings(people, teams, locked):
    """Every possible seating."""
    for choice in product(*([locked[p.key]] if p.key in locked else range(teams) for p in people)):
        yield [[p for p, at in zip(people, choice, strict=True) if at == index] for index in range(teams)]


def widest(teams):
    """How far the counts of one role are apart at most."""
    return max(max(counts) - min(counts) for counts in zip(*mix(teams), strict=True))


@pytest.mark.parametrize("number", range(50))
def test_the_draw_is_as_good_as_trying_every_seating(number):
    teams, people = ((2, 6), (2, 9), (3, 6), (3, 7), (4, 6))[number % 5]
    crowd, locked = roster(number, people, teams)
    drawn = draw_search.seat_people(crowd, teams, number, locked)
    everything = list(seatings(crowd, teams, locked))
    assert draw_search.seating_score(drawn) == min(map(draw_search.seating_score, everything))
    first = draw_search.seating_score(drawn)[:2]
    assert widest(drawn) == min(widest(other) for other in everything if draw_search.seating_score(other)[:2] == first)


def test_500_rosters_keep_the_order_of_the_aims():
    for number in range(500):
        random = Random(-number - 1)
        size = round(6 * (200 / 6) ** (random.random() ** 2))  # most are small, as in life
        teams = random.randint(2, max(2, size // random.randint(2, 6)))
        crowd, locked = roster(number, size, teams, locks=(0, 0, 0.1, 0.3))
        drawn = draw_search.seat_people(crowd, teams, number, locked)
        seats, score = where(drawn), draw_search.seating_score(drawn)
        assert sorted(seats) == list(range(size)), number
        assert {key: seats[key] for key in locked} == locked, number
        if not locked:
            hold_what_numbers_allow(crowd, teams, score)
        hold_against_single_exchanges(drawn, locked, score, random)


def hold_what_numbers_allow(crowd, teams, score):
    there = Counter(person.role for person in crowd)
    assert score[:3] == (0, sum(max(0, teams - there[role]) for role in ("dev", "ops")), 0)
    if score.lacking == 0:
        experienced = sum(not person.newcomer for person in crowd)
        assert score.newcomers == max(0, teams - experienced)
        assert 0 <= draw_search.skill_of(crowd) // teams + score.weakest <= 4  # one swap of a 1 for a 5


def hold_against_single_exchanges(drawn, locked, score, random):
    """No one who moves, alone or for another, makes one of the first four aims better."""
    for _ in range(10):
        here, there = random.sample(range(len(drawn)), 2)
        goes = random.choice([None, *(p for p in drawn[here] if p.key not in locked)])
        comes = random.choice([None, *(p for p in drawn[there] if p.key not in locked)])
        other = list(drawn)
        other[here] = [p for p in drawn[here] if p is not goes] + [comes] * bool(comes)
        other[there] = [p for p in drawn[there] if p is not comes] + [goes] * bool(goes)
        assert draw_search.seating_score(other)[:4] >= score[:4]


@given(st.integers(2, 8), st.integers(0, 99))
@settings(max_examples=20)
def test_a_newcomer_is_never_alone_where_one_experienced_person_a_team_is_there(teams, seed):
    people = [Person(key, role="dev", newcomer=False) for key in range(teams)]
    people += [Person(key, role="ops", newcomer=True) for key in range(teams, 3 * teams)]
    assert not any(map(draw_search.newcomers_alone, arrange_teams(people, teams, seed).teams))


def test_the_weakest_team_is_as_strong_as_the_skills_allow():
    people = [Person(key, role="dev" if key % 2 else "ops", skill=5 if key < 4 else 1) for key in range(16)]
    assert [draw_search.skill_of(team) for team in arrange_teams(people, 4, seed=1).teams] == [8, 8, 8, 8]


def test_departments_are_spread():
    people = [Person(key, role="dev" if key < 8 else "ops", department="ABCD"[key % 4]) for key in range(16)]
    assert sum(map(draw_search.pairs_of_one_department, arrange_teams(people, 4, seed=1).teams)) == 0


def test_another_seed_gives_other_teams():
    people = [Person(key, role="dev" if key % 2 else "ops") for key in range(16)]
    assert arrange_teams(people, 4, seed=1).teams != arrange_teams(people, 4, seed=2).teams


def test_the_work_of_a_draw_grows_with_the_people_not_with_their_square(monkeypatch):
    assert exchanges_of_a_draw(400, monkeypatch) <= 8 * exchanges_of_a_draw(100, monkeypatch)


def exchanges_of_a_draw(size, monkeypatch):
    """How many exchanges a draw of so many people tries: the same on every machine."""
    people, _ = roster(7, size, size // 5)
    tried, exchange = [], draw_search._exchange
    with monkeypatch.context() as patch:
        patch.setattr(draw_search, "_exchange", lambda *given: tried.append(1) or exchange(*given))
        draw_search.seat_people(people, size // 5, 1, {})
    return len(tried)


def test_a_large_draw_keeps_the_first_aims_too():
    people = [Person(key, "", "dev" if key % 2 else "ops", key % 5 + 1, newcomer=key % 3 == 0) for key in range(300)]
    assert draw_search.seating_score(arrange_teams(people, 60, seed=1).teams)[:4] == (0, 0, 0, 0)


def test_each_team_is_explained_and_what_could_not_be_kept_is_said():
    people = [
        Person(1, "Ada", "dev", 5, "Search"),
        Person(2, "Grace", "dev", 2, "Search", newcomer=True),
        Person(3, "Linus", "ops", 4, "Payments"),
    ]
    arrangement = arrange_teams(people, 2, seed=1, locked={1: 0, 2: 0})
    assert arrangement.notes == (
        (
            "2 Dev and 0 Ops (the teams have 0 to 2 Dev, 0 to 1 Ops)",
            "Grace new here, with 1 who know the place",
            "skill 7 (the teams have 4 to 7)",
            "together from Search",
            "Ada and Grace kept by the facilitator",
        ),
        (
            "0 Dev and 1 Ops (the teams have 0 to 2 Dev, 0 to 1 Ops)",
            "skill 4 (the teams have 4 to 7)",
            "no two from one department",
        ),
    )
    assert arrangement.compromises[0] == "1 of 2 teams have no Dev: too small, or locked people stand in the way."
    assert "1 of 2 teams have no Ops: there are only 1." in arrangement.compromises[1]
    assert arrangement.compromises[2:] == (
        "The teams have 0 to 2 Dev: locked people stand in the way of a more even mix.",
    )


def test_a_team_of_nobody_and_one_of_newcomers_are_explained():
    new = [Person(1, "Ada", "dev", newcomer=True), Person(2, "Grace", "ops", newcomer=True)]
    arrangement = draw.explain_teams([new, []])
    assert arrangement == draw.Arrangement(
        teams=(tuple(new), ()),
        notes=(
            (
                "1 Dev and 1 Ops (the teams have 0 to 1 Dev, 0 to 1 Ops)",
                "only newcomers",
                "skill 6 (the teams have 0 to 6)",
                "no two from one department",
            ),
            ("Nobody yet.",),
        ),
        compromises=(
            "The sizes differ by more than one (0 to 2): locked people hold the larger team.",
            "1 of 2 teams have no Dev: there are only 1. Make fewer teams, or let somebody change seats. "
            "Until then the others there may act for both roles.",
            "1 of 2 teams have no Ops: there are only 1. Make fewer teams, or let somebody change seats. "
            "Until then the others there may act for both roles.",
            "1 of 2 teams have newcomers only: there are not enough others who may move.",
        ),
    )


def test_notes_name_all_newcomers_departments_and_who_was_kept():
    team = [
        Person(1, "Ada", "dev", 5, " Search "),
        Person(2, "Grace", "ops", 2, "search", newcomer=True),
        Person(3, "Linus", "ops", 4, "Payments", newcomer=True),
        Person(4, "Barbara", "dev", 1, "Payments", newcomer=True),
    ]
    assert draw.explain_teams([team], frozenset({1, 2, 4})).notes == (
        (
            "2 Dev and 2 Ops (the teams have 2 to 2 Dev, 2 to 2 Ops)",
            "Grace, Linus and Barbara new here, with 1 who know the place",
            "skill 12 (the teams have 12 to 12)",
            "together from Search, Payments",
            "Ada, Grace and Barbara kept by the facilitator",
        ),
    )
    assert draw.explain_teams([team]).notes[0][-1] == "together from Search, Payments"


def test_a_role_that_would_go_round_is_lacking_only_because_people_are_locked():
    devs = [Person(1, role="dev"), Person(2, role="dev")]
    ops = [Person(3, role="ops"), Person(4, role="ops")]
    assert draw.explain_teams([devs, ops]).compromises == (
        "1 of 2 teams have no Dev: too small, or locked people stand in the way.",
        "1 of 2 teams have no Ops: too small, or locked people stand in the way.",
        "The teams have 0 to 2 Dev: locked people stand in the way of a more even mix.",
        "The teams have 0 to 2 Ops: locked people stand in the way of a more even mix.",
    )


def test_what_was_achieved_is_no_compromise():
    teams = [[Person(1, role="dev"), Person(2, role="ops")], [Person(3, role="dev"), Person(4, role="ops")]]
    assert draw.explain_teams(teams).compromises == ()


def test_a_draw_of_people_locks_nobody_unless_it_is_told_to():
    people = [Person(key, f"P{key}", "dev" if key % 2 else "ops") for key in range(4)]
    assert not any("kept" in note for notes in arrange_teams(people, 2, 1).notes for note in notes)


# The numbers of the search -------------------------------------------------------------------------------------------


def test_a_person_of_whom_only_the_key_is_known():
    assert Person(1) == Person(1, name="", role="dev", skill=3, department="", newcomer=False)


def test_a_department_is_known_without_its_case_and_outer_spaces():
    assert Person(1, department=" SEARCH Straße ").from_department == "search strasse"


def test_unevenness_grows_with_the_square_and_is_zero_within_one():
    counts = [[], [4], [2, 2], [3, 2], [3, 1], [4, 0], [3, 3, 1], [5, 1, 0]]
    assert [draw_search.unevenness(numbers) for numbers in counts[1:]] == [0, 0, 0, 1, 4, 1, 7]


def test_even_sizes_give_the_fewest_pairs():
    assert [draw_search.fewest_pairs(people, 3) for people in range(8)] == [0, 0, 0, 0, 1, 2, 3, 5]


def test_a_seating_is_scored_in_the_order_of_its_aims():
    dev, ops = partial(Person, role="dev"), partial(Person, role="ops")
    teams = [
        [dev(1, skill=5, department="A"), dev(2, skill=4, department="a "), dev(3, skill=1, department="A")],
        [ops(4, skill=2, newcomer=True)],
        [dev(5, skill=3), ops(6, skill=3)],
        [],
    ]
    assert draw_search.seating_score(teams) == (2, 4, 3, 1, 0, 3)
    assert draw_search.seating_score(teams[:3]) == (1, 2, 2, 1, -2, 3)


def test_the_shares_of_teams_are_what_the_score_counts():
    for number in range(20):
        crowd, _ = roster(number, 9, 3)
        for team in (crowd, crowd[:4], crowd[:1], []):
            roles = Counter(person.role for person in team)
            assert draw_search.share_of(team) == (
                draw_search.count_pairs([len(team)]),
                draw_search.missing_roles(team),
                draw_search.count_pairs(roles.values()),
                draw_search.newcomers_alone(team),
                draw_search.skill_of(team),
                draw_search.pairs_of_one_department(team),
            )


def table(*teams, locked=()):
    return draw_search.SeatingTable([list(team) for team in teams], frozenset(locked))


def test_the_table_keeps_its_sums_while_people_move_and_when_they_move_back():
    crowd, _ = roster(3, 9, 3)
    seated = table(crowd[:4], crowd[4:7], crowd[7:])
    first = seated.totals, list(seated.shares), list(seated.skills), list(seated.teams)
    moved = {0: crowd[:3], 2: [*crowd[7:], crowd[3]]}
    before = seated.seat({index: (team, draw_search.share_of(team)) for index, team in moved.items()})
    assert vars(seated) == vars(table(crowd[:3], crowd[4:7], [*crowd[7:], crowd[3]])) | {"people": seated.people}
    seated.seat(before)
    assert (seated.totals, seated.shares, seated.skills, seated.teams) == first


def test_the_cost_holds_what_its_aim_looks_at():
    aims = draw_search.SearchAim
    strong, weak = Person(1, role="dev", skill=5, department="A"), Person(2, role="dev", skill=2, department="A")
    seated = table([strong, weak], [Person(3, role="ops", skill=1)], [Person(4, role="ops", skill=1)])
    assert seated.cost(aims.NEWCOMERS) == (1, 3, 1, 0)
    assert seated.cost(aims.SKILL) == (1, 3, 1, 0, -1, 2)
    assert seated.cost(aims.DEPARTMENTS) == (1, 3, 1, 0, -1, 1)


def test_the_search_for_newcomers_ends_where_the_experienced_do_not_go_round():
    aim = draw_search.SearchAim.NEWCOMERS
    old, new = Person(1), [Person(key, newcomer=True) for key in range(2, 5)]
    assert table([old, new[0]], [new[1]], [new[2]]).cannot_be_better(aim)
    assert table([old], [], []).cannot_be_better(aim)
    assert not table([old, Person(5)], [new[1]], [new[2]]).cannot_be_better(aim)
    assert not table([old, Person(5)], [new[1]]).cannot_be_better(aim)


def test_the_search_for_skill_ends_where_the_weakest_team_has_its_full_share():
    aim = draw_search.SearchAim.SKILL
    assert table([Person(1, skill=3)], [Person(2, skill=4)]).cannot_be_better(aim)
    assert not table([Person(1, skill=2)], [Person(2, skill=4)]).cannot_be_better(aim)


def test_the_search_for_departments_ends_where_pairs_are_as_few_as_can_be():
    aim = draw_search.SearchAim.DEPARTMENTS
    a, b = partial(Person, department="A"), partial(Person, department="B")
    assert table([a(1), a(2), b(3)], [a(4), b(5)]).cannot_be_better(aim)
    assert not table([a(1), a(2), a(4)], [b(3), b(5)]).cannot_be_better(aim)


@pytest.mark.parametrize("people", [6, 60])
def test_an_aim_is_given_up_after_so_many_exchanges_in_a_row_without_an_improvement(monkeypatch, people):
    weak, strong = ([Person(key, skill=skill) for key in range(people // 2)] for skill in (1, 5))
    better = {0: [strong[0], *weak[1:]], 1: [weak[0], *strong[1:]]}
    answers = iter([{}, {}, better])
    tried = []
    monkeypatch.setattr(draw_search, "_exchange", lambda *given: tried.append(1) or next(answers, {}))
    seated = table(weak, strong)
    draw_search._search(seated, draw_search.SearchAim.SKILL, Random(1))
    assert seated.teams == list(better.values())
    assert len(tried) == 3 + max(draw_search.LEAST_FRUITLESS, draw_search.FRUITLESS_A_PERSON * people)


@pytest.mark.parametrize("people", [6, 110])
def test_an_aim_is_given_up_after_so_many_exchanges_anyway(monkeypatch, people):
    tried = []
    monkeypatch.setattr(draw_search, "LEAST_FRUITLESS", 10**6)
    monkeypatch.setattr(draw_search, "_exchange", lambda *given: tried.append(1) or {})
    weak, strong = ([Person(key, skill=skill) for key in range(people // 2)] for skill in (1, 5))
    draw_search._search(table(weak, strong), draw_search.SearchAim.SKILL, Random(1))
    assert len(tried) == max(draw_search.LEAST_EXCHANGES, draw_search.EXCHANGES_A_PERSON * people)


@pytest.mark.parametrize(("people", "attempts"), [(3, 14), (10, 5), (39, 2), (40, 2), (41, 1)])
def test_a_small_draw_is_tried_more_often(monkeypatch, people, attempts):
    tried = []
    monkeypatch.setattr(draw_search, "_search", lambda *given: tried.append(1))
    monkeypatch.setattr(draw_search.SeatingTable, "cannot_be_better", lambda *given: False)
    draw_search.seat_people([Person(key) for key in range(people)], 2, 1, {})
    assert len(tried) == attempts * len(draw_search.SearchAim)


def test_a_draw_needs_a_team():
    with pytest.raises(ValueError, match=r"^a draw needs at least one team$"):
        arrange_teams([Person(1)], 0, 1)


def test_the_people_of_a_team_come_by_role_then_name_then_key():
    people = [
        Person(9, "B", "ops"),
        Person(1, "B", "dev"),
        Person(2, "A", "ops"),
        Person(4, "A", "dev"),
        Person(3, "A", "dev"),
    ]
    [team] = draw_search.seat_people(people, 1, 1, {})
    assert [person.key for person in team] == [3, 4, 1, 2, 9]


@pytest.mark.parametrize(
    ("locked", "free", "counts"),
    [
        ([(0, 0), (0, 0)], (3, 3), [(1, 2), (2, 1)]),
        ([(0, 0), (0, 0), (0, 0)], (3, 6), [(1, 2), (1, 2), (1, 2)]),
        ([(2, 0), (0, 0)], (0, 2), [(0, 2), (2, 0)]),
        ([(2, 0), (0, 0)], (2, 2), [(2, 1), (2, 1)]),
        ([(0, 3), (1, 0)], (1, 1), [(0, 3), (2, 1)]),
        ([(0, 0), (0, 0), (4, 0)], (1, 2), [(0, 1), (1, 1), (4, 0)]),
        ([(0, 0), (2, 0)], (1, 2), [(1, 1), (2, 1)]),
        ([(0, 2), (1, 0)], (3, 1), [(2, 2), (2, 1)]),
        ([(2, 0), (0, 2)], (1, 2), [(1, 2), (2, 2)]),
        ([(0, 2), (0, 0)], (1, 2), [(0, 2), (1, 2)]),
    ],
)
def test_how_many_of_each_role_every_team_gets(locked, free, counts):
    fixed = [Counter(dev=devs, ops=ops) for devs, ops in locked]
    for seed in range(10):
        got = draw_search.role_counts(fixed, Counter(dev=free[0], ops=free[1]), Random(seed))
        assert sorted((team["dev"], team["ops"]) for team in got) == sorted(counts)
        assert all(team >= least for team, least in zip(got, fixed, strict=True))


def test_role_counts_lose_nobody_and_move_nobody_who_is_locked():
    for number in range(200):
        random = Random(number)
        fixed = [Counter(dev=random.choice([0, 0, 1, 3]), ops=random.choice([0, 0, 1, 3])) for _ in range(4)]
        free = Counter(dev=random.randint(0, 8), ops=random.randint(0, 8))
        got = draw_search.role_counts(fixed, free, random)
        assert sum(got, Counter()) == sum(fixed, Counter()) + free
        assert all(team >= least for team, least in zip(got, fixed, strict=True))


def test_the_first_seating_already_spreads_the_experienced():
    people = [Person(key, role="dev" if key % 2 else "ops", newcomer=key >= 4) for key in range(8)]
    for seed in range(10):
        assert not any(map(draw_search.newcomers_alone, draw_search._deal(people, 4, {}, Random(seed))))


def test_the_lot_decides_which_of_equal_teams_gets_the_odd_person():
    nobody = [Counter() for _ in range(3)]
    got = {
        tuple(team.total() for team in draw_search.role_counts(nobody, Counter(dev=4), Random(seed)))
        for seed in range(20)
    }
    assert got == {(2, 1, 1), (1, 2, 1), (1, 1, 2)}


def test_a_seed_gives_the_teams_that_it_has_always_given():
    """A game day keeps its seed when the platform is updated."""
    drawn = {}
    for number, size, teams in ((2, 14, 4), (4, 15, 4), (6, 18, 4), (9, 20, 4)):
        crowd, locked = roster(number, size, teams)
        drawn[number] = [[p.key for p in team] for team in draw_search.seat_people(crowd, teams, number, locked)]
    assert drawn == {
        2: [[10, 12, 2], [13, 7, 8], [6, 11, 3, 9], [0, 1, 4, 5]],
        4: [[2, 1, 3, 6], [5, 0, 14, 9], [10, 12, 4], [8, 11, 13, 7]],
        6: [[11, 17, 2, 6], [12, 15, 16, 8, 9], [10, 13, 5, 7], [0, 1, 3, 4, 14]],
        9: [[10, 7, 1, 19, 2], [15, 4, 13, 14, 18], [0, 9, 16, 17, 3], [11, 6, 12, 5, 8]],
    }


@pytest.mark.django_db
class TestTheVerb:
    def crowd(self):
        gameday = make_gameday(seed=3)
        teams = [make_team(gameday), make_team(gameday)]
        for number in range(4):
            make_player(teams[0], "dev" if number % 2 else "ops", name=f"P{number}")
        return gameday, teams

    def test_players_are_written_into_the_teams_that_were_proposed(self):
        gameday, teams = self.crowd()
        _, proposed = draw.propose_draw(gameday)
        rows, drawn = draw.draw_teams(gameday, by="walter", now=NOW)
        assert (rows, drawn) == (teams, proposed)
        for team, people in zip(teams, drawn.teams, strict=True):
            assert {person.key for person in people} == set(team.players.values_list("pk", flat=True))
            assert {player.role for player in team.players.all()} == {"dev", "ops"}

    def test_a_locked_player_keeps_the_team(self):
        gameday, teams = self.crowd()
        Player.objects.filter(name__in=["P0", "P1"]).update(locked=True)
        draw.draw_teams(gameday, by="walter", now=NOW)
        assert {player.name for player in teams[0].players.all()} == {"P0", "P1"}

    @pytest.mark.parametrize("state", ["running", "paused", "finished"])
    def test_nobody_is_torn_from_a_team_that_plays(self, state):
        gameday, teams = self.crowd()
        type(gameday).objects.update(state=state)
        with pytest.raises(Refused, match=f"is {state}"):
            draw.draw_teams(gameday, by="walter", now=NOW)
        assert teams[0].players.count() == 4

    def test_the_draw_is_written_down_and_everybody_is_told(self, monkeypatch):
        gameday, teams = self.crowd()
        told = []
        monkeypatch.setattr(
            draw, "tell_teams", lambda change, teams, *, gameday_id: told.append((change, teams, gameday_id))
        )
        draw.draw_teams(gameday, by="walter", now=NOW)
        assert told == [(Change.MOVED, [team.pk for team in teams], gameday.pk)]
        row = Activity.objects.get()
        assert (row.gameday, row.team, row.verb, row.public, row.at) == (gameday, None, "drawn", True, NOW)
        assert row.text == "walter draws the teams: 4 people, 2 teams"

    def test_a_person_is_drawn_with_all_that_is_known_of_them(self, monkeypatch):
        gameday = make_gameday()
        team, drawn = make_team(gameday), []
        player = make_player(team, "ops", name="Ada", skill=5, department="Search", newcomer=True)
        monkeypatch.setattr(draw, "arrange_teams", lambda people, *_: drawn.extend(people))
        draw.propose_draw(gameday)
        assert drawn == [Person(player.pk, "Ada", "ops", 5, "Search", True)]

    def test_a_draw_is_by_the_seed_of_the_game_day_and_a_given_one_replaces_it(self):
        gameday, other = self.crowd()[0], make_gameday(seed=8)
        seeds = []
        for seed in (0, 11):
            assert draw.propose_draw(gameday, seed) == draw.draw_teams(gameday, by="walter", now=NOW, seed=seed)
            gameday.refresh_from_db()
            seeds.append(gameday.seed)
        draw.draw_teams(gameday, by="walter", now=NOW)
        gameday.refresh_from_db()
        other.refresh_from_db()
        assert (seeds, gameday.seed, other.seed) == ([0, 11], 11, 8)

    def test_the_seed_is_what_the_search_begins_with(self, monkeypatch):
        gameday, _ = self.crowd()
        seeds = []
        monkeypatch.setattr(draw, "arrange_teams", lambda people, teams, seed, locked: seeds.append(seed))
        for seed in (None, 0, 5):
            draw.propose_draw(gameday, seed)
        assert seeds == [3, 0, 5]

    def test_who_is_locked_without_a_team_is_drawn(self):
        gameday, teams = self.crowd()
        waiting = make_player(teams[0], "dev", locked=True)
        waiting.team = None
        waiting.save()
        draw.draw_teams(gameday, by="walter", now=NOW)
        waiting.refresh_from_db()
        assert waiting.team in teams

    def test_who_is_locked_into_the_second_team_stays_there(self):
        gameday, teams = self.crowd()
        Player.objects.filter(name__in=["P0", "P2"]).update(locked=True, team=teams[1])
        _, drawn = draw.draw_teams(gameday, by="walter", now=NOW)
        assert {player.name for player in teams[1].players.all()} >= {"P0", "P2"}
        assert drawn.notes[1][-1] == "P0 and P2 kept by the facilitator"

    def test_a_refused_draw_says_why_and_what_to_do(self):
        gameday, _ = self.crowd()
        bare = make_gameday()
        type(gameday).objects.filter(pk=gameday.pk).update(state="running")
        told = []
        for day in (gameday, bare, make_team(make_gameday()).gameday):
            with pytest.raises(Refused) as refusal:
                draw.draw_teams(day, by="walter", now=NOW)
            told.append(str(refusal.value))
        assert told == [
            "The game day is running, so a draw would tear teams apart. Move single players instead.",
            "There is no team to draw into. Add teams first.",
            "There is nobody to draw. Import players, or wait until they have joined.",
        ]

    def test_a_draw_without_teams_or_players_says_what_to_do(self):
        gameday = make_gameday()
        with pytest.raises(Refused, match="Add teams first"):
            draw.draw_teams(gameday, by="walter", now=NOW)
        make_team(gameday)
        with pytest.raises(Refused, match="Import players"):
            draw.draw_teams(gameday, by="walter", now=NOW)

    def test_the_command_draws_and_says_who_sits_where_and_why(self, capsys):
        gameday, _ = self.crowd()
        call_command("gameday", "draw", gameday.slug)
        said = capsys.readouterr().out.splitlines()
        assert [line.split(" (")[1].split(";")[0] for line in said] == ["1 Dev and 1 Ops", "1 Dev and 1 Ops"]
        assert {team.players.count() for team in gameday.teams.all()} == {2}

    def test_the_command_says_why_it_cannot(self):
        with pytest.raises(CommandError, match="Add teams first"):
            call_command("gameday", "draw", make_gameday().slug)
