"""Souvenirs in a real Chromium: long names stay in their boxes, a PDF has its pages, and a player takes a certificate home."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from scoring.afterwards.souvenirs import certificate_sheets, poster_sheets, sheets
from scoring.afterwards.souvenirs.certificate import draw_certificate
from scoring.afterwards.souvenirs.drawing import svg
from scoring.afterwards.souvenirs.poster import draw_poster
from scoring.models import Recap
from tests import making
from tests.accessibility import barriers_in_light_and_dark
from tests.afterwards.played_day import play_day
from tests.afterwards.recap.conftest import browser_of
from tests.afterwards.souvenirs.days import ARABIC, CHINESE, HINDI, LONG_NAME, WITHOUT_SPACES, member, team_day, weather
from tests.chromium import watched

pytestmark = pytest.mark.browser

NAMES = ["Ada", LONG_NAME, WITHOUT_SPACES, ARABIC, CHINESE, HINDI, "🦄" * 30]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
PAGES = re.compile(rb"/Type\s*/Page\b")
# In the picture's own units: what each text takes up, and where the picture ends.
MEASURE = """() => {
  const picture = document.querySelector("svg");
  const ring = (text) => text.querySelector("textPath");
  const texts = [...picture.querySelectorAll("text")].filter((text) => !ring(text));
  const box = (text) => {
    const { x, y, width, height } = text.getBBox();
    const place = picture.getScreenCTM().inverse().multiply(text.getScreenCTM());
    const corner = new DOMPoint(x, y).matrixTransform(place), end = new DOMPoint(x + width, y + height).matrixTransform(place);
    return [text.textContent, corner.x, corner.y, end.x, end.y];
  };
  return texts.map(box);
}"""


def crowded_day(name: str):
    crew = tuple(member(pk=number, name=name) for number in range(12))
    deeds = tuple(weather(f"{title} that nobody expected", since=at / 12, until=(at + 1) / 12) for at, title in
                  enumerate(["A sleepy shop", "Cheap hay", "Lost in the forest"] * 4))  # fmt: skip
    return team_day(
        name=name, motto=f"{name} {name}", crew=crew, weather=deeds, gameday=name, pennants=team_day().pennants * 3
    )


def outside(page, picture, edges) -> list[tuple]:
    """The texts that stand out of these edges, as Chromium measures them."""
    page.set_content(svg.write(picture))
    left, top, right, bottom = edges
    return [box for box in page.evaluate(MEASURE) if box[1] < left or box[2] < top or box[3] > right or box[4] > bottom]


def test_every_name_stays_within_the_frame(chromium):
    page = chromium.new_page()
    for name in NAMES:
        day, holder = crowded_day(name), member(name=name, learned=f"to write {name}", learned_from=name)
        for sheet in (certificate_sheets.A4, certificate_sheets.PHONE):
            left, top, right, bottom = sheet.edges
            inside = (left + sheet.band, top + sheet.band, right - sheet.band, bottom - sheet.band)
            assert outside(page, draw_certificate(day, holder, sheet), inside) == []
        for sheet in (poster_sheets.A4, poster_sheets.PHONE):
            assert outside(page, draw_poster(day, sheet), (0, 0, sheet.width, sheet.height)) == []
    page.close()


def test_a_pdf_has_a_page_for_each_certificate_and_each_poster(db):
    gameday = making.make_gameday()
    days = [team_day(crew=(member(), member(pk=12, name=ARABIC))), team_day(pk=4)]
    for kind, pages in ((sheets.Kind.CERTIFICATES, 3), (sheets.Kind.POSTERS, 2)):
        content = sheets.to_pdf(gameday, sheets.pictures(gameday, days, kind), kind)
        assert len(PAGES.findall(content)) == pages


@pytest.mark.django_db(transaction=True)
def test_from_the_recap_to_a_certificate_on_the_phone(chromium, live_server, tmp_path):
    day = play_day(teams=2, rounds=2)
    Recap.objects.create(gameday=day.gameday, opened_at=making.NOW)
    crew = day.crews[0]
    context = chromium.new_context(base_url=live_server.url, viewport=DESK)
    session = browser_of(crew.dev).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = watched(context.new_page())
    page.goto(f"/recap/{day.gameday.slug}/")
    page.get_by_role("link", name="Souvenirs").click()

    page.fill("#id_learned", "to read what the supervisor says")
    page.fill("#id_learned_from", crew.ops.name)
    page.get_by_role("button", name="Put it on my certificate").click()
    page.get_by_text("It stands on your certificate now.").wait_for()
    shown = page.locator(".certificate")
    assert shown.evaluate("picture => picture.decode().then(() => picture.naturalWidth > 0)")

    with page.expect_download() as download:
        page.locator(".own").get_by_role("link", name="For the phone").click()
    png = Path(download.value.path()).read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (1080, 1920)

    assert barriers_in_light_and_dark(page) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.screenshot(path=tmp_path / "souvenirs.png", full_page=True)
    assert page.complaints == []
    context.close()
