"""Customers walk from each host's own machine: every team is met and paid once a tick, whatever its machine does."""

from datetime import timedelta

import pytest

from gameday.background.running_clock import RunningClock
from gameday.models import Sandbox
from scoring import tasks
from scoring.ledger import standings
from scoring.models import Entry, Objective, Observation, Tick, Walk
from scoring.referee import tick as referee
from scoring.referee import walks
from tests import making
from tests.making import NOW
from tests.scoring.shops import Shop, open_shops
from tests.scoring.test_ledger import in_threads
from tests.scoring.test_referee import after, door, met, revenue

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    """(walk, queue) of the tasks that were sent to other machines."""
    found = []
    send = lambda name, args, queue, **about: found.append((Walk.objects.get(pk=args[0]), queue))  # noqa: E731
    monkeypatch.setattr(walks.app, "send_task", send)
    return found


@pytest.fixture
def barn():
    """A host with a worker of its own."""
    return making.make_host(name="barn", seen_at=NOW)


@pytest.fixture
def two_places(team, rivals, barn, sent, django_capture_on_commit_callbacks):
    """The first team's shop is beside the referee, the rivals' in the barn; `play` plays a tick."""
    with open_shops(Shop(), Shop()) as (here, there):
        door(team, here)
        door(rivals, there, host=barn)

        def play(second: int = 0) -> None:
            with django_capture_on_commit_callbacks(execute=True):
                referee.play_tick(team.gameday, after(second))

        yield play


def test_where_every_shop_is_beside_the_referee_nothing_is_sent(gameday, team, sent):
    with open_shops(Shop()) as (shop,):
        door(team, shop)
        referee.play_tick(gameday, NOW)
    assert (sent, Walk.objects.count(), revenue(team)) == ([], 0, [10])


def test_each_machine_walks_its_own_teams_and_the_tick_is_one(two_places, team, rivals, sent):
    two_places()
    [(walk, queue)] = sent
    assert (queue, walk.teams, revenue(team), revenue(rivals)) == ("referee.barn", [rivals.pk], [10], [])
    assert Tick.objects.get().settled_at is None
    assert walks.walk_host(walk, after(1)) is True
    assert (revenue(team), revenue(rivals)) == ([10], [10])
    assert Tick.objects.get().settled_at >= after(1)
    assert set(Observation.objects.values_list("tick", flat=True)) == {12}
    assert standings.verify_standings(team.gameday) == []


def test_the_task_on_the_host_s_queue_walks(two_places, rivals, sent, monkeypatch):
    two_places()
    monkeypatch.setattr(tasks.timezone, "now", lambda: after(1))
    tasks.walk(sent[0][0].pk)
    tasks.walk(sent[0][0].pk)
    assert revenue(rivals) == [10]


@pytest.mark.django_db(transaction=True)
def test_a_walk_that_is_delivered_to_four_workers_is_walked_once(gameday, team, barn, sent):
    with open_shops(Shop()) as (shop,):
        door(team, shop, host=barn)
        referee.play_tick(gameday, NOW)
        in_threads(*[lambda: walks.walk_host(Walk.objects.get(pk=sent[0][0].pk), after(1))] * 4)
        assert shop.asked.count("/api/price") == 1
    assert revenue(team) == [10]


def test_a_machine_that_does_not_answer_costs_its_teams_nothing_and_the_others_no_tick(two_places, team, rivals, sent):
    two_places()
    walks.walk_host(sent[0][0], after(1))
    two_places(5)
    assert walks.give_up_late_walks(after(9)) == 0
    assert walks.give_up_late_walks(after(16)) == 1
    assert walks.give_up_late_walks(after(17)) == 0
    assert (revenue(team), revenue(rivals)) == ([10, 10], [10, 10])  # as the tick before
    assert set(met(rivals).values()) == {"error"}
    assert "From the machine barn no customer came in time." in Observation.objects.last().journeys["book"]["why"]
    assert Tick.objects.filter(settled_at=None).count() == 0


def test_who_walks_after_that_changes_nothing_any_more(two_places, rivals, sent, monkeypatch):
    """Neither who comes too late to begin, nor who was on the way when the walk was given up."""
    two_places()
    walk = sent[0][0]
    moved = walks.customers.walk_shops

    def slow(*about):
        walks.give_up_late_walks(after(30))
        return moved(*about)

    monkeypatch.setattr(walks.customers, "walk_shops", slow)
    walks.walk_host(walk, after(1))
    assert walks.walk_host(walk, after(31)) is False
    assert (revenue(rivals), set(met(rivals).values())) == ([], {"error"})
    assert Observation.objects.filter(team=rivals).count() == 1
    walk.refresh_from_db()
    assert (walk.given_up, walk.settled_at) == (True, after(30))


def test_a_team_that_moved_since_the_walk_was_sent_is_told_as_not_visited(two_places, rivals, sent):
    two_places()
    Sandbox.objects.filter(team=rivals).update(host=making.make_host())
    walks.walk_host(sent[0][0], after(1))
    assert set(met(rivals).values()) == {"error"}


def test_a_far_objective_is_held_against_what_its_own_customers_meet(gameday, team, barn, sent, monkeypatch):
    monkeypatch.setattr(RunningClock, "now", lambda clock: clock.start)
    incident = making.make_incident(team)
    with open_shops(Shop()) as (shop,):
        door(team, shop, host=barn)
        for second in (1, 5, 10, 15):
            referee.play_tick(gameday, after(second))
            walks.walk_host(Walk.objects.filter(host=barn).latest("pk"), after(second))
    row = Objective.objects.get(incident=incident, key="awake")
    assert row.met_at == after(15)
    assert Entry.objects.get(kind="objective").points == 40


@pytest.mark.usefixtures("visits_at_once")
def test_a_tick_of_many_far_teams_takes_few_more_queries(gameday, barn, sent, django_assert_max_num_queries):
    with open_shops(Shop()) as (shop,):
        for _ in range(20):
            door(making.make_team(gameday), shop, host=barn)
        with django_assert_max_num_queries(25):
            referee.play_tick(gameday, NOW)
        with django_assert_max_num_queries(45):
            walks.walk_host(Walk.objects.get(host=barn), NOW + timedelta(seconds=1))
    assert Observation.objects.count() == 20
