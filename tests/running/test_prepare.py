"""What `up` does before and after: prepare is harmless when repeated, stand_down leaves nothing running."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError

from gameday.models import GameDay, Host, Round
from gameday.operations import demo
from scenarios import publishing
from scenarios.sandbox import engine_for

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def engine(settings):
    settings.DOCKER_URL = "fake://prepare"
    engine = engine_for("fake://prepare")
    engine.down = False
    return engine


def prepare(*words: str) -> dict:
    printed = StringIO()
    call_command("prepare", "--json", *words, stdout=printed, stderr=StringIO())
    return json.loads(printed.getvalue())


def test_the_facilitators_password_is_told_once_and_works():
    first = prepare()
    assert prepare()["password"] == ""
    facilitator = get_user_model().objects.get()
    assert facilitator.check_password(first["password"])
    assert facilitator.is_superuser


def test_unsafe_settings_are_refused_before_anything_is_done(settings):
    settings.PUBLIC_URL, settings.SHOP_HOST = "http://localhost:8000", "localhost"
    with pytest.raises(SystemCheckError, match="a team's shop would get all cookies"):
        call_command("prepare", skip_checks=False)
    assert not get_user_model().objects.exists()


def test_what_the_server_has_too_few_connections_for_is_said_at_the_start(settings):
    assert not [each for each in prepare()["problems"] if "connections" in each]
    settings.WEB_PROCESSES, settings.PAGES_AT_ONCE = 8, 64
    (problem,) = [each for each in prepare()["problems"] if "connections" in each]
    assert problem.startswith("database connections: at most ")
    assert ": raise the server's max_connections by " in problem


def test_library_and_host_are_there_afterwards():
    prepare()
    assert len(publishing.latest_scenarios()) >= 4
    assert Host.objects.get().problem == ""


def test_an_engine_that_is_down_stops_it_with_a_sentence(engine):
    engine.down = True
    with pytest.raises(CommandError, match="No Docker engine answers"):
        prepare()


def test_without_the_engine_it_leaves_the_engine_alone(engine):
    engine.down = True
    assert prepare("--without-engine")["problems"] == []


def test_up_is_told_what_other_machines_will_not_reach(settings):
    """It prints that at its start."""
    settings.WEB_BIND, settings.PUBLIC_URL = "0.0.0.0", "http://localhost:8000"
    assert "calls itself http://localhost:8000" in prepare()["problems"][0]


def test_the_demo_is_launched_once_and_found_again():
    assert prepare("--demo")["demo"] == {"slug": "demo", "join_code": "demo-hay"}
    assert prepare("--demo")["problems"] == []
    gameday = GameDay.objects.get()
    assert gameday.state == "provisioning"
    assert gameday.rounds.count() == demo.ROUND_COUNT


def test_a_demo_that_cannot_be_launched_says_why(engine, monkeypatch):
    monkeypatch.setattr(engine, "memory_mb", lambda: 700)
    assert prepare("--demo")["problems"][0].startswith("The demo was not launched: 4 more sandboxes need")


def test_a_demo_that_is_over_makes_room_and_keeps_its_board():
    prepare()
    over = demo.prepare_demo(NOW)
    GameDay.objects.filter(pk=over.pk).update(state="finished")
    new = demo.prepare_demo(NOW)
    over.refresh_from_db()
    assert (new.slug, over.slug) == ("demo", f"demo-{over.pk}")
    assert new.join_code != over.join_code


def test_a_demo_without_a_library_gets_its_rounds_later():
    assert demo.prepare_demo(NOW).rounds.count() == 0
    publishing.publish_library(NOW)
    assert demo.prepare_demo(NOW).rounds.count() == demo.ROUND_COUNT
    assert Round.objects.order_by("position").first().starts_after == demo.FIRST_ROUND


def test_stand_down_pauses_and_halts_what_runs():
    running = GameDay.objects.create(
        name="Hay Day", slug="hay-day", state="running", started_at=NOW, duration=timedelta(days=9999)
    )
    draft = GameDay.objects.create(name="Later", slug="later")
    call_command("stand_down", "--keep", stdout=StringIO())
    running.refresh_from_db()
    draft.refresh_from_db()
    assert running.state == "paused"
    assert running.halted_at is not None
    assert (draft.state, draft.halted_at) == ("draft", None)


def test_a_folder_of_scenarios_that_is_not_there_is_named_at_the_start(settings, tmp_path):
    settings.SCENARIO_FOLDERS = [tmp_path / "mine"]
    with pytest.raises(CommandError, match=r"GAMEDAY_SCENARIO_FOLDERS names .*/mine, and there is no such folder"):
        prepare()
