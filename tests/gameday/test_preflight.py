"""Pre-flight: each host plays each scenario once on a spare, and the spare is taken away however that ends."""

from datetime import timedelta

import pytest
from django.urls import reverse

from gameday.event import lifecycle, preflight
from gameday.models import Host, Preflight, Sandbox
from scenarios.choices import RunStep
from scenarios.proof import single_run
from scenarios.proof.rehearsal import RehearsalBroken
from scenarios.refusal import Refused
from scenarios.sandbox import EngineError, engine_for
from tests.gameday.conftest import fresh, scenario_of
from tests.making import make_round, make_sandbox, make_team
from tests.reading import read_page


@pytest.fixture
def runs(monkeypatch):
    """The scenarios that were played, and what happens in the middle of one. The engine in memory cannot play any."""
    played, troubles = [], {}

    def play(source, sandbox, host, told):
        told(RunStep.FAULTS)
        played.append((source.document.title, sandbox.handle))
        if trouble := troubles.get(source.document.title):
            trouble()
        told(RunStep.AFTERWARDS)

    monkeypatch.setattr(single_run, "play_once", play)
    return played, troubles


@pytest.fixture
def planned(draft):
    """A draft with three scenarios, one of them twice."""
    draft.rounds.all().delete()
    scenarios = [scenario_of(title=f"Nap {number}") for number in range(3)]
    for number, scenario in enumerate([*scenarios, scenarios[0]]):
        make_round(draft, scenario, starts_after=timedelta(minutes=10 * number + 5))
    return draft


def start(day, gameday):
    return preflight.start_preflight(gameday, by="Ada", now=day.now)


def lines(row):
    return [(line.scenario.title, line.verdict, line.said) for line in row.lines.all()]


def test_each_scenario_is_played_once_on_one_spare_which_goes(day, planned, runs):
    [row] = start(day, planned)
    assert fresh(row).is_aloft
    day.work()
    row = fresh(row)
    assert runs[0] == [(f"Nap {number}", row.handle) for number in range(3)]
    assert (row.state, row.problem) == ("landed", "")
    assert row.cleared_at
    assert lines(row) == [(f"Nap {number}", "go", "") for number in range(3)]
    assert day.engine.sandboxes == {}
    assert preflight.last_preflight(planned).go


def test_what_was_played_tells_how_long_the_rest_will_take(day, planned, runs):
    [row] = start(day, planned)
    assert preflight.last_preflight(planned).minutes_left(day.now) is None
    first, second, _third = row.lines.all()
    row.lines.filter(pk=first.pk).update(verdict="go", started_at=day.now, ended_at=day.now + timedelta(seconds=90))
    row.lines.filter(pk=second.pk).update(started_at=day.now + timedelta(seconds=90))
    flown = preflight.last_preflight(planned)
    assert flown.minutes_left(day.now + timedelta(seconds=90)) == 3
    assert flown.minutes_left(day.now + timedelta(seconds=150)) == 2
    assert flown.minutes_left(day.now + timedelta(minutes=30)) == 2  # one that takes long counts as nearly done


def test_what_does_not_hold_is_a_no_go_with_the_reason_and_the_others_are_played(day, planned, runs):
    def broken():
        raise RehearsalBroken("awake: the door stays shut")

    runs[1]["Nap 1"] = broken
    [row] = start(day, planned)
    day.work()
    assert lines(row)[1:] == [("Nap 1", "no-go", "awake: the door stays shut"), ("Nap 2", "go", "")]
    flown = preflight.last_preflight(planned)
    assert not flown.go
    assert flown.no_gos == ["local, “Nap 1”: awake: the door stays shut"]


def test_what_the_kernel_cannot_do_is_a_no_go_without_a_run(day, planned, runs):
    planned.rounds.filter(starts_after=timedelta(minutes=5)).update(scenario=scenario_of(requires=["cgroup.cpu"]))
    Host.objects.update(capabilities=["netem"])
    [row] = start(day, planned)
    day.work()
    assert lines(row)[0] == ("The sleepy shop", "no-go", "The host's kernel has no cgroup.cpu.")
    assert [title for title, _handle in runs[0]] == ["Nap 1", "Nap 2", "Nap 0"]


def test_a_host_that_builds_no_spare_says_why(day, planned, runs):
    [row] = start(day, planned)
    day.engine.refuse = row.handle
    day.work()
    row = fresh(row)
    assert row.state == "landed"
    assert row.problem
    assert not row.is_go
    assert row.cleared_at


def test_a_host_without_room_or_with_trouble_is_not_asked(day, planned, runs):
    make_sandbox(make_team(planned), day.host)
    Host.objects.filter(pk=day.host.pk).update(capacity=1)
    Host.objects.create(name="away", url="fake://away", problem="No engine answers.")
    away, local = sorted(start(day, planned), key=lambda row: row.host.name)
    assert (fresh(away).state, fresh(away).problem) == ("landed", "No engine answers.")
    assert fresh(local).problem == "There is no room for a spare sandbox: 1 are there already."
    assert day.sent == []


def test_each_host_plays_for_itself(day, planned, runs):
    other = Host.objects.create(name="other", url="fake://other-engine", checked_at=day.now)
    engine_for(other.url)
    assert len(start(day, planned)) == 2
    day.work()
    assert len(runs[0]) == 6
    assert [row.host.name for row in preflight.last_preflight(planned).flights] == ["local", "other"]
    assert engine_for(other.url).sandboxes == {}


def test_of_two_presses_one_wins(day, planned, runs):
    start(day, planned)
    with pytest.raises(Refused, match="going on already"):
        start(day, planned)
    assert Preflight.objects.count() == 1


@pytest.mark.parametrize("empty", ["rounds", "hosts", "launched"])
def test_what_cannot_be_tried_is_refused(day, planned, empty):
    if empty == "rounds":
        planned.rounds.all().delete()
    elif empty == "hosts":
        Host.objects.update(enabled=False)
    else:
        planned.state = "lobby"
    with pytest.raises(Refused):
        start(day, planned)
    assert not Preflight.objects.exists()


def test_cancelling_ends_the_run_and_takes_the_spare_away(day, planned, runs):
    def cancel():
        assert preflight.cancel_preflight(planned, by="Grace", now=day.now) == 1
        day.engine.teardown(row.handle)  # as the task does in another thread
        raise EngineError("The container is gone.")

    runs[1]["Nap 1"] = cancel
    [row] = start(day, planned)
    day.work()
    row = fresh(row)
    assert (row.state, row.problem) == ("cancelled", "")
    assert [verdict for _title, verdict, _said in lines(row)] == ["go", "", ""]
    assert day.engine.sandboxes == {}
    assert row.cleared_at
    assert preflight.cancel_preflight(planned, by="Grace", now=day.now) == 0


def test_a_worker_that_dies_is_followed_by_one_that_goes_on_with_a_new_spare(day, planned, runs):
    class Killed(BaseException):
        pass

    def die():
        runs[1].clear()
        raise Killed

    runs[1]["Nap 1"] = die
    [row] = start(day, planned)
    with pytest.raises(Killed):
        day.work()
    Preflight.objects.update(cleared_at=None)
    day.tick(20)
    assert [title for title, _handle in runs[0]] == ["Nap 0", "Nap 1", "Nap 1", "Nap 2"]
    assert fresh(row).is_go
    assert day.engine.sandboxes == {}


def test_a_spare_that_could_not_be_taken_away_is_taken_later(day, planned, runs):
    def lose_the_engine():
        day.engine.down = True

    runs[1]["Nap 2"] = lose_the_engine
    [row] = start(day, planned)
    day.work()
    assert fresh(row).cleared_at is None
    day.engine.down = False
    day.tick(20)
    assert fresh(row).cleared_at == day.now
    assert day.engine.sandboxes == {}


def test_what_no_worker_takes_ends_by_itself(day, planned):
    [row] = start(day, planned)
    day.sent.clear()
    Preflight.objects.update(asked_at=day.now - timedelta(minutes=4), next_at=day.now)
    day.tick(1)
    assert "No worker beside this engine" in fresh(row).problem


def test_the_launch_cancels_it(day, planned, runs):
    [row] = start(day, planned)
    day.sent.clear()
    lifecycle.launch_gameday(planned, by="Ada", now=day.now)
    assert fresh(row).is_cancelled
    day.work()
    assert fresh(row).cleared_at
    assert Sandbox.objects.filter(state="ready").count() == 2


def test_another_scenario_makes_it_stale(day, planned, runs):
    start(day, planned)
    day.work()
    make_round(planned, scenario_of(title="New"))
    flown = preflight.last_preflight(planned)
    assert (flown.stale, flown.go) == (True, False)


class TestThePage:
    def test_it_is_begun_watched_and_cancelled_there(self, day, planned, runs, admin_client):
        change = reverse("admin:gameday_gameday_change", args=[planned.pk])
        panel = reverse("admin:gameday_gameday_panel", args=[planned.pk])
        act = lambda name: reverse("admin:gameday_gameday_preflight", args=[planned.pk, name])  # noqa: E731
        assert "Try everything once" in read_page(admin_client.get(change))
        admin_client.post(act("start"))
        page = read_page(admin_client.get(panel))
        assert "0 of 3 played" in page
        assert 'hx-trigger="every 2s"' in admin_client.get(panel).content.decode()
        assert "is cancelled" in read_page(admin_client.post(act("cancel"), follow=True))
        admin_client.post(act("start"))
        day.work()
        assert "3 of 3 played" in read_page(admin_client.get(panel))

    def test_the_launch_says_what_it_knows(self, day, planned, runs, admin_client):
        launch = reverse("admin:gameday_gameday_do", args=[planned.pk, "launch"])
        assert "you launch without knowing" in read_page(admin_client.get(launch))
        start(day, planned)
        day.work()
        assert "without knowing" not in read_page(admin_client.get(launch))

    def test_a_day_whose_spare_stands_cannot_be_deleted(self, day, planned, admin_client):
        start(day, planned)
        delete = reverse("admin:gameday_gameday_delete", args=[planned.pk])
        assert "still has a spare sandbox" in read_page(admin_client.post(delete, {"post": "yes"}, follow=True))
