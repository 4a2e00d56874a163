"""The home page: the way in for who has a code, and what it is for who has never heard of it."""

import re

import pytest
from django.test import Client

from tests import making

pytestmark = pytest.mark.django_db


def test_a_code_that_cannot_be_one_is_said_beside_its_field(client):
    page = client.get("/", {"code": "no such code!"}).text
    assert "letters, numbers and hyphens" in page
    assert 'aria-invalid="true"' in page
    described = re.search(r'aria-describedby="([^"]+)"', page)
    assert described
    assert f'id="{described[1]}"' in page


def test_a_visitor_reads_how_a_day_goes_and_how_to_begin(client):
    page = client.get("/").text
    for words in ("How a day goes", "Take it home", "make run", "manage.py scenario new", "/catalogue/", "/admin/"):
        assert words in page


def test_the_picture_is_told_in_words_to_those_who_do_not_see_it(client):
    picture = re.search(r"(?s)<figure.*?</figure>", client.get("/").text)
    assert picture
    assert '<ol aria-hidden="true">' in picture[0]
    assert "who leads" in picture[0]


def test_who_has_a_seat_finds_the_way_back_first():
    player = making.make_player(making.make_team(making.running_gameday()))
    browser = Client()
    session = browser.session
    session["player_token"] = player.token
    session.save()
    page = browser.get("/").text
    assert page.index("Back to my team") < page.index("Join code")
    assert page.count("button primary") == 1
