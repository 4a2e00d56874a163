"""The big screen in a browser: whom the back of the room can read, and that nobody is cut off or left out."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gameday.asgi import application
from gameday.models import GameDay
from scoring.models import Standing
from tests import making
from tests.chromium import watched
from tests.serving import port_of, serving
from tests.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = [(1920, 1080), (1280, 720)]
TURNS_AFTER = 12_000  # milliseconds, as in static/js/screen.js
LONGEST_NAME = "W" * 60
WAKE_LOCK = """
window.asked = [];
const request = async (kind) => asked.push(kind) && Object.assign(new EventTarget(), { released: false });
Object.defineProperty(navigator, "wakeLock", { value: { request } });
"""
# A capital of 2.8 % of the picture's height is 4.2 % of a font (static/css/screen.css). A row is half as high again.
WHAT_IS_WRONG = """() => {
  const letter = 0.042 * Math.min(innerWidth, innerHeight) - 0.1;
  const wrong = [];
  const box = (element) => element.getBoundingClientRect();
  const within = (inner, outer) => inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1
    && inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
  const stage = document.querySelector(".stage");
  for (const row of document.querySelectorAll("[data-board=rows] > tr:not([hidden])")) {
    const name = row.querySelector(".name").textContent.slice(0, 20);
    if (!within(box(row), box(stage))) wrong.push(`${name} sticks out`);
    if (box(row).height < 1.5 * letter) wrong.push(`${name} has a row of ${box(row).height} px`);
    for (const part of row.querySelectorAll(".rank, .name, .score")) {
      const size = parseFloat(getComputedStyle(part).fontSize);
      if (size < letter) wrong.push(`${name}: ${part.className} in ${size} px`);
      if (!within(box(part), box(row))) wrong.push(`${name}: ${part.className} is cut`);
    }
    if (box(row.querySelector(".name")).width < 6 * letter) wrong.push(`${name} has no room for its name`);
  }
  for (const part of document.querySelectorAll(".screen-header > :not([hidden]), .stage, .ticker")) {
    if (!within(box(part), { top: 0, left: 0, right: innerWidth, bottom: innerHeight })) wrong.push(`${part.className} is cut`);
  }
  for (const element of [document.scrollingElement, ...document.querySelectorAll("body, main, main *")]) {
    if (element.offsetWidth - element.clientWidth > 12 && /auto|scroll/.test(getComputedStyle(element).overflow)) {
      wrong.push(`${element.className} has a scroll bar`);
    }
  }
  return wrong;
}"""
SHOWN = "[...document.querySelectorAll('[data-board=rows] > tr:not([hidden]) .name')].map((name) => name.textContent)"


@pytest.fixture
def page(chromium, settings) -> Iterator[Page]:
    with serving(application) as running:
        settings.PUBLIC_URL = f"http://localhost:{port_of(running)}"
        context = chromium.new_context(base_url=settings.PUBLIC_URL)
        page = watched(context.new_page())
        page.clock.install()
        page.add_init_script(WAKE_LOCK)
        yield page
        context.close()


def add_teams(gameday: GameDay, upto: int) -> None:
    """The first has the longest name that is allowed, and burns."""
    for position in range(gameday.teams.count(), upto):
        team = making.make_team(gameday, name=LONGEST_NAME if position == 0 else f"The Hooves of Unrest {position}")
        Standing.objects.create(gameday=gameday, team=team, points=12_345 - 7 * position, updated_at=timezone.now())
        if position == 0:
            making.make_incident(team, now=timezone.now())


def shown_on_all_pages(page: Page) -> list[list[str]]:
    pages = page.locator("[data-board=dots] > span").count()
    found = []
    for _ in range(pages):
        found.append(page.evaluate(SHOWN))
        page.keyboard.press("ArrowRight")
    return found


def test_4_to_40_teams_are_readable_from_ten_metres_and_nobody_is_cut_off(page):
    gameday = making.running_gameday(timezone.now())
    for teams in (4, 16, 32, 40):
        add_teams(gameday, teams)
        page.goto(f"/board/{gameday.slug}/screen/")
        expect(page.locator(".score").first).to_be_visible()
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            wrong: list[str] = []
            fits = eventually(lambda wrong=wrong: not _renew(wrong, page.evaluate(WHAT_IS_WRONG)), within=30)
            assert fits, f"{teams} teams at {width} x {height}: {wrong}"
        pages = shown_on_all_pages(page)
        assert len(pages) == (1 if teams <= 16 else 2)
        assert {name for names in pages for name in names} == set(gameday.teams.values_list("name", flat=True))
        assert [names[0] for names in pages] == [LONGEST_NAME] * len(pages), "who leads is on every page"
        assert page.evaluate("asked") == ["screen"]
        expect(page.locator("[data-board=sleep]")).to_be_hidden()
    pages_turn_by_themselves_until_one_is_held(page)
    assert page.complaints == []


def pages_turn_by_themselves_until_one_is_held(page: Page) -> None:
    first = page.evaluate(SHOWN)
    page.clock.fast_forward(TURNS_AFTER)
    second = page.evaluate(SHOWN)
    assert second != first
    page.keyboard.press("Space")
    expect(page.locator("[data-board=hold]")).to_have_attribute("aria-pressed", "true")
    page.clock.fast_forward(TURNS_AFTER)
    assert page.evaluate(SHOWN) == second
    page.keyboard.press("Space")
    page.clock.fast_forward(TURNS_AFTER)
    assert page.evaluate(SHOWN) == first


def _renew(wrong: list[str], found: list[str]) -> list[str]:
    wrong[:] = found
    return wrong
