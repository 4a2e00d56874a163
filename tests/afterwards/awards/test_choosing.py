"""Who gets which award: everybody one that fits, no kind twice, the same day always the same, facilitators' changes kept."""

import itertools
import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.refusal import Refused
from scoring.afterwards.awards import ceremony, changing, choosing
from scoring.afterwards.awards.assignment import cheapest_assignment
from scoring.afterwards.awards.changing import AwardWording
from scoring.afterwards.awards.choosing import choose, find_all, place_in
from scoring.afterwards.awards.team_day import Happiness, Keys
from scoring.afterwards.figures.shapes import Collaboration, DayRecap
from scoring.models import Award, AwardKind, Ceremony
from tests import making
from tests.afterwards.awards.days import day_of, incident, recap_of
from tests.afterwards.played_day import START, at, crew_of, played_gameday


@st.composite
def team_days_of(draw):
    """Days of 1 to 40 teams that did anything or nothing."""
    teams = draw(st.integers(1, 40))
    dice = random.Random(draw(st.integers(0, 10**6)))
    return [_any_day(team, teams, dice) for team in range(1, teams + 1)]


def _any_day(team: int, teams: int, dice: random.Random):
    many = lambda: dice.choice([0, 0, 1, 2, 5, 20])  # noqa: E731
    return day_of(
        team,
        recap={
            "place": dice.randint(1, teams),
            "incidents": (incident(to_acknowledge=timedelta(seconds=dice.randint(0, 300))),) * dice.randint(0, 2),
            "collaboration": Collaboration(hand_overs=many()),
        },
        places=(dice.randint(1, teams),),
        keys=dice.choice([Keys(), Keys(many(), many(), timedelta(seconds=many()), "A shop")]),
        happiness=Happiness(dice.random(), dice.choice([None, dice.random()])),
        chat_lines=many(),
        kind_words=many(),
        disk_mb=dice.choice([None, many()]),
        right_at_once=many(),
        terminals=many(),
        workshop_acts=many(),
        calls=many(),
    )


@settings(max_examples=40)
@given(team_days_of(), st.integers(0, 3))
def test_every_team_gets_one_award_that_fits_and_only_good_company_goes_to_several(days, seed):
    findings, teams = find_all(days), [day.recap.team.pk for day in days]
    chosen = choose(findings, teams, seed)
    assert sorted(choice.team for choice in chosen) == teams
    kinds = [choice.kind for choice in chosen if choice.kind != AwardKind.GOOD_COMPANY]
    assert len(set(kinds)) == len(kinds)
    for choice in chosen:
        assert choice.reason == findings[choice.kind][choice.team].reason
        assert choice.kind == AwardKind.GOOD_COMPANY or place_in(findings[choice.kind], choice.team) is not None
    assert choose(findings, list(reversed(teams)), seed) == chosen, "the same day and seed, the same awards"


@given(st.integers(1, 5), st.integers(0, 2), st.randoms(use_true_random=False))
def test_the_assignment_is_as_good_as_the_best_of_all(rows, spare, dice):
    costs = [[dice.randint(0, 9) for _ in range(rows + spare)] for _ in range(rows)]
    columns = cheapest_assignment(costs)
    every = itertools.permutations(range(rows + spare), rows)
    assert len(set(columns)) == rows
    assert sum(map(list.__getitem__, costs, columns)) == min(sum(map(list.__getitem__, costs, each)) for each in every)


def test_who_is_best_at_everything_leaves_the_others_what_they_are_nearly_as_good_at():
    star = {"terminals": 9, "calls": 9, "right_at_once": 9}
    second = {"terminals": 8, "calls": 2, "right_at_once": 1}
    third = {"terminals": 2, "calls": 8, "right_at_once": 8}
    days = [day_of(number, **done) for number, done in enumerate((star, second, third), start=1)]
    kinds = {choice.team: choice.kind for choice in choose(find_all(days), [1, 2, 3], seed=7)}
    assert kinds[2] == AwardKind.CURIOUS
    assert {kinds[1], kinds[3]} == {AwardKind.NEVER_GAVE_UP, AwardKind.FIRST_TRY}


# With rows ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def gameday(db, monkeypatch):
    """A day of three teams that is over, and whose figures need no rows."""
    gameday = played_gameday()
    crews = [crew_of(gameday) for _ in range(3)]
    recaps = tuple(recap_of(team=crew.team.pk, place=place) for place, crew in enumerate(crews, start=1))
    monkeypatch.setattr(choosing, "day_recap", lambda gameday, now: DayRecap(gameday, (), recaps, {}, Collaboration()))
    monkeypatch.setattr(changing, "day_recap", choosing.day_recap)
    return gameday


def later(seconds: float):
    return at(7200 + seconds)


def kinds_of(gameday) -> dict[int, str]:
    return dict(gameday.awards.filter(removed_at=None).values_list("team", "kind"))


def test_after_the_end_of_a_day_its_awards_are_chosen_once_from_the_last_place_to_the_first(gameday):
    assert choosing.claim_due_gamedays(later(0)) == [], "the last points are still on their way"
    assert choosing.claim_due_gamedays(later(10)) == [gameday.pk]
    assert choosing.claim_due_gamedays(later(11)) == [], "its task is on its way"
    assert choosing.choose_awards(gameday, later(12)) == 3
    assert choosing.choose_awards(gameday, later(13)) == 0, "a task that is delivered twice"
    teams = list(gameday.teams.order_by("position").values_list("pk", flat=True))
    assert list(gameday.awards.values_list("team", flat=True)) == teams[::-1]
    assert choosing.claim_due_gamedays(later(99)) == []
    assert gameday.activities.get().text == "3 awards were chosen"


def test_a_task_that_got_lost_is_sent_again(gameday):
    assert choosing.claim_due_gamedays(later(10)) == [gameday.pk]
    assert choosing.claim_due_gamedays(later(60)) == [gameday.pk]


def test_choosing_again_keeps_what_facilitators_changed_gave_and_took_away(gameday):
    choosing.choose_awards(gameday, later(10))
    exchanged, removed, _left = gameday.awards.all()
    own = AwardWording(AwardKind.CUSTOM, "They sang.", "The choir")
    changing.exchange_award(gameday, exchanged, own, by="Ada", now=later(20))
    changing.remove_award(gameday, removed, by="Ada", now=later(21))
    assert choosing.choose_awards(gameday, later(30), by="Ada") == 2, "the two that no facilitator has honoured"
    found = gameday.awards.get(team=exchanged.team)
    assert (found.heading, found.reason, found.by) == ("The choir", "They sang.", "Ada")
    assert gameday.awards.filter(removed_at=None, team=removed.team).exists(), "every team has one"
    assert gameday.awards.filter(removed_at__isnull=False).get() == removed


def test_awards_of_a_day_that_still_runs_are_not_chosen(db):
    gameday = making.running_gameday()
    with pytest.raises(Refused, match="finish it first"):
        choosing.choose_awards(gameday, later(10), by="Ada")
    assert not Ceremony.objects.filter(chosen_at__isnull=False).exists()


def test_a_day_without_players_has_no_awards(db):
    gameday = played_gameday()
    crew_of(gameday, seats=())
    assert choosing.choose_awards(gameday, later(10)) == 0
    assert not gameday.awards.exists()
    assert choosing.claim_due_gamedays(later(99)) == []


def test_an_award_that_was_taken_away_is_put_back_unless_another_team_has_it_by_now(gameday):
    first, second = gameday.teams.all()[:2]
    award = changing.give_award(gameday, first, AwardWording(AwardKind.CURIOUS, "9"), by="Ada", now=START)
    with pytest.raises(Refused, match="has gone to"):
        changing.give_award(gameday, second, AwardWording(AwardKind.CURIOUS, "8"), by="Ada", now=START)
    changing.remove_award(gameday, award, by="Ada", now=START)
    award.refresh_from_db()
    other = changing.give_award(gameday, second, AwardWording(AwardKind.CURIOUS, "8"), by="Bo", now=START)
    with pytest.raises(Refused, match="has gone to"):
        changing.put_award_back(gameday, award, by="Ada", now=START)
    changing.remove_award(gameday, other, by="Ada", now=START)
    changing.put_award_back(gameday, award, by="Ada", now=START)
    assert kinds_of(gameday) == {first.pk: AwardKind.CURIOUS}


def test_awards_change_places_in_the_ceremony(gameday):
    choosing.choose_awards(gameday, later(10))
    first, second, third = gameday.awards.all()
    changing.move_award(gameday, third, -1, by="Ada", now=START)
    changing.move_award(gameday, first, -1, by="Ada", now=START)
    assert list(gameday.awards.all()) == [first, third, second]


def test_what_was_called_in_the_ceremony_is_not_taken_back(gameday):
    choosing.choose_awards(gameday, later(10))
    called, coming, _last = gameday.awards.all()
    ceremony.begin_ceremony(gameday, by="Ada", now=later(20))
    Ceremony.objects.filter(gameday=gameday).update(step=1)  # there are no standings: the welcome, then the first award
    for change in (
        lambda: changing.remove_award(gameday, called, by="Ada", now=later(30)),
        lambda: changing.move_award(gameday, coming, -1, by="Ada", now=START),
        lambda: choosing.choose_awards(gameday, later(30), by="Ada"),
    ):
        with pytest.raises(Refused):
            change()
    changing.remove_award(gameday, coming, by="Ada", now=later(30))
    assert gameday.awards.filter(removed_at=None).count() == 2


def test_two_workers_who_choose_at_once_give_no_team_two(gameday):
    team = gameday.teams.first()
    values = {"gameday": gameday, "team": team, "reason": "Neigh", "at": START}
    Award.objects.create(kind=AwardKind.CURIOUS, **values)
    with pytest.raises(Exception, match="rules_honour_a_team_once"):
        Award.objects.create(kind=AwardKind.HAY_LOFT, **values)
