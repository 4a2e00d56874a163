"""A day that is over, whose recap is open and whose team has films, made of sample_film."""

from datetime import timedelta

from django.test import Client

from gameday.models import Incident, Player, Team
from gameday.models.choices import GameDayState, IncidentState
from scoring.models import Film, Recap
from scoring.models.choices import FilmState
from tests import making
from tests.afterwards.film.sample_film import packed, sample_film


def team_of_a_day_that_is_over(**changes: object) -> Team:
    """A team whose day is over and whose recap players may see."""
    gameday = making.make_gameday(state=GameDayState.FINISHED, started_at=making.NOW, **changes)
    Recap.objects.create(gameday=gameday, opened_at=making.NOW + timedelta(hours=3))
    return making.make_team(gameday, name="The Night Mares", colour="#0f8b80", emblem="🌈")


def ended_incident(team: Team, title: str = "Three hundred small questions", **changes: object) -> Incident:
    """An incident that is over."""
    scenario = making.make_scenario(title=title)
    return making.make_incident(team, scenario, **{"state": IncidentState.RESOLVED, "ended_at": making.NOW} | changes)


def make_film(incident: Incident, state: str = FilmState.READY, **changes: object) -> Film:
    """Its film; the sample's, if it is ready."""
    body = packed(sample_film(incident.pk, title=incident.scenario.title)) if state == FilmState.READY else b""
    values = {"state": state, "asked_at": making.NOW, "body": body, "size": len(body)}
    return Film.objects.create(incident=incident, **values | changes)


def browser_of(player: Player) -> Client:
    """A browser in which this player has joined."""
    browser = Client()
    session = browser.session
    session["player_token"] = player.token
    session.save()
    return browser
