"""The draw: what it promises for any people, and that the verb keeps to it."""

from collections import Counter
from itertools import product
from random import Random

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from gameday.models import Player
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
@settings(max_examples=30, deadline=None)
def test_everybody_sits_in_exactly_one_team_and_sizes_are_within_one(crowd, seed):
    people, teams = crowd
    arrangement = arrange_teams(people, teams, seed)
    assert Counter(person.key for team in arrangement.teams for person in team) == Counter(p.key for p in people)
    assert spread(arrangement.teams) <= 1


@given(crowds(), st.integers(0, 9))
@settings(max_examples=30, deadline=None)
def test_as_many_teams_are_mixed_as_the_people_allow(crowd, seed):
    people, teams = crowd
    there = Counter(person.role for person in people)
    least = sum(max(0, teams - there[role]) for role in ("dev", "ops"))
    assert missing(arrange_teams(people, teams, seed)) == least


@given(crowds(most=10, teams=3), st.integers(0, 9))
@settings(max_examples=30, deadline=None)
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
@settings(max_examples=20, deadline=None)
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
