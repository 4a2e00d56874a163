"""Two screens of a day: the same insert on both, also after a reload, and one press from the frozen board to the ceremony."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from gameday.asgi import application
from gameday.event import lifecycle
from gameday.live import publish
from gameday.live.topics import board_topic
from scoring.board import big_screen, publisher
from scoring.models import ScreenInsert
from tests import making
from tests.accessibility import barriers_in_light_and_dark
from tests.chromium import watched
from tests.serving import port_of, serving
from tests.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MINUTE = timedelta(minutes=1)
# What everybody must read is at least that large (static/css/screen.css); and the clock of the day stays in sight.
TOO_SMALL_OR_CUT = """() => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const insert = box(".insert");
  const wrong = insert.top < box(".screen-header").bottom - 1 ? ["it covers the clock"] : [];
  for (const part of document.querySelectorAll(".insert p:not(:empty)")) {
    const { top, bottom, left, right } = part.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(part).fontSize);
    if (size < 0.042 * Math.min(innerWidth, innerHeight) - 0.1) wrong.push(`${part.className} in ${size} px`);
    if (top < insert.top || bottom > insert.bottom || left < 0 || right > innerWidth) wrong.push(`${part.className} is cut`);
    if (part.scrollHeight > part.clientHeight + 0.6 * size) wrong.push(`${part.className} is not whole`);
  }
  return wrong;
}"""

IS_REACHED = """(button) => {
  const { x, y, width, height } = button.getBoundingClientRect();
  return document.elementFromPoint(x + width / 2, y + height / 2) === button;
}"""


def test_two_screens_show_the_same_and_one_press_leads_both_to_the_ceremony(chromium, settings):
    gameday = making.running_gameday(timezone.now() - 20 * MINUTE)
    scenario = making.make_scenario(
        document={"title": "The certificate that slept in, and what the hay had to do with it"}
    )
    for name, mended in (("W" * 60, {"state": "mitigated", "mitigated_at": timezone.now()}), ("Manes", {})):
        making.make_incident(making.make_team(gameday, name=name), scenario, now=timezone.now() - 9 * MINUTE, **mended)
    with serving(application) as running:
        settings.PUBLIC_URL = f"http://localhost:{port_of(running)}"
        contexts = [chromium.new_context(base_url=settings.PUBLIC_URL, reduced_motion="reduce") for _ in range(2)]
        one, other = (watched(context.new_page()) for context in contexts)
        sign_in(other, settings)
        for screen in (one, other):
            screen.goto(f"/board/{gameday.slug}/screen/")
            expect(screen.locator(".score").first).to_be_visible()
            expect(screen.locator(".insert")).to_be_hidden()
        an_insert_is_on_both_and_after_a_reload(gameday, one, other)
        lifecycle.freeze_scores(gameday, by="walter", now=timezone.now())
        lifecycle.finish_gameday(gameday, by="walter", now=timezone.now())
        show_news(gameday)
        lead_on = other.get_by_role("button", name="To the ceremony")
        expect(other.locator("[data-board=sleep]")).to_be_visible()
        assert lead_on.evaluate(IS_REACHED)
        lead_on.click()
        eventually(lambda: big_screen.screen_data(gameday, timezone.now())["ceremony"], within=30)
        show_news(gameday)
        for screen in (one, other):
            expect(screen.get_by_text("the ceremony is about to begin")).to_be_visible()
        assert one.complaints + other.complaints == []
        for context in contexts:
            context.close()


def an_insert_is_on_both_and_after_a_reload(gameday, one: Page, other: Page) -> None:
    assert big_screen.direct_screens(timezone.now()) == 1
    ScreenInsert.objects.update(ends_at=None)  # a busy machine may take longer than it lasts
    show_news(gameday)
    for screen in (one, other):
        expect(screen.locator(".insert")).to_be_visible()
        expect(screen.locator(".insert-big")).to_have_text("W" * 60)
    one.reload()
    expect(one.locator(".insert")).to_be_visible()
    for width, height in ((1920, 1080), (1280, 720)):
        one.set_viewport_size({"width": width, "height": height})
        assert one.evaluate(TOO_SMALL_OR_CUT) == []
    assert barriers_in_light_and_dark(one) == []
    big_screen.skip_insert(gameday, ScreenInsert.objects.get().pk, by="walter", now=timezone.now())
    show_news(gameday)
    for screen in (one, other):
        expect(screen.locator(".insert")).to_be_hidden()


def sign_in(page: Page, settings) -> None:
    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.force_login(get_user_model().objects.create_user("walter", is_staff=True))
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": settings.PUBLIC_URL}])


def show_news(gameday) -> None:
    """As the beat does; the turn of a board that was just sent comes at once."""
    publish.redis_connection().delete(publish.redis_key(f"turn.{board_topic(gameday.pk)}"))
    publisher.flush_dirty_boards(timezone.now())
