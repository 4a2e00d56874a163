"""A sandbox that writes too much is stopped, and everybody is told. On an engine in memory, with the real Redis and rows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from gameday import tasks
from gameday.console import services
from gameday.event import disk_watch
from gameday.models import Activity, Message
from gameday.sandboxes import provisioning, written
from scenarios.choices import ContainerStatus
from scenarios.sandbox import Written
from tests import making
from tests.own_redis import own_redis_keys
from tests.reading import read_page


@pytest.fixture(autouse=True)
def clean_redis(settings):
    with own_redis_keys(settings, "disk"):
        yield


@pytest.fixture
def team(running):
    return running.teams.first()


@pytest.fixture
def box(day, team):
    return day.box(team)


@pytest.fixture
def row(team):
    return provisioning.sandbox_of(team)


def look(day, box, role: str = "", mb: int = 0) -> list[str]:
    """Let the role have written so much, look once, and return the roles that are frozen."""
    if role:
        box.wrote[role] = Written(mb, 20_000)
    disk_watch.look_at_writers(day.host, day.now)
    return [role for role, status in box.statuses.items() if status == ContainerStatus.PAUSED]


def test_a_service_that_floods_the_disk_is_frozen_and_its_team_reads_what_to_do(day, team, box, row):
    assert look(day, box) == []
    assert look(day, box, "workbench", 2_000) == ["workbench"]
    message = Message.objects.get()
    assert (message.team, message.sender) == (team, None)
    assert message.text.startswith(
        "The service “Workbench” was frozen: your company has written 2060 MB to the disk that all teams share, and "
        "1024 MB is its part. Nothing was removed. The Ops seat thaws it"
    )
    assert "The service “Workbench” was frozen" in Activity.objects.get(verb="message").text
    row.refresh_from_db()
    assert written.notice(row) == "Has written 2060 of 1024 MB to the disk; frozen for that: Workbench"
    ops = making.make_player(team, "ops")
    (service,) = [one for one in services.list_services(row, ops, day.now) if one.role == "workbench"]
    assert service.why.startswith("It was frozen for writing too much to the disk.")


def test_a_neighbour_of_the_flood_is_left_alone(day, running, box):
    look(day, box, "workbench", 2_000)
    other = day.box(running.teams.last())
    assert set(other.statuses.values()) == {ContainerStatus.RUNNING}
    assert Message.objects.count() == 1


def test_what_was_frozen_stays_frozen_and_is_told_once(day, box):
    look(day, box, "workbench", 2_000)
    box.wrote["db"] = Written(40, 20_000)  # customers book on
    assert look(day, box) == ["workbench"]
    assert Message.objects.count() == 1


def test_a_team_may_thaw_it_to_make_room_but_not_to_write_on(day, box, row):
    look(day, box, "workbench", 2_000)
    box.unpause("workbench")
    assert look(day, box, "workbench", 2_050) == []
    assert look(day, box, "workbench", 200) == []
    row.refresh_from_db()
    assert written.notice(row) == ""
    look(day, box, "workbench", 2_000)
    box.unpause("workbench")
    assert look(day, box, "workbench", 2_200) == ["workbench"]
    assert Message.objects.count() == 3


def test_who_writes_now_is_frozen_not_who_wrote_before(day, box):
    look(day, box, "workbench", 900)
    assert look(day, box, "db", 500) == ["db"]


def test_thawing_it_again_and_again_does_not_fill_the_disk(day, box):
    mb, frozen = 2_000, 0
    for _ in range(20):
        if look(day, box, "workbench", mb):
            frozen += 1
            box.unpause("workbench")
        if frozen <= written.MOST_GRACES:
            mb += 64
    assert look(day, box) == ["workbench"]
    assert mb < 2_000 + 1_024
    assert "This was the last time that thawing it helps." in Message.objects.latest("id").text


def test_a_reset_ends_it(day, box, row):
    look(day, box, "workbench", 2_000)
    box.recreate("workbench")
    assert look(day, box) == []
    row.refresh_from_db()
    assert written.disk_use(row).allowed == 1.0


def test_very_many_small_files_are_a_flood_too(day, box):
    box.wrote["cache"] = Written(12, 150_000)
    assert look(day, box) == ["cache"]
    assert (
        "it holds 150000 files on the disk that all teams share, and 100000 is its part." in Message.objects.get().text
    )
    box.wrote["cache"] = Written(12, 0)  # not counted this time
    assert look(day, box) == ["cache"]


def test_a_service_that_cannot_be_frozen_is_ended(day, box, monkeypatch):
    def refuse(role):
        raise disk_watch.EngineError("unable to freeze")

    monkeypatch.setattr(box, "pause", refuse)
    look(day, box, "workbench", 2_000)
    assert box.statuses["workbench"] == ContainerStatus.EXITED
    assert Message.objects.count() == 1


def test_a_sandbox_that_cannot_be_stopped_keeps_no_other_from_being_stopped(day, running, monkeypatch):
    """Its containers may be going just then."""
    first, last = (day.box(team) for team in running.teams.all())
    first.wrote["workbench"] = last.wrote["workbench"] = Written(2_000, 20_000)

    def gone():
        raise disk_watch.EngineError("no such container")

    monkeypatch.setattr(first, "states", gone)
    assert look(day, last) == ["workbench"]


def test_writers_are_looked_for_at_once_when_the_disk_shrinks_and_else_once_a_minute(day, running, monkeypatch):
    looks = []
    monkeypatch.setattr(disk_watch, "look_at_writers", lambda host, now, files: looks.append(files))

    def measured(seconds: float, **room: int) -> list[bool]:
        day.now += timedelta(seconds=seconds)
        day.engine.room = replace(day.engine.room, **room)
        looks.clear()
        tasks.measure(day.host.pk)
        return list(looks)

    assert measured(0) == [False]
    assert measured(5) == []
    assert measured(5, free_mb=59_950) == []
    assert measured(5, free_mb=59_700) == [False]
    assert measured(5) == []
    assert measured(5, free_inodes=850_000) == [True]
    assert measured(61) == [False]
    assert measured(61, free_inodes=840_000) == [False]
    assert [measured(61, free_inodes=left) for left in (95_000, 94_000)] == [[True], [True]]


def test_a_disk_that_fills_up_is_told_in_the_control_room_with_the_numbers(day, running, admin_client):
    day.engine.room = replace(day.engine.room, free_mb=4_000, connections=250_000)
    tasks.measure(day.host.pk)
    tasks.measure(day.host.pk)
    sentence = "Host local: only 3.9 of 98 GB of the disk are free."
    told = [one.text for one in running.activities.filter(verb="trouble")]
    assert sum(text.startswith(sentence) for text in told) == 1
    assert sum(text.startswith("Host local: 250000 of 262144 connections") for text in told) == 1
    page = read_page(admin_client.get(reverse("scoring:control", args=[running.slug])))
    assert '<p class="banner warning">Host local: only 3.9 of 98 GB of the disk are free.' in page


def test_facilitators_read_beside_the_sandbox_what_was_frozen(day, running, box, admin_client):
    look(day, box, "workbench", 2_000)
    page = read_page(admin_client.get(reverse("scoring:control-part", args=[running.slug, "grid"])))
    assert page.count("Has written 2060 of 1024 MB to the disk; frozen for that: Workbench") == 1
