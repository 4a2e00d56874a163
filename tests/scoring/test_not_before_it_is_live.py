"""What is being put in is the facilitators' secret: no page of players or spectators names it before it burns."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from gameday.access import SESSION_KEY
from gameday.incidents import incidents
from gameday.models import GameDay, Incident
from scenarios.refusal import Refused
from scoring.afterwards.recap import opening
from scoring.board.snapshot import board_frame
from scoring.models import HelpCall
from scoring.pages.team import views as play
from tests import making

SECRETS = ("Xylophone", "xylophone-night", "STOLEN MALLETS STOP", "look under the zither", "glockenspiel")
DOCUMENT = {
    "title": "Xylophone night",
    "story": "STOLEN MALLETS STOP",
    "briefing": {"dev": "It is the glockenspiel.", "ops": "It is the glockenspiel."},
    "hints": [{"cost": 5, "text": "look under the zither", "for": "any"}],
}


def routes(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, list[str]]]:
    """(name, names of the values in its address) of every page."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif entry.name:
            yield space + entry.name, list(entry.pattern.regex.groupindex)


@pytest.fixture
def day(gameday, team, rivals, dev):
    """It runs, in real time."""
    GameDay.objects.filter(pk=gameday.pk).update(started_at=timezone.now() - timedelta(minutes=1))
    gameday.refresh_from_db()
    return gameday


@pytest.fixture
def secret(day, team):
    """What nobody may know yet."""
    scenario = making.make_scenario(slug="xylophone-night", document=DOCUMENT)
    making.make_round(day, scenario)
    pending = {"state": "scheduled", "due_at": timezone.now(), "live_at": None, "expires_at": None}
    return making.make_incident(team, scenario, now=timezone.now(), **pending)


@pytest.fixture
def player(dev):
    client = Client()
    session = client.session
    session[SESSION_KEY] = dev.token
    session.save()
    return client


def pages(day: GameDay, incident: Incident, dev) -> Iterator[str]:
    """The address of every page but the admin's. A number in it is the incident's."""
    values = {
        "slug": [day.slug, incident.scenario.slug],
        "code": [day.join_code],
        "token": [dev.token],
        "pk": [incident.pk],
        "role": ["storefront"],
        "repository": ["storefront"],
        "name": list(play.PARTS),
        "version": [1],
        "rung": [0],
    }
    for route, needs in routes(get_resolver()):
        if not route.startswith(("admin:", "djdt:")) and route not in LEAVING and all(name in values for name in needs):
            for found in product(*(values[name] for name in needs)):
                yield reverse(route, kwargs=dict(zip(needs, found, strict=True)))


LEAVING = {"gameday:seat", "gameday:metrics", "javascript-catalog"}


def told(client, addresses) -> list[str]:
    """Which pages name it."""
    found = []
    for address in addresses:
        for headers in ({}, {"HX-Request": "true"}):
            answer = client.get(address, headers=headers)
            text = b"".join(answer).decode(errors="replace") if answer.streaming else answer.content.decode()
            text += answer.headers.get("Location", "").replace(address, "")
            found += [f"{address}: {word}" for word in SECRETS if word in text.replace(address, "")]
    return found


@pytest.mark.parametrize("state", ["scheduled", "injecting"])
def test_no_page_of_a_player_or_a_spectator_names_it_before_it_burns(state, day, secret, player, dev, settings):
    settings.DOCKER_URL, settings.TERMINALS = "fake://away", True
    Incident.objects.filter(pk=secret.pk).update(state=state)
    HelpCall.objects.create(team=dev.team, player=dev, incident=None, at=timezone.now())
    addresses = list(pages(day, secret, dev))
    assert len(addresses) > 60
    assert told(player, addresses) == []
    assert told(Client(), addresses) == []


def test_the_recap_that_names_it_cannot_be_opened_while_the_day_runs(day, secret, player, dev):
    with pytest.raises(Refused, match="Finish it first"):
        opening.open_recap(day, by="walter", now=timezone.now())
    assert told(player, [reverse("scoring:recap", args=[day.slug])]) == []


def test_the_board_and_its_socket_do_not_name_it(day, secret):
    for state in ("scheduled", "injecting"):
        Incident.objects.filter(pk=secret.pk).update(state=state)
        _seq, frame = board_frame(day.pk, timezone.now())
        assert not any(word in frame for word in SECRETS)


def test_what_was_voided_before_it_burned_may_come_again_and_is_not_named(day, secret, player, admin_client):
    incidents.void_incident(secret, why="rain", by="walter", now=timezone.now())
    assert told(player, [reverse("scoring:play"), reverse("scoring:notepad", args=[secret.pk])]) == []
    room = admin_client.get(reverse("scoring:control-part", args=[day.slug, "log"])).text
    assert "“Xylophone night” at Gilded Hooves counts for nobody: rain" in room


def test_what_was_voided_while_it_burned_is_told_to_the_team(day, team, player):
    burning = making.make_incident(team, now=timezone.now())
    incidents.void_incident(burning, why="rain", by="walter", now=timezone.now())
    page = player.get(reverse("scoring:play")).text
    assert "“The sleepy shop” at Gilded Hooves counts for nobody: rain" in page


def test_nobody_calls_for_help_about_what_does_not_burn_yet(secret, player):
    player.post(reverse("scoring:call-for-help"), {"incident": secret.pk})
    assert HelpCall.objects.get().incident is None


def test_as_soon_as_it_burns_the_team_reads_it(day, secret, player):
    now = timezone.now()
    Incident.objects.filter(pk=secret.pk).update(state="live", live_at=now, expires_at=now + timedelta(minutes=9))
    assert "STOLEN MALLETS STOP" in player.get(reverse("scoring:play-part", args=["incidents"])).text
