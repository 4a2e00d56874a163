"""The boss asks, in Chromium: a team tells them, a facilitator judges in the control room, and plans a message."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from gameday.access import SESSION_KEY
from gameday.team import messages
from scoring.models import StatusUpdate
from scoring.referee import evaluation
from tests import making
from tests.accessibility import barriers
from tests.chromium import watched
from tests.making import DOCUMENT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOLD = {"id": "told", "kind": "update", "title": "Tell the boss", "prompt": "What is broken?", "points": 15}


@pytest.fixture
def team(transactional_db):
    return making.make_team(making.running_gameday(timezone.now()), name="Gilded Hooves")


def page_of(chromium, address, settings, client):
    context = chromium.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": address}])
    return watched(context.new_page())


@pytest.fixture
def desk(team, address, chromium, settings):
    client, ada = Client(), making.make_player(team, "dev", name="Ada")
    making.make_player(team, "ops", name="Edsger")
    session = client.session
    session[SESSION_KEY] = ada.token
    session.save()
    page = page_of(chromium, address, settings, client)
    yield page
    page.context.close()


@pytest.fixture
def room(team, address, chromium, settings):
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("fay"))
    page = page_of(chromium, address, settings, client)
    yield page
    page.context.close()


def test_the_boss_is_told_and_says_what_they_think(desk, room, team):
    now = timezone.now()
    scenario = making.make_scenario(document={"objectives": [*DOCUMENT["objectives"], TOLD]})
    making.make_incident(team, scenario, now=now - timedelta(seconds=20))
    evaluation.prepare_objectives(now)
    messages.send_message(team.gameday, sender=None, text="Drink water.", seat="dev", now=now)
    desk.goto("/play/")
    room.goto(f"/control/{team.gameday.slug}/")
    expect(desk.locator(".boss")).to_contain_text("What is broken?")
    desk.get_by_label("What you tell the boss").fill("The shop sleeps, since nine.")
    desk.get_by_role("button", name="Tell the boss").press("Enter")
    expect(desk.locator(".boss-told")).to_contain_text("The shop sleeps, since nine.")
    the_facilitator_judges(room)
    expect(desk.locator('[data-goal][data-title="Tell the boss"]')).to_have_attribute("data-met", "")
    a_message_is_planned_and_taken_back(room)
    for page, part in ((desk, "#pane-incident"), (room, ".control")):
        assert barriers(page, part) == []
        assert page.complaints == []


def the_facilitator_judges(room):
    waiting = room.locator("#updates")
    expect(waiting).to_contain_text("The shop sleeps, since nine.")
    waiting.get_by_label("The boss's word to Gilded Hooves").fill("Thank you")
    waiting.get_by_role("button", name="That will do").press("Enter")
    expect(room.locator("#told")).to_contain_text("Gilded Hooves has its points for the update.")
    expect(room.locator("#updates li")).to_have_count(0)
    assert StatusUpdate.objects.get().accepted


def a_message_is_planned_and_taken_back(room):
    menu = room.locator("#everybody-messages")
    menu.locator("summary").press("Enter")
    expect(menu).to_contain_text("read by 0 of 1")
    menu.get_by_label("Text").fill("Half time.")
    menu.get_by_label("Minute of the game").fill("30")
    menu.get_by_role("button", name="Plan it").press("Enter")
    expect(menu.locator("#messages")).to_contain_text("To everybody, minute 30 of the game")
    expect(menu.get_by_label("Text")).to_have_value("")
    menu.get_by_role("button", name="Do not send").press("Enter")
    expect(menu.locator("#messages")).to_contain_text("Nothing waits.")
