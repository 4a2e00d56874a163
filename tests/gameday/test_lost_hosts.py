"""A host that is lost is known within seconds: what burned there counts for nobody, and all other teams notice nothing."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from gameday.event import lost_hosts
from gameday.machines import roster
from gameday.models import Activity, Host, Injection, LastTick, Sandbox
from gameday.sandboxes import host_heartbeat, hosts, moving, placement, provisioning
from scenarios.refusal import Refused
from scenarios.sandbox import EngineError, engine_for
from tests.gameday.conftest import fresh, spec_of
from tests.gameday.test_placement import host_of
from tests.making import make_incident
from tests.own_redis import own_redis_keys


@pytest.fixture(autouse=True)
def clean_redis(settings, monkeypatch):
    monkeypatch.setattr(
        lost_hosts, "STEADY_SECONDS", 600
    )  # of real time, of which a busy machine needs some for a tick
    with own_redis_keys(settings, "lost-hosts"):
        yield


@pytest.fixture
def barn(day, running) -> Host:
    """The second team's sandbox is in the barn, which was seen a moment ago, as was the local host."""
    barn = host_of(day, name="barn", url="fake://barn")
    row = running.teams.last().sandboxes.get()
    Sandbox.objects.filter(pk=row.pk).update(host=barn)
    engine_for(barn.url).down = False
    engine_for(barn.url).sandboxes.clear()
    engine_for(barn.url).provision(spec_of(row.handle))
    Host.objects.update(seen_at=day.now)
    return barn


def pass_time(day, seconds: int, *alive: Host) -> None:
    """With a tick every few seconds; these hosts go on saying that they are there."""
    for step in [5] * (seconds // 5) + [seconds % 5]:
        Host.objects.filter(pk__in=[host.pk for host in alive]).update(seen_at=day.now)
        day.tick(step)


@pytest.fixture
def lost(day, running, barn):
    """An incident burns at both teams, and the barn is gone."""
    for team in running.teams.all():
        make_incident(team, now=day.now)
    pass_time(day, 3, day.host, barn)
    engine_for(barn.url).down = True
    pass_time(day, 16, day.host)
    return barn


def boxes(running) -> list[str]:
    return [provisioning.sandbox_of(team).state for team in running.teams.all()]


def test_it_is_lost_within_15_seconds_and_only_its_own_team_is_concerned(lost, running):
    assert fresh(lost).lost_at is not None
    assert boxes(running) == ["ready", "broken"]
    assert [incident.state for incident in running.incidents.order_by("team")] == ["live", "voided"]
    assert "its machine, barn, is lost" in running.incidents.last().problem
    told = Activity.objects.get(verb="trouble").text
    assert "Host barn is lost" in told
    assert "Without a shop: Manes." in told


def test_a_host_that_is_heard_of_every_few_seconds_is_not_lost(day, barn):
    for _ in range(3):
        pass_time(day, 10)
        pass_time(day, 1, day.host, barn)
    assert fresh(barn).lost_at is None


def test_who_did_not_watch_loses_no_host(day, barn, running):
    """After a pause of the clock no host was heard of, perhaps because there was no database to write to."""
    day.now += timedelta(seconds=25)
    day.tick(0)
    assert fresh(barn).lost_at is None
    pass_time(day, 2, day.host, barn)
    assert fresh(barn).lost_at is None


def test_a_local_worker_that_is_started_again_is_waited_for_but_an_engine_that_is_away_is_not(day, barn):
    local = fresh(day.host)
    assert not hosts.is_lost(local, day.now + timedelta(seconds=25))
    local.problem = "No engine answers."
    assert hosts.is_lost(local, day.now + timedelta(seconds=16))
    assert hosts.is_lost(fresh(barn), day.now + timedelta(seconds=16))


def test_a_host_that_is_ended_on_purpose_is_waited_for_and_gets_nothing_new(day, barn, running):
    make_incident(running.teams.last(), now=day.now)
    pass_time(day, 3, day.host, barn)
    host_heartbeat.tell_end("barn")
    pass_time(day, 60, day.host)
    assert (fresh(barn).lost_at, boxes(running)) == (None, ["ready", "ready"])
    line = roster.host_line(roster.with_carried(Host.objects.filter(pk=barn.pk)).get(), day.now)
    assert (line.state, line.badge) == ("stopped", "paused")
    assert "two minutes at most" in " ".join(line.problems)
    assert "is not back yet" in " ".join(placement.reasons_against(fresh(barn), [], day.now))
    assert host_heartbeat.tell_life("barn") is True
    assert fresh(barn).stopped_at is None


def test_a_host_that_was_ended_on_purpose_and_stays_away_is_lost_in_the_end(day, barn):
    host_heartbeat.tell_end("barn")
    pass_time(day, 125, day.host)
    assert fresh(barn).lost_at is not None


def test_a_worker_that_ends_says_so_last(day, barn, monkeypatch):
    said = []
    monkeypatch.setattr(host_heartbeat, "tell_life", lambda name: said.append(("life", name)))
    monkeypatch.setattr(host_heartbeat, "tell_end", lambda name: said.append(("end", name)))
    heartbeats = host_heartbeat.HostHeartbeats()
    heartbeats.begin({"host.barn", "celery"})
    heartbeats.end()
    assert said[-1] == ("end", "barn")
    assert {name for _, name in said} == {"barn"}


def test_a_fault_of_a_lost_host_s_team_is_out_when_its_sandbox_is_given_up(day, lost, running):
    team = running.teams.last()
    injection = Injection.objects.create(
        incident=team.incidents.last(),
        sandbox=provisioning.sandbox_of(team),
        fault="nap",
        kind="process.kill",
        target="storefront",
        handle="nap1",
        state="healing",
        applying_at=day.now,
        deadline=day.now,
        next_at=day.now,
    )
    pass_time(day, 10, day.host)
    assert fresh(injection).state == "healing", "it may still be there when the machine is back"
    moving.move_team(team, by="walter", now=day.now)
    pass_time(day, 10, day.host)
    assert fresh(injection).state == "healed"


def test_a_host_that_never_came_is_not_lost(day):
    assert not hosts.is_lost(host_of(day, seen_at=None), day.now)


def test_a_platform_that_starts_again_after_hours_launches_before_its_worker_has_said_anything(day):
    """As `make run` does with the demo."""
    local, ended = day.host, day.now - timedelta(hours=2)
    local.seen_at = local.stopped_at = ended
    local.save()
    assert list(placement.reasons_against(local, [], day.now)) == []
    Host.objects.filter(pk=local.pk).update(lost_at=day.now)
    assert "Host local is lost" in " ".join(placement.reasons_against(fresh(local), [], day.now))


def test_two_clocks_tell_it_once(day, lost):
    lost_hosts.watch_hosts(day.now)
    assert lost_hosts.lose_host(Host.objects.get(pk=lost.pk), day.now) is False
    assert Activity.objects.filter(verb="trouble").count() == 1


def test_to_a_lost_host_nothing_is_sent(day, lost, running):
    day.sent.clear()
    LastTick.objects.update_or_create(pk=1, defaults={"at": day.now})
    day.tick(5)
    assert ("refresh", lost.pk) not in day.sent
    assert placement.choose_host(running, day.now) == day.host


def test_a_host_that_is_back_puts_its_sandboxes_right(day, lost, running):
    engine_for(lost.url).down = False
    pass_time(day, 3, day.host, lost)
    assert fresh(lost).lost_at is None
    assert boxes(running) == ["ready", "ready"]
    assert "Host barn is back" in Activity.objects.filter(verb="trouble").latest("pk").text


def test_a_team_of_a_lost_host_is_moved_in_one_press_and_plays_on(day, lost, running):
    team = running.teams.last()
    moving.move_team(team, by="Ada", now=day.now)
    day.work()
    row = provisioning.sandbox_of(team)
    assert (row.host, row.state) == (day.host, "ready")
    assert row.handle in day.engine.sandboxes
    engine_for(lost.url).down = False
    pass_time(day, 20, day.host, lost)
    assert engine_for(lost.url).sandboxes == {}  # what was left there went when it was back
    assert boxes(running) == ["ready", "ready"]


def test_a_team_is_moved_off_a_host_that_is_well_too(day, barn, running):
    incident = make_incident(team := running.teams.last(), now=day.now)
    assert moving.move_team(team, by="Ada", now=day.now).host == day.host
    day.tick(1)
    assert provisioning.sandbox_of(team).is_ready
    assert fresh(incident).state in ("live", "expired")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            lambda day, team: Host.objects.exclude(name="barn").update(status="draining"),
            "No other host has room .* Host local is being drained",
        ),
        (lambda day, team: team.sandboxes.update(state="building"), "is being built just now, on barn"),
        (lambda day, team: team.sandboxes.update(state="gone"), "has no sandbox to move"),
        (lambda day, team: type(team.gameday).objects.update(state="finished"), "cannot be moved: the game day is"),
    ],
)
def test_a_move_that_cannot_be_is_refused_and_changes_nothing(day, barn, running, spoil, told):
    spoil(day, team := running.teams.last())
    before = list(Sandbox.objects.values("pk", "state"))
    with pytest.raises(Refused, match=told):
        moving.move_team(fresh(team), by="Ada", now=day.now)
    assert list(Sandbox.objects.values("pk", "state")) == before


def test_the_team_s_sheet_offers_the_move_where_there_is_a_host_for_it(day, barn, running):
    barn.seen_at = day.host.seen_at = timezone.now()
    Host.objects.update(seen_at=timezone.now())
    team = running.teams.last()
    about = {"gameday": running, "team": team, "sandbox": provisioning.sandbox_of(team)}
    assert "Move to local" in render_to_string("control/acts/move.html", about)
    Host.objects.filter(name="local").update(enabled=False)
    assert "<form" not in render_to_string("control/acts/move.html", about)


def test_the_heartbeat_writes_what_the_host_is_and_nothing_while_its_engine_is_away(day):
    barn = host_of(day, name="barn", url="fake://barn", seen_at=None)
    engine_for(barn.url).down = False
    assert host_heartbeat.tell_life("barn") is True
    barn.refresh_from_db()
    assert barn.versions["engine"] == "fake"
    assert barn.clock_skew_ms == host_heartbeat.MOST_SKEW_MS  # the time of this test lies years ahead
    assert barn.load["memory_mb_free"] > 0
    seen = barn.seen_at
    engine_for(barn.url).down = True
    with pytest.raises(EngineError):
        host_heartbeat.tell_life("barn")
    assert fresh(barn).seen_at == seen
    assert host_heartbeat.tell_life("nobody") is False


@pytest.mark.django_db
def test_two_clocks_that_go_alike_differ_by_little():
    assert abs(host_heartbeat.clock_skew_ms()) < 2000
