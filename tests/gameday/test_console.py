"""The console: seats, levers, sizes, gauges. On an engine in memory, with the real Redis and rows."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from gameday.access import SESSION_KEY
from gameday.console import services, sizes
from gameday.console.services import ConsoleVerb
from gameday.live import publish
from gameday.models import Activity, GameDay, Player, Sandbox
from gameday.sandboxes import metrics, provisioning
from scenarios.refusal import Refused
from scenarios.sandbox import ExecResult, Limits, Usage
from tests import making
from tests.own_redis import own_redis_keys
from tests.reading import read_page


@pytest.fixture(autouse=True)
def clean_redis(settings):
    with own_redis_keys(settings, "console"):
        yield


@pytest.fixture
def ops(running) -> Player:
    team = running.teams.first()
    making.make_player(team, "dev", name="Ada")
    return making.make_player(team, "ops", name="Edsger")


@pytest.fixture
def dev(ops) -> Player:
    return ops.team.players.get(role="dev")


@pytest.fixture
def box(day, ops):
    return day.box(ops.team)


@pytest.fixture
def row(ops):
    return provisioning.sandbox_of(ops.team)


def seated(player: Player) -> Client:
    client = Client()
    session = client.session
    session[SESSION_KEY] = player.token
    session.save()
    return client


def told(player: Player) -> list[str]:
    return list(Activity.objects.filter(player=player, verb="console").order_by("id").values_list("text", flat=True))


def test_a_service_is_stopped_and_started_and_the_team_is_told_by_whom(day, ops, box, row):
    services.pull_lever(ops, "storefront", ConsoleVerb.STOP, now=day.now)
    assert box.statuses["storefront"] == "exited"
    services.pull_lever(ops, "storefront", ConsoleVerb.START, now=day.now)
    assert box.statuses["storefront"] == "running"
    assert told(ops) == ["Edsger stops storefront in the console", "Edsger starts storefront in the console"]
    assert set(Activity.objects.filter(player=ops).values_list("service", flat=True)) == {"storefront"}
    shown = {one.role: one for one in services.list_services(row, ops, day.now)}
    assert shown["storefront"].act.told(services.ACT_DONE) == "started by Edsger"
    assert shown["db"].act is None


def test_the_film_gets_what_was_pressed(day, ops, box):
    services.pull_lever(ops, "storefront", ConsoleVerb.RESTART, now=day.now)
    assert Activity.objects.get(player=ops, verb="console").detail == "restart storefront"


def test_starting_what_runs_changes_nothing_and_says_who_was_quicker(day, ops, box):
    services.pull_lever(ops, "edge", ConsoleVerb.STOP, now=day.now)
    services.pull_lever(ops, "edge", ConsoleVerb.START, now=day.now)
    with pytest.raises(Refused, match=r"running by now.*started by Edsger"):
        services.pull_lever(ops, "edge", ConsoleVerb.START, now=day.now)
    assert len(told(ops)) == 2


def test_of_two_who_press_at_once_one_acts_and_the_other_is_told(day, ops, box):
    inside, go = threading.Event(), threading.Event()
    old = box.stop

    def slow(role, seconds=1):
        inside.set()
        go.wait(10)
        old(role, seconds)

    box.stop = slow

    def press():
        services.pull_lever(Player.objects.get(pk=ops.pk), "edge", ConsoleVerb.STOP, now=day.now)
        connection.close()

    first = threading.Thread(target=press)
    first.start()
    inside.wait(10)
    with pytest.raises(Refused, match="Edsger is stopping it"):
        services.pull_lever(ops, "edge", ConsoleVerb.RESTART, now=day.now)
    go.set()
    first.join()
    assert box.statuses["edge"] == "exited"


def test_the_dev_seat_sees_everything_and_may_change_nothing(day, ops, dev, box, row):
    with pytest.raises(services.SeatRefused, match="Ops seat"):
        services.pull_lever(dev, "storefront", ConsoleVerb.STOP, now=day.now)
    assert all(not one.verbs for one in services.list_services(row, dev, day.now))
    assert box.statuses["storefront"] == "running"


def test_the_ops_seat_may_start_a_devs_container_but_not_stop_it(day, ops, box):
    with pytest.raises(services.SeatRefused, match="Dev seat"):
        services.pull_lever(ops, "pipeline", ConsoleVerb.STOP, now=day.now)
    box.kill("pipeline")
    services.pull_lever(ops, "pipeline", ConsoleVerb.START, now=day.now)
    assert box.statuses["pipeline"] == "running"


@pytest.mark.parametrize(("state", "sentence"), [("paused", "paused"), ("finished", "over"), ("draft", "not begun")])
def test_a_day_that_does_not_run_says_so(day, ops, state, sentence):
    GameDay.objects.filter(pk=ops.gameday_id).update(state=state)
    with pytest.raises(Refused, match=sentence):
        services.pull_lever(Player.objects.get(pk=ops.pk), "edge", ConsoleVerb.STOP, now=day.now)


def test_a_killed_service_that_players_start_is_mended_by_them(day, burning):
    team = burning[0].team
    ops = making.make_player(team, "ops", name="Edsger")
    services.pull_lever(ops, "cache", ConsoleVerb.START, now=day.now)
    day.work()
    assert burning[0].injections.get().healed_by == "players"


def test_a_rollback_runs_the_pipelines_own_command(day, ops, box):
    box.answer = lambda role, argv: ExecResult(0, b"storefront: going\nstorefront: abc runs, after 1.0 s\n", b"", 1.0)
    assert (
        services.pull_lever(ops, "storefront", ConsoleVerb.ROLLBACK, now=day.now) == "storefront: abc runs, after 1.0 s"
    )
    assert ("exec", "pipeline", "release", "rollback", "storefront") in box.calls
    box.answer = lambda role, argv: ExecResult(
        1, b"", b"release: storefront has no earlier release to go back to.", 1.0
    )
    with pytest.raises(Refused, match="no earlier release"):
        services.pull_lever(ops, "storefront", ConsoleVerb.ROLLBACK, now=day.now)
    with pytest.raises(Refused, match="no releases"):
        services.pull_lever(ops, "db", ConsoleVerb.ROLLBACK, now=day.now)


# Sizes ---------------------------------------------------------------------------------------------------------------


def test_a_size_within_the_budget_is_given_and_survives_a_new_container(day, ops, box, row):
    sizes.resize_service(ops, "storefront", Limits(1.5, 256), now=day.now)
    assert box.limits("storefront") == Limits(1.5, 256)
    row.refresh_from_db()
    provisioning.recreate_container(row, "storefront")
    assert box.limits("storefront") == Limits(1.5, 256)
    assert sizes.size_budget(row).given_cpus == 6.5


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (Limits(8, 192), "The budget has 2 CPU"),
        (Limits(1, 4000), "The budget has"),
        (Limits(0.01, 192), "at least"),
        (Limits(1, 20), "at least"),
        (Limits(float("nan"), 192), "at least"),
    ],
)
def test_a_size_beyond_the_budget_is_refused(day, ops, box, wanted, sentence):
    with pytest.raises(Refused, match=sentence):
        sizes.resize_service(ops, "storefront", wanted, now=day.now)
    assert box.limits("storefront") == Limits(1.0, 192)


def test_a_size_that_the_engine_refuses_is_not_kept(day, ops, box, row):
    def refuse(role, **asked):
        raise OSError("the kernel says no")

    box.limit = refuse
    with pytest.raises(Exception, match="the kernel says no"):
        sizes.resize_service(ops, "storefront", Limits(1.5, 256), now=day.now)
    row.refresh_from_db()
    assert row.sizes == {}


# Gauges --------------------------------------------------------------------------------------------------------------


def test_two_measurements_make_a_sample_and_a_restart_is_counted(day, ops, box, row):
    metrics.measure_host(day.host, day.now)
    box.taken["db"] = Usage(3.5, 64.0, "1")
    box.taken["cache"] = Usage(0.1, 8.0, "2")
    metrics.measure_host(day.host, day.now + timedelta(seconds=5))
    (_, first), (_, second) = metrics.usage_samples(row)
    assert (first["db"], second["db"], second["cache"]) == ([None, 32.0], [pytest.approx(0.5, 0.1), 64.0], [None, 8.0])
    assert metrics.restart_counts(row) == {"cache": 1}


def test_samples_of_the_last_half_hour_are_kept(day, ops, row):
    for number in range(metrics.SAMPLES + 20):
        metrics._write(row, {"db": Usage(number, 1.0, "1")}, day.now + timedelta(seconds=5 * number))
    assert len(metrics.usage_samples(row)) == metrics.SAMPLES


def test_hosts_are_asked_often_while_a_day_is_played_and_rarely_while_sandboxes_only_stand(day, ops, row, settings):
    assert metrics.request_measurements(day.now) == 1
    assert metrics.request_measurements(day.now) == 0  # not again within five seconds
    turn = publish.redis_key(f"gauges:turn:host:{day.host.pk}")
    assert publish.redis_connection().pttl(turn) <= 5_000
    GameDay.objects.update(state="finished")
    publish.redis_connection().delete(turn)
    assert metrics.request_measurements(day.now) == 1
    assert publish.redis_connection().pttl(turn) > 5_000
    publish.redis_connection().delete(turn)
    Sandbox.objects.update(state="gone")
    assert metrics.request_measurements(day.now) == 0


def test_health_is_checked_where_somebody_watches(day, ops, box, row):
    box.answer = lambda role, argv: ExecResult(
        int(role == "db"), b"db: no bookings\n" if role == "db" else b"", b"", 0.1
    )
    services.list_services(row, ops, day.now)
    assert metrics.request_measurements(day.now) == 2
    metrics.examine_sandbox(row, day.now)
    moods = {one.role: (one.mood, one.why) for one in services.list_services(row, ops, day.now)}
    assert (moods["db"], moods["edge"]) == (("ill", "no bookings"), ("well", ""))


# Pages ---------------------------------------------------------------------------------------------------------------


def test_the_page_shows_every_service_and_the_levers_of_the_seat(ops, dev):
    page = read_page(seated(ops).get(reverse("scoring:console")))
    assert page.count('class="card service') == 7
    assert "Reset for 20 points" in page
    assert "Budget: 6 of 7 CPU" in page
    assert "Reset for 20 points" not in read_page(seated(dev).get(reverse("scoring:console")))


def test_the_server_refuses_a_dev_who_posts_by_hand(dev, box):
    answer = seated(dev).post(reverse("scoring:console-act", args=["edge", "stop"]))
    assert answer.status_code == 403
    assert "belong to the Ops seat" in read_page(answer)
    assert box.statuses["edge"] == "running"


def test_a_press_on_a_button_answers_with_the_map_and_a_sentence(ops, box):
    stop_edge = reverse("scoring:console-act", args=["edge", "stop"])

    def press() -> str:
        return read_page(seated(ops).post(stop_edge, headers={"HX-Request": "true"}))

    assert "Done." in press()
    assert "exited by now" in press()
    wrong = seated(ops).post(reverse("scoring:console-resize", args=["edge"]), {"cpus": "many"}, follow=True)
    assert "CPU is a number" in read_page(wrong)


def test_a_dead_engine_and_a_company_that_is_gone_are_told(day, ops, row, monkeypatch):
    def away(row):
        raise OSError("connection refused")

    monkeypatch.setattr(provisioning, "driver_of", away)
    page = read_page(seated(ops).get(reverse("scoring:console")))
    assert "does not answer" in page
    monkeypatch.undo()
    day.engine.teardown(row.handle)
    assert "not on its engine any more" in read_page(seated(ops).get(reverse("scoring:console")))


def test_logs_are_searched_followed_and_bounded(ops, box):
    box.said["edge"] = [f"GET /{number} {'neigh' if number % 2 else 'moo'}" for number in range(1000)]
    logs = lambda **query: seated(ops).get(reverse("scoring:console-logs", args=["edge"]), query).json()  # noqa: E731
    first = logs()
    assert (len(first["lines"]), first["cut"], first["services"]) == (400, True, ["edge", "packets"])
    assert {line.split()[-1] for line in logs(q="NEIGH")["lines"]} == {"neigh"}
    box.said["edge"].append("the last")
    assert logs(cursor=first["cursor"])["lines"] == ["the last"]
    assert "message" in seated(ops).get(reverse("scoring:console-logs", args=["nowhere"])).json()


def test_packets_are_listened_to_by_the_ops_seat_at_any_service_and_read_as_a_log(day, ops, dev, box):
    def read(player):
        return seated(player).get(reverse("scoring:console-logs", args=["storefront"]), {"service": "packets"})

    assert "Nobody has listened" in read(dev).json()["message"]
    with pytest.raises(services.SeatRefused):
        services.pull_lever(dev, "storefront", services.ConsoleVerb.LISTEN, now=day.now)
    said = services.pull_lever(ops, "storefront", services.ConsoleVerb.LISTEN, now=day.now)
    assert "Listening for 20 seconds" in said
    assert ("listen", "storefront", "20") in box.calls
    box.said["packets of storefront"].append("IP edge.40000 > storefront.8000: Flags [S]")
    assert read(dev).json()["lines"] == ["IP edge.40000 > storefront.8000: Flags [S]"]
    with pytest.raises(Refused, match="listens to “storefront” already"):
        services.pull_lever(ops, "storefront", services.ConsoleVerb.LISTEN, now=day.now)


def test_samples_come_with_the_customers_results(day, ops, row):
    metrics.measure_host(day.host, day.now)
    told = seated(ops).get(reverse("scoring:console-samples")).json()
    assert (told["sandbox"], len(told["gauges"]), told["customers"]) == (row.pk, 1, [])
