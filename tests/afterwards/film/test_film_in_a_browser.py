"""A film as people see it: on the page, and in the file that is opened without a network."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, Page, expect

from gameday.asgi import application
from gameday.models import Incident
from scoring.afterwards.film.offline import films_file
from tests import making
from tests.accessibility import barriers_in_light_and_dark
from tests.afterwards.film.film_day import browser_of, ended_incident, make_film, team_of_a_day_that_is_over
from tests.chromium import watched
from tests.serving import port_of, serving

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK, HALL = ({"width": w, "height": h} for w, h in ((390, 844), (1280, 800), (1920, 1080)))


@pytest.fixture
def incident() -> Incident:
    incident = ended_incident(team_of_a_day_that_is_over())
    make_film(incident)
    make_film(ended_incident(incident.team, "The doorman sleeps"))
    return incident


@pytest.fixture
def page(chromium: Browser, settings, incident: Incident) -> Iterator[Page]:
    with serving(application) as running:
        settings.PUBLIC_URL = url = f"http://localhost:{port_of(running)}"
        context = chromium.new_context(base_url=url, viewport=DESK)
        name = django_settings.SESSION_COOKIE_NAME
        token = browser_of(making.make_player(incident.team)).cookies[name].value
        context.add_cookies([{"name": name, "value": token, "url": url}])
        yield watched(context.new_page())
        context.close()


def seek(page: Page, seconds: float) -> None:
    page.locator(".film-scrub").evaluate(
        "(bar, t) => { bar.value = t; bar.dispatchEvent(new Event('input', { bubbles: true })) }", seconds
    )


def test_a_team_watches_its_film(page: Page, incident: Incident):
    page.goto(f"/recap/{incident.gameday.slug}/films/{incident.pk}/")
    page.locator(".film[data-state=ready]").wait_for()
    it_is_for_everybody(page)
    it_plays_and_is_wound_by_keys(page)
    each_second_shows_what_was_there(page)
    no_text_becomes_anything_else(page)
    a_phone_shows_one_seat(page)
    page.goto(f"/recap/{incident.gameday.slug}/films/{incident.pk}/screen/")
    the_big_screen_cuts_nothing(page)
    assert page.complaints == []


def it_is_for_everybody(page: Page) -> None:
    seek(page, 72)
    assert barriers_in_light_and_dark(page) == []
    page.emulate_media(color_scheme="light")


def it_plays_and_is_wound_by_keys(page: Page) -> None:
    time = page.locator("[data-film=time]")
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    expect(time).not_to_have_text("0:00")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.keyboard.press("4")
    expect(time).to_have_text("0:24")
    page.keyboard.press("]")
    expect(time).to_have_text("0:45")
    page.keyboard.press("ArrowLeft")
    expect(time).to_have_text("0:40")
    page.keyboard.press("End")
    expect(time).to_have_text("2:00")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("play or pause")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="1:36 Mended").click()
    expect(time).to_have_text("1:36")


def each_second_shows_what_was_there(page: Page) -> None:
    dev, ops = page.locator(".film-pane.role-dev"), page.locator(".film-pane.role-ops")
    seek(page, 0)
    expect(dev).to_contain_text("No terminal is open on this seat.")
    seek(page, 72)
    expect(dev.locator(".film-card .added")).to_contain_text("count_between")
    seek(page, 28)
    expect(ops.locator(".film-bubble")).to_contain_text("93 000 calls")
    expect(dev.locator(".film-lines")).to_contain_text("312 queries")
    expect(page.locator("[data-film=caption]")).to_contain_text("the halves meet")
    expect(page.locator("[data-film=mood]")).to_have_text("25 %")
    seek(page, 56)
    expect(ops).to_contain_text("taken out of the recording")


def no_text_becomes_anything_else(page: Page) -> None:
    seek(page, 38)
    bubble = page.locator(".film-pane.role-ops .film-bubble").last
    expect(bubble).to_contain_text("<img src=x onerror")
    expect(bubble).to_contain_text("Otto <b>Ops</b>")
    assert page.locator(".film img, .film a, .film b").count() == 0


def a_phone_shows_one_seat(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="What Ops saw").click()
    expect(page.locator(".film-pane.role-ops")).to_be_visible()
    expect(page.locator(".film-pane.role-dev")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def the_big_screen_cuts_nothing(page: Page) -> None:
    page.set_viewport_size(HALL)
    page.locator(".film[data-state=ready]").wait_for()
    page.get_by_role("button", name="One film after the other").click()
    page.locator(".film[data-state=playing]").wait_for()
    for name in (".film-head", ".film-stage", ".film-caption", ".film-strip", ".film-controls"):
        box = page.locator(name).bounding_box()
        assert box is not None, name
        assert (box["y"] >= 0, box["y"] + box["height"] <= HALL["height"]) == (True, True), (name, box)


def test_the_file_with_a_teams_films_plays_without_a_network(chromium: Browser, incident: Incident, tmp_path: Path):
    file = tmp_path / "films.html"
    file.write_text(films_file(incident.team, making.NOW))
    context = chromium.new_context(offline=True, viewport=DESK)
    page = watched(context.new_page())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.get_by_role("button", name="Play the film").click()
    expect(page.locator("[data-film=time]")).not_to_have_text("0:00")
    seek(page, 28)
    expect(page.locator(".film-pane.role-dev .film-lines")).to_contain_text("312 queries")
    page.get_by_role("button", name="The doorman sleeps").click()
    expect(page.locator("[data-film=title]")).to_have_text("The doorman sleeps")
    expect(page.locator("[data-film=time]")).to_have_text("0:00")
    assert page.complaints == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    context.close()
