"""Which host takes a sandbox: the least loaded that can play the day; what a launch will really build is said before."""

from dataclasses import asdict
from datetime import timedelta

import pytest

from gameday.event import launch_gate, lifecycle
from gameday.models import Sandbox
from gameday.sandboxes import placement, provisioning
from scenarios.refusal import Refused
from scenarios.sandbox import Room
from tests.gameday.conftest import DEAD_CACHE, fresh, scenario_of
from tests.making import make_host, make_round, make_sandbox, make_team

DELAY = DEAD_CACHE | {"id": "slow", "kind": "network.delay", "with": {"ms": 100}}


def host_of(day, **changes):
    """Another host, as well as the local one."""
    as_found = {"capabilities": day.host.capabilities, "memory_mb": 24_000, "networks": 1024, "doors": 32}
    as_found["images"] = {"unicorn_rentals": 100}
    return make_host(**{**as_found, "checked_at": day.now, "seen_at": day.now, **changes})


def hosts_of(gameday) -> list[str]:
    return sorted(Sandbox.objects.filter(team__gameday=gameday).values_list("host__name", flat=True))


def more_teams(gameday, number: int) -> None:
    for _ in range(number):
        make_team(gameday)


def refusal_of(day, gameday) -> str:
    with pytest.raises(Refused) as refusal:
        lifecycle.launch_gameday(gameday, by="Ada", now=day.now)
    assert not Sandbox.objects.exists()
    return str(refusal.value)


def test_teams_are_spread_by_the_part_of_each_host_that_is_taken(day, draft):
    barn = host_of(day, name="barn", capacity=10)
    more_teams(draft, 4)
    lifecycle.launch_gameday(draft, by="Ada", now=day.now)
    assert hosts_of(draft) == ["barn"] * 2 + ["local"] * 4
    assert placement.choose_host(draft, day.now) == barn  # both a fifth full: by name
    assert placement.choose_host(draft, day.now, other_than=barn) == day.host


def test_a_launch_says_how_many_sandboxes_it_builds_where(day, draft):
    host_of(day, name="barn", capacity=10)
    more_teams(draft, 4)
    shares = placement.spread(launch_gate.to_build(draft), launch_gate.launch_places(draft, day.now))
    assert {host.name: number for host, number in shares.items()} == {"barn": 2, "local": 4}


def test_forty_teams_do_not_fit_on_one_host_however_large_its_capacity(day, draft):
    day.host.capacity, day.host.memory_mb = 100, 1_000_000
    day.host.save()
    more_teams(draft, 38)
    assert "40 sandboxes are needed, and there are ports for 32 shops" in refusal_of(day, draft)
    host_of(day, capacity=10)
    lifecycle.launch_gameday(draft, by="Ada", now=day.now)
    assert Sandbox.objects.count() == 40


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"status": "draining"}, "Host barn is being drained"),
        ({"status": "invited"}, "Host barn was invited and has not come yet"),
        ({"seen_at": timedelta(seconds=16)}, "Host barn is lost"),
        ({"problem": "It hurts."}, "Host barn: It hurts."),
        ({"obstacles": ["A VPN."]}, "Host barn: A VPN."),
        ({"capabilities": []}, "Host barn cannot play"),
        ({"images": {"unicorn_rentals": 40}}, "Host barn is getting the images of unicorn_rentals: 40 %."),
        ({"enabled": False}, ""),
    ],
)
def test_a_host_that_cannot_take_a_sandbox_gets_none_and_where_it_is_needed_the_reason_is_said(day, draft, state, told):
    if "seen_at" in state:
        state = {"seen_at": day.now - state["seen_at"]}
    make_round(draft, scenario_of(DELAY))
    host_of(day, name="barn", **state)
    day.host.capacity = 1
    day.host.save()
    assert told in (why := refusal_of(day, draft))
    assert "room for 1" in why
    day.host.capacity = 2
    day.host.save()
    lifecycle.launch_gameday(draft, by="Ada", now=day.now)
    assert hosts_of(draft) == ["local"] * 2


def test_a_host_whose_disk_is_full_comes_last_and_refuses_the_launch_only_where_it_is_needed(day, draft):
    day.host.room, day.host.room_at = asdict(Room(90_000, 1024, 0, 0, 0, 0)), day.now
    day.host.save()
    barn = host_of(day, name="barn", capacity=1)
    assert "Host local: 1.0 GB of its disk are free, and 5.2 GB are needed" in refusal_of(day, draft)
    barn.capacity = 2
    barn.save()
    lifecycle.launch_gameday(draft, by="Ada", now=day.now)
    assert hosts_of(draft) == ["barn"] * 2


def test_memory_bounds_what_a_host_takes(day, draft):
    row = next(place for place in launch_gate.launch_places(draft, day.now) if place.host == day.host)
    day.host.memory_mb = int(row.each_mb) + 1
    day.host.save()
    assert "about" in refusal_of(day, draft)
    host_of(day)
    lifecycle.launch_gameday(draft, by="Ada", now=day.now)
    assert len(set(hosts_of(draft))) == 2


def test_a_warm_sandbox_on_a_host_that_takes_nothing_stays_where_it_is(day, draft):
    barn = host_of(day, name="barn", status="draining")
    make_sandbox(None, barn, warm=True)
    lifecycle.launch_gameday(draft, by="Ada", now=day.now)
    assert hosts_of(draft) == ["local"] * 2
    assert fresh(barn).sandboxes.get().team is None


def test_a_rebuild_counts_what_lives_on_each_host(day, draft):
    barn = host_of(day, name="barn")
    lifecycle.launch_gameday(draft, by="Ada", now=day.now)
    team = barn.sandboxes.get().team
    fresh(barn).sandboxes.update(state="broken")
    assert provisioning.rebuild_sandbox(team, by="Ada", now=day.now).host == barn
