"""A ceremony in a browser: a facilitator's phone steps what a spectator's screen shows."""

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Page, expect

from gameday.asgi import application
from scoring.models import Award, AwardKind, Ceremony, Standing
from tests import making
from tests.accessibility import barriers, barriers_in_light_and_dark
from tests.afterwards.played_day import at, played_gameday
from tests.chromium import watched
from tests.serving import port_of, serving

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# No person is quicker: before the browser has drawn the scene.
STEP_AS_SOON_AS_A_SCENE_COMES = """() => {
  const watch = new MutationObserver(() => {
    watch.disconnect();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "PageDown", bubbles: true }));
  });
  watch.observe(document.getElementById("scene"), { childList: true });
}"""
HEBREW = "הסוסים של חיפה"


@pytest.fixture
def open_page(chromium, settings) -> Iterator:
    """open_page(facilitator=True): a page of a new browser."""
    with serving(application) as running:
        settings.PUBLIC_URL = f"http://localhost:{port_of(running)}"
        contexts = []

        def open_one(*, facilitator: bool = False) -> Page:
            context = chromium.new_context(base_url=settings.PUBLIC_URL, reduced_motion="reduce")
            contexts.append(context)
            if facilitator:
                client = Client()
                client.force_login(get_user_model().objects.create_user("walter", is_staff=True))
                name, morsel = settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME]
                context.add_cookies([{"name": name, "value": morsel.value, "url": settings.PUBLIC_URL}])
            return watched(context.new_page())

        yield open_one
        for context in contexts:
            context.close()


def test_a_facilitator_steps_through_a_ceremony_from_a_phone_and_everybody_watches(open_page):
    gameday = played_gameday(slug="hay-day")
    for place, name in enumerate((HEBREW, "Manes", "Hooves", "Tails"), start=1):
        team = making.make_team(gameday, name=name, motto="Neigh")
        Standing.objects.create(gameday=gameday, team=team, points=500 - place, rank=place, updated_at=at(0))
    for title in ("The choir", "The band"):
        Award.objects.create(
            gameday=gameday, team=team, kind=AwardKind.CUSTOM, title=title, reason="They sang.", by="Ada", at=at(7300)
        )
    screen, phone = open_page(), open_page(facilitator=True)
    phone.set_viewport_size({"width": 390, "height": 844})
    screen.goto("/recap/hay-day/ceremony/")
    phone.goto("/recap/hay-day/ceremony/remote/")
    phone.get_by_role("button", name="Begin the ceremony").click()
    expect(phone.locator(".now")).to_have_text("Welcome")
    phone.get_by_role("button", name="Next").click()
    expect(screen.get_by_role("heading", name="Tails")).to_be_visible()
    expect(screen.get_by_text("Manes")).to_have_count(0)
    expect(phone.locator(".now")).to_have_text("Place 4")
    for place in (3, 2, 1):
        phone.keyboard.press("PageDown")
        expect(phone.locator(".now")).to_have_text(f"Place {place}")
    expect(screen.get_by_role("heading", name=HEBREW)).to_be_visible()
    the_note_about_sleep_hides_nothing(screen)
    assert barriers(screen) == []
    assert barriers_in_light_and_dark(phone) == []
    the_screen_goes_dark_and_comes_back_after_a_reload(screen, phone)
    phone.keyboard.press("PageDown")
    expect(screen.get_by_role("heading", name="The choir")).to_be_visible()
    assert barriers_in_light_and_dark(screen) == []
    screen.keyboard.press("PageDown")  # a spectator's keys do nothing
    phone.goto("/recap/hay-day/ceremony/")  # a facilitator's step the big screen, too
    phone.evaluate(STEP_AS_SOON_AS_A_SCENE_COMES)
    phone.keyboard.press("PageDown")
    for page in (screen, phone):
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert "?" not in phone.url, "the key stepped, and loaded no page"
    assert Ceremony.objects.get().shown_at is not None
    phone.goto("/recap/hay-day/awards/")
    assert barriers(phone) == []
    assert screen.complaints + phone.complaints == []


def the_note_about_sleep_hides_nothing(screen: Page) -> None:
    screen.evaluate("Object.assign(document.getElementById('sleep'), { hidden: false, textContent: 'It may sleep.' })")
    scene, note = screen.locator("#scene").bounding_box(), screen.locator("#sleep").bounding_box()
    assert scene["y"] + scene["height"] <= note["y"]
    assert note["y"] + note["height"] <= screen.viewport_size["height"]


def the_screen_goes_dark_and_comes_back_after_a_reload(screen: Page, phone: Page) -> None:
    phone.keyboard.press("b")
    expect(screen.locator(".scene.black")).to_be_visible()
    expect(screen.get_by_text(HEBREW)).to_have_count(0)
    expect(phone.get_by_role("button", name="Light")).to_be_visible()
    screen.reload()
    expect(screen.locator(".scene.black")).to_be_visible()
    phone.keyboard.press("b")
    expect(screen.get_by_role("heading", name=HEBREW)).to_be_visible()
