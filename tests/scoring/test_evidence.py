"""Objectives that need both seats: not met until both have worked, and never impossible to meet."""

from datetime import timedelta

import pytest

from gameday import activity
from gameday.models import Activity
from gameday.people import seats
from scenarios.probes.base import Reading
from scoring.ledger import game_time
from scoring.models import Entry, KeyTurn, Objective
from scoring.pages.team import incident_cards, page_data
from scoring.referee import customers, evaluation, evidence, objectives, tick, two_keys
from tests import making
from tests.making import NOW
from tests.scoring.test_objectives import after, of

pytestmark = pytest.mark.django_db
OK = Reading("ok", 20)
SHARED = {
    "objectives": [
        {"id": "named", "kind": "answer", "prompt": "?", "accept": ["cache"], "points": 20, "needs": ["dev", "ops"]},
        {"id": "awake", "kind": "probe", "probe": "browse", "ok_for": "10s", "points": 40, "needs": ["dev", "ops"]},
        {"id": "released", "kind": "both_keys", "within": "120s", "points": 20},
    ]
}


@pytest.fixture
def incident(team, dev, ops):
    return making.make_incident(team, making.make_scenario(document=SHARED))


def work(player, verb="terminal", now=NOW):
    activity.record_activity(player, verb, "…", now=now)


def judged(incident):
    """Whether a probe that is well for long enough meets its objective."""
    evaluation.judge_reading(of(incident, "awake"), OK, after(1))
    return evaluation.judge_reading(of(incident, "awake"), OK, after(12))


def test_a_probe_waits_for_work_of_the_seat_that_did_nothing(incident, dev):
    work(dev)
    assert judged(incident) is False
    assert of(incident, "awake").detail == "Well. Waiting for the Ops seat's hand."
    assert Entry.objects.count() == 0


def test_it_is_met_once_both_have_worked(incident, dev, ops):
    work(dev)
    judged(incident)
    work(ops, "typed", after(13))
    assert evaluation.judge_reading(of(incident, "awake"), OK, after(15)) is True


@pytest.mark.parametrize("verb", ["terminal", "typed", "console", "workshop", "answered", "key", "check"])
def test_each_of_these_counts_as_work(incident, dev, ops, verb):
    work(dev, verb)
    work(ops, verb)
    assert judged(incident) is True


@pytest.mark.parametrize("verb", ["joined", "acknowledged", "hint", "commander"])
def test_talk_does_not_count_as_work(incident, dev, ops, verb):
    work(dev, verb)
    work(ops, verb)
    assert judged(incident) is False


def test_work_before_the_incident_does_not_count(incident, dev, ops):
    work(dev, now=after(-5))
    work(ops, now=after(1))
    assert judged(incident) is False


def test_the_hands_of_another_team_count_for_nothing(incident, dev, ops, rivals):
    for role in ("dev", "ops"):
        work(making.make_player(rivals, role))
    assert judged(incident) is False
    assert evaluation.seats_awaited(of(incident, "awake")) == ["dev", "ops"]


def test_an_objective_that_needs_one_seat_waits_for_nobody(team, dev, ops):
    assert evaluation.seats_awaited(of(making.make_incident(team), "named")) == []


def test_no_hand_is_looked_for_where_seats_are_open(team, incident, dev, ops, django_assert_num_queries):
    incident.team.seats_open = True
    assert incident.gameday.seats_open is False
    with django_assert_num_queries(0):
        assert evidence.lacks_evidence(incident) == frozenset()


def test_a_lone_player_does_not_have_to_wait(team, incident, dev, ops):
    ops.joined_at = None
    ops.save()
    assert judged(incident) is True


def test_who_sits_alone_is_not_caught_because_another_team_has_both(incident, dev, ops, rivals):
    ops.joined_at = None
    ops.save()
    making.make_player(rivals, "ops")
    assert judged(incident) is True


def test_the_hand_of_a_player_who_was_removed_counts_no_more(team, incident, dev, ops):
    work(dev)
    work(ops)
    ops.delete()
    making.make_player(team, "ops")
    assert judged(incident) is False


def test_with_opened_seats_nobody_has_to_wait(team, incident, dev, ops):
    seats.set_seats_open(team, True, by="walter", now=NOW)
    assert judged(incident) is True


def test_with_swapped_seats_the_seat_counts_and_not_the_role(gameday, team, incident, dev, ops):
    seats.swap_seats(gameday, swapped=True, by="walter", now=NOW)
    dev.gameday.refresh_from_db()
    work(dev)
    assert Activity.objects.get(verb="terminal").role == "ops"
    incident.gameday.refresh_from_db()
    assert evaluation.seats_awaited(of(incident, "awake")) == ["dev"]


def test_a_right_answer_waits_and_is_paid_without_being_given_again(incident, dev, ops):
    assert objectives.answer_objective(of(incident, "named"), "cache", player=dev, now=after(1)).correct is True
    assert (of(incident, "named").met_at, Entry.objects.count()) == (None, 0)
    assert evaluation.settle_answers(after(2)) == 0
    work(ops, now=after(3))
    assert evaluation.settle_answers(after(4)) == 1
    row = Objective.objects.get(incident=incident, key="named")
    assert (row.met_by, Entry.objects.get().points) == (dev, 20)


def test_the_tick_settles_waiting_answers(gameday, incident, dev, ops, monkeypatch):
    objectives.answer_objective(of(incident, "named"), "cache", player=dev, now=after(1))
    work(ops, now=after(2))
    monkeypatch.setattr(customers, "walk_shops", lambda shops, patience: [])
    tick.play_tick(gameday, after(3))
    row = Objective.objects.get(incident=incident, key="named", met_at__gte=after(3))
    assert (row.met_by, Entry.objects.get().points) == (dev, 20)


def test_the_page_says_whom_it_waits_for(incident, dev):
    evaluation.prepare_objectives(NOW)
    work(dev)
    card = incident_cards.incident_card(incident, dev, after(1))
    assert [goal.waits for goal in card.objectives] == [["ops"], ["ops"], []]


def test_typing_is_noted_and_no_feed_tells_it(team, dev, ops):
    activity.record_typing({dev.pk: "storefront", ops.pk: "db"}, NOW)
    rows = Activity.objects.filter(verb="typed").order_by("role").values_list("role", "service")
    assert list(rows) == [("dev", "storefront"), ("ops", "db")]
    assert list(page_data.activity_feed(team)) == []


# The keys' count-down -------------------------------------------------------------------------------------------------


def turns(*moments):
    """(role, seconds) as turns."""

    class Turn:
        def __init__(self, role, at, pk):
            self.role, self.at, self.pk = role, after(at), pk
            self.player = type("Player", (), {"name": f"{role}'s"})

    return [Turn(role, at, number) for number, (role, at) in enumerate(moments, 1)]


def test_the_countdown_is_that_of_the_key_that_falls_back_first():
    found = two_keys.look_at_keys(turns(("dev", 0), ("ops", 50)), 120, game_time.Pauses([]), after(60))
    assert (found.turned, found.left, found.number) == ({"dev": "dev's", "ops": "ops's"}, 60, 1)


def test_a_key_that_fell_back_is_told():
    found = two_keys.look_at_keys(turns(("dev", 0)), 120, game_time.Pauses([]), after(121))
    assert (found.turned, found.fallen, found.left) == ({}, ["dev"], None)


def test_a_pause_stops_the_countdown():
    paused = game_time.Pauses([(after(10), after(400))])
    assert two_keys.look_at_keys(turns(("dev", 0)), 120, paused, after(450)).left == 60


def test_both_windows_see_the_same_countdown(client, incident, dev, ops, django_user_model):
    evaluation.prepare_objectives(NOW)
    KeyTurn.objects.create(objective=of(incident, "released"), player=dev, role="dev", at=NOW + timedelta(seconds=5))
    left = [incident_cards.incident_card(incident, player, after(35)).objectives[-1].keys.left for player in (dev, ops)]
    assert left == [90, 90]
