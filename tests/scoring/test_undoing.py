"""Taking an act back: by the verb that reverses it, by who has done it, within some seconds."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gameday.models import Activity, Message
from scoring.models import Entry, HintTaken, Standing
from scoring.pages.control import undoing
from tests import making
from tests.reading import read_page

HTMX = {"HX-Request": "true"}


@pytest.fixture
def room(db):
    browser = Client()
    browser.force_login(get_user_model().objects.create_user("walter", is_staff=True))
    return browser


@pytest.fixture
def burning(team):
    return making.make_incident(team, now=timezone.now())


def act(room, name, *args, **fields):
    """Do it, and return the token of its undo."""
    page = room.post(reverse(f"scoring:{name}", args=args), fields, headers=HTMX).text
    found = re.search(r'name="token"\s+value="([^"]+)"', page)
    assert found, page
    return found[1]


def undo(room, gameday, token):
    return room.post(reverse("scoring:undo", args=[gameday.slug]), {"token": token}, headers=HTMX)


def test_adjusted_points_are_reversed_by_a_new_line_once(room, gameday, team):
    token = act(room, "adjust", gameday.slug, team=team.pk, points=7, reason="rain")
    assert "Taken back: -7 points for Gilded Hooves, by a new line." in read_page(undo(room, gameday, token))
    assert [entry.points for entry in Entry.objects.order_by("pk")] == [7, -7]
    assert Standing.objects.get(team=team).points == 0
    again = undo(room, gameday, token)
    assert (again.status_code, Entry.objects.count()) == (409, 2)


def test_a_hint_that_was_given_is_taken_back_and_the_feed_says_so(room, gameday, burning):
    token = act(room, "free-hint", gameday.slug, burning.pk, 0)
    assert "Hint 1 is taken back" in read_page(undo(room, gameday, token))
    assert HintTaken.objects.count() == 0
    assert [row.text for row in Activity.objects.filter(verb="hint").order_by("id")] == [
        "walter gives Hint 1 for free",
        "walter takes Hint 1 back",
    ]


def test_a_message_is_taken_off_the_pages(room, gameday, team):
    token = act(room, "message", gameday.slug, team=team.pk, text="Drink")
    assert "The message is taken back." in read_page(undo(room, gameday, token))
    assert Message.objects.count() == 0
    assert Activity.objects.filter(verb="message").count() == 2


def test_nobody_takes_back_what_another_one_did(room, gameday, team, admin_client):
    token = act(room, "adjust", gameday.slug, team=team.pk, points=7, reason="rain")
    answer = undo(admin_client, gameday, token)
    assert (answer.status_code, answer.text) == (409, "walter did that, so only they can take it back.")
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_what_is_too_late_or_forged_is_refused_with_a_sentence(room, gameday, token):
    answer = undo(room, gameday, token)
    assert (answer.status_code, "longer ago than 10 seconds" in answer.text) == (409, True)


def test_after_its_seconds_nothing_is_taken_back(room, gameday, team, monkeypatch):
    token = act(room, "adjust", gameday.slug, team=team.pk, points=7, reason="rain")
    monkeypatch.setattr(undoing, "GRACE", -undoing.SECONDS - 1)
    assert undo(room, gameday, token).status_code == 409
    assert Entry.objects.count() == 1
