"""manage.py gameday and manage.py reap."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from gameday.models import GameDay, Injection
from gameday.sandboxes import provisioning
from tests.gameday.conftest import fresh, scenario_of


def say(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_a_game_day_is_made_launched_steered_and_finished(day):
    scenario_of()
    assert "its slug is hay-day" in say("gameday", "create", "Hay Day", "--teams", "2", "--first", "1m")
    gameday = GameDay.objects.get(slug="hay-day")
    assert (gameday.teams.count(), gameday.rounds.count()) == (2, 1)
    say("gameday", "launch", "hay-day")
    day.tick()
    day.tick(1)
    for verb, state in (
        ("start", "running"),
        ("pause", "paused"),
        ("resume", "running"),
        ("halt", "running"),
        ("release", "running"),
        ("finish", "finished"),
        ("archive", "archived"),
    ):
        say("gameday", verb, "hay-day")
        assert fresh(gameday).state == state


def test_a_game_day_speaks_the_language_that_is_named_or_english(day):
    scenario_of()
    for words in (["Journée", "--language", "fr"], ["Day"]):
        say("gameday", "create", *words)
    assert list(GameDay.objects.order_by("pk").values_list("language", flat=True)) == ["fr", "en"]


def test_the_status_is_there_for_programs(day, burning):
    found = json.loads(say("gameday", "status", burning[0].gameday.slug, "--json"))
    assert (found["state"], found["join_code"]) == ("running", burning[0].gameday.join_code)
    [hooves, _] = found["teams"]
    assert hooves["sandbox"]["state"] == "ready"
    assert [row["state"] for row in hooves["incidents"][0]["injections"]] == ["verified"]
    assert "Hooves: ready" in say("gameday", "status", burning[0].gameday.slug)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("status", "nowhere"), "There is no game day “nowhere”"),
        (("create", "Day", "--scenario", "typo"), "There is no scenario typo"),
        (("create", "Day", "--teams", "0"), "at least one team"),
        (("create", "Day", "--language", "xx"), "choose from 'en', 'fr'"),
    ],
)
def test_a_mistake_is_one_clear_sentence(day, words, said):
    with pytest.raises(CommandError, match=said):
        say("gameday", *words)
    assert not GameDay.objects.exists()


def test_a_refusal_is_the_commands_failure(day, running):
    with pytest.raises(CommandError, match="launched already"):
        say("gameday", "launch", running.slug)
    with pytest.raises(CommandError, match="There is no team “Hoves”"):
        say("gameday", "halt", running.slug, "--team", "Hoves")


def test_reaping_heals_orphans_without_a_worker_and_says_what_it_removed(day, burning):
    first, second = burning
    type(first).objects.filter(pk=first.pk).update(state="resolved")
    day.engine.sandboxes["stray"] = day.engine.sandboxes[provisioning.sandbox_of(second.team).handle]
    said = json.loads(say("reap", "--json"))
    assert said == {"removed": ["stray"], "healed": ["container.kill on cache of Hooves"], "left": []}
    assert [row.state for row in Injection.objects.order_by("incident")] == ["healed", "verified"]
    assert json.loads(say("reap", "--json")) == {"removed": [], "healed": [], "left": []}
