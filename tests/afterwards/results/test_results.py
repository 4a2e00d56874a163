"""Results for programs, the archive of a day, and a person who is taken out of it."""

import json
from io import StringIO
from zipfile import ZipFile

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from gameday.models import GameDay, Player
from gameday.models.choices import GameDayState
from scoring.afterwards.results.tokens import fill_token
from scoring.ledger import ledger, standings
from scoring.models import Entry, ResultsToken
from tests.afterwards.played_day import play_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def day() -> GameDay:
    return play_day(teams=2, rounds=1).gameday


@pytest.fixture
def token() -> str:
    user = get_user_model().objects.create_user("marie", password="oats", is_staff=True)
    row = ResultsToken(name="a dashboard")
    made = fill_token(row, user)
    row.save()
    return made


def asked(client, path: str, token: str):
    return client.get(path, headers={"Authorization": f"Bearer {token}"})


def test_a_program_reads_results_that_are_those_of_the_board(client, day, token):
    told = asked(client, f"/api/v1/gamedays/{day.slug}/results/", token).json()
    assert told["gameday"]["slug"] == day.slug
    points = dict(day.teams.values_list("pk", "standing__points"))
    assert {team["id"]: team["points"] for team in told["teams"]} == points
    assert [len(team["incidents"]) for team in told["teams"]] == [1, 1]


def test_pages_of_the_ledger_add_up_to_the_points(client, day, token, monkeypatch):
    monkeypatch.setattr("scoring.afterwards.results.reading.PAGE", 3)
    after, found = 0, []
    while after is not None:
        page = asked(client, f"/api/v1/gamedays/{day.slug}/ledger/?after={after}", token).json()
        found += page["entries"]
        after = page["next"]
    assert len({entry["id"] for entry in found}) == len(found) == Entry.objects.filter(gameday=day).count()
    assert sum(entry["points"] for entry in found) == sum(day.teams.values_list("standing__points", flat=True))


def test_the_time_line_is_in_order(client, day, token):
    events = asked(client, f"/api/v1/gamedays/{day.slug}/timeline/", token).json()["events"]
    assert events
    assert [event["id"] for event in events] == sorted(event["id"] for event in events)


@pytest.mark.parametrize("what", ["results", "timeline", "ledger"])
def test_without_a_token_nothing_is_told_and_what_to_do_is(client, day, what):
    answer = client.get(f"/api/v1/gamedays/{day.slug}/{what}/")
    assert answer.status_code == 401
    assert "Bearer" in answer.json()["message"]
    assert asked(client, f"/api/v1/gamedays/{day.slug}/{what}/", "guessed").status_code == 401


def test_the_token_of_somebody_who_is_no_facilitator_any_more_opens_nothing(client, day, token):
    get_user_model().objects.update(is_staff=False)
    assert asked(client, f"/api/v1/gamedays/{day.slug}/results/", token).status_code == 401


def test_bad_questions_are_answered_with_a_sentence(client, day, token):
    assert asked(client, "/api/v1/gamedays/nowhere/results/", token).status_code == 404
    for after in ("x", "-1", "9" * 30, "٣"):
        assert asked(client, f"/api/v1/gamedays/{day.slug}/ledger/?after={after}", token).status_code == 400


def test_the_description_names_every_path_and_every_field_that_is_answered(client, day, token):
    about = client.get("/api/v1/openapi.json").json()
    assert about["openapi"].startswith("3.1")
    schemas = about["components"]["schemas"]
    for path, operation in about["paths"].items():
        answer = asked(client, path.replace("{slug}", day.slug), token).json()
        schema = operation["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        assert set(answer) == set(schemas[schema.rsplit("/", 1)[1]]["properties"])


def test_a_token_is_shown_once_and_only_its_digest_is_kept(admin_client):
    page = admin_client.post("/admin/scoring/resultstoken/add/", {"name": "a dashboard"}, follow=True).content.decode()
    [row] = ResultsToken.objects.all()
    shown = page.split("copy it now: ")[1].split("<")[0].strip()
    assert shown.startswith("gameday_")
    assert shown not in str(row.__dict__)
    assert shown not in admin_client.get("/admin/scoring/resultstoken/").content.decode()


# The archive ---------------------------------------------------------------------------------------------------------


def run(*words: str) -> str:
    out = StringIO()
    call_command("gameday", *words, stdout=out)
    return out.getvalue()


def test_one_archive_holds_everything_but_what_lets_one_in(day, tmp_path):
    assert "MB" in run("export", day.slug, "--to", str(tmp_path / "day.zip"))
    with ZipFile(tmp_path / "day.zip") as archive:
        assert archive.testzip() is None
        results = json.loads(archive.read("results.json"))
        rows = archive.read("rows/entry.jsonl").decode().splitlines()
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
    assert len(results["teams"]) == 2
    assert len(rows) == Entry.objects.filter(gameday=day).count()
    assert day.join_code not in everything
    assert not any(player.token in everything for player in Player.everybody.filter(gameday=day))


def test_an_archive_that_cannot_be_written_leaves_nothing(day, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        run("export", day.slug, "--to", str(tmp_path / "nowhere" / "day.zip"))
    assert list(tmp_path.iterdir()) == []


# A person is taken out -----------------------------------------------------------------------------------------------


def everything(day: GameDay, tmp_path) -> str:
    run("export", day.slug, "--to", str(tmp_path / "day.zip"))
    with ZipFile(tmp_path / "day.zip") as archive:
        return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def test_a_persons_name_is_nowhere_afterwards_and_the_ledger_is_as_it_was(day, tmp_path):
    person = day.players.exclude(team=None).first()
    Player.objects.filter(pk=person.pk).update(name="Xanthippe", name_key="xanthippe")
    person.refresh_from_db()
    ledger.adjust_points(person.team, 5, reason="hay", by="Xanthippe", now=day.finished_at)
    person.team.chat.create(
        player=person, role=person.role, text="I am xanthippe, not Xanthippean.", at=day.finished_at
    )
    standings.recount_resolved(day.pk)
    before = list(Entry.objects.filter(gameday=day).values_list("pk", "points", "kind", "at", "reason", "key"))
    said = run("forget", day.slug, "Xanthippe")
    assert f"Somebody {person.pk}" in said
    kept = everything(day, tmp_path).casefold()
    assert "xanthippe" not in kept.replace("xanthippean", "")
    assert f"somebody {person.pk}, not xanthippean" in kept
    assert list(Entry.objects.filter(gameday=day).values_list("pk", "points", "kind", "at", "reason", "key")) == before
    assert standings.verify_standings(day) == []


def test_their_link_leads_nowhere_afterwards(client, day):
    person = day.players.first()
    token = person.token
    run("forget", day.slug, person.name)
    assert client.get(f"/seat/{token}/").status_code == 404


def test_while_the_day_runs_nobody_is_taken_out_by_it(day):
    GameDay.objects.filter(pk=day.pk).update(state=GameDayState.RUNNING)
    with pytest.raises(CommandError, match="not over"):
        run("forget", day.slug, day.players.first().name)


def test_nobody_of_that_name_is_a_sentence(day):
    with pytest.raises(CommandError, match=r"Nobody in .* is called Nobody"):
        run("forget", day.slug, "Nobody")


@pytest.mark.parametrize("change", [{"points": 1}, {"reason": "hay"}, {"points": 1, "by": "me"}])
def test_the_ledger_lets_go_of_names_alone(day, change):

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL gameday.forgetting = 'on'")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(gameday=day).update(**change)
