"""Two people in one debrief, each in a browser: they write at once, lose nothing, follow one another and take it along."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from gameday.asgi import application
from gameday.models import GameDay, Player, Team
from scoring.models import Recap
from tests import making
from tests.accessibility import barriers_in_light_and_dark
from tests.chromium import watched
from tests.making import NOW
from tests.own_redis import own_redis_keys
from tests.serving import port_of, serving

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A line that a busy machine opens late is opened again, and one request of this journey is made to fail.
OF_THE_NETWORK = re.compile("WebSocket|Failed to load resource|htmx:(afterRequest|sendError)")


@pytest.fixture
def team(transactional_db: None) -> Team:
    day: GameDay = making.make_gameday(
        state="finished", started_at=NOW, finished_at=NOW, name="Hay Day", slug="hay-day"
    )
    Recap.objects.create(gameday=day, opened_at=NOW)
    team = making.make_team(day, name="Gilded Hooves")
    making.make_incident(team, state="resolved")
    return team


@pytest.fixture
def open_debrief(chromium: Browser, settings, team: Team) -> Iterator[Callable[[str, str], Page]]:
    """Opens the team's debrief for a new player, in a browser of their own."""
    with own_redis_keys(settings, "live"), serving(application) as running:
        settings.PUBLIC_URL = f"http://localhost:{port_of(running)}"
        contexts = []

        def opened(name: str, role: str) -> Page:
            contexts.append(chromium.new_context(base_url=settings.PUBLIC_URL))
            cookie = {
                "name": django_settings.SESSION_COOKIE_NAME,
                "value": _session(making.make_player(team, role, name=name)),
            }
            contexts[-1].add_cookies([cookie | {"url": settings.PUBLIC_URL}])
            page = watched(contexts[-1].new_page())
            page.goto(f"/recap/hay-day/debrief/{team.pk}/#saw")
            return page

        yield opened
        for context in contexts:
            context.close()


def _session(player: Player) -> str:
    session = Client().session
    session["player_token"] = player.token
    session.save()
    return session.session_key


def thought(page: Page, text: str):
    return page.locator("#saw .debrief-note", has_text=text)


def test_two_people_write_at_once_lose_nothing_and_take_it_along(open_debrief: Callable[[str, str], Page]) -> None:
    ada, otto = open_debrief("Ada", "dev"), open_debrief("Otto", "ops")
    what_one_types_survives_what_the_other_sends(ada, otto)
    what_could_not_be_sent_comes_back(ada, otto)
    of_two_changes_of_one_thought_both_stay(ada, otto)
    a_key_makes_an_action_item(ada, otto)
    one_leads_and_the_other_follows(ada, otto)
    markdown = ada.request.get(ada.locator("a[href$='/export/md/']").get_attribute("href")).text()
    for words in ("The disk was full at ten", "The disk was never full", "- [ ] The queue stood still"):
        assert words in markdown
    assert barriers_in_light_and_dark(otto) == []
    assert [said for said in ada.complaints + otto.complaints if not OF_THE_NETWORK.search(said)] == []


def what_one_types_survives_what_the_other_sends(ada: Page, otto: Page) -> None:
    ada.locator("#debrief-text").fill("The disk was full")
    otto.locator("#debrief-text").fill("The queue stood still")
    otto.locator("#debrief-text").press("Enter")
    expect(otto.locator("#debrief-text")).to_have_value("")
    expect(thought(ada, "The queue stood still")).to_be_visible()
    expect(ada.locator("#debrief-text")).to_have_value("The disk was full")
    ada.locator("#debrief-text").press("Enter")
    expect(thought(otto, "The disk was full")).to_be_visible()


def what_could_not_be_sent_comes_back(ada: Page, otto: Page) -> None:
    ada.route("**/notes/", lambda route: route.abort())
    ada.locator("#debrief-text").fill("We guessed")
    ada.locator("#debrief-text").press("Enter")
    expect(ada.locator("#debrief-compose .act-failed")).to_contain_text("Gameday cannot be reached")
    expect(ada.locator("#debrief-text")).to_have_value("We guessed")
    ada.unroute("**/notes/")
    ada.locator("#debrief-text").press("Enter")
    expect(thought(otto, "We guessed")).to_be_visible()


def of_two_changes_of_one_thought_both_stay(ada: Page, otto: Page) -> None:
    for page, text in ((otto, "The disk was never full"), (ada, "The disk was full at ten")):
        thought(page, "The disk was full").get_by_role("button", name="Change").click()
        page.locator("#note-editor textarea").fill(text)
    ada.locator("#note-editor").get_by_role("button", name="Save").click()
    expect(thought(otto, "The disk was full at ten")).to_have_count(1)
    expect(otto.locator("#note-editor textarea")).to_have_value("The disk was never full")
    otto.locator("#note-editor").get_by_role("button", name="Save").click()
    expect(otto.locator("#debrief-flash")).to_contain_text("Both are kept")
    for page in (ada, otto):
        expect(thought(page, "The disk was never full")).to_be_visible()
        expect(thought(page, "The disk was full at ten")).to_be_visible()


def a_key_makes_an_action_item(ada: Page, otto: Page) -> None:
    thought(otto, "The queue stood still").focus()
    otto.keyboard.press("a")
    for page in (ada, otto):
        expect(thought(page, "The queue stood still").locator(".badge.ready")).to_be_visible()
        expect(page.locator("#actions .debrief-item")).to_have_count(1)


def one_leads_and_the_other_follows(ada: Page, otto: Page) -> None:
    otto.get_by_role("button", name="Everybody follows my step").click()
    expect(ada.locator("#debrief-lead")).to_contain_text("Otto leads")
    otto.locator("h1").click()
    otto.keyboard.press("ArrowRight")
    expect(ada.locator("#surprised")).to_be_visible()
    ada.get_by_role("link", name="Action items").click()
    expect(ada.locator(".debrief-elsewhere")).to_contain_text("What surprised us")
    ada.get_by_role("button", name="Go along").click()
    expect(ada.locator("#surprised")).to_be_visible()
    otto.get_by_role("link", name="Action items").click()
    expect(ada.locator("#actions .debrief-item")).to_be_visible()
