"""Who may open what: strangers, players, accounts without a desk, facilitators; every page and every verb."""

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from gameday.access import SESSION_KEY, beside_engine
from gameday.event.verbs import VERBS
from gameday.models import GameDay
from tests.making import make_incident, make_player
from tests.reading import read_page

pytestmark = pytest.mark.django_db

ADMIN_LISTS = [
    "gameday_gameday",
    "gameday_player",
    "gameday_host",
    "gameday_sandbox",
    "gameday_incident",
    "gameday_injection",
    "gameday_transition",
    "gameday_activity",
    "gameday_message",
    "scenarios_scenario",
    "scoring_entry",
    "scoring_observation",
    "scoring_standing",
    "scoring_hinttaken",
    "scoring_attempt",
    "scoring_film",
]
ADMIN_PAGES = ["change", "delete", "history", "import", "draw", "panel", "problems"]
DANGEROUS = ["launch", "start", "pause", "resume", "halt", "release", "finish", "archive", "renew-code"]
CONTROL_PAGES = ["control", "part-grid", "part-clock", "part-log"]
CONTROL_VERBS = [
    "run",
    "halt",
    "release",
    "seats",
    "open-scenario",
    "heal",
    "free-hint",
    "void",
    "void-window",
    "message",
    "adjust",
    "places",
    "rebuild",
    "move",
    "claim-need",
    "hand-over-need",
    "close-need",
    "prepare-answer",
    "forget-answer",
    "undo",
    "control-write",
]


def admin_addresses(gameday):
    yield reverse("admin:index")
    yield reverse("admin:gameday_gameday_add")
    for name in ADMIN_LISTS:
        yield reverse(f"admin:{name}_changelist")
    for name in ADMIN_PAGES:
        yield reverse(f"admin:gameday_gameday_{name}", args=[gameday.pk])
    for verb in DANGEROUS:
        yield reverse("admin:gameday_gameday_do", args=[gameday.pk, verb])
    player = gameday.players.first()
    yield reverse("admin:gameday_player_change", args=[player.pk])


def control_pages(gameday):
    yield reverse("scoring:control", args=[gameday.slug])
    for name in ("grid", "clock", "log"):
        yield reverse("scoring:control-part", args=[gameday.slug, name])
    incident = gameday.incidents.first()
    yield reverse("scoring:control-team-acts", args=[gameday.slug, incident.team_id])
    yield reverse("scoring:control-incident-acts", args=[gameday.slug, incident.pk])


def control_verbs(gameday):
    incident = gameday.incidents.first()
    more = {
        "run": ["pause"],
        "seats": ["swap"],
        "heal": [incident.pk],
        "free-hint": [incident.pk, 0],
        "rebuild": [incident.team_id],
        "move": [incident.team_id],
        "claim-need": ["call", 1],
        "hand-over-need": ["call", 1],
        "forget-answer": [1],
        "control-write": [incident.team_id],
        "close-need": ["call", 1],
    }
    for name in CONTROL_VERBS:
        yield reverse(f"scoring:{name}", args=[gameday.slug, *more.get(name, [])])


@pytest.fixture
def day(gameday):
    """A game day that runs, with an incident, so that every address names something that is there."""
    GameDay.objects.update(state="running")
    make_incident(gameday.teams.first())
    gameday.refresh_from_db()
    return gameday


@pytest.fixture
def player_browser(day):
    """A browser of a player."""
    client = Client()
    session = client.session
    session[SESSION_KEY] = make_player(day.teams.first(), name="Mallory").token
    session.save()
    return client


@pytest.fixture
def account_browser(db):
    """A browser of somebody with an account who is no facilitator."""
    client = Client()
    client.force_login(get_user_model().objects.create_user("mallory"))
    return client


@pytest.fixture
def former_browser(db):
    """A browser of a facilitator whose account was switched off after the login."""
    client = Client()
    user = get_user_model().objects.create_user("former", is_staff=True)
    client.force_login(user)
    user.is_active = False
    user.save()
    return client


OUTSIDERS = ["client", "player_browser", "account_browser", "former_browser"]


def turned_away(response):
    """Was it a redirect to the login, or a refusal?"""
    login = reverse("admin:login")
    return response.status_code == 403 or (response.status_code == 302 and response["Location"].startswith(login))


@pytest.mark.parametrize("who", OUTSIDERS)
def test_outsiders_get_into_no_page_of_the_admin(who, request, day):
    browser = request.getfixturevalue(who)
    for address in admin_addresses(day):
        assert turned_away(browser.get(address)), address
        assert turned_away(browser.post(address, {"post": "yes", "take": "yes"})), address


@pytest.mark.parametrize("who", OUTSIDERS)
def test_outsiders_get_into_no_page_of_the_control_room(who, request, day):
    browser = request.getfixturevalue(who)
    for address in control_pages(day):
        assert turned_away(browser.get(address)), address


@pytest.mark.parametrize("who", OUTSIDERS)
def test_outsiders_can_do_nothing_in_the_control_room(who, request, day):
    browser = request.getfixturevalue(who)
    for address in control_verbs(day):
        assert turned_away(browser.post(address, {"team": day.teams.first().pk, "points": 5, "reason": "me"})), address
    saved = GameDay.objects.get()
    assert (saved.state, saved.halted_at, saved.entries.count(), saved.messages.count()) == ("running", None, 0, 0)


def test_a_facilitator_gets_into_every_page(desk, day):
    for address in [*admin_addresses(day), *control_pages(day)]:
        assert desk.get(address).status_code in (200, 302), address
        assert not turned_away(desk.get(address)), address


def test_a_verb_of_the_control_room_is_never_done_by_get(desk, day):
    for address in control_verbs(day):
        assert desk.get(address).status_code == 405, address


def test_the_control_room_flips_what_has_a_switch_there_and_nothing_else(desk, day):
    """Verbs that need an explanation first are in the admin. A halt and its release may be for one team alone."""
    switches = {name for name, verb in VERBS.items() if verb.switch}
    joining = {"close-joining", "open-joining", "renew-code"}
    assert switches == {"start", "pause", "resume", "finish", "freeze", "reveal", "end-rush"} | joining
    for name in (*VERBS.keys() - switches, "no-such-verb"):
        assert desk.post(reverse("scoring:run", args=[day.slug, name])).status_code == 404, name
    assert desk.post(reverse("scoring:run", args=[day.slug, "pause"])).status_code == 302
    day.refresh_from_db()
    assert (day.state, day.halted_at) == ("paused", None)


def test_an_address_of_another_game_day_is_not_found(desk, day):
    for address in (
        reverse("scoring:control", args=["no-such"]),
        reverse("admin:gameday_gameday_do", args=[9999, "halt"]),
        reverse("admin:gameday_gameday_panel", args=[9999]),
    ):
        assert desk.get(address).status_code == 404, address


def test_the_login_page_tells_a_stranger_nothing_about_what_is_inside(client, day):
    page = read_page(client.get(reverse("admin:login")))
    assert "Game days" not in page
    assert "/admin/gameday/" not in page


@pytest.mark.parametrize("target", [{}, {"next": ""}])
def test_a_sign_in_that_comes_from_nowhere_leads_to_the_desk(client, target):
    get_user_model().objects.create_user("marie", password="oats", is_staff=True)
    answer = client.post(reverse("admin:login"), {"username": "marie", "password": "oats"} | target, follow=True)
    assert (answer.redirect_chain, answer.status_code) == ([(reverse("admin:index"), 302)], 200)


def test_what_needs_the_engine_is_refused_elsewhere_with_a_sentence(settings, rf):
    view = beside_engine(lambda request: HttpResponse("inside"))
    assert view(rf.get("/play/console/")).content == b"inside"
    settings.TERMINALS = False
    refused = view(rf.get("/play/console/"))
    assert refused.status_code == 503
    assert "Nothing was changed" in read_page(refused)
