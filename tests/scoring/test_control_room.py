"""The control room: what may be done stands where the thing is, and the feed shows what is asked for."""

import json

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from gameday import activity
from gameday.models import GameDay, Incident, Message
from gameday.models.choices import ActivityVerb
from scoring.models import Entry, HintTaken
from scoring.pages.control import feed
from scoring.pages.control.feed import FeedKind
from tests import making
from tests.reading import read_page

HTMX = {"HX-Request": "true"}


@pytest.fixture
def burning(gameday, team):
    return making.make_incident(team, now=timezone.now())


def team_sheet(client, gameday, team, **more):
    return client.get(reverse("scoring:control-team-acts", args=[gameday.slug, team.pk]), **more).text


def incident_sheet(client, gameday, incident, **more):
    return client.get(reverse("scoring:control-incident-acts", args=[gameday.slug, incident.pk]), **more).text


def log(client, gameday, show=""):
    return read_page(client.get(reverse("scoring:control-part", args=[gameday.slug, "log"]), {"show": show}))


def test_a_team_s_sheet_has_every_act_on_it(admin_client, gameday, team, dev):
    making.make_sandbox(team)
    sheet = team_sheet(admin_client, gameday, team, headers=HTMX)
    acts = ("message", "adjust", "open-scenario", "halt")
    for address in (*(reverse(f"scoring:{name}", args=[gameday.slug]) for name in acts),):
        assert f'hx-post="{address}"' in sheet
    assert f'hx-post="{reverse("scoring:rebuild", args=[gameday.slug, team.pk])}"' in sheet
    assert "Open both seats" in sheet
    assert "Ada" in sheet
    assert "<html" not in sheet


def test_a_sheet_opens_as_a_page_of_its_own_too(admin_client, gameday, team, burning):
    assert "<html" in team_sheet(admin_client, gameday, team)
    assert "<html" in incident_sheet(admin_client, gameday, burning)


def test_an_incident_s_sheet_heals_gives_the_next_hint_and_voids(admin_client, gameday, burning):
    HintTaken.objects.create(incident=burning, rung=0, price=5, at=timezone.now())
    sheet = incident_sheet(admin_client, gameday, burning, headers=HTMX)
    assert reverse("scoring:heal", args=[gameday.slug, burning.pk]) in sheet
    assert reverse("scoring:free-hint", args=[gameday.slug, burning.pk, 1]) in sheet
    assert "The code is awake." in sheet, "what the hint says, so that nobody gives a wrong one"
    assert f'action="{reverse("scoring:void", args=[gameday.slug])}"' in sheet


def test_what_is_over_is_not_healed_and_what_is_voided_not_voided_again(admin_client, gameday, burning):
    Incident.objects.filter(pk=burning.pk).update(state="voided")
    sheet = incident_sheet(admin_client, gameday, burning)
    assert "Heal now" not in sheet
    assert reverse("scoring:void", args=[gameday.slug]) not in sheet


def test_the_sheet_of_another_day_s_team_is_not_there(admin_client, gameday, team):
    other = making.make_team(making.running_gameday())
    assert admin_client.get(reverse("scoring:control-team-acts", args=[gameday.slug, other.pk])).status_code == 404


def test_an_act_is_answered_in_words_alone_however_many_teams_play(admin_client, gameday, team):
    url = reverse("scoring:adjust", args=[gameday.slug])
    answer = admin_client.post(url, {"team": team.pk, "points": 5, "reason": "rain"}, headers=HTMX)
    page = read_page(answer)
    assert answer["HX-Trigger"] == "acted"
    assert "Gilded Hooves: +5 points." in page
    assert "Undo" in page
    assert '<table class="grid">' not in page, "which the page fetches when it reads that the act is done"
    assert Entry.objects.get().points == 5


def test_what_an_act_refuses_is_said_in_its_form(admin_client, gameday, team):
    url = reverse("scoring:adjust", args=[gameday.slug])
    answer = admin_client.post(url, {"team": team.pk, "points": "many", "reason": "rain"}, headers=HTMX)
    assert (answer.status_code, answer.text) == (409, "No points moved: Points: Enter a whole number.")


def test_the_bar_on_top_speaks_to_everybody(admin_client, gameday, team, rivals):
    page = read_page(admin_client.get(reverse("scoring:control", args=[gameday.slug])))
    assert "Every team" in page
    assert "Void an incident" in page
    admin_client.post(reverse("scoring:message", args=[gameday.slug]), {"text": "Drink"}, headers=HTMX)
    assert Message.objects.get().team is None


def test_the_feed_shows_the_kind_that_is_asked_for(admin_client, gameday, team, dev, burning):
    now = timezone.now()
    activity.record_activity(burning, ActivityVerb.INCIDENT, "It burns", now=now)
    activity.record_activity(burning, ActivityVerb.HINT, "A hint is taken", now=now)
    activity.record_activity(dev, ActivityVerb.CHECK, "The referee is called", now=now)
    everything = ("It burns", "A hint is taken", "The referee is called")
    shown = {
        show: [text for text in everything if text in log(admin_client, gameday, show)] for show in FeedKind.values
    }
    assert shown == {
        "all": list(everything),
        "acts": ["The referee is called"],
        "incidents": ["It burns"],
        "hints": ["A hint is taken"],
        "points": ["A hint is taken"],
    }
    assert "It burns" in log(admin_client, gameday, "nonsense")


def test_every_act_has_an_icon_that_is_there():
    drawn = set(json.loads((settings.BASE_DIR / "static/icons.json").read_text()))
    assert set(feed.ICONS) == set(ActivityVerb) - {ActivityVerb.TYPED}
    assert {*feed.ICONS.values(), feed.USUAL_ICON} <= drawn


def test_a_team_s_colour_stands_by_its_acts(admin_client, gameday, team, dev):
    type(team).objects.update(colour="#123456")
    activity.record_activity(dev, ActivityVerb.CHECK, "calls", now=timezone.now())
    assert 'fill="#123456"' in log(admin_client, gameday)


def test_a_day_without_teams_says_what_to_do(admin_client, db):
    gameday = making.make_gameday()
    page = read_page(admin_client.get(reverse("scoring:control", args=[gameday.slug])))
    assert "No teams yet." in page
    assert GameDay.objects.count() == 1
