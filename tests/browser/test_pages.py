"""Every page for people who need contrast, labels or a small screen: axe finds nothing, and nothing is too wide."""

import pytest

from tests.accessibility import barriers_in_light_and_dark
from tests.browser.conftest import Platform

pytestmark = [pytest.mark.engine, pytest.mark.browser, pytest.mark.stack]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
PUBLIC = [
    "/",
    "/rules/",
    "/join/no-such-code/",
    "/no-such-page/",
    "/admin/login/",
    "/board/the-look/",
    "/board/the-look/screen/",
]
CONTROL = ["/control/the-look/", "/control/the-look/terminals/", "/admin/", "/admin/gameday/gameday/", "/styleguide/"]
CATALOGUE = ["/catalogue/", "/catalogue/?category=backup&difficulty=1", "/catalogue/double-nap/"]


@pytest.fixture(scope="module")
def code(platform: Platform) -> str:
    """The join code of a game day that waits in its draft, with two teams."""
    said = platform.manage("gameday", "create", "The look", "--teams", "2")
    return said.rstrip(".\n").split()[-1]


def complaints(page, url: str) -> list[str]:
    """What is wrong with the page, in light and in dark, on a desk and on a phone."""
    page.set_viewport_size(DESK)
    page.goto(url)
    found = [f"{url}: {barrier}" for barrier in barriers_in_light_and_dark(page)]
    page.set_viewport_size(PHONE)
    wide = page.evaluate("document.documentElement.scrollWidth")
    return found + ([f"{url} is {wide} pixels wide on a phone"] if wide > PHONE["width"] else [])


def test_public_pages_are_for_everybody(platform: Platform, window, code):
    page = window()
    assert [line for path in [*PUBLIC, f"/join/{code}/"] for line in complaints(page, platform.url + path)] == []


def test_the_widest_names_fit_a_phone(platform: Platform, window):
    widest = "W" * 60
    said = platform.manage("gameday", "create", widest, "--teams", "2")
    code, slug = said.rstrip(".\n").split()[-1], said.split("its slug is ")[1].split(",")[0]
    page = window()
    page.set_viewport_size(PHONE)
    page.goto(f"{platform.url}/join/{code}/")
    page.fill("input[name=name]", widest)
    page.check("input[value=dev]")
    page.click("button.primary")
    page.wait_for_selector(".desk")
    for path in (f"/join/{code}/?again", "/", "/play/", "/play/chat/", "/play/console/", f"/board/{slug}/"):
        page.goto(platform.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path


def test_a_players_page_is_for_everybody(platform: Platform, window, code):
    page = window()
    page.goto(f"{platform.url}/join/{code}/")
    page.fill("input[name=name]", "Ada")
    page.check("input[value=dev]")
    page.select_option("select[name=team]", index=1)
    page.click("button.primary")
    page.wait_for_selector(".desk")
    assert complaints(page, f"{platform.url}/play/") == []
    for path in ("/play/console/", "/play/chat/", "/play/workshop/"):
        assert complaints(page, platform.url + path) == []


def test_the_facilitators_pages_are_for_everybody(platform: Platform, window, code):
    page = window()
    page.goto(f"{platform.url}/admin/login/")
    page.fill("#id_username", "facilitator")
    page.fill("#id_password", platform.password)
    page.click("[type=submit]")
    page.goto(f"{platform.url}/admin/gameday/gameday/")
    change = page.get_by_role("link", name="The look").first.get_attribute("href")
    page.goto(f"{platform.url}/control/the-look/")
    beside = "/control/the-look/" + page.locator("a[href^='?beside=']").first.get_attribute("href")
    page.goto(platform.url + beside)
    talk = page.locator("#beside a[data-key=o]").get_attribute("href")
    paths = [*CONTROL, *CATALOGUE, change.split("?")[0], beside, talk, "/prepare/"]
    found = [line for path in paths for line in complaints(page, platform.url + path)]
    assert [line for line in found if not ("/admin/" in line and "on a phone" in line)] == []  # Django's own
