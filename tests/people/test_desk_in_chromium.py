"""The desk in a real browser: a game day is made, filled, drawn and launched, under the content security policy."""

import pytest
from django.contrib.auth import get_user_model

from gameday.event import lifecycle
from gameday.models import GameDay, Team
from tests.accessibility import barriers
from tests.chromium import watched
from tests.making import make_host, make_sandbox, make_scenario

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    yield watched(context.new_page())
    context.close()


@pytest.fixture
def desk(page, live_server, monkeypatch, settings):
    """Logged in, on the desk's first page. Nothing prevents a launch, and no worker builds anything."""
    settings.PUBLIC_URL = live_server.url
    get_user_model().objects.create_user("walter", password="hay", is_staff=True)
    scenario = make_scenario()
    monkeypatch.setattr("scenarios.publishing.latest_scenarios", lambda: [scenario])
    monkeypatch.setattr(lifecycle, "launch_problems", lambda gameday, now=None: [])
    monkeypatch.setattr("gameday.sandboxes.placement.choose_host", lambda gameday, now: make_host())
    page.goto(f"{live_server.url}/admin/")
    page.fill("#id_username", "walter")
    page.fill("#id_password", "hay")
    page.click("[type=submit]")
    return page


def desk_barriers(page):
    """What is wrong with our part of the page; Django's own markup is left to Django. (axe styles inline.)"""
    before = list(page.complaints)
    found = barriers(page, within=".panel, .ask, .wide")
    page.complaints[:] = before
    return found


def test_a_facilitator_makes_fills_draws_and_launches_a_game_day(desk):
    page = desk
    page.click("text=Create a game day")
    page.fill("#id_name", "Hay Day")
    page.press("#id_name", "Tab")
    assert page.input_value("#id_slug") == "hay-day"
    page.fill("#id_number", "2")
    page.click("[name=_save]")
    page.wait_for_selector("#panel")
    page.wait_for_selector("text=It can be launched.")
    assert desk_barriers(page) == []

    page.click("#import")
    page.fill("#id_text", "name;role\nAda;Dev\nGrace;Dev\nLinus;Ops\nDennis;SRE\n")
    page.click("text=Look at it")
    assert desk_barriers(page) == []
    page.click("text=Import 4 players")
    page.click("#draw")
    page.wait_for_selector("text=Draw these teams")
    assert desk_barriers(page) == []
    page.click("text=Draw these teams")
    page.wait_for_selector("#panel")
    assert {team.players.count() for team in Team.objects.all()} == {2}

    page.click("#verb-launch")
    page.wait_for_selector("text=This will happen to")
    assert desk_barriers(page) == []
    assert GameDay.objects.get().state == "draft"
    page.click("button:has-text('Launch')")
    page.wait_for_selector("text=0 of 2 sandboxes are ready")
    assert GameDay.objects.get().state == "provisioning"
    assert page.complaints == []


def test_the_progress_moves_by_itself(desk, live_server):
    gameday = GameDay.objects.create(name="Hay Day", slug="hay-day", state="provisioning")
    rows = [make_sandbox(Team.objects.create(gameday=gameday, name=name), state="building") for name in ("A", "B")]
    desk.goto(f"{live_server.url}/admin/gameday/gameday/{gameday.pk}/change/")
    desk.wait_for_selector("text=0 of 2 sandboxes are ready")
    type(rows[0]).objects.filter(pk=rows[0].pk).update(state="ready")
    desk.wait_for_selector("text=1 of 2 sandboxes are ready")
    GameDay.objects.update(state="lobby")
    desk.wait_for_selector("#verb-start")
    assert desk.complaints == []


def test_a_button_stays_while_it_is_pressed(desk, live_server):
    gameday = GameDay.objects.create(name="Hay Day", slug="hay-day", state="lobby")
    desk.goto(f"{live_server.url}/admin/gameday/gameday/{gameday.pk}/change/")
    box = desk.locator("#verb-start").bounding_box()
    desk.mouse.move(box["x"] + 5, box["y"] + 5)
    desk.mouse.down()
    with desk.expect_response(lambda response: response.url.endswith("/panel/")):
        desk.evaluate(
            "htmx.ajax('GET', document.getElementById('panel').getAttribute('hx-get'), {source: '#panel', target: '#panel'})"
        )
    desk.wait_for_timeout(300)
    desk.mouse.up()
    desk.wait_for_selector("#verb-pause")
    assert GameDay.objects.get().state == "running"


def test_a_phone_shows_the_whole_desk(desk, live_server):
    gameday = GameDay.objects.create(name="Hay Day", slug="hay-day")
    desk.set_viewport_size(PHONE)
    for address in (
        "",
        "gameday/gameday/",
        "gameday/gameday/add/",
        f"gameday/gameday/{gameday.pk}/change/",
        f"gameday/gameday/{gameday.pk}/import/",
        f"gameday/gameday/{gameday.pk}/do/launch/",
    ):
        desk.goto(f"{live_server.url}/admin/{address}")
        assert desk.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address


def test_dangerous_verbs_ask_without_any_script(live_server, desk):
    gameday = GameDay.objects.create(name="Hay Day", slug="hay-day", state="running", started_at="2031-01-01T00:00Z")
    context = desk.context.browser.new_context(java_script_enabled=False, storage_state=desk.context.storage_state())
    plain = context.new_page()
    plain.goto(f"{live_server.url}/admin/gameday/gameday/{gameday.pk}/change/")
    plain.click("#verb-halt")
    assert GameDay.objects.get().halted_at is None
    plain.click("button:has-text('Halt everything')")
    plain.wait_for_selector("#verb-release")
    assert GameDay.objects.get().halted_at is not None
    context.close()


@pytest.mark.parametrize("path", ["/", "/admin/login/"])
def test_who_wants_less_motion_sees_another_colour_scheme_at_once(page, live_server, path):
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(live_server.url + path)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color && document.getAnimations().length") == 0
