"""The plan of a game day as a file, and another draft like it: whole, or not at all and with the reason."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from gameday.event import plans
from gameday.models import GameDay, Player
from scenarios.refusal import Refused
from tests.making import NOW, make_player, make_scenario
from tests.reading import read_page


def told(gameday):
    """What a plan holds of it, but for its name."""
    return plans.plan_of(gameday).model_dump(exclude={"name", "planned_start"})


def written(gameday, **changes):
    """The file, with other values at the top."""
    return json.dumps(json.loads(plans.write_plan(gameday)) | changes).encode()


def bring_in(data, **about):
    return plans.import_plan(plans.read_plan(data), **{"name": "New", "by": None, "now": NOW} | about)


def test_what_is_written_comes_back_as_it_was(gameday, walter):
    gameday.planned_start = NOW + timedelta(days=1)
    gameday.save()
    made, notes = bring_in(plans.write_plan(gameday).encode(), by=walter)
    assert told(made) == told(gameday)
    assert (made.name, made.state, made.created_by, made.planned_start) == (
        "New",
        "draft",
        walter,
        NOW + timedelta(days=1),
    )
    assert made.join_code != gameday.join_code
    assert notes == []


def test_a_rush_hour_comes_with_it(gameday):
    span = {"starts_after": timedelta(minutes=70), "lasts": timedelta(minutes=20)}
    gameday.marks.create(kind="rush", factor=4, **span)
    made, _notes = bring_in(written(gameday))
    assert told(made) == told(plans.clone_gameday(gameday, name="Again", by=None)) == told(gameday)
    assert made.marks.get(kind="rush").factor == 4


def test_a_file_from_before_there_were_rush_hours_still_comes_in(gameday):
    old = json.loads(plans.write_plan(gameday)) | {"version": 1}
    old["marks"] = [{name: value for name, value in mark.items() if name != "factor"} for mark in old["marks"]]
    made, _notes = bring_in(json.dumps(old).encode())
    assert told(made) == told(gameday)


def test_nobody_comes_with_it(gameday):
    make_player(gameday.teams.get(), name="Ada Lovelace")
    assert "Ada" not in plans.write_plan(gameday)
    bring_in(written(gameday))
    plans.clone_gameday(gameday, name="Again", by=None)
    assert Player.objects.count() == 1


def test_a_start_that_is_over_is_left_out(gameday):
    made, _notes = bring_in(written(gameday, planned_start="2020-01-01T09:00:00Z"))
    assert made.planned_start is None


def test_a_clone_has_the_same_teams_and_schedule_and_a_name_of_its_own(gameday):
    made = plans.clone_gameday(gameday, name="Second Day", by=None)
    assert told(made) == told(gameday)
    assert made.slug == "second-day"


def test_another_version_of_a_scenario_is_said(gameday, library):
    newer = make_scenario(slug=library[0].slug, version=2, document=library[0].document)
    data = json.loads(plans.write_plan(gameday))
    data["rounds"][0]["version"] = 9
    made, notes = bring_in(json.dumps(data).encode())
    assert made.rounds.first().scenario == newer
    assert notes == ["“Nap 0” is played in version 2 instead of 9."]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"version": 3}, "written by a newer Gameday (format 3; this one reads 2)"),
        ({"version": "one"}, "The plan is damaged: version"),
        ({"format": "recipe"}, "This is no plan of a game day."),
        ({"duration": -1}, "The plan is damaged: duration"),
        ({"people": ["Ada"]}, "The plan is damaged: people"),
        ({"rounds": [{"scenario": "nap-0"}]}, "rounds.0.version"),
        ({"rounds": [{"scenario": "unknown", "version": 1, "starts_after": 0}]}, "not published here: unknown"),
        ({"marks": [{"kind": "round", "starts_after": 5}]}, "marks.0.kind"),
        ({"marks": [{"kind": "break", "starts_after": 5, "factor": 3}]}, "a rush hour has a factor of 2 or more"),
        ({"marks": [{"kind": "rush", "starts_after": 5, "lasts": 60}]}, "a rush hour has a factor of 2 or more"),
        ({"marks": [{"kind": "rush", "starts_after": 5, "factor": 9}]}, "marks.0.factor"),
        ({"teams": [{"name": "Manes"}, {"name": "MANES"}]}, "Two teams of the plan are called “Manes”."),
        ({"teams": [{"name": " "}]}, "cannot be a name: Fill in a name."),
        ({"teams": [{"name": "Manes", "colour": "red"}]}, "teams.0.colour"),
        ({"time_zone": "Europe/Camelot"}, "There is no time zone “Europe/Camelot”."),
        ({"company": "../etc"}, "no company"),
        ({"language": "tlh"}, "speaks no “tlh”"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_made(gameday, changes, said):
    with pytest.raises(Refused) as refused:
        bring_in(written(gameday, **changes))
    assert said in str(refused.value)
    assert GameDay.objects.count() == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"\xff\xfe\x00", b"[1, 2]", b"name,role\nAda,dev\n", b"[" * 100_000, b" " * (plans.LARGEST_PLAN + 1)],
)
def test_what_is_no_plan_at_all_is_refused(data):
    with pytest.raises(Refused):
        plans.read_plan(data)


@pytest.mark.parametrize("name", ["Hay Day", "HAY  DAY"])
def test_a_name_that_exists_is_refused(gameday, name):
    with pytest.raises(Refused, match=r"There is a game day called “.*” already"):
        bring_in(written(gameday), name=name)
    with pytest.raises(Refused, match="already"):
        plans.clone_gameday(gameday, name=name, by=None)
    assert GameDay.objects.count() == 1


class TestThePages:
    IMPORT = reverse("gameday:prepare-import")

    def send(self, desk, data, **more):
        return desk.post(self.IMPORT, {"file": SimpleUploadedFile("plan.json", data), **more})

    def test_it_is_taken_away_and_brought_in(self, desk, gameday):
        answer = desk.get(reverse("gameday:prepare-export", args=[gameday.slug]))
        assert answer["Content-Disposition"] == 'attachment; filename="hay-day.plan.json"'
        assert self.send(desk, answer.content, name="Other").status_code == 302
        assert told(GameDay.objects.get(name="Other")) == told(gameday)

    def test_a_refusal_stands_beside_the_file_and_the_name_stays(self, desk, gameday):
        answer = self.send(desk, b"{", name="Other")
        assert answer.status_code == 422
        assert "This file cannot be read as JSON" in read_page(answer)
        assert 'value="Other"' in answer.content.decode()

    def test_a_clone_asks_for_its_name(self, desk, gameday):
        clone = reverse("gameday:prepare-clone", args=[gameday.slug])
        assert "Another like" in read_page(desk.get(clone))
        assert "already" in read_page(desk.post(clone, {"name": "Hay Day"}))
        answer = desk.post(clone, {"name": "Second"})
        assert answer["Location"] == reverse("gameday:prepare-schedule", args=["second"])

    def test_only_facilitators(self, client, gameday):
        for page in ("prepare-export", "prepare-clone", "prepare-sheets"):
            assert client.get(reverse(f"gameday:{page}", args=[gameday.slug])).status_code == 302
        assert client.get(self.IMPORT).status_code == 302


class TestTheCommands:
    def say(self, *words):
        out = StringIO()
        call_command("gameday", *map(str, words), stdout=out)
        return out.getvalue()

    def test_a_plan_goes_out_and_comes_in(self, gameday, tmp_path):
        file = tmp_path / "plan.json"
        assert "holds the plan of Hay Day" in self.say("export-plan", "hay-day", "--to", file)
        assert "its slug is other" in self.say("import-plan", file, "--name", "Other")
        assert "its slug is third" in self.say("clone", "hay-day", "Third")
        assert told(GameDay.objects.get(slug="other")) == told(GameDay.objects.get(slug="third")) == told(gameday)

    def test_what_cannot_be_is_one_sentence(self, gameday, tmp_path):
        with pytest.raises(CommandError, match="cannot be read"):
            self.say("import-plan", tmp_path / "none.json")
        (tmp_path / "bad.json").write_text("{")
        with pytest.raises(CommandError, match="damaged"):
            self.say("import-plan", tmp_path / "bad.json")


class TestSheets:
    def page(self, desk, kind):
        return read_page(desk.get(reverse("gameday:prepare-sheet", args=["hay-day", kind])))

    def test_cards_for_everybody_and_some_blank_ones(self, desk, gameday):
        make_player(gameday.teams.get(), name="Ada")
        make_player(gameday.teams.get(), name="Robot", bot=True)
        page = self.page(desk, "cards")
        assert page.count('class="name-card"') == 1
        assert page.count("name-card blank") == 8
        assert "Robot" not in page

    def test_a_join_sheet_for_the_door_and_each_team_without_secrets(self, desk, gameday):
        player = make_player(gameday.teams.get(), name="Ada")
        page = self.page(desk, "join")
        assert page.count('class="join-sheet"') == 2
        assert gameday.join_code in page
        assert player.token not in page

    def test_the_script_tells_the_whole_day(self, desk, gameday):
        page = self.page(desk, "script")
        assert [page.index(f"{number}. <span") for number in (1, 2, 3)] == sorted(
            page.index(f"{number}. <span") for number in (1, 2, 3)
        )
        assert "Break until 1:00" in page
        assert "The curtain falls by itself" in page
        assert "Know the supervisor." in page

    def test_there_is_no_other_sheet(self, desk, gameday):
        assert desk.get(reverse("gameday:prepare-sheet", args=["hay-day", "money"])).status_code == 404
