"""A Dev and an Ops of one team solve a scenario in two windows, with nothing but terminal, console and workshop."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import SLOW, join, sure, type_into_terminal

pytestmark = [
    pytest.mark.engine,
    pytest.mark.browser,
    pytest.mark.stack,
    pytest.mark.timeout(900),
]

SLUG = "hay-for-two"
INDEX = "psql -c 'CREATE INDEX ON bookings (unicorn_id, starts_on)'"


@pytest.fixture
def seats(platform, window) -> tuple[Page, Page]:
    """Dora on the Dev seat and Otto on the Ops seat, before the first and only incident of the day."""
    said = platform.manage(
        "gameday", "create", "Hay for two", "--teams", "1", "--scenario", "cheap-hay", "--first", "0"
    )
    code = said.rstrip(".\n").split()[-1]
    dev, ops = join(window(), platform, code, "Dora", "Dev"), join(window(), platform, code, "Otto", "Ops")
    platform.manage("gameday", "launch", SLUG)
    expect(ops.locator("#header .badge.lobby")).to_be_visible(timeout=SLOW)
    platform.manage("gameday", "start", SLUG)
    return dev, ops


def points(page: Page) -> int:
    return int(re.sub(r"[^\d-]", "", page.locator("#header .big").inner_text()) or "0")


def test_they_solve_it_together_and_the_points_arrive(seats, platform):
    dev, ops = seats
    for page in seats:
        expect(page.locator("#incidents")).to_contain_text("HAVE SAVED THE COMPANY", timeout=SLOW)
    expect(dev.locator("#incidents")).to_contain_text("144 small questions")
    expect(dev.locator("#incidents")).not_to_contain_text("Postgres logs statements")
    expect(ops.locator("#incidents")).to_contain_text("Postgres logs statements")

    refused = ops.request.get(f"{platform.url}/play/terminal/pipeline/")
    assert refused.status == 403
    assert "No key to Pipeline" in refused.text()

    # the Ops seat rolls the release back in the console, and restores the database's index in a terminal
    ops.goto(f"{platform.url}/play/console/")
    storefront = ops.locator("#service-storefront")
    storefront.get_by_role("button", name="Roll back Storefront").click(timeout=SLOW)
    sure(ops, "Yes")
    expect(storefront).to_contain_text("rolled back by Otto", timeout=SLOW)
    type_into_terminal(ops, platform, "db", INDEX, "CREATE INDEX")

    # the Dev seat reads what was released, reverts it in the workshop and sees the pipeline test and deploy that
    dev.goto(f"{platform.url}/play/workshop/storefront/?file=storefront/pricing.py")
    dev.get_by_role("button", name="Pull", exact=True).click(timeout=SLOW)
    expect(dev.locator(".cm-content")).to_contain_text("horoscope", timeout=SLOW)
    commit = dev.locator(".workshop-log li", has_text="Prices that follow the stars")
    commit.get_by_role("button", name="Show").click(timeout=SLOW)
    expect(dev.locator("#sheet .diff-add").first).to_be_visible(timeout=SLOW)
    dev.keyboard.press("Escape")
    expect(dev.locator(".workshop-editor")).to_be_visible()
    commit.get_by_role("button", name="Revert").click()
    sure(dev, "Yes")
    expect(dev.locator(".cm-content")).not_to_contain_text("horoscope", timeout=SLOW)
    dev.locator("#said").get_by_role("button", name="Push").click(timeout=SLOW)
    expect(dev.locator("#said")).to_contain_text("Pushed", timeout=SLOW)
    expect(dev.locator(".workshop-log li").first).to_contain_text("runs", timeout=SLOW)

    for page in seats:
        page.goto(f"{platform.url}/play/")
    before = points(ops)
    ops.get_by_label("Your answer").fill("unicorn_id, starts_on")
    ops.locator("#incidents").get_by_role("button", name="Send").click()
    expect(ops.locator("#incidents .goal.met")).to_have_count(4, timeout=SLOW)
    dev.get_by_role("button", name="Turn my key").click()
    ops.get_by_role("button", name="Turn my key").click()
    for page in seats:
        expect(page.locator("#points")).to_contain_text("Cheap hay", timeout=SLOW)
        expect(page.locator("#activity")).to_contain_text("Otto rolls storefront back")
    assert points(ops) > before
