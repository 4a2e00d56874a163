"""A tick: real customers over HTTP at shops that are well, slow, broken or hang."""

import asyncio
import time
from datetime import timedelta

import pytest

from gameday.background.running_clock import RunningClock
from gameday.models import GameDay
from scoring.ledger import standings
from scoring.models import Entry, Objective, Observation, Tick
from scoring.referee import customers, evaluation
from scoring.referee import tick as referee
from scoring.referee.customers import Crowd
from scoring.referee.customers import Shop as Door
from tests import making
from tests.making import NOW
from tests.scoring.shops import Shop, open_shops
from tests.scoring.test_ledger import in_threads


def after(seconds):
    return NOW + timedelta(seconds=seconds)


def door(team, shop, **changes):
    """A sandbox of the team, with that shop in it."""
    return making.make_sandbox(team, shop_port=shop.port, **changes)


def met(team, tick=None):
    rows = Observation.objects.filter(team=team).order_by("-tick")
    row = rows.get(tick=tick) if tick is not None else rows.first()
    return {name: journey["outcome"] for name, journey in row.journeys.items()}


def revenue(team):
    return list(Entry.objects.filter(team=team, kind="revenue").order_by("id").values_list("points", flat=True))


@pytest.fixture
def quick_ticks(settings):
    settings.TICK_SECONDS = 1.0


@pytest.fixture
def stopped_clock(monkeypatch):
    """No time passes within a tick, however busy this machine is."""
    monkeypatch.setattr(RunningClock, "now", lambda clock: clock.start)


def test_a_shop_that_is_well_earns_a_full_tick(gameday, team):
    with open_shops(Shop()) as (shop,):
        door(team, shop)
        assert referee.play_tick(gameday, NOW) is True
    row = Observation.objects.get()
    assert (row.tick, row.points, row.at >= NOW) == (12, 10, True)
    assert met(team) == {"browse": "full", "price": "full", "book": "full", "recognise": "full"}
    assert all(journey["ms"] > 0 and journey["why"] == "" for journey in row.journeys.values())
    entry = Entry.objects.get()
    assert (entry.key, entry.points, entry.reason) == (f"revenue:{team.pk}:12", 10, "Customers: all happy")
    assert standings.verify_standings(gameday) == []


def test_slow_pays_half_and_broken_costs(gameday, team, rivals):
    with open_shops(Shop("slow", 0.9), Shop("broken")) as (slow, broken):
        door(team, slow)
        door(rivals, broken)
        referee.play_tick(gameday, NOW)
    assert met(team) == {"browse": "slow", "price": "slow", "book": "slow", "recognise": "full"}
    assert (revenue(team), revenue(rivals)) == ([6], [-5])
    assert set(met(rivals).values()) == {"failed"}


def test_a_shop_that_hangs_keeps_nobody_waiting():
    """The other shop's visit is returned while the hanging shop's customers still wait."""
    with open_shops(Shop("hangs"), Shop()) as (hangs, well):
        doors = [Door(pk, f"http://127.0.0.1:{shop.port}") for pk, shop in ((1, hangs), (2, well))]
        patience, began = 2, time.monotonic()
        groups = [[visit.team_id for visit in group] for group in customers.walk_shops(doors, Crowd(patience))]
        waited = time.monotonic() - began
    assert groups == [[2], [1]]
    assert waited >= 0.9 * patience


@pytest.mark.usefixtures("quick_ticks")
def test_a_shop_that_hangs_has_failed_after_the_customers_patience(gameday, team):
    with open_shops(Shop("hangs")) as (shop,):
        door(team, shop)
        referee.play_tick(gameday, NOW)
    assert set(met(team).values()) == {"failed"}
    assert "No answer within 0.7 seconds." in Observation.objects.get().journeys["book"]["why"]


def test_a_shop_that_nobody_can_visit_is_an_error_and_pays_as_the_last_good_tick(gameday, team):
    with open_shops(Shop()) as (shop,):
        box = door(team, shop)
        referee.play_tick(gameday, NOW)
    for state, second in (("building", 5), ("broken", 10)):
        type(box).objects.update(state=state)
        referee.play_tick(gameday, after(second))
    assert set(met(team).values()) == {"error"}
    assert revenue(team) == [10, 10, 10]


def test_a_team_that_was_never_measured_is_paid_nothing_for_it(gameday, team):
    referee.play_tick(gameday, NOW)
    assert (set(met(team).values()), revenue(team)) == ({"error"}, [])


def test_what_failed_before_is_not_charged_again_when_it_cannot_be_measured(gameday, team):
    with open_shops(Shop("broken")) as (shop,):
        box = door(team, shop)
        referee.play_tick(gameday, NOW)
    type(box).objects.update(state="building")
    referee.play_tick(gameday, after(5))
    assert revenue(team) == [-5]


def test_a_tick_is_played_once(gameday, team):
    assert [
        referee.play_tick(gameday, NOW),
        referee.play_tick(gameday, after(1)),
        referee.play_tick(gameday, after(5)),
    ] == [
        True,
        False,
        True,
    ]
    assert list(Tick.objects.order_by("number").values_list("number", flat=True)) == [12, 13]
    assert Tick.objects.filter(settled_at=None).count() == 0


@pytest.mark.django_db(transaction=True)
def test_four_workers_play_a_tick_once(gameday, team):
    with open_shops(Shop()) as (shop,):
        door(team, shop)
        in_threads(*[lambda: referee.play_tick(GameDay.objects.get(pk=gameday.pk), NOW)] * 4)
        assert shop.asked.count("/api/price") == 1
    assert revenue(team) == [10]


def test_a_tick_that_was_missed_is_skipped(gameday, team):
    referee.play_tick(gameday, NOW)
    assert referee.gamedays_due(after(4)) == []
    assert referee.gamedays_due(after(61)) == [gameday]
    referee.play_tick(gameday, after(61))
    assert list(Observation.objects.order_by("tick").values_list("tick", flat=True)) == [12, 24]


def test_a_clock_that_jumps_back_pays_nothing_twice_and_goes_on_when_it_has_caught_up(gameday, team):
    with open_shops(Shop()) as (shop,):
        door(team, shop)
        referee.play_tick(gameday, after(3600))
        assert referee.gamedays_due(NOW) == []
        assert referee.gamedays_due(after(3599)) == []
        referee.play_tick(gameday, after(3605))
    assert revenue(team) == [10, 10]


def test_where_not_even_the_gateway_answers_it_is_the_platform_s_fault(gameday, team):
    making.make_sandbox(team, shop_port=1)
    referee.play_tick(gameday, NOW)
    assert (set(met(team).values()), revenue(team)) == ({"error"}, [])
    assert "Nobody opens the door" in Observation.objects.get().journeys["browse"]["why"]


@pytest.mark.parametrize("state", ["draft", "lobby", "paused", "finished"])
def test_no_customers_come_while_the_game_day_does_not_run(team, state):
    gameday = team.gameday
    GameDay.objects.update(state=state)
    gameday.refresh_from_db()
    assert referee.gamedays_due(NOW) == []
    assert referee.play_tick(gameday, NOW) is False
    assert Observation.objects.count() == 0


def test_no_customers_come_when_the_time_is_over(gameday, team):
    assert referee.play_tick(gameday, NOW + gameday.duration) is False


def test_ticks_count_game_time_and_not_the_clock_on_the_wall(gameday):
    gameday.paused_for = timedelta(seconds=50)
    assert referee.tick_number(gameday, NOW) == 2


@pytest.mark.usefixtures("stopped_clock")
def test_customers_meet_a_probe_objective(gameday, team):
    incident = making.make_incident(team)
    with open_shops(Shop()) as (shop,):
        door(team, shop)
        for second in (1, 5, 10, 15):
            referee.play_tick(gameday, after(second))
        assert shop.asked.count("/unicorns") == 4
    row = Objective.objects.get(incident=incident, key="awake")
    assert row.met_at == after(15)
    assert Entry.objects.get(kind="objective").points == 40


def test_an_objective_with_its_own_arguments_gets_its_own_look(gameday, team):
    steady = [{"probe": "http", "name": "browse", "with": {"path": "/unicorns?page=2", "contains": "/unicorns/13"}}]
    incident = making.make_incident(team, making.make_scenario(document={"steady_state": steady}))
    with open_shops(Shop()) as (shop,):
        door(team, shop)
        referee.play_tick(gameday, NOW)
        assert shop.asked.count("/unicorns") == 2
    row = Objective.objects.get(incident=incident, key="awake")
    assert (row.checks, row.holding_since is not None) == (1, True)


def test_a_failing_customer_keeps_the_objective_open_and_says_why(gameday, team):
    incident = making.make_incident(team)
    with open_shops(Shop("broken")) as (shop,):
        door(team, shop)
        referee.play_tick(gameday, NOW)
    row = Objective.objects.get(incident=incident, key="awake")
    assert (row.met_at, row.detail) == (None, "The catalogue answered 500.")


def test_an_objective_that_no_document_knows_does_not_cost_anybody_their_tick(gameday, team, rivals):
    broken = making.make_incident(team)
    evaluation.prepare_objectives(NOW)
    Objective.objects.filter(incident=broken, key="awake").update(key="not-in-the-document")
    with open_shops(Shop(), Shop()) as (first, second):
        door(team, first)
        door(rivals, second)
        referee.play_tick(gameday, NOW)
    assert (revenue(team), revenue(rivals)) == ([10], [10])


async def test_a_busy_referee_does_not_make_a_shop_look_slow():
    watch = customers.Watch()
    watching = asyncio.create_task(watch.run())
    await asyncio.sleep(0.05)
    time.sleep(0.3)  # the event loop itself is late
    await asyncio.sleep(0.05)
    watching.cancel()
    assert 0.25 < watch.late < 0.6


def test_an_address_that_no_customer_can_visit_is_an_error():
    visits = [visit for group in customers.walk_shops([Door(1, "http://[broken")], Crowd(1)) for visit in group]
    assert [visit.team_id for visit in visits] == [1]
    assert {reading.outcome for reading in visits[0].readings.values()} == {"error"}


@pytest.mark.usefixtures("visits_at_once")
def test_a_tick_of_many_teams_takes_few_more_queries(gameday, django_assert_max_num_queries):
    shop = Shop()
    with open_shops(shop):
        host = making.make_host()
        for _ in range(20):
            making.make_sandbox(making.make_team(gameday), host, shop_port=shop.port)
        with django_assert_max_num_queries(43):
            referee.play_tick(gameday, NOW)
    assert Observation.objects.count() == 20
