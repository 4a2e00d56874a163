"""The big screen in the control room: its panel, its buttons, and the press that leads from the frozen board to the ceremony."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gameday.event import lifecycle
from gameday.models import GameDay
from scoring.afterwards.awards import ceremony
from scoring.board import big_screen
from scoring.models import BigScreen, ScreenInsert
from tests import making
from tests.reading import read_page

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def today(gameday, hooves):
    """It runs in real time, and Hooves have just mended what Manes still have."""
    now = timezone.now()
    GameDay.objects.filter(pk=gameday.pk).update(started_at=now - 20 * MINUTE)
    scenario = making.make_scenario()
    making.make_incident(making.make_team(gameday, name="Manes"), scenario, now=now - 5 * MINUTE)
    making.make_incident(hooves, scenario, now=now - 5 * MINUTE, state="mitigated", mitigated_at=now - SECOND)
    return gameday


def press(client, gameday, verb: str, **values):
    return client.post(f"/control/{gameday.slug}/screen/{verb}/", values, headers=HTMX)


def test_the_control_room_has_the_director_s_panel(admin_client, today):
    page = read_page(admin_client.get(f"/control/{today.slug}/"))
    assert "First to mend" in page
    panel = read_page(admin_client.get(f"/control/{today.slug}/screen/"))
    assert "Show now" in panel
    assert "html" not in panel


def test_every_button_of_the_panel_answers_with_the_panel(admin_client, today):
    (moment,) = big_screen.found_moments(today, timezone.now())
    assert "Back to the board" in read_page(press(admin_client, today, "show", key=moment.key))
    row = ScreenInsert.objects.get()
    assert "pinned" in read_page(press(admin_client, today, "pin", insert=row.pk))
    assert "Shown lately" in read_page(press(admin_client, today, "skip", insert=row.pk))
    assert "Lunch" in read_page(press(admin_client, today, "say", text="Lunch", pinned="on"))
    assert 'aria-pressed="true"' in press(admin_client, today, "calm", on="yes").text
    assert 'aria-pressed="true"' in press(admin_client, today, "sounds", on="yes").text
    press(admin_client, today, "calm")
    assert BigScreen.objects.values_list("calm", "sounds").get() == (False, True)
    refused = press(admin_client, today, "leave-out", key="nonsense")
    assert (refused.status_code, "no news" in refused.text) == (409, True)
    assert press(admin_client, today, "pin", insert="²").status_code == 404
    assert press(admin_client, today, "sing").status_code == 404


def test_without_a_script_a_button_leads_back_to_the_control_room(admin_client, today):
    answer = admin_client.post(f"/control/{today.slug}/screen/say/", {"text": ""}, follow=True)
    assert "There is nothing to show yet: write a line." in read_page(answer)


def test_players_and_spectators_have_no_hand_on_it(today):
    assert press(Client(), today, "calm", on="yes").url.startswith("/admin/login")
    assert Client().get(f"/control/{today.slug}/screen/").url.startswith("/admin/login")
    assert not BigScreen.objects.filter(calm=True).exists()


def test_one_press_leads_from_the_frozen_board_to_the_ceremony(admin_client, today):
    lifecycle.freeze_scores(today, by="walter", now=timezone.now())
    assert "Begin the ceremony" not in read_page(admin_client.get(f"/control/{today.slug}/screen/"))
    lifecycle.finish_gameday(today, by="walter", now=timezone.now())
    assert "Begin the ceremony" in read_page(admin_client.get(f"/control/{today.slug}/screen/"))
    assert "To the ceremony" in read_page(admin_client.get(f"/board/{today.slug}/screen/"))
    assert "To the ceremony" not in read_page(Client().get(f"/board/{today.slug}/screen/"))
    assert not big_screen.screen_data(today, timezone.now())["ceremony"]
    assert admin_client.post(f"/recap/{today.slug}/ceremony/begin/").url == f"/recap/{today.slug}/ceremony/remote/"
    assert big_screen.screen_data(today, timezone.now())["ceremony"], "every screen of the board goes there"
    today.refresh_from_db()
    assert today.revealed_at is None, "the curtain is drawn back by the ceremony itself"
    ceremony.end_ceremony(today, by="walter", now=timezone.now())
    told = big_screen.screen_data(today, timezone.now())
    assert (told["ceremony"], told["ceremony_over"]) == (False, True)
