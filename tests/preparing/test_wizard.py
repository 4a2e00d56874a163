"""The wizard: five answers make a proposal, and a press makes a draft of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from gameday.models import GameDay, Host
from tests.reading import read_page

URL = reverse("gameday:prepare")
WISHES = {"people": "16", "length": "2h", "level": "2", "time_zone": "Europe/Paris", "seed": "3"}


def test_only_facilitators_prepare(client, db):
    assert client.get(URL)["Location"].startswith("/admin/login/")


def test_there_is_a_proposal_before_anything_is_answered(desk, library):
    page = read_page(desk.get(URL))
    assert "This is the day" in page
    assert "<strong>4</strong> teams for 16 people" in page
    assert "Points by category" in page


def test_an_answer_changes_the_proposal_and_only_its_part_is_sent(desk, library):
    answer = desk.get(URL, WISHES | {"people": "80", "categories": ["network"]}, headers={"HX-Request": "true"})
    page = read_page(answer)
    assert "<html" not in answer.content.decode()
    assert "<strong>20</strong> teams" in page
    assert "Nap 1" in page
    assert "Nap 2" not in page


def test_going_back_in_the_browser_gets_the_whole_page(desk, library):
    answer = desk.get(URL, WISHES, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in answer.content.decode()
    assert "HX-Request" in answer["Vary"]


def test_what_the_hosts_carry_is_said(desk, library):
    Host.objects.update(capacity=3)
    assert "4 teams would be right for 16 people, and the hosts can carry 3." in read_page(desk.get(URL))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"people": "0"}, "greater than or equal to 1"),
        ({"length": "20m"}, "A day lasts from 45 minutes to 10 hours."),
        ({"length": "long"}, "Write a span of time such as"),
        ({"level": "9"}, "9 is not one of"),
        ({"arrival_0": "2020-01-01", "arrival_1": "09:00"}, "That time is over."),
        ({"arrival_0": "2031-03-30", "arrival_1": "02:30"}, "does not exist in Europe/Paris"),
    ],
)
def test_an_answer_that_cannot_be_used_says_so_and_keeps_the_others(desk, library, wrong, said):
    answer = desk.get(URL, WISHES | wrong)
    page = read_page(answer)
    assert answer.status_code == 422
    assert said in page
    assert "No proposal yet" in page
    assert 'value="2h"' in answer.content.decode() or "length" in wrong


def test_a_draft_is_what_was_proposed(desk, walter, library):
    sent = WISHES | {"name": "Hay Day", "arrival_0": "2031-05-17", "arrival_1": "09:00"}
    answer = desk.post(URL, sent)
    gameday = GameDay.objects.get()
    assert answer["Location"] == reverse("gameday:prepare-schedule", args=[gameday.slug])
    assert (gameday.created_by, gameday.seed, gameday.time_zone) == (walter, 3, "Europe/Paris")
    assert gameday.planned_start == datetime(2031, 5, 17, 7, 15, tzinfo=UTC)
    assert gameday.duration == timedelta(minutes=90)
    assert gameday.teams.count() == 4
    assert [one.scenario.difficulty for one in gameday.rounds.all()] == sorted(
        one.scenario.difficulty for one in gameday.rounds.all()
    )
    assert gameday.rounds.filter(swap=True).count() == 1
    assert gameday.marks.filter(kind="freeze").count() == 1


def test_a_day_speaks_the_language_of_who_makes_it(desk, library):
    french = {"Accept-Language": "fr"}
    desk.post(URL, WISHES | {"name": "Journée du foin"}, headers=french)
    assert GameDay.objects.get().language == "fr"
    form = read_page(desk.get(reverse("admin:gameday_gameday_add"), headers=french))
    assert '<option value="fr" selected>Français</option>' in form


def test_a_long_day_keeps_its_breaks_out_of_the_game_time(desk, library):
    for number in range(6):
        library[number].pk = None
        library[number].slug += "-again"
        library[number].save()
    desk.post(URL, WISHES | {"length": "4h", "name": "Long"})
    gameday = GameDay.objects.get()
    breaks = gameday.marks.filter(kind="break")
    assert breaks.count() == 1
    assert gameday.duration + breaks.get().lasts <= timedelta(minutes=210)


def test_a_draft_without_a_name_is_not_made_and_the_proposal_stays(desk, library):
    answer = desk.post(URL, WISHES | {"name": " "})
    assert answer.status_code == 422
    assert "This is the day" in read_page(answer)
    assert not GameDay.objects.exists()


def test_an_empty_library_says_what_to_do(desk, monkeypatch, db):
    monkeypatch.setattr("scenarios.publishing.latest_scenarios", list)
    assert "manage.py scenario publish" in read_page(desk.get(URL))


def test_facilitators_find_it(desk, db):
    for page in (reverse("admin:index"), reverse("admin:gameday_gameday_changelist")):
        assert f'href="{URL}"' in desk.get(page).content.decode()
    assert f'href="{URL}"' in Client().get("/").content.decode()
