"""Which film is made when: rows, claims, further attempts, what has outdated one, and how far a day's films are."""

import gzip
import json
from datetime import timedelta

import pytest
from django.urls import reverse

from gameday.models import Recording, Transition
from gameday.models.choices import GameDayState, IncidentState, Noun, Role
from scoring.afterwards.film import films, making
from scoring.afterwards.film.composer import POOL, ComposingFailed, compose_elsewhere
from scoring.models import Film, FilmState
from tests.afterwards import played_day as day
from tests.afterwards.film.tapes import material, tape

pytestmark = pytest.mark.django_db
NOW = day.at(7300)


@pytest.fixture
def sent(monkeypatch, django_capture_on_commit_callbacks):
    """The ids of the films that tasks were sent for."""
    found = []
    monkeypatch.setattr(films, "_send", found.append)
    return found


@pytest.fixture
def crew():
    return day.crew_of(day.played_gameday())


def waiting(incident, **changes):
    values = {"state": FilmState.WAITING, "asked_at": NOW, "next_at": NOW}
    return Film.objects.create(incident=incident, **values | changes)


def claim(film, capture, now=NOW):
    with capture(execute=True):
        return films.send_due_films(now)


def test_a_film_is_asked_for_once_for_each_incident_that_has_ended(crew):
    ended = day.play_incident(crew)
    day.play_incident(crew, state=IncidentState.LIVE, ended=None)
    day.play_incident(crew, practice=True)
    assert films.ask_for_new_films(NOW) == 1
    assert films.ask_for_new_films(NOW) == 0
    film = Film.objects.get()
    assert (film.incident, film.state, film.next_at) == (ended, FilmState.WAITING, NOW + films.SETTLE)


def test_a_film_waits_until_the_terminals_are_written_down(crew, sent, django_capture_on_commit_callbacks):
    day.play_incident(crew)
    with django_capture_on_commit_callbacks(execute=True):
        films.look_after_films(NOW)
    assert sent == []
    with django_capture_on_commit_callbacks(execute=True):
        films.look_after_films(NOW + films.SETTLE)
    assert sent == [Film.objects.get().pk]


def test_a_film_is_made_and_can_be_unpacked(crew):
    film = waiting(day.play_incident(crew), state=FilmState.MAKING, attempts=1)
    assert films.make_claimed_film(film.pk, NOW)
    film.refresh_from_db()
    assert (film.state, film.size, film.problem, film.next_at) == (FilmState.READY, len(film.body), "", None)
    assert json.loads(gzip.decompress(bytes(film.body)))["incident"] == film.incident_id


def test_a_task_that_comes_twice_makes_nothing_anew(crew):
    film = waiting(day.play_incident(crew), state=FilmState.READY, attempts=1)
    assert not films.make_claimed_film(film.pk, NOW)


def test_while_a_day_runs_one_film_is_made_at_a_time(crew, sent, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(films, "composers_at_once", lambda: 2)
    for _each in range(4):
        waiting(day.play_incident(crew))
    running = day.played_gameday(state=GameDayState.RUNNING, finished_at=None)
    assert claim(None, django_capture_on_commit_callbacks) == 1
    assert claim(None, django_capture_on_commit_callbacks) == 0
    running.delete()
    assert claim(None, django_capture_on_commit_callbacks) == 1
    assert len(set(sent)) == 2
    assert Film.objects.filter(state=FilmState.MAKING, attempts=1).count() == 2


def test_a_film_whose_worker_was_lost_is_sent_again_and_given_up_in_the_end(
    crew, sent, django_capture_on_commit_callbacks
):
    film = waiting(day.play_incident(crew))
    moment = NOW
    for attempt in range(making.MOST_ATTEMPTS):
        assert claim(film, django_capture_on_commit_callbacks, moment) == 1
        moment += films.LOST_AFTER + timedelta(seconds=1)
        film.refresh_from_db()
        assert film.attempts == attempt + 1
    assert claim(film, django_capture_on_commit_callbacks, moment) == 0
    film.refresh_from_db()
    assert film.state == FilmState.FAILED
    assert film.problem == "It was tried 4 times. At last: each worker that made it was lost."


def test_a_film_that_fails_is_tried_again_ever_later_and_then_says_why(crew, monkeypatch):
    def fail(_material):
        raise ComposingFailed("no memory")

    monkeypatch.setattr(making, "compose_elsewhere", fail)
    film = waiting(day.play_incident(crew), state=FilmState.MAKING, attempts=1)
    assert not making.make_film(film.pk, NOW)
    film.refresh_from_db()
    assert film.state == FilmState.WAITING
    assert timedelta(seconds=9) < film.next_at - NOW < timedelta(seconds=60)
    Film.objects.update(state=FilmState.MAKING, attempts=making.MOST_ATTEMPTS)
    making.make_film(film.pk, NOW)
    film.refresh_from_db()
    assert film.state == FilmState.FAILED
    assert film.problem == "It was tried 4 times. At last: ComposingFailed: no memory"


def test_a_film_asked_for_anew_while_it_is_made_is_not_overwritten_by_the_old_one(crew, monkeypatch):
    incident = day.play_incident(crew)
    film = waiting(incident, state=FilmState.MAKING, attempts=1)

    def ask_meanwhile(_material):
        films.renew_film(incident, NOW + timedelta(seconds=1))
        return b"old"

    monkeypatch.setattr(making, "compose_elsewhere", ask_meanwhile)
    assert not making.make_film(film.pk, NOW)
    film.refresh_from_db()
    assert (film.state, bytes(film.body)) == (FilmState.WAITING, b"")


def blank(crew, moment, **changes):
    values = {"service": "db", "name": "Ada", "seat": Role.OPS, "started_at": day.at(320), "shell": "one"}
    return Recording.objects.create(team=crew.team, blanked_at=moment, **values | changes)


def test_a_recording_that_is_taken_away_takes_its_films_away_and_no_others(crew):
    early, late = day.play_incident(crew), day.play_incident(crew, injected=2000, effect=2010, ended=2100)
    for incident in (early, late):
        waiting(incident, state=FilmState.READY, body=b"shown", size=5)
    blank(crew, NOW + timedelta(seconds=10), ended_at=day.at(700))
    assert films.renew_outdated_films(NOW + timedelta(seconds=20)) == 1
    assert bytes(Film.objects.get(incident=early).body) == b""
    assert bytes(Film.objects.get(incident=late).body) == b"shown"
    assert films.renew_outdated_films(NOW + timedelta(seconds=30)) == 0


def test_an_incident_that_is_voided_afterwards_gets_another_film(crew):
    incident = day.play_incident(crew)
    waiting(incident, state=FilmState.READY)
    incident.state = IncidentState.VOIDED
    incident.save()
    Transition.objects.create(
        noun=Noun.INCIDENT,
        row=incident.pk,
        old=IncidentState.RESOLVED,
        new=IncidentState.VOIDED,
        at=NOW + timedelta(seconds=1),
        by="walter",
    )
    assert films.renew_outdated_films(NOW + timedelta(seconds=2)) == 1
    assert films.renew_outdated_films(NOW + timedelta(seconds=3)) == 0


def test_a_facilitator_has_films_made_again(crew, admin_client):
    film = waiting(day.play_incident(crew), state=FilmState.FAILED, attempts=4, problem="no memory")
    page = reverse("admin:scoring_film_changelist")
    answer = admin_client.post(page, {"action": "make_again", "_selected_action": [film.pk]}, follow=True)
    assert "1 film is made again." in answer.text
    film.refresh_from_db()
    assert (film.state, film.attempts, film.problem) == (FilmState.WAITING, 0, "")


def test_progress_counts_what_is_ready_of_what_there_will_be(crew):
    states = (FilmState.READY, FilmState.READY, FilmState.WAITING, FilmState.FAILED)
    for state in states:
        waiting(day.play_incident(crew), state=state)
    day.play_incident(crew)  # its row comes with the next second
    day.play_incident(crew, practice=True)
    assert films.progress(crew.team.gameday) == (2, 4)


def test_a_process_that_dies_is_replaced_by_another():
    compose_elsewhere(material(tape((0, "o", "x"))))
    POOL.free[-1].child.kill()
    with pytest.raises(ComposingFailed):
        compose_elsewhere(material(tape((0, "o", "x"))))
    assert compose_elsewhere(material(tape((0, "o", "x"))))[:2] == b"\x1f\x8b"


def test_what_cannot_be_composed_is_told_by_the_process_that_goes_on():
    with pytest.raises(ComposingFailed, match="TypeError"):
        compose_elsewhere(material(about=None))
    assert compose_elsewhere(material())[:2] == b"\x1f\x8b"
