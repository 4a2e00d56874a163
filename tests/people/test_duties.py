"""What each of the staff may do on the days: facilitators all, helpers answer, give hints and look on, observers see."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, reverse

from gameday import access
from gameday.models import GameDay, StaffDuty
from gameday.models.choices import Duty
from gameday.urls import director_urls
from scoring.models import Entry
from scoring.urls import control_urls
from tests.making import make_incident
from tests.reading import read_page

pytestmark = pytest.mark.django_db

# Who may what. Every address of the control room stands here: a new one fails the test until it has its line.
SEES = ["days", "control", "control-part", "control-beside", "control-team", "control-team-part", "terminal-overview"]
HELPS = [
    "claim-need", "hand-over-need", "close-need", "prepare-answer", "forget-answer", "undo", "free-hint",
    "control-incident-acts", "control-say", "control-write", "terminal-look", "terminal-look-ticket",
]  # fmt: skip
CONTROLS = [
    "run", "halt", "release", "seats", "open-scenario", "open-round", "heal", "control-team-acts", "void", "void-window",
    "places", "message", "adjust", "rebuild", "move", "director", "direct-screen", "control-updates", "judge-update", "control-machines",
    "control-messages", "schedule-message", "cancel-message",
]  # fmt: skip
LEAST = {
    **dict.fromkeys(SEES, Duty.OBSERVER),
    **dict.fromkeys(HELPS, Duty.HELPER),
    **dict.fromkeys(CONTROLS, Duty.FACILITATOR),
}
RANK = [Duty.OBSERVER, Duty.HELPER, Duty.FACILITATOR]
WORDS = {"name": "grid", "verb": "pause", "kind": "stuck", "shell": "none", "rung": 0}


def member(name: str, duty: str = "", **more) -> Client:
    user = get_user_model().objects.create_user(name, is_staff=True, **more)
    if duty:
        StaffDuty.objects.create(user=user, duty=duty)
    browser = Client()
    browser.force_login(user)
    return browser


def addresses(gameday: GameDay) -> Iterator[tuple[str, str]]:
    """(name, address) of every page and act of the control room."""
    incident = gameday.incidents.first()
    here = [(f"scoring:{row.name}", row) for row in control_urls]
    here += [
        (f"gameday:{row.name}", row)
        for row in director_urls
        if isinstance(row, URLPattern) and "control/" in str(row.pattern)
    ]
    for name, row in here:
        names = re.findall(r"<\w+:(\w+)>", str(row.pattern))
        pk = incident.pk if re.search(r"incidents|needs", str(row.pattern)) else incident.team_id
        yield (
            name.partition(":")[2],
            reverse(name, args=[{"slug": gameday.slug, "pk": pk, **WORDS}[each] for each in names]),
        )


@pytest.fixture
def day(gameday):
    GameDay.objects.update(state="running")
    make_incident(gameday.teams.first())
    gameday.refresh_from_db()
    return gameday


def test_every_address_of_the_control_room_says_who_may(day):
    assert {name for name, _address in addresses(day)} == set(LEAST)


@pytest.mark.parametrize("duty", RANK)
def test_each_duty_opens_what_it_may_and_nothing_else(day, duty):
    browser = member("anna", duty)
    for name, address in addresses(day):
        allowed = RANK.index(duty) >= RANK.index(LEAST[name])
        answers = [browser.get(address).status_code, browser.post(address, {"text": ""}).status_code]
        assert (403 in answers) == (not allowed), (name, answers)
    if duty != Duty.FACILITATOR:
        assert (Entry.objects.count(), GameDay.objects.get().halted_at) == (0, None)


def test_staff_for_whom_nothing_is_said_are_facilitators_and_superusers_always():
    plain, root = (
        get_user_model().objects.create_user("p", is_staff=True),
        get_user_model().objects.create_superuser("r"),
    )
    StaffDuty.objects.create(user=root, duty=Duty.OBSERVER)
    assert [access.duty_of(user) for user in (plain, root)] == [Duty.FACILITATOR] * 2
    assert access.duty_of(get_user_model().objects.create_user("nobody")) is None
    assert access.duty_of(None) is None


@pytest.mark.parametrize("duty", [Duty.HELPER, Duty.OBSERVER])
def test_the_admin_is_the_facilitators(day, duty):
    browser = member("anna", duty)
    for address in (reverse("admin:gameday_player_changelist"), reverse("admin:gameday_gameday_panel", args=[day.pk])):
        assert browser.get(address).status_code in (302, 403)


def test_a_helper_signs_in_to_the_list_of_days_and_out_again(day, client):
    user = get_user_model().objects.create_user("hella", password="oats", is_staff=True)
    StaffDuty.objects.create(user=user, duty=Duty.HELPER)
    answer = client.post(
        reverse("admin:login"), {"username": "hella", "password": "oats", "next": "/admin/"}, follow=True
    )
    assert "Hay Day" in read_page(answer)
    assert answer.redirect_chain[-1][0] == reverse("scoring:days")
    client.post(reverse("admin:logout"))
    assert client.get(reverse("scoring:days")).status_code == 302


def test_pages_offer_only_what_their_reader_may_do(day):
    pages = {
        duty: read_page(member(duty.value, duty).get(reverse("scoring:control", args=[day.slug]))) for duty in RANK
    }
    team = day.incidents.first().team_id
    pane = {
        duty: read_page(member(f"{duty.value}2", duty).get(reverse("scoring:control-beside", args=[day.slug, team])))
        for duty in RANK
    }
    assert ["Halt all" in pages[duty] for duty in RANK] == [False, False, True]
    assert ["Prepared answers" in pages[duty] for duty in RANK] == [False, True, True]
    assert ['data-key="w"' in pane[duty] for duty in RANK] == [False, True, True]
    assert ['data-key="p"' in pane[duty] for duty in RANK] == [False, False, True]


def test_the_duty_is_given_in_the_admin(admin_client):
    anna = get_user_model().objects.create_user("anna", is_staff=True)
    page = read_page(admin_client.get(reverse("admin:auth_user_change", args=[anna.pk])))
    assert "Duty on the days" in page
    assert "An observer sees the control room." in page
    assert "observer" in page
    assert "duty on the days" in read_page(admin_client.get(reverse("admin:auth_user_changelist"))).lower()
