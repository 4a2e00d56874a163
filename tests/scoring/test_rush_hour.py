"""A rush hour: more customers come, each counts, and what is paid is what the row says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gameday.access import SESSION_KEY
from gameday.event import rush_hours
from gameday.models import GameDay, ScheduleMark
from scoring.board.snapshot import board_snapshot
from scoring.ledger import ledger, standings
from scoring.models import Entry, Observation, Tick
from scoring.pages.console.customer_trail import customer_trail
from scoring.referee import tick as referee
from scoring.referee import walks
from tests import making
from tests.making import NOW
from tests.reading import read_page
from tests.scoring.shops import Shop, open_shops
from tests.scoring.test_referee import after, door, met, revenue

pytestmark = pytest.mark.django_db


def rush(gameday, factor=3, begins=60, lasts=60):
    """A rush hour, in seconds of game time. NOW is the second 60."""
    span = {"starts_after": timedelta(seconds=begins), "lasts": timedelta(seconds=lasts)}
    return ScheduleMark.objects.create(gameday=gameday, kind="rush", factor=factor, **span)


def test_three_times_the_customers_walk_and_each_of_them_pays(gameday, team):
    rush(gameday)
    with open_shops(Shop()) as (shop,):
        door(team, shop)
        referee.play_tick(gameday, NOW)
        assert [shop.asked.count(path) for path in ("/unicorns", "/api/price", "/recognise")] == [3, 3, 3]
    row, entry = Observation.objects.get(), Entry.objects.get()
    assert (row.factor, row.points, entry.points) == (3, 30, 30)
    assert entry.reason == "3 times the customers: all happy"
    assert all((each["came"], each["missed"]) == (3, 0) for each in row.journeys.values())


def test_it_begins_and_ends_with_its_tick(gameday, team):
    rush(gameday, begins=65, lasts=5)
    with open_shops(Shop()) as (shop,):
        door(team, shop)
        for second in (0, 5, 10):
            referee.play_tick(gameday, after(second))
    assert revenue(team) == [10, 30, 10]
    assert list(Tick.objects.order_by("number").values_list("factor", "walkers")) == [(1, 1), (3, 3), (1, 1)]


def test_who_is_turned_away_costs_and_who_is_served_pays(gameday, team):
    rush(gameday)
    with open_shops(Shop("crowded")) as (shop,):
        door(team, shop)
        referee.play_tick(gameday, NOW)
    row = Observation.objects.get()
    assert met(team) == {"browse": "slow", "price": "full", "book": "full", "recognise": "full"}
    assert (row.journeys["browse"]["paid"], row.points) == (2 - 1 + 2, 3 + 6 + 12 + 6)
    assert Entry.objects.get().reason == "3 times the customers: Browse 2 of 3 served"
    assert customer_trail(team, timezone.now(), until=row.at)[-1][1:3] == [12, 1]


def test_an_outage_costs_three_times_as_much_and_a_rebuild_says_the_same(gameday, team):
    rush(gameday)
    with open_shops(Shop("broken")) as (shop,):
        door(team, shop)
        referee.play_tick(gameday, NOW)
    assert revenue(team) == [-15]
    assert sum(each["paid"] for each in Observation.objects.get().journeys.values()) == -15
    ledger.rebuild_standings_of(gameday, NOW)
    assert (team.standing.revenue, standings.verify_standings(gameday)) == (-15, [])


def test_what_cannot_be_measured_pays_as_many_as_come_as_it_paid_before(gameday, team):
    rush(gameday, begins=65, lasts=5)
    with open_shops(Shop()) as (shop,):
        box = door(team, shop)
        referee.play_tick(gameday, NOW)
    type(box).objects.update(state="broken")
    for second in (5, 10):
        referee.play_tick(gameday, after(second))
    assert revenue(team) == [10, 30, 10]


def test_a_machine_with_many_shops_sends_fewer_who_stand_for_all(gameday, team, rivals, monkeypatch):
    rush(gameday, factor=5)
    monkeypatch.setattr(walks, "MOST_WALKERS", 5)
    with open_shops(Shop("crowded"), Shop()) as (crowded, well):
        door(team, crowded)
        door(rivals, well)
        referee.play_tick(gameday, NOW)
        assert (crowded.asked.count("/unicorns"), well.asked.count("/unicorns")) == (2, 2)
    assert (Tick.objects.get().factor, Tick.objects.get().walkers) == (5, 2)
    assert revenue(rivals) == [50]
    browse = Observation.objects.get(team=team).journeys["browse"]
    assert (browse["came"], browse["missed"], browse["paid"]) == (5, 2, 3 * 2 - 2)


def test_another_machine_s_customers_are_as_many(gameday, team, monkeypatch, django_capture_on_commit_callbacks):
    rush(gameday)
    sent = []
    monkeypatch.setattr(walks.app, "send_task", lambda name, args, **about: sent.append(*args))
    with open_shops(Shop()) as (shop,):
        door(team, shop, host=making.make_host(name="barn", seen_at=NOW))
        with django_capture_on_commit_callbacks(execute=True):
            referee.play_tick(gameday, NOW)
        walks.walk_host(walks.Walk.objects.get(pk=sent[0]), after(1))
        assert shop.asked.count("/unicorns") == 3
    assert revenue(team) == [30]


def test_the_board_tells_it_before_and_while_it_is_on(gameday):
    rush(gameday, begins=120)

    def told(second):
        return board_snapshot(gameday, after(second))["gameday"]["rush"]

    assert told(0) == {
        "factor": 3,
        "on": False,
        "begins": after(60).isoformat(),
        "ends": after(120).isoformat(),
    }
    assert (told(60)["on"], told(120)) == (True, None)


def test_a_team_and_the_control_room_read_it(gameday, team, dev, client, admin_client):
    GameDay.objects.filter(pk=gameday.pk).update(started_at=timezone.now() - timedelta(minutes=10))
    rush(gameday, begins=9 * 60, lasts=3600)
    rush_hours.tell_rush_hours(timezone.now())
    session = client.session
    session[SESSION_KEY] = dev.token
    session.save()
    page = read_page(client.get("/play/"))
    assert "rush hour: 3 times the customers" in page
    assert page.count("3 times the customers") >= 3  # in the header, beside the shop and in the feed
    assert "3 times the customers" in read_page(admin_client.get(f"/control/{gameday.slug}/"))
