"""A published version is immutable, and a game day keeps the one that it was launched with."""

import json
from datetime import UTC, datetime

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from gameday.incidents import incidents
from gameday.models import Round
from scenarios import publishing
from scenarios.document import parse
from scenarios.models import Scenario
from tests.making import DOCUMENT, make_round, make_team, running_gameday

pytestmark = pytest.mark.django_db
NOW = datetime(2031, 5, 17, 9, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path, settings, monkeypatch):
    """A facilitator's own scenario, published as version 1."""
    monkeypatch.setattr(publishing, "LIBRARY", tmp_path / "nothing")
    settings.SCENARIO_FOLDERS = [tmp_path]
    folder = tmp_path / "sleepy-shop"
    (folder / "solution").mkdir(parents=True)
    for seat in ("dev", "ops"):
        (folder / "solution" / f"{seat}.sh").write_text("true\n")
    write(folder)
    publishing.publish_library(NOW)
    return folder


def write(folder, **changes):
    (folder / "scenario.yaml").write_text(yaml.safe_dump(json.loads(json.dumps(DOCUMENT | changes))))


def test_a_game_day_keeps_the_version_that_it_was_launched_with(folder):
    team = make_team(running_gameday())
    round = make_round(team.gameday, scenario=Scenario.objects.get())
    write(folder, version=2, title="The snoring shop", story="SNORE STOP")
    (folder / "solution" / "dev.sh").write_text("false\n")
    call_command("scenario", "publish")
    assert publishing.latest_scenarios()[0].version == 2

    incident = incidents.open_incident(team, Round.objects.get(pk=round.pk).scenario, NOW, now=NOW, round=round)
    incident.refresh_from_db()
    assert incident.scenario.version == 1
    assert parse.document_of(incident.scenario).title == "The sleepy shop"
    assert parse.assets_of(incident.scenario)["solution/dev.sh"] == b"true\n"


@pytest.mark.parametrize("edited", ["scenario.yaml", "solution/dev.sh", "checks/new.sh"])
def test_a_folder_that_was_edited_without_another_version_is_refused_and_nothing_changes(folder, edited):
    before = Scenario.objects.values().get()
    (folder / "checks").mkdir()
    with (folder / edited).open("a") as file:
        file.write("# one line more\n")
    for words in (["publish"], ["publish", str(folder)]):
        with pytest.raises(CommandError) as refusal:
            call_command("scenario", *words)
        assert str(refusal.value) == (
            "sleepy-shop version 1 is published and has changed since; a published version stays as it is. "
            f"Write `version: 2` in {folder}/scenario.yaml and publish again."
        )
    assert Scenario.objects.values().get() == before


@pytest.mark.parametrize(
    "change",
    [
        {"document": {}},
        {"assets": {"solution/dev.sh": ""}},
        {"digest": "f" * 64},
        {"version": 2},
        {"title": "Another"},
    ],
)
def test_the_database_itself_refuses_to_change_a_published_version(folder, change):
    with (
        pytest.raises(IntegrityError, match="A published version stays as it is: sleepy-shop version 1"),
        transaction.atomic(),
    ):
        Scenario.objects.update(**change)
    assert Scenario.objects.update(proof={"holds": True}, proved_at=NOW) == 1


def test_a_version_that_is_played_cannot_be_deleted(folder):
    make_round(running_gameday(), scenario=Scenario.objects.get())
    with pytest.raises(IntegrityError):
        Scenario.objects.get().delete()
