"""The film as its player fetches it, and who may."""

import gzip
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gameday.access import SESSION_KEY
from scoring.models import Film, FilmState, Recap
from tests.afterwards import played_day as day

pytestmark = pytest.mark.django_db
BODY = gzip.compress(b'{"v": 1}')


@pytest.fixture
def crew():
    crew = day.crew_of(day.played_gameday())
    Recap.objects.create(gameday=crew.team.gameday, opened_at=day.at(7300))
    return crew


@pytest.fixture
def film(crew):
    asked = day.at(7300)
    return Film.objects.create(
        incident=day.play_incident(crew),
        asked_at=asked,
        made_at=asked,
        state=FilmState.READY,
        body=BODY,
        size=len(BODY),
    )


def fetch(client, film, player=None, **headers):
    if player:
        session = client.session
        session[SESSION_KEY] = player.token
        session.save()
    address = reverse("scoring:film-json", args=[film.incident.gameday.slug, film.incident_id])
    return client.get(address, headers=headers)


def test_a_film_comes_packed_as_it_is_kept_and_a_second_time_not_at_all(client, crew, film):
    answer = fetch(client, film, crew.dev, accept_encoding="br, gzip")
    assert (answer.status_code, answer.headers["Content-Encoding"], answer.content) == (200, "gzip", BODY)
    again = fetch(client, film, accept_encoding="br, gzip", if_none_match=answer.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    Film.objects.update(made_at=day.at(7400))
    assert fetch(client, film, accept_encoding="gzip", if_none_match=answer.headers["ETag"]).status_code == 200


def test_who_cannot_unpack_gets_it_unpacked(client, crew, film):
    answer = fetch(client, film, crew.ops, accept_encoding="identity")
    assert (answer.json(), answer.headers.get("Content-Encoding")) == ({"v": 1}, None)


def test_another_team_a_spectator_and_who_comes_too_early_get_none(client, crew, film):
    assert fetch(client, film).status_code == 404
    other = day.crew_of(crew.team.gameday)
    assert fetch(client, film, other.dev).status_code == 403
    assert fetch(client, film, day.crew_of(day.played_gameday()).dev).status_code == 404
    Recap.objects.update(opened_at=None)
    assert fetch(client, film, crew.dev).status_code == 403


def test_a_film_in_the_making_says_how_far_all_are(client, crew, film):
    Film.objects.update(state=FilmState.MAKING)
    answer = fetch(client, film, crew.dev)
    assert (answer.status_code, answer.json()) == (202, {"state": "making", "ready": 0, "all": 1})


def test_a_film_that_was_given_up_says_why(client, crew, film):
    Film.objects.update(state=FilmState.FAILED, problem="It could not be made.")
    answer = fetch(client, film, crew.dev)
    assert (answer.status_code, answer.json()["problem"]) == (410, "It could not be made.")


def test_nobody_sees_what_was_taken_away_a_moment_ago(client, crew, film):
    now = timezone.now()
    Film.objects.update(asked_at=now - timedelta(minutes=1))
    values = {"service": "db", "name": "Ada", "started_at": day.at(320), "shell": "one"}
    crew.team.recordings.create(blanked_at=now - timedelta(seconds=1), **values)
    assert fetch(client, film, crew.dev).status_code == 202
