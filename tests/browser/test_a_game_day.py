"""A whole game day as people play it: a facilitator in one window, the board in a second, a Dev and an Ops in two more."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import two_seats
from tests.browser.conftest import Platform
from tests.browser.people import SLOW, join, sure
from tests.browser.two_seats import lines_counted

pytestmark = [
    pytest.mark.engine,
    pytest.mark.browser,
    pytest.mark.stack,
    pytest.mark.timeout(1200),
]

SLUG = "hay-day"
POSITIVE = re.compile(r"^[1-9]")


@pytest.fixture
def desk(window, platform) -> Page:
    """The facilitator, logged in."""
    page = window()
    page.goto(f"{platform.url}/admin/")
    page.get_by_label("Username").fill("facilitator")
    page.get_by_label("Password").fill(platform.password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    return page


@pytest.fixture
def board(window) -> Page:
    return window()


@pytest.fixture
def dev(window) -> Page:
    return lines_counted(window())


@pytest.fixture
def ops(window) -> Page:
    return lines_counted(window())


def test_a_game_day_from_the_admin_to_the_last_message(desk, board, dev, ops, platform):
    the_facilitator_makes_a_game_day_in_the_admin(desk, platform)
    two_people_join_by_the_link(dev, ops, desk, platform)
    the_launch_asks_first(desk)
    the_launch_builds_the_company_and_the_board_moves_by_itself(desk, board, platform)
    they_practise(dev, ops)
    after_the_start_customers_pay_on_the_board(desk, board, ops, platform)
    an_incident_is_injected_and_everybody_sees_it(desk, board, dev, ops, platform)
    a_hint_shows_its_price_first_and_is_charged_once(dev)
    they_solve_it_and_the_points_arrive(dev, ops, board, platform)
    a_message_reaches_the_players_and_the_day_ends_for_all(desk, board, dev, ops, platform)
    assert (dev.most_lines, ops.most_lines) == (1, 1)


def they_practise(dev: Page, ops: Page) -> None:
    two_seats.the_practice_begins_for_both(dev, ops)
    two_seats.they_see_and_call_each_other(dev, ops)
    two_seats.they_write_down_what_they_think(dev, ops)
    two_seats.they_mend_it_and_turn_both_keys(dev, ops)


def they_solve_it_and_the_points_arrive(dev: Page, ops: Page, board: Page, platform: Platform) -> None:
    two_seats.a_seat_has_no_key_to_the_others_rooms(ops, platform)
    two_seats.ops_rolls_back_and_restores_the_index(ops)
    two_seats.dev_reverts_the_release_in_the_workshop(dev)
    before = points_of(board)
    two_seats.the_points_arrive_at_both(dev, ops)
    expect(dev.locator("#incidents")).to_contain_text("Nothing is burning", timeout=SLOW)
    expect(board.locator(".fires li")).to_have_count(0)
    assert points_of(board) > before


def control(desk: Page, platform) -> None:
    desk.goto(f"{platform.url}/control/{SLUG}/")


def points_of(page: Page) -> int:
    return int(page.locator("tbody .score").first.get_attribute("data-points") or "0")


def pressed_while_news_arrive(page, button):
    """A slow press: the part of the page around the button is fetched again while it is down."""
    button.hover()
    page.mouse.down()
    with page.expect_response("**/play/part/incidents/"):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('refresh:incidents'))")
    page.wait_for_timeout(300)
    page.mouse.up()


def the_facilitator_makes_a_game_day_in_the_admin(desk: Page, platform: Platform) -> None:
    desk.goto(f"{platform.url}/admin/gameday/gameday/add/")
    desk.get_by_label("Name:").press_sequentially("Hay Day")
    expect(desk.get_by_label("Slug:")).to_have_value(SLUG)
    desk.get_by_label("Teams:").fill("1")
    for box in desk.locator("input[name=scenarios]").all():
        box.set_checked(False)
    desk.get_by_label("Cheap hay").check()
    desk.get_by_label("First round:").fill("1h")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator("#panel")).to_contain_text("Gilded Hooves")
    expect(desk.locator("#panel")).to_contain_text("It can be launched.", timeout=SLOW)


def the_launch_asks_first(desk: Page) -> None:
    desk.locator("#verb-launch").click()
    expect(desk.locator(".ask")).to_contain_text("1 team (Gilded Hooves: 2)")


def the_launch_builds_the_company_and_the_board_moves_by_itself(desk: Page, board: Page, platform: Platform) -> None:
    board.goto(f"{platform.url}/board/{SLUG}/")
    expect(board.locator("[data-board=teams]")).to_contain_text("Gilded Hooves")
    expect(board.locator("[data-board=teams]")).to_contain_text("Dora")
    desk.get_by_role("button", name="Launch").click()
    expect(board.locator("[data-board=state]")).to_have_text("lobby", timeout=SLOW)
    expect(board.locator("[data-board=teams]")).to_contain_text("company is up")
    expect(desk.locator("#panel .badge.lobby")).to_be_visible(timeout=20_000)


def two_people_join_by_the_link(dev: Page, ops: Page, desk: Page, platform: Platform) -> None:
    link = desk.locator(".panel-join a").get_attribute("href")
    code = link.rstrip("/").rsplit("/", 1)[-1]
    for page, name, seat in ((dev, "Dora", "Dev"), (ops, "Otto", "Ops")):
        join(page, platform, code, name, seat)
    expect(dev.locator("#practice")).to_contain_text("before the day begins")


def after_the_start_customers_pay_on_the_board(desk: Page, board: Page, ops: Page, platform: Platform) -> None:
    control(desk, platform)
    desk.get_by_role("button", name="Start", exact=True).click()
    expect(board.locator("[data-board=state]")).to_have_text("running")
    expect(board.locator("tbody .score").first).to_have_attribute("data-points", POSITIVE, timeout=SLOW)
    ops.locator(".tools-overview").click()
    expect(ops.locator("#shop .journey.full").first).to_be_visible(timeout=SLOW)


def an_incident_is_injected_and_everybody_sees_it(
    desk: Page, board: Page, dev: Page, ops: Page, platform: Platform
) -> None:
    control(desk, platform)
    label = desk.locator("option", has_text="Cheap hay").first.inner_text()
    desk.get_by_label("Scenario:").select_option(label=label)
    desk.get_by_role("button", name="Inject", exact=True).click()
    sure(desk, "Inject")
    two_seats.each_reads_what_their_seat_knows(dev, ops, platform, SLUG)
    expect(board.locator(".fires")).to_contain_text("Cheap hay", timeout=SLOW)
    pressed_while_news_arrive(dev, dev.get_by_role("button", name="We are on it"))
    expect(ops.locator("#incidents")).to_contain_text("Dora said: we are on it")


def a_hint_shows_its_price_first_and_is_charged_once(dev: Page) -> None:
    rung = dev.locator(".ladder button").first
    expect(rung).to_contain_text("5 points")
    rung.click()
    sure(dev, "Yes")
    expect(dev.locator("#incidents .hint")).to_contain_text("measure both sides")
    expect(dev.locator("#points")).to_contain_text("-5")


def a_message_reaches_the_players_and_the_day_ends_for_all(
    desk: Page, board: Page, dev: Page, ops: Page, platform: Platform
) -> None:
    control(desk, platform)
    desk.get_by_role("textbox", name="Text:").fill("Well ridden!")
    desk.get_by_role("button", name="Send").click()
    for page in (dev, ops):
        expect(page.locator("#messages")).to_contain_text("Well ridden!")
    desk.get_by_role("button", name="Finish", exact=True).click()
    sure(desk, "Finish")
    expect(board.locator("[data-board=headline]")).to_contain_text("golden horseshoe", timeout=30_000)
    for page in (dev, ops):
        expect(page.locator("#incidents")).to_contain_text("The day is over")
