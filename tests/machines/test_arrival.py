"""A machine that has joined writes down where it is; what does not fit is refused with a sentence and changes nothing."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from gameday.machines import arrival, roster
from gameday.machines.arrival import OwnAddress
from gameday.models import Host
from gameday.models.choices import HostStatus
from gameday.sandboxes import host_heartbeat
from gameday.templatetags.machines import hosts_now
from gameday.version import gameday_version
from scenarios.refusal import Refused
from scenarios.sandbox import EngineError, engine_for
from tests import making
from tests.making import NOW

PLACE = OwnAddress("fake://second", "second.example", "0.0.0.0", "9800-9831", "127.0.0.1", "http://second.example:9600")


def workers(*answers):
    """Celery, where so many workers of that name answer."""
    return SimpleNamespace(control=SimpleNamespace(ping=lambda destination, timeout: list(answers)))


@pytest.fixture
def second(db, settings):
    settings.HOST = "second"
    return making.make_host(name="second", status=HostStatus.INVITED, url="", capacity=20)


def test_a_machine_that_arrives_serves_at_the_place_that_it_names(second):
    assert arrival.arrive(PLACE, workers(), NOW, capacity=5) == []
    row = Host.objects.get()
    assert (row.status, row.url, row.shop_ports, row.capacity) == (HostStatus.SERVING, "fake://second", "9800-9831", 5)
    assert (row.serve_url, row.versions["gameday"]) == ("http://second.example:9600", gameday_version())


def test_one_that_was_drained_stays_so_when_it_is_started_again(second):
    Host.objects.update(status=HostStatus.DRAINING)
    arrival.arrive(PLACE, workers(), NOW)
    assert Host.objects.get().status == HostStatus.DRAINING
    assert Host.objects.get().capacity == 20


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"shop_ports": "80-90"}, "a range of ports from 1024 to 65535"),
        ({"shop_host": "http://shops"}, "a host name or an IP address"),
        ({"shop_bind": "shops"}, "an IP address of that machine"),
    ],
)
def test_a_place_that_is_none_is_refused_and_nothing_is_written(second, change, said):
    with pytest.raises(Refused, match=said):
        arrival.arrive(OwnAddress(**(vars(PLACE) | change)), workers(), NOW)
    assert Host.objects.get().status == HostStatus.INVITED


def test_a_machine_whose_engine_is_away_is_refused(second):
    engine = engine_for("fake://away", "0.0.0.0", range(9800, 9832))
    engine.down = True
    with pytest.raises(EngineError):
        arrival.arrive(OwnAddress(**(vars(PLACE) | {"url": "fake://away"})), workers(), NOW)
    assert Host.objects.get().status == HostStatus.INVITED


def test_one_of_another_version_than_the_platforms_is_refused(second):
    making.make_host(name="local", versions={"gameday": "0.0.9 (0000000000)"})
    with pytest.raises(Refused, match=r"the platform 0\.0\.9 \(0000000000\)"):
        arrival.arrive(PLACE, workers(), NOW)


def test_a_twin_of_a_machine_that_serves_is_refused(second):
    with pytest.raises(Refused, match="Host “second” is served already"):
        arrival.arrive(PLACE, workers({"worker@host-second": {"ok": "pong"}}), NOW)


def test_a_machine_that_was_removed_learns_how_to_come_back(settings, db):
    settings.HOST = "second"
    with pytest.raises(Refused, match="host invite` lets it in again"):
        arrival.arrive(PLACE, workers(), NOW)


def test_a_wrong_clock_is_said_with_its_direction_and_what_to_do(second, monkeypatch):
    monkeypatch.setattr(host_heartbeat, "clock_skew_ms", lambda: -3500)
    (said,) = arrival.arrive(PLACE, workers(), NOW)
    assert said.startswith("Its clock is 3.5 s behind the platform's: incidents would begin")
    assert "NTP" in said
    assert arrival.skew_problems(2000) == arrival.skew_problems(None) == []
    assert arrival.skew_problems(2001)[0].startswith("Its clock is 2.0 s ahead")


# How hosts are shown -------------------------------------------------------------------------------------------------


@pytest.fixture
def machines(db, settings):
    making.make_host(name="barn", seen_at=NOW - timedelta(seconds=20), versions={"gameday": "0.0.9 (x)"}, capacity=4)
    well = {"gameday": gameday_version(), "engine": "27.1", "api": "1.46", "kernel": "6.1"}
    load = {"cpu": 1.52, "cores": 4, "memory_mb_free": 3300}
    making.make_host(name="local", seen_at=NOW, versions=well, load=load, clock_skew_ms=2)


def test_the_local_host_stands_first_and_a_lost_one_says_what_to_do(machines, django_assert_num_queries):
    with django_assert_num_queries(1):
        local, barn = roster.list_hosts(NOW)
    assert (local.state, local.badge, local.problems, local.seen_seconds) == ("serving", "ready", [], 0)
    assert local.load == "load 1.5 on 4 cores, 3.2 GB free"
    assert local.versions == f"Gameday {gameday_version()}, Docker 27.1, API 1.46, Linux 6.1"
    assert (barn.state, barn.badge) == ("lost", "failed")
    assert barn.problems[0].startswith("Nothing is heard of it.")
    assert barn.problems[1].startswith("It has Gameday 0.0.9 (x), the platform ")


def test_the_control_rooms_part_needs_nothing_from_its_page(machines):
    shown = render_to_string("control/hosts.html")
    assert [line.host.name for line in hosts_now()] == ["local", "barn"]
    assert shown.index(">local<") < shown.index(">barn<")
    assert "0 of 4 sandboxes" in " ".join(shown.split())


def test_hosts_are_drained_taken_back_and_removed_in_the_admin(machines, django_user_model, settings):
    desk = Client()
    desk.force_login(django_user_model.objects.create_superuser("walter", password="x"))
    barn, changes = Host.objects.get(name="barn"), reverse("admin:gameday_host_changelist")

    def press(action: str) -> str:
        return desk.post(changes, {"action": action, "_selected_action": barn.pk}, follow=True).content.decode()

    assert "Barn takes no new sandboxes" in press("drain")
    assert Host.objects.get(name="barn").status == HostStatus.DRAINING
    assert "Barn takes new sandboxes" in press("take_back")
    making.make_sandbox(making.make_team(making.running_gameday()), barn)
    assert "carries 1 sandbox. Move that team first" in press("remove")
    assert desk.get(reverse("admin:gameday_host_delete", args=[barn.pk])).status_code == 403
    assert "0.0.9 (x)" in desk.get(reverse("admin:gameday_host_change", args=[barn.pk])).content.decode()
