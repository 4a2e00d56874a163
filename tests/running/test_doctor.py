"""The doctor: each line says fine or what to do; what is missing and needed makes it fail."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from gameday.event import gaps
from gameday.models import LastTick
from gameday.operations import doctor
from scenarios.sandbox import Room, Surroundings, engine_for
from scenarios.sandbox.docker import isolation


@pytest.fixture
def engine(settings, monkeypatch):
    """An engine in memory that can do everything. There is no worker whose answer is worth waiting for."""
    monkeypatch.setattr(doctor, "LISTEN_SECONDS", 0.2)
    settings.DOCKER_URL = "fake://doctor"
    engine = engine_for("fake://doctor")
    engine.down, engine.able = False, frozenset(doctor.capabilities.CAPABILITIES)
    engine.reaching, engine.not_isolated = [], ""
    engine.around = Surroundings([], 1024, 32)
    return engine


def found(what: str) -> list[doctor.DoctorFinding]:
    return [finding for finding in doctor.examine_machine() if finding.what == what]


@pytest.mark.django_db
def test_an_engine_that_is_down_is_named_with_what_to_do(engine):
    engine.down = True
    assert [finding.fine for finding in found("engine")] == [False]
    assert "No Docker engine answers at fake://doctor" in found("engine")[0].text


@pytest.mark.django_db
def test_a_kernel_without_means_is_a_note_that_names_them(engine):
    engine.able = engine.able - {"network.tbf"}
    (rate,) = found("network.rate")
    assert (rate.fine, rate.needed) == (False, False)
    assert rate.text.startswith("not possible: this kernel has none of network.tbf.")
    assert found("network.delay")[0].text == "by netem, nfqueue"


@pytest.mark.django_db
def test_sandboxes_that_reach_the_machine_are_named_and_looking_changes_nothing(engine):
    assert [finding.fine for finding in found("isolation")] == [True]
    engine.reaching = ["unicorns-7"]
    for _twice in range(2):
        (open_one,) = found("isolation")
        assert (open_one.fine, open_one.needed) == (False, True)
        assert open_one.text.startswith("unicorns-7 can reach this machine: our rules are gone.")


@pytest.mark.django_db
def test_a_kernel_that_cannot_keep_sandboxes_from_the_machine_is_named_with_what_to_do(engine):
    engine.not_isolated = isolation.UNABLE
    (unable,) = found("isolation")
    assert (unable.fine, unable.needed) == (False, True)
    assert "modprobe nf_tables" in unable.text


@pytest.mark.django_db
def test_what_is_in_the_way_of_sandboxes_is_missing_and_too_small_a_range_a_note(engine):
    names = ("surroundings", "networks", "shop ports")
    assert [line.fine for name in names for line in found(name)] == [True] * 3
    engine.around = Surroundings(["A VPN has our addresses."], 20, 19)
    (obstacle,), (networks,), (ports,) = (found(name) for name in names)
    assert (obstacle.fine, obstacle.needed, obstacle.text) == (False, True, "A VPN has our addresses.")
    assert networks.fine
    assert (ports.fine, ports.needed) == (False, False)
    assert ports.text.startswith(
        "enough for 19 sandboxes, and the host's capacity is 20. GAMEDAY_SHOP_PORTS=9100-9499 is "
    )
    engine.around = Surroundings([], 20, 0)
    assert [line.needed for line in found("shop ports")] == [True]


@pytest.mark.django_db
def test_a_queue_that_nobody_reads_is_missing(engine, settings):
    queues = {finding.what: finding.fine for finding in doctor.examine_machine() if finding.what.startswith("queue")}
    assert queues == {"queue director": False, "queue host.local": False, "queue referee": False}


@pytest.mark.django_db
def test_a_redis_that_is_away_is_named_without_its_password(engine, settings):
    settings.REDIS_URL = "redis://:hush@127.0.0.1:1/0"
    (redis,) = found("redis")
    assert redis.text.startswith("no Redis answers at 127.0.0.1:1: ")


@pytest.mark.django_db
def test_no_two_findings_have_one_name(engine):
    names = [finding.what for finding in doctor.examine_machine() if finding.what != "settings"]
    assert len(names) == len(set(names))


@pytest.mark.django_db
def test_database_tables_and_clocks_are_fine_here(engine):
    lines = [
        finding
        for finding in doctor.examine_machine()
        if finding.what.startswith("clock of ") or finding.what in ("database", "tables", "redis")
    ]
    assert [finding.fine for finding in lines] == [True] * 5


@pytest.mark.django_db
def test_a_clock_that_does_not_tick_is_a_note_that_says_since_when(engine):
    assert [(finding.fine, finding.needed) for finding in found("ticks")] == [(False, False)]
    LastTick.objects.create(pk=1, at=datetime(2031, 5, 17, 9, 5, tzinfo=UTC))
    assert found("ticks")[0].text.startswith("the last one at 2031-05-17 09:05:00 UTC: ")
    gaps.notice_gap(timezone.now())
    assert [finding.fine for finding in found("ticks")] == [True]


@pytest.mark.django_db
def test_a_disk_that_fills_up_is_a_note_and_a_full_one_is_missing(engine, monkeypatch):
    assert [(one.fine, one.text) for one in found("disk")] == [(True, "59 GB free where containers write")]
    for free_mb, needed in ((6_000, False), (2_000, True)):
        monkeypatch.setattr(engine, "room", Room(100_000, free_mb, 1_000_000, 50_000, 250_000, 262_144))
        (disk,) = found("disk")
        assert (disk.fine, disk.needed) == (False, needed)
    assert disk.text.startswith("only 2.0 of 98 GB of the disk are free.")
    assert found("inodes")[0].text.startswith("only 50000 of 1000000 inodes are free")
    assert found("connections")[0].text.startswith("250000 of 262144 connections")


@pytest.mark.django_db
def test_an_unsafe_setting_is_a_finding(engine, settings):
    settings.PUBLIC_URL, settings.SHOP_HOST = "http://localhost", "localhost"
    assert "all cookies" in found("settings")[0].text


@pytest.mark.django_db
def test_json_is_for_programs_and_the_exit_code_says_whether_it_is_well(engine):
    printed = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json", stdout=printed)
    told = json.loads(printed.getvalue())
    assert ended.value.code == 1
    assert told["healthy"] is False
    assert {"what", "fine", "text", "needed"} == set(told["findings"][0])


@pytest.mark.django_db
def test_a_part_that_cannot_be_looked_at_is_a_finding_too(engine, monkeypatch):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: 1 / 0)
    (disk,) = found("own_disk")
    assert disk.text == "could not be examined: ZeroDivisionError: division by zero"
