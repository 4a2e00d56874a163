"""The screens of a day: what the beat shows by itself, what a facilitator does about it, and what every screen is told."""

from datetime import timedelta

import pytest
from django.utils import translation

from gameday.event import lifecycle
from gameday.models import GameDay
from scenarios.refusal import Refused
from scoring.board import big_screen, director
from scoring.board.moments import ScreenMoment
from scoring.board.snapshot import board_snapshot
from scoring.models import Entry, EntryKind, InsertKind, KeyTurn, Objective, ScreenInsert, Standing
from tests import making
from tests.making import NOW

pytestmark = pytest.mark.django_db

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def scenario(gameday, hooves):
    """Both teams burn; Hooves have just mended it."""
    scenario = making.make_scenario()
    making.make_incident(making.make_team(gameday, name="Manes"), scenario, now=NOW - 5 * MINUTE)
    mended = {"state": "mitigated", "mitigated_at": NOW - SECOND}
    making.make_incident(hooves, scenario, now=NOW - 5 * MINUTE, **mended)
    return scenario


def told(gameday: GameDay, now=NOW):
    return big_screen.screen_data(gameday, now)["insert"]


def keys_of(gameday: GameDay) -> list[str]:
    return [moment.key for moment in big_screen.found_moments(gameday, NOW)]


# By itself -----------------------------------------------------------------------------------------------------------


def test_the_beat_shows_news_to_every_screen_before_they_begin(gameday, hooves, scenario):
    assert big_screen.direct_screens(NOW) == 1
    seen = board_snapshot(gameday, NOW)["gameday"]["screen"]["insert"]
    assert (seen["kind"], seen["team"], seen["title"]) == (InsertKind.FIRST_TO_MEND, hooves.pk, "First to mend")
    assert seen["text"] == "“The sleepy shop” is put right, after 4 minutes."
    assert seen["starts"] == (NOW + director.LEAD).isoformat()
    end = NOW + director.LEAD + director.SHOWN
    assert seen["ends"] == end.isoformat()
    assert told(gameday, end - SECOND) == seen, "a screen that is loaded again comes into the one that runs"
    assert told(gameday, end) is None


def test_a_second_beat_shows_nothing_more(gameday, scenario):
    assert [big_screen.direct_screens(NOW), big_screen.direct_screens(NOW)] == [1, 0]
    for later in (2, 30, 90, 600):
        assert big_screen.direct_screens(NOW + later * SECOND) == 0
    assert ScreenInsert.objects.count() == 1


def test_of_two_beats_at_once_one_looks(gameday):
    assert big_screen._claim(gameday, NOW)
    assert not big_screen._claim(gameday, NOW)
    assert big_screen._claim(gameday, NOW + big_screen.LOOK)


@pytest.mark.parametrize("state", ["lobby", "paused", "finished"])
def test_nothing_comes_by_itself_unless_the_game_runs(gameday, scenario, state):
    GameDay.objects.filter(pk=gameday.pk).update(state=state)
    assert big_screen.direct_screens(NOW) == 0


def test_what_does_not_count_is_not_told(gameday, hooves, scenario):
    gameday.incidents.filter(team=hooves).update(state="voided")
    assert big_screen.direct_screens(NOW) == 0
    gameday.incidents.update(state="mitigated", practice=True)
    assert big_screen.direct_screens(NOW + MINUTE) == 0


@pytest.mark.parametrize(
    ("by", "inserts"), [("players", 1), ("closed", 1), ("facilitator", 0), ("timer", 0), ("halt", 0)]
)
def test_only_what_the_team_took_out_itself_is_praised(gameday, hooves, scenario, by, inserts):
    fault = {"fault": "nap", "kind": "process.kill", "target": "storefront", "handle": "x", "deadline": NOW}
    hooves.incidents.get().injections.create(
        sandbox=making.make_sandbox(hooves), healed_by=by, healed_at=NOW - 2 * SECOND, state="healed", **fault
    )
    assert big_screen.direct_screens(NOW) == inserts


def test_an_insert_speaks_the_language_of_the_game_day(gameday, monkeypatch):
    GameDay.objects.filter(pk=gameday.pk).update(language="fr")
    tell_language = lambda facts: [ScreenMoment(InsertKind.HALF_TIME, "half", NOW, translation.get_language() or "")]  # noqa: E731
    monkeypatch.setattr(big_screen, "moments_of", tell_language)
    big_screen.direct_screens(NOW)
    with translation.override("fr"):
        title = str(InsertKind.HALF_TIME.label)
    gameday.refresh_from_db()
    assert (told(gameday)["text"], told(gameday)["title"]) == ("fr", title)


def test_keys_and_places_are_read_from_their_rows(gameday, hooves):
    for number, apart in enumerate((30, 20, 2)):
        incident = making.make_incident(hooves, now=NOW - 9 * MINUTE, state="resolved", ended_at=NOW - 8 * MINUTE)
        at = NOW - 60 * SECOND + number * 20 * SECOND
        pair = Objective.objects.create(incident=incident, key="released", met_at=at)
        for role, moment in (("dev", at - MINUTE), ("dev", at - apart * SECOND), ("ops", at)):
            player = making.make_player(hooves, role)
            KeyTurn.objects.create(objective=pair, player=player, role=role, at=moment)
    assert keys_of(gameday) == [f"{InsertKind.RECORD_KEYS}:{pair.pk}"]


def test_what_was_earned_counts_and_a_gift_does_not(gameday):
    GameDay.objects.filter(pk=gameday.pk).update(started_at=NOW - 50 * MINUTE)
    gameday.refresh_from_db()
    teams = [making.make_team(gameday) for _ in range(4)]
    for team, points in zip(teams, (900, 800, 700, 850), strict=True):
        Standing.objects.create(gameday=gameday, team=team, points=points, updated_at=NOW)
    line = {"gameday": gameday, "team": teams[3], "points": 400, "reason": "x", "at": NOW - MINUTE}
    gift = Entry.objects.create(kind=EntryKind.ADJUSTMENT, key="gift", **line)
    assert keys_of(gameday) == []
    Entry.objects.create(kind=EntryKind.OBJECTIVE, key="won", **line)
    assert keys_of(gameday) == [f"{InsertKind.COMEBACK}:{gift.team_id}"]


def test_more_teams_take_no_more_queries(gameday, scenario, django_assert_num_queries):
    with django_assert_num_queries(8):
        big_screen.found_moments(gameday, NOW)
    for _ in range(3):
        making.make_incident(making.make_team(gameday), scenario, now=NOW)
    with django_assert_num_queries(8):
        big_screen.found_moments(gameday, NOW)


# Frozen --------------------------------------------------------------------------------------------------------------


def test_a_freeze_is_told_and_then_nothing_that_it_hides(gameday, hooves, scenario):
    lifecycle.freeze_scores(gameday, by="walter", now=NOW - 2 * SECOND)
    assert big_screen.direct_screens(NOW) == 1
    assert told(gameday)["kind"] == InsertKind.CURTAIN
    for later in range(2, 300, 25):
        big_screen.direct_screens(NOW + later * SECOND)
    assert list(gameday.screen_inserts.values_list("kind", flat=True)) == [InsertKind.CURTAIN]


def test_a_facilitator_cannot_show_what_a_freeze_hides_by_a_list_from_before(gameday, hooves, scenario):
    (key,) = keys_of(gameday)
    lifecycle.freeze_scores(gameday, by="walter", now=NOW - 2 * SECOND)
    with pytest.raises(Refused, match="no news any more"):
        big_screen.show_moment(gameday, key, by="walter", now=NOW)
    assert not ScreenInsert.objects.filter(key=key).exists()


def test_a_replay_of_what_was_frozen_is_left_alone(gameday, hooves, scenario):
    lifecycle.freeze_scores(gameday, by="walter", now=NOW - 9 * MINUTE)
    lifecycle.reveal_scores(gameday, by="walter", now=NOW - SECOND)
    assert big_screen.direct_screens(NOW) == 0


# By hand -------------------------------------------------------------------------------------------------------------


def test_a_facilitator_shows_pins_and_takes_away(gameday, scenario):
    (key,) = keys_of(gameday)
    big_screen.show_moment(gameday, key, by="walter", now=NOW)
    row = ScreenInsert.objects.get()
    big_screen.pin_insert(gameday, row.pk, by="walter", now=NOW + SECOND)
    assert told(gameday, NOW + 60 * MINUTE)["ends"] is None
    big_screen.direct_screens(NOW + MINUTE)
    big_screen.skip_insert(gameday, row.pk, by="ada", now=NOW + 2 * MINUTE)
    assert told(gameday, NOW + 2 * MINUTE) is None
    assert ScreenInsert.objects.get().by == "ada"
    assert keys_of(gameday) == []
    big_screen.show_moment(gameday, key, by="walter", now=NOW + 3 * MINUTE)
    assert told(gameday, NOW + 3 * MINUTE)["id"] == row.pk, "it may be shown again"


def test_what_is_over_cannot_be_pinned(gameday):
    big_screen.show_words(gameday, "Lunch", pinned=False, by="walter", now=NOW)
    with pytest.raises(Refused, match="is over"):
        big_screen.pin_insert(gameday, ScreenInsert.objects.get().pk, by="walter", now=NOW + MINUTE)


def test_a_moment_that_was_left_out_never_comes(gameday, scenario):
    big_screen.leave_out(gameday, keys_of(gameday)[0], by="walter", now=NOW)
    assert keys_of(gameday) == []
    assert big_screen.direct_screens(NOW) == 0


def test_own_words_take_the_place_of_what_is_shown_in_any_state(gameday, scenario):
    GameDay.objects.filter(pk=gameday.pk).update(state="lobby")
    big_screen.show_words(gameday, "We begin at nine", pinned=True, by="walter", now=NOW)
    big_screen.show_words(gameday, "We begin at ten", pinned=False, by="walter", now=NOW + SECOND)
    assert told(gameday, NOW + 2 * SECOND)["text"] == "We begin at ten"
    assert told(gameday, NOW + MINUTE) is None


@pytest.mark.parametrize("text", ["", "   ", "x" * 121, "hidden\u202esign"])
def test_words_that_cannot_be_shown_are_refused_with_a_sentence(gameday, text):
    with pytest.raises(Refused):
        big_screen.show_words(gameday, text, pinned=False, by="walter", now=NOW)
    assert not ScreenInsert.objects.exists()


def test_calm_ends_what_the_director_shows_and_lets_nothing_more_come(gameday, scenario):
    big_screen.direct_screens(NOW)
    big_screen.set_calm(gameday, calm=True, by="walter", now=NOW + 3 * SECOND)
    assert big_screen.screen_data(gameday, NOW + 3 * SECOND) == {
        "calm": True,
        "sounds": False,
        "ceremony": False,
        "ceremony_over": False,
        "insert": None,
    }
    ScreenInsert.objects.all().delete()
    assert big_screen.direct_screens(NOW + MINUTE) == 0
    big_screen.show_words(gameday, "Still here", pinned=False, by="walter", now=NOW + MINUTE)
    assert told(gameday, NOW + MINUTE)["text"] == "Still here", "a hand is obeyed"
