"""A whole game day as people play it: a facilitator in one window, the board in a second, a player in a third."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Platform
from tests.browser.people import SLOW, sure, type_into_terminal

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
def player(window) -> Page:
    return window()


def test_a_game_day_from_the_admin_to_the_last_message(desk, board, player, platform):
    the_facilitator_makes_a_game_day_in_the_admin(desk, platform)
    the_launch_asks_first(desk)
    the_launch_builds_the_company_and_the_board_moves_by_itself(desk, board, platform)
    a_player_joins_by_the_link(player, board, desk)
    after_the_start_customers_pay_on_the_board(desk, board, player, platform)
    an_incident_is_injected_and_everybody_sees_it(desk, board, player, platform)
    a_hint_shows_its_price_first_and_is_charged_once(player)
    it_is_mended_in_the_containers_and_the_points_arrive(player, board, platform)
    a_message_reaches_the_player_and_the_day_ends_for_all(desk, board, player, platform)


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
    desk.get_by_label("The double nap").check()
    desk.get_by_label("First round:").fill("1h")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator("#panel")).to_contain_text("Gilded Hooves")
    expect(desk.locator("#panel")).to_contain_text("It can be launched.", timeout=SLOW)


def the_launch_asks_first(desk: Page) -> None:
    desk.locator("#verb-launch").click()
    expect(desk.locator(".ask")).to_contain_text("1 team (Gilded Hooves: 0)")


def the_launch_builds_the_company_and_the_board_moves_by_itself(desk: Page, board: Page, platform: Platform) -> None:
    board.goto(f"{platform.url}/board/{SLUG}/")
    expect(board.locator("[data-board=teams]")).to_contain_text("Gilded Hooves")
    desk.get_by_role("button", name="Launch").click()
    expect(board.locator("[data-board=state]")).to_have_text("lobby", timeout=SLOW)
    expect(board.locator("[data-board=teams]")).to_contain_text("company is up")
    expect(desk.locator("#panel .badge.lobby")).to_be_visible(timeout=20_000)


def a_player_joins_by_the_link(player: Page, board: Page, desk: Page) -> None:
    link = desk.locator(".panel-join a").get_attribute("href")
    player.goto(link)
    player.get_by_label("Your name").fill("Rosa")
    player.get_by_label("Ops").check()
    player.get_by_role("button", name="Take the seat").click()
    expect(player.locator("#header")).to_contain_text("Gilded Hooves")
    expect(board.locator("[data-board=teams]")).to_contain_text("Rosa")


def after_the_start_customers_pay_on_the_board(desk: Page, board: Page, player: Page, platform: Platform) -> None:
    control(desk, platform)
    desk.get_by_role("button", name="Start", exact=True).click()
    expect(board.locator("[data-board=state]")).to_have_text("running")
    expect(board.locator("tbody .score").first).to_have_attribute("data-points", POSITIVE, timeout=SLOW)
    expect(player.locator("#shop .journey.full").first).to_be_visible(timeout=SLOW)


def an_incident_is_injected_and_everybody_sees_it(desk: Page, board: Page, player: Page, platform: Platform) -> None:
    control(desk, platform)
    nap = desk.locator("option", has_text="The double nap").first.inner_text()
    desk.get_by_label("Scenario:").select_option(label=nap)
    desk.get_by_role("button", name="Inject", exact=True).click()
    sure(desk, "Inject")
    expect(board.locator(".fires")).to_contain_text("The double nap", timeout=SLOW)
    expect(player.locator("#incidents")).to_contain_text("RUG STOP")
    pressed_while_news_arrive(player, player.get_by_role("button", name="We are on it"))
    expect(player.locator("#incidents")).to_contain_text("Rosa said: we are on it")


def a_hint_shows_its_price_first_and_is_charged_once(player: Page) -> None:
    rung = player.locator(".ladder button").first
    expect(rung).to_contain_text("2 points")
    rung.click()
    sure(player, "Yes")
    expect(player.locator("#incidents .hint")).to_contain_text("Two of them, in two places")
    expect(player.locator("#points")).to_contain_text("-2")


def it_is_mended_in_the_containers_and_the_points_arrive(player: Page, board: Page, platform: Platform) -> None:
    type_into_terminal(player, platform, "edge", "sv start nginx", "ok: run: nginx")
    type_into_terminal(player, platform, "recognizer", "sv start recognizer", "ok: run: recognizer")
    player.get_by_label("Your answer").fill("nginx")
    player.locator("#incidents").get_by_role("button", name="Send").click()
    expect(player.locator("#incidents .goal.met")).to_have_count(3, timeout=SLOW)
    before = points_of(board)
    player.get_by_role("button", name="Turn my key").click()
    player.get_by_role("button", name="Turn the other key").click()
    expect(player.locator("#incidents")).to_contain_text("Nothing is burning", timeout=SLOW)
    expect(player.locator("#points")).to_contain_text("double nap")
    expect(board.locator(".fires li")).to_have_count(0)
    assert points_of(board) > before


def a_message_reaches_the_player_and_the_day_ends_for_all(
    desk: Page, board: Page, player: Page, platform: Platform
) -> None:
    control(desk, platform)
    desk.get_by_label("Text:").fill("Well ridden!")
    desk.get_by_role("button", name="Send").click()
    expect(player.locator("#messages")).to_contain_text("Well ridden!")
    desk.get_by_role("button", name="Finish", exact=True).click()
    sure(desk, "Finish")
    expect(board.locator("[data-board=headline]")).to_contain_text("golden horseshoe", timeout=30_000)
    expect(player.locator("#incidents")).to_contain_text("The day is over")
