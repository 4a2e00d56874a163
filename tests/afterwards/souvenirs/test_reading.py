"""What a day's rows come to on its souvenirs."""

from datetime import timedelta

import pytest

from gameday.models.choices import IncidentState, NoteVerdict, Role
from scoring.afterwards.souvenirs.badges import BadgeKind
from scoring.afterwards.souvenirs.reading import read_teams
from scoring.afterwards.souvenirs.shapes import Pennant, Standings
from scoring.models import Award, AwardKind, Keepsake
from tests import making
from tests.afterwards import played_day
from tests.afterwards.played_day import at, crew_of, play_day, play_incident, played_gameday

pytestmark = pytest.mark.django_db

LATER = at(10_000)


@pytest.fixture
def gameday():
    return played_gameday(ended=3600)


@pytest.fixture
def crew(gameday):
    return crew_of(gameday, name="The Night Mares", motto="Neigh")


def read(gameday):
    return read_teams(gameday, LATER)[0]


def badges(gameday, player):
    return next(each.badges for each in read(gameday).crew if each.pk == player.pk)


def test_a_mended_incident_stands_with_its_post_mortem_and_its_time(gameday, crew):
    play_incident(crew, effect=720, mended=1080, ended=1440)
    (each,) = read(gameday).weather
    assert (each.title, each.real, each.mended) == ("The sleepy shop", "A nap", True)
    assert (each.since, each.until, each.took) == (0.2, 0.4, timedelta(minutes=6))


def test_pauses_count_neither_for_the_place_nor_for_the_time(gameday, crew):
    played_day.pause(gameday, 800, 1000)
    play_incident(crew, effect=720, mended=1280, ended=1280)
    (each,) = read(gameday).weather
    assert (each.since, each.until) == (720 / 3400, 1080 / 3400)
    assert each.took is not None
    assert round(each.took.total_seconds()) == 360


def test_an_expired_incident_burned_and_was_not_mended(gameday, crew):
    play_incident(crew, mended=None, keys=None, state=IncidentState.EXPIRED)
    assert [(each.mended, each.took) for each in read(gameday).weather] == [(False, None)]
    assert read(gameday).mended == ()


def test_a_voided_or_practised_incident_is_not_shown(gameday, crew):
    play_incident(crew, state=IncidentState.VOIDED)
    play_incident(crew, practice=True)
    assert read(gameday).weather == ()


def test_who_was_removed_or_never_joined_has_no_certificate(gameday, crew):
    making.make_player(crew.team, removed_at=making.NOW)
    making.make_player(crew.team, joined_at=None)
    assert {each.pk for each in read(gameday).crew} == {crew.dev.pk, crew.ops.pk}


def test_a_bot_is_known_as_one(gameday, crew):
    bot = making.make_player(crew.team, bot=True)
    assert [each.bot for each in read(gameday).crew if each.pk == bot.pk] == [True]


def test_a_team_without_customers_has_no_ridge(gameday):
    making.make_team(gameday)
    assert (read(gameday).ridge, read(gameday).weather, read(gameday).crew) == ((), (), ())


def test_a_day_that_never_started_can_be_read():
    gameday = making.make_gameday()
    making.make_team(gameday)
    assert read(gameday).ridge == ()


def test_the_ridge_is_deepest_where_nobody_paid(gameday, crew):
    for second in range(0, 3600, 5):
        played_day.observe(crew.team, second, points=0 if 1700 < second < 2200 else 10)
    ridge = read(gameday).ridge
    assert len(ridge) == 120  # 720 ticks, 6 a step
    assert 57 <= ridge.index(min(ridge)) <= 73
    assert ridge[10] == 1


def test_what_a_player_has_chosen_to_say_is_read(gameday, crew):
    Keepsake.objects.create(player=crew.dev, learned="to nap", learned_from="Ada")
    (dev,) = [each for each in read(gameday).crew if each.pk == crew.dev.pk]
    assert (dev.learned, dev.learned_from) == ("to nap", "Ada")


def test_the_standing_is_that_of_the_ledger(gameday, crew):
    making.make_team(gameday)
    played_day.pay(crew.team, 100, 40)
    assert read(gameday).standings == Standings(place=1, of=2, points=40, revenue=40)


def test_nothing_that_the_ceremony_will_tell_is_told_while_scores_are_frozen(gameday, crew):
    played_day.pay(crew.team, 100, 40)
    values = {"gameday": gameday, "team": crew.team, "kind": AwardKind.CUSTOM, "title": "Comeback", "reason": "fast"}
    Award.objects.create(at=making.NOW, **values)
    assert read(gameday).pennants == (Pennant("Comeback", "fast"),)
    gameday.frozen_at = at(3000)
    gameday.save()
    assert (read(gameday).standings, read(gameday).pennants) == (None, ())


def test_badges_are_for_what_a_player_did(gameday, crew):
    incident = play_incident(crew)
    played_day.note(incident, crew, Role.DEV, 400, "The code", verdict=NoteVerdict.REFUTED)
    played_day.note(incident, crew, Role.OPS, 400, "The network", verdict=NoteVerdict.CONFIRMED)
    played_day.answer(incident, crew, Role.DEV, 500, "storefront")
    played_day.take_hint(incident, crew, Role.OPS, 450)
    assert badges(gameday, crew.dev) == (BadgeKind.BOTH_KEYS, BadgeKind.RULED_OUT, BadgeKind.FOUND_OUT)
    expected = (BadgeKind.BOTH_KEYS, BadgeKind.FIRST_NOTICE, BadgeKind.CALLED_IT, BadgeKind.ASKED)
    assert badges(gameday, crew.ops) == expected


def test_who_led_talked_and_changed_seats_has_a_badge_for_it(gameday, crew):
    play_incident(crew, keys=None, acknowledged=None, commander=crew.dev)
    played_day.act(crew, Role.OPS, 400, player=crew.dev)
    for second in range(10):
        played_day.say(crew, Role.DEV, 400 + second, "I am here")
    assert badges(gameday, crew.dev) == (BadgeKind.LED, BadgeKind.OTHER_SEAT, BadgeKind.KEPT_TALKING)


def test_who_has_none_of_them_was_there(gameday, crew):
    assert badges(gameday, crew.dev) == (BadgeKind.WAS_THERE,)


def test_a_voided_incident_earns_no_badge(gameday, crew):
    incident = play_incident(crew, state=IncidentState.VOIDED)
    played_day.take_hint(incident, crew, Role.OPS, 450)
    assert badges(gameday, crew.ops) == (BadgeKind.WAS_THERE,)


def test_key_that_fell_back_after_the_objective_was_met_is_no_badge(gameday, crew):
    play_incident(crew, keys=None)
    assert BadgeKind.BOTH_KEYS not in badges(gameday, crew.dev)


def test_many_teams_take_as_many_queries_as_one(django_assert_num_queries):
    one, many = play_day(teams=1).gameday, play_day(teams=3, rounds=3).gameday
    with django_assert_num_queries(18):
        read_teams(one, LATER)
    with django_assert_num_queries(18):
        read_teams(many, LATER)
