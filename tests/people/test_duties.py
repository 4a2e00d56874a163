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
from scoring.models import ActionItem, Award, Ceremony, DebriefNote, Entry, Recap
from scoring.urls import control_urls
from scoring.urls import urlpatterns as scoring_urls
from tests.making import NOW, make_incident, make_player
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
# What comes after the day, too. What is nobody's of the staff, or everybody's, stands in NOT_BY_DUTY.
AFTERWARDS_SEES = [
    "recap", "recap-team", "recap-chat", "survey", "film", "film-json", "film-screen", "films-file", "debrief", "debrief-part",
    "debrief-export", "souvenirs", "certificate", "certificate-pdf", "poster", "poster-pdf", "print-sheet", "print-pdf",
]  # fmt: skip
AFTERWARDS_HELPS = [
    "debrief-lead",
    "debrief-exchange",
    "debrief-add-note",
    "debrief-add-item",
    "debrief-note",
    "debrief-item",
]
AFTERWARDS_CONTROLS = [
    "recap-open", "recap-close", "awards", "choose-awards", "give-award", "exchange-award", "remove-award", "put-award-back",
    "move-award", "ceremony-remote", "ceremony-remote-part", "begin-ceremony", "end-ceremony", "black-ceremony", "step-ceremony",
    "survey-questions", "survey-close",
]  # fmt: skip
NOT_BY_DUTY = ["ceremony", "ceremony-scene", "recap-show-line", "recap-hide-line", "survey-hand-in", "souvenirs-keep"]
LEAST_AFTERWARDS = {
    **dict.fromkeys(AFTERWARDS_SEES, Duty.OBSERVER),
    **dict.fromkeys(AFTERWARDS_HELPS, Duty.HELPER),
    **dict.fromkeys(AFTERWARDS_CONTROLS, Duty.FACILITATOR),
}
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


def afterwards(gameday: GameDay) -> Iterator[tuple[str, str]]:
    """(name, address) of every page and act of what comes after the day; a debrief is that of all teams and a team's."""
    incident = gameday.incidents.first()
    for row in scoring_urls:
        pattern = str(row.pattern)
        if pattern.startswith("recap/"):
            names = dict.fromkeys(re.findall(r"<\w+:(\w+)>", pattern))
            pk = {
                "films/": incident.pk,
                "notes/<": gameday.debrief_notes.earliest("pk").pk,
                "items/<": gameday.action_items.earliest("pk").pk,
                "awards/<": gameday.awards.earliest("pk").pk,
            }
            about = {
                "slug": gameday.slug,
                "pk": next((found for part, found in pk.items() if part in pattern), incident.team_id),
                "kind": "print", "what": "posters", "shape": "a4", "verb": "remove", "line": 1, "direction": "later",
                "seen": 0, "wanted": 1,
            }  # fmt: skip
            if "certificates/" in pattern:
                about["pk"] = incident.team.players.first().pk
            yield row.name, reverse(f"scoring:{row.name}", kwargs={name: about[name] for name in names})


@pytest.fixture
def over(day):
    """The day is over, and there is one of each thing that one takes home."""
    GameDay.objects.update(state="finished", finished_at=NOW)
    day.refresh_from_db()
    team = day.incidents.first().team
    make_player(team)
    Award.objects.create(gameday=day, team=team, kind="custom", title="Hay", reason="Hay", by="Ada", at=NOW)
    DebriefNote.objects.create(gameday=day, team=team, column="saw", text="Hay", by="Ada", at=NOW)
    ActionItem.objects.create(gameday=day, team=team, text="Hay", by="Ada", at=NOW)
    return day


def test_every_address_of_what_comes_after_the_day_says_who_may(over):
    assert {name for name, _address in afterwards(over)} == set(LEAST_AFTERWARDS) | set(NOT_BY_DUTY)


@pytest.mark.parametrize("duty", RANK)
def test_each_duty_sees_what_comes_after_the_day_and_changes_what_it_may(over, duty, monkeypatch):
    monkeypatch.setattr("scoring.afterwards.printing.html_to_pdf", lambda *_about, **_options: b"%PDF")
    browser = member("anna", duty)
    for name, address in afterwards(over):
        if name in NOT_BY_DUTY:
            continue
        allowed = RANK.index(duty) >= RANK.index(LEAST_AFTERWARDS[name])
        answer = browser.get(address)
        if answer.status_code == 405:
            answer = browser.post(address, {"text": ""})
        assert (answer.status_code == 403) == (not allowed), (name, answer)
    if duty != Duty.FACILITATOR:
        assert not Recap.objects.filter(opened_at__isnull=False).exists()
        assert not Ceremony.objects.filter(started_at__isnull=False).exists()
    assert DebriefNote.objects.filter(removed_at__isnull=False).exists() == (duty != Duty.OBSERVER)


def test_who_only_sees_reads_a_debrief_and_finds_no_field_in_it(over):
    address = reverse("scoring:debrief", args=[over.slug, over.incidents.first().team_id])
    pages = {duty: member(duty.value, duty).get(address).content.decode() for duty in RANK}
    assert ["<textarea" in pages[duty] for duty in RANK] == [False, True, True]
    assert "Hay" in pages[Duty.OBSERVER]
    survey = {duty: member(f"{duty}2", duty).get(reverse("scoring:survey", args=[over.slug])) for duty in RANK}
    assert ["Save the questions" in read_page(survey[duty]) for duty in RANK] == [False, False, True]


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
