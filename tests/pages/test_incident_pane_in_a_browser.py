"""The incident's pane in Chromium: a second incident arrives, and an objective is met. Nothing plays but the rows."""

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from gameday.access import SESSION_KEY
from gameday.incidents import incidents
from gameday.models.choices import IncidentState
from scoring.models import Objective
from scoring.referee import evaluation
from tests import making
from tests.accessibility import barriers
from tests.chromium import watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def team(transactional_db):
    return making.make_team(making.running_gameday(timezone.now()), name="Gilded Hooves")


@pytest.fixture
def desk(team, address, chromium, settings):
    """The desk of Ada on the Dev seat."""
    ada = making.make_player(team, "dev", name="Ada")
    making.make_player(team, "ops", name="Edsger")
    client = Client()
    session = client.session
    session[SESSION_KEY] = ada.token
    session.save()
    context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": address}])
    yield watched(context.new_page())
    context.close()


def burn(team, title, **changes):
    scenario = making.make_scenario(document={"title": title})
    incident = making.make_incident(team, scenario, now=timezone.now(), **changes)
    evaluation.prepare_objectives(timezone.now())
    return incident


def ignite(incident):
    """It goes live, as the director lets it, and the page is told."""
    now = timezone.now()
    incidents.go_live(incident, now=now, lasts=incident.expires_at - now)
    evaluation.prepare_objectives(now)


def test_a_second_incident_arrives_and_an_objective_of_the_first_is_met(desk, team):
    first = burn(team, "First fire", state=IncidentState.ACKNOWLEDGED)
    second = burn(team, "Second fire", state=IncidentState.INJECTING, live_at=None)
    desk.goto("/play/")
    expect(desk.locator("#incidents")).to_contain_text("First fire")
    expect(desk.locator("#incidents")).not_to_contain_text("Second fire")
    the_newcomer_is_shown_and_its_telegram_unrolls_once(desk, second)
    what_was_chosen_is_shown_after_the_next_exchange(desk, first)
    an_objective_is_celebrated_and_told(desk, first)
    for scheme in ("light", "dark"):
        desk.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert barriers(desk, "#pane-incident") == []
    assert desk.complaints == []


def the_newcomer_is_shown_and_its_telegram_unrolls_once(desk, second):
    ignite(second)
    newcomer = desk.locator(f'[data-incident="{second.pk}"]')
    expect(desk.get_by_role("tab", name="Second fire")).to_have_attribute("aria-selected", "true")
    expect(desk.locator("#announcer")).to_contain_text("New incident: Second fire.")
    expect(newcomer.locator(".telegram-text")).to_be_visible()
    expect(newcomer).to_have_attribute("data-moment", "arrives")
    desk.reload()
    expect(newcomer.locator(".telegram-text")).to_be_visible()
    expect(newcomer).not_to_have_attribute("data-moment", "arrives")


def what_was_chosen_is_shown_after_the_next_exchange(desk, first):
    desk.get_by_role("tab", name="Second fire").press("ArrowLeft")
    expect(desk.locator(f'[data-incident="{first.pk}"]')).to_be_visible()
    expect(desk.get_by_role("tab", name="First fire")).to_be_focused()
    with desk.expect_response("**/play/part/incidents/"):
        desk.evaluate("document.body.dispatchEvent(new CustomEvent('refresh:incidents'))")
    expect(desk.locator(f'[data-incident="{first.pk}"]')).to_be_visible()
    expect(desk.get_by_role("tab", name="First fire")).to_be_focused()


def an_objective_is_celebrated_and_told(desk, first):
    rows = Objective.objects.select_related("incident__gameday", "incident__team", "incident__scenario")
    evaluation.meet_objective(rows.get(incident=first, key="named"), None, timezone.now())
    expect(desk.locator(f'[data-incident="{first.pk}"] [data-moment="met"]')).to_have_count(1)
    expect(desk.locator("#announcer")).to_contain_text("Done, 20 points: What sleeps?")
    expect(desk.locator(".strip-points .big")).to_have_text("20")
