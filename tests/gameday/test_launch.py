"""Launch: refused with all reasons, or a sandbox for each team; a broken sandbox delays no other team."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gameday.event import lifecycle
from gameday.models import GameDay, Sandbox
from gameday.sandboxes import hosts, provisioning
from scenarios import company
from scenarios.refusal import Refused
from scenarios.sandbox import Spec
from scenarios.sandbox.docker import isolation
from scenarios.sandbox.labels import PROOF
from tests.gameday.conftest import DEAD_CACHE, fresh, scenario_of
from tests.making import make_gameday, make_round, make_team


def launch(day, gameday):
    lifecycle.launch_gameday(gameday, by="Ada", now=day.now)
    day.work()


def refused(day, gameday) -> str:
    """Try to launch and return why it is refused. Nothing may have been started."""
    with pytest.raises(Refused) as refusal:
        lifecycle.launch_gameday(gameday, by="Ada", now=day.now)
    assert fresh(gameday).state == "draft"
    assert fresh(gameday).problem == str(refusal.value)
    assert not Sandbox.objects.exists()
    assert day.sent == []
    return str(refusal.value)


def test_every_team_gets_a_sandbox_and_then_the_lobby_opens(day, draft):
    launch(day, draft)
    assert [row.state for row in Sandbox.objects.all()] == ["ready", "ready"]
    assert {row.progress["db"] for row in Sandbox.objects.all()} == {"healthy"}
    assert fresh(draft).state == "provisioning"
    day.tick(1)
    assert fresh(draft).state == "lobby"


def test_a_day_without_teams_and_rounds_is_refused_with_both_reasons(day):
    assert "no team" in (why := refused(day, make_gameday()))
    assert "No scenario" in why


def test_an_engine_that_is_down_refuses_the_launch(day, draft):
    day.engine.down = True
    day.tick(5)
    assert "No Docker engine answers" in refused(day, draft)


def test_an_engine_that_was_not_checked_lately_is_checked(day, draft):
    day.engine.down = True
    day.now = day.now.replace(hour=12)
    assert "No Docker engine answers" in refused(day, draft)


def test_an_engine_that_cannot_keep_sandboxes_from_its_machine_refuses_the_launch_and_says_how_to_go_on(day, draft):
    day.engine.not_isolated = isolation.UNABLE
    day.now = day.now.replace(hour=12)
    assert "modprobe nf_tables" in refused(day, draft)


def test_sandboxes_that_reach_their_machine_again_are_kept_from_it_within_a_minute(day):
    day.host.checked_at = day.now = day.now.replace(second=10, microsecond=0)
    day.engine.reaching = ["hooves"]
    hosts.refresh_host(day.host, day.now + timedelta(seconds=3))
    assert day.engine.reaching == ["hooves"]
    hosts.refresh_host(day.host, day.now + timedelta(seconds=53))
    assert day.engine.reaching == []


def test_too_little_memory_for_the_teams_is_said_in_numbers(day, draft):
    day.host.memory_mb = 500
    day.host.save()
    assert "1.0 GB" in refused(day, draft)


def test_too_little_disk_for_the_teams_is_said_in_numbers(day, draft):
    day.engine.room = replace(day.engine.room, free_mb=5_400, free_inodes=7)
    day.tick(61)
    told = refused(day, draft)
    assert "Host local: 5.3 GB of its disk are free, and 5.5 GB are needed." in told
    assert "7 inodes of its disk are free, and 100000 are needed" in told


def test_more_teams_than_a_host_carries_are_refused(day, draft):
    day.host.capacity = 1
    day.host.save()
    assert "room for 1" in refused(day, draft)


def test_what_is_in_the_way_on_a_host_refuses_the_launch(day, draft):
    """Found by the worker beside the engine within a minute, because a launch lies ahead."""
    day.engine.around = replace(day.engine.around, obstacles=["A VPN has our addresses."])
    day.tick(70)
    assert "Host local: A VPN has our addresses." in refused(day, draft)


@pytest.mark.parametrize(("what", "advice"), [("networks", "GAMEDAY_SANDBOX_NETWORK"), ("doors", "GAMEDAY_SHOP_PORTS")])
def test_too_few_addresses_or_ports_for_the_teams_are_said_in_numbers(day, draft, what, advice):
    day.engine.around = replace(day.engine.around, **{what: 1})
    day.tick(70)
    why = refused(day, draft)
    assert "2 sandboxes are needed, and there are " in why
    assert "for 1" in why
    assert advice in why


def test_a_scenario_that_the_kernel_cannot_play_is_named(day, draft):
    delay = DEAD_CACHE | {"id": "slow", "kind": "network.delay", "with": {"ms": 100}}
    scenario = scenario_of(delay, title="Molasses")
    scenario.title = "Molasses"
    scenario.save()
    make_round(draft, scenario)
    day.engine.able = day.engine.able - {"network.delay"}
    day.host.capabilities = sorted(day.engine.able)
    day.host.save()
    assert "cannot play “Molasses”: its kernel has no network.delay" in refused(day, draft)


def test_a_second_launch_is_refused_and_builds_nothing(day, draft):
    launch(day, draft)
    stale = GameDay(pk=draft.pk, state="draft")
    with pytest.raises(Refused):
        lifecycle.launch_gameday(stale, by="Grace", now=day.now)
    assert Sandbox.objects.count() == 2


def test_one_broken_sandbox_holds_up_nobody_and_is_rebuilt_alone(day, draft):
    first, second = draft.teams.all()
    lifecycle.launch_gameday(draft, by="Ada", now=day.now)
    day.engine.refuse = first.sandboxes.get().handle
    day.work()
    day.tick(1)
    assert fresh(draft).state == "lobby"
    assert "no space left" in fresh(draft).problem
    assert (provisioning.sandbox_of(first).state, provisioning.sandbox_of(second).state) == ("broken", "ready")
    provisioning.rebuild_sandbox(first, by="Ada", now=day.now)
    day.work()
    assert provisioning.sandbox_of(first).state == "ready"
    assert Sandbox.objects.get(handle=day.engine.refuse).gone_at == day.now


def test_where_nothing_could_be_built_the_draft_is_back_with_the_problem(day, draft):
    lifecycle.launch_gameday(draft, by="Ada", now=day.now)
    day.engine.down = True
    day.work()
    day.tick(1)
    assert fresh(draft).state == "draft"
    assert "No Docker engine answers" in fresh(draft).problem


def test_a_building_whose_worker_died_is_taken_up_again(day, draft):
    lifecycle.launch_gameday(draft, by="Ada", now=day.now)
    day.sent.clear()
    Sandbox.objects.update(state="building")
    day.tick(5)
    assert {row.state for row in Sandbox.objects.all()} == {"building"}
    day.tick(15)
    assert {row.state for row in Sandbox.objects.all()} == {"ready"}


def test_a_provisioning_that_is_delivered_twice_builds_once(day, draft):
    launch(day, draft)
    before = list(Sandbox.objects.values("ready_at", "handle", "state"))
    for row in Sandbox.objects.all():
        provisioning.provision_sandbox(row, day.now)
    assert list(Sandbox.objects.values("ready_at", "handle", "state")) == before


def test_the_clock_launches_at_the_time_that_was_set_and_tries_once(day, draft):
    GameDay.objects.filter(pk=draft.pk).update(launch_at=day.now)
    day.tick()
    assert fresh(draft).state == "provisioning"
    lonely = make_gameday(launch_at=day.now)
    day.tick()
    assert (fresh(lonely).state, fresh(lonely).launch_at) == ("draft", None)
    assert "no team" in fresh(lonely).problem


def test_a_warm_sandbox_is_claimed_by_one_team_and_the_pool_is_filled_again(day, draft, settings):
    settings.WARM_POOL = 1
    day.tick(1)
    warm = Sandbox.objects.get(team=None)
    assert (warm.state, day.engine.sandboxes[warm.handle].statuses["db"]) == ("ready", "paused")
    launch(day, draft)
    warm.refresh_from_db()
    assert warm.team in draft.teams.all()
    box = day.engine.sandboxes[warm.handle]
    assert box.statuses["db"] == "running"
    assert ("identify", warm.team.name, warm.team.colour) in box.calls
    day.tick(1)
    assert Sandbox.objects.filter(team=None, state="ready").count() == 1
    assert Sandbox.objects.count() == 3


def test_archiving_takes_the_sandboxes_away_unless_they_are_kept(day, draft):
    launch(day, draft)
    day.tick(1)
    lifecycle.finish_gameday(fresh(draft), by="Ada", now=day.now)
    lifecycle.archive_gameday(fresh(draft), by="Ada", now=day.now, keep=True)
    assert len(day.engine.sandboxes) == 2
    other = make_gameday(state="finished")
    row = provisioning.request_sandbox(make_team(other), now=day.now, by="Ada")
    day.work()
    lifecycle.archive_gameday(other, by="Ada", now=day.now)
    day.work()
    assert row.handle not in day.engine.sandboxes


def test_reaping_removes_sandboxes_without_a_row(day, draft):
    launch(day, draft)
    day.engine.sandboxes["stray"] = day.engine.sandboxes.pop(Sandbox.objects.first().handle)
    assert provisioning.reap_orphans(day.host, day.now) == ["stray"]
    assert len(day.engine.sandboxes) == 1


def test_reaping_leaves_a_proof_alone_for_an_hour(day):
    spec = Spec(
        "proof-1234", company.load_company("unicorn_rentals"), "image", labels={PROOF: f"{day.now.timestamp():.0f}"}
    )
    day.engine.provision(spec)
    assert provisioning.reap_orphans(day.host, day.now + timedelta(minutes=59)) == []
    assert provisioning.reap_orphans(day.host, day.now + timedelta(minutes=61)) == ["proof-1234"]


def test_a_game_day_that_is_deleted_leaves_nothing_on_the_engine_even_if_that_is_away_for_a_while(day, draft):
    launch(day, draft)
    assert provisioning.abandon_sandboxes(draft, by="Ada", now=day.now) == 2
    draft.delete()
    day.engine.down = True
    day.work()
    assert len(day.engine.sandboxes) == 2
    day.engine.down = False
    day.tick(120)
    assert (day.engine.sandboxes, set(Sandbox.objects.values_list("state", "gone_at"))) == ({}, {("gone", day.now)})


def test_a_sandbox_that_is_given_up_while_it_is_built_is_taken_away_when_it_stands(day, draft):
    team = draft.teams.first()
    old = provisioning.request_sandbox(team, now=day.now, by="Ada")
    steps = iter([lambda: provisioning.rebuild_sandbox(team, by="Ada", now=day.now)])
    moved = provisioning.states.move

    def given_up_before(row, to, **about):
        if to == "ready" and row.pk == old.pk and (step := next(steps, None)):
            step()
        return moved(row, to, **about)

    provisioning.states.move = given_up_before
    try:
        day.work()
    finally:
        provisioning.states.move = moved
    day.tick(16)
    assert (fresh(old).state, fresh(old).gone_at is not None) == ("gone", True)
    assert list(day.engine.sandboxes) == [provisioning.sandbox_of(team).handle]


def test_a_launch_asks_nothing_of_an_engine_that_was_checked_lately(day, draft, monkeypatch):
    monkeypatch.setattr(day.engine, "ping", lambda: 1 / 0)
    lifecycle.launch_gameday(draft, by="Ada", now=day.now)
    assert fresh(draft).state == "provisioning"
