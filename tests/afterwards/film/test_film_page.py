"""The page of a film, for whom it is, and what it says while there is none."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gameday.models import Incident, Recording
from gameday.models.choices import IncidentState
from scoring.models import Recap
from scoring.models.choices import FilmState
from tests import making
from tests.afterwards.film.film_day import browser_of, ended_incident, make_film, team_of_a_day_that_is_over

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident() -> Incident:
    return ended_incident(team_of_a_day_that_is_over())


@pytest.fixture
def player(incident: Incident) -> Client:
    return browser_of(making.make_player(incident.team))


def address(incident: Incident, name: str = "film") -> str:
    return reverse(f"scoring:{name}", args=[incident.gameday.slug, incident.pk])


def test_a_player_sees_the_film_and_the_others_of_the_team(incident, player):
    make_film(incident)
    later = ended_incident(incident.team, "The doorman sleeps")
    page = player.get(address(incident)).content.decode()
    assert f'data-source="{address(incident, "film-json")}"' in page
    assert "The doorman sleeps" in page
    assert address(later) in page
    assert "htmx" not in page.split("<body")[0].replace('name="htmx-config"', "")


def test_the_big_screen_knows_which_film_comes_next(incident, player):
    make_film(incident)
    later = ended_incident(incident.team, "The doorman sleeps")
    make_film(later)
    page = player.get(address(incident, "film-screen")).content.decode()
    assert f'data-next="{address(later, "film-screen")}"' in page
    assert "One film after the other" in page
    assert "data-next" not in player.get(address(later, "film-screen")).content.decode()


@pytest.mark.parametrize(
    ("state", "problem", "said", "again"),
    [
        (FilmState.WAITING, "", "This film waits for its turn.", True),
        (FilmState.MAKING, "", "This film is being made at this moment.", True),
        (FilmState.FAILED, "The disk is full.", "can have it made again. The disk is full.", False),
    ],
)
def test_without_a_film_the_page_says_how_far_it_is(incident, player, state, problem, said, again):
    make_film(ended_incident(incident.team))
    make_film(incident, state, problem=problem)
    for name in ("film", "film-screen"):
        page = player.get(address(incident, name)).content.decode()
        assert said in page
        assert ("every 3s" in page) == again
        assert ("1 of 2 films of this game day are ready." in page) == again


def test_a_page_that_waits_loads_itself_anew_when_the_film_is_ready(incident, player):
    film = make_film(incident, FilmState.MAKING)
    assert "HX-Refresh" not in player.get(address(incident), headers={"HX-Request": "true"})
    film.state = FilmState.READY
    film.save()
    assert player.get(address(incident), headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_film_that_shows_what_was_taken_away_since_is_not_shown_again(incident, player):
    now = timezone.now()
    make_film(incident, asked_at=now - timedelta(hours=2))
    took_away = {"blanked_at": now - timedelta(hours=1), "started_at": making.NOW}
    Recording.objects.create(team=incident.team, service="edge", shell="a-shell", name="Otto", **took_away)
    for name in ("film", "film-screen"):
        assert "This film is being made at this moment." in player.get(address(incident, name)).content.decode()


def test_an_incident_that_still_burns_has_no_film_yet(incident, player):
    incident.state = IncidentState.LIVE
    incident.save()
    page = player.get(address(incident)).content.decode()
    assert "This incident is not over yet." in page
    assert "every 3s" in page


def test_a_voided_incident_is_shown_as_one(incident, player):
    Incident.objects.filter(pk=incident.pk).update(state=IncidentState.VOIDED, problem="Its fault never showed.")
    said = "This incident was voided: it counts for nobody, so the film shows no points. Its fault never showed."
    assert said in player.get(address(incident)).content.decode()
    make_film(incident)
    assert said in player.get(address(incident)).content.decode()


@pytest.mark.parametrize("name", ["film", "film-screen", "film-json"])
def test_a_film_is_its_teams_own_and_the_facilitators(incident, player, name):
    make_film(incident)
    other = browser_of(making.make_player(making.make_team(incident.gameday)))
    facilitator = Client()
    facilitator.force_login(User.objects.create_user("fay", is_staff=True))
    visitors = [player, facilitator, other, Client()]
    assert [visitor.get(address(incident, name)).status_code for visitor in visitors] == [200, 200, 403, 404]


def test_no_film_is_seen_before_the_facilitator_opens_the_recap(incident, player):
    make_film(incident)
    Recap.objects.update(opened_at=None)
    assert player.get(address(incident)).status_code == 403


def test_what_was_practised_has_no_film(incident, player):
    Incident.objects.filter(pk=incident.pk).update(practice=True)
    assert player.get(address(incident)).status_code == 404


def test_a_title_that_looks_like_html_stays_text(incident, player):
    other = ended_incident(incident.team, "<script>x</script>")
    make_film(other)
    assert "<script>x" not in player.get(address(other)).content.decode()


def test_more_films_make_no_more_queries(incident, player, django_assert_num_queries):
    make_film(incident)
    player.get(address(incident))
    with django_assert_num_queries(7):
        player.get(address(incident))
    for _ in range(3):
        make_film(ended_incident(incident.team))
    with django_assert_num_queries(7):
        player.get(address(incident))
