"""Seats: who may do what, as the table in docs/facilitating.md says; how they are opened and swapped."""

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gameday import access
from gameday.event import lifecycle
from gameday.incidents import incidents
from gameday.models import Activity, GameDay, Player, Round, Team
from gameday.people import seats
from gameday.terminals import tickets
from scenarios.refusal import Refused
from scoring.help import hints
from scoring.models import Objective
from scoring.pages.team import incident_cards
from scoring.referee import evaluation, objectives
from tests import making
from tests.making import NOW
from tests.reading import read_page

pytestmark = pytest.mark.django_db
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "facilitating.md"
ASKED = {
    "objectives": [
        {"id": "a-dev", "kind": "answer", "prompt": "?", "accept": ["yes"], "points": 1, "needs": ["dev"]},
        {"id": "a-ops", "kind": "answer", "prompt": "?", "accept": ["yes"], "points": 1, "needs": ["ops"]},
        {"id": "a-both", "kind": "answer", "prompt": "?", "accept": ["yes"], "points": 1, "needs": ["dev", "ops"]},
        {"id": "seen", "kind": "probe", "probe": "browse", "ok_for": "10s", "points": 1},
        {"id": "keys", "kind": "both_keys", "within": "120s", "points": 1},
    ],
    "hints": [
        {"cost": 1, "text": "Any.", "for": "any"},
        {"cost": 1, "text": "D.", "for": "dev"},
        {"cost": 1, "text": "O.", "for": "ops"},
    ],
}


@pytest.fixture
def gameday(db):
    return making.running_gameday()


@pytest.fixture
def team(gameday):
    return making.make_team(gameday, name="Gilded Hooves")


@pytest.fixture
def dev(team):
    return making.make_player(team, "dev", name="Ada")


@pytest.fixture
def ops(team):
    return making.make_player(team, "ops", name="Edsger")


@pytest.fixture
def incident(team, dev, ops):
    row = making.make_incident(team, making.make_scenario(document=ASKED))
    evaluation.prepare_objectives(NOW)
    return row


def fresh(player: Player) -> Player:
    """The player as a request loads it."""
    return Player.objects.select_related("gameday", "team__gameday").get(pk=player.pk)


# The table ------------------------------------------------------------------------------------------------------------


def table() -> dict[str, list[bool]]:
    """What the documentation promises: the act, then Dev, Ops, both."""
    lines = DOCUMENT.read_text().split("## Who may do what")[1].split("\n## ")[0].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return {what: [cell == "yes" for cell in answers] for what, *answers in cells[2:]}


def can(player: Player, incident, what: str) -> bool:
    """Does the server let this player do it?"""
    try:
        return _try(player, incident, what.split())
    except Refused:
        return False


def _try(player, incident, words):
    role = next((word.lower() for word in words if word in ("Dev", "Ops")), "")
    if words[0] == "read" and words[-1] == "card":
        return role in dict(incident_cards.incident_card(incident, player, NOW).briefings)
    if words[0] == "read":
        rung = hints.give_hint(incident, 1, by="walter", now=NOW).rung
        return hints.hint_ladder(incident, player=player, now=NOW)[rung].text == "D."
    if words[0] == "unlock":
        rung = {"": 0, "dev": 1, "ops": 2}[role]
        for earlier in range(rung):
            hints.give_hint(incident, earlier, by="walter", now=NOW)
        return hints.take_hint(incident, rung, player=player, now=NOW).player == player
    if words[0] == "answer":
        return objectives.answer_objective(_row(incident, f"a-{role or 'both'}"), "yes", player=player, now=NOW).correct
    if words[0] == "turn":
        return _turns(player, incident, role)
    if words[0] == "call":
        objectives.request_objective_check(_row(incident, "seen"), player=player, now=NOW)
        return True
    if words[0] == "open":
        return words[-1] in tickets.containers_of(player)
    return {"console": "ops", "workshop": "dev"}[words[-1]] in access.allowed_seats(player)


def _turns(player, incident, role):
    """Whether the key of `role` is among those that this player turns."""
    for _ in access.allowed_seats(player):
        objectives.turn_key(_row(incident, "keys"), player=player, now=NOW)
    return role in set(_row(incident, "keys").key_turns.values_list("role", flat=True))


def _row(incident, key):
    rows = Objective.objects.select_related("incident__gameday", "incident__team", "incident__scenario")
    return rows.get(incident=incident, key=key)


@pytest.mark.parametrize("column", ["dev", "ops", "both"])
@pytest.mark.parametrize("what", list(table()))
def test_the_server_does_what_the_table_says(team, dev, ops, incident, what, column):
    if column == "both":
        seats.set_seats_open(team, True, by="walter", now=NOW)
    player = fresh(ops if column == "ops" else dev)
    assert can(player, incident, what) is table()[what][["dev", "ops", "both"].index(column)]


@pytest.mark.parametrize("what", list(table()))
def test_with_swapped_seats_a_dev_may_what_ops_may(gameday, dev, ops, incident, what):
    seats.swap_seats(gameday, swapped=True, by="walter", now=NOW)
    incident.gameday.refresh_from_db()
    assert [can(fresh(dev), incident, what)] == [table()[what][1]]


# Opened ---------------------------------------------------------------------------------------------------------------


def test_the_seats_of_one_team_are_opened_and_the_team_is_told(gameday, team, dev, ops):
    other = making.make_player(making.make_team(gameday), "dev")
    making.make_player(other.team, "ops")
    assert [seats.set_seats_open(team, True, by="walter", now=NOW) for _ in range(2)] == [True, False]
    assert access.allowed_seats(fresh(dev)) == access.BOTH_SEATS
    assert access.allowed_seats(fresh(other)) == {"dev"}
    assert Activity.objects.get(verb="seats").text == "walter opens both seats to everybody of Gilded Hooves"
    assert seats.set_seats_open(team, False, by="walter", now=NOW) is True
    assert access.allowed_seats(fresh(dev)) == {"dev"}


def test_a_lone_player_has_both_seats(team, dev):
    assert access.allowed_seats(fresh(dev)) == access.BOTH_SEATS
    making.make_player(team, "ops", joined_at=None)  # invited, not here yet
    assert access.allowed_seats(fresh(dev)) == access.BOTH_SEATS


def test_many_players_seats_take_one_query(gameday, django_assert_num_queries):
    people = [fresh(making.make_player(making.make_team(gameday), role)) for role in ("dev", "ops") * 3]
    with django_assert_num_queries(1):
        assert set(access.allowed_seats_of(people).values()) == {access.BOTH_SEATS}


# Swapped --------------------------------------------------------------------------------------------------------------


def test_swapping_gives_everybody_the_other_seat(gameday, team, dev, ops):
    seats.swap_seats(gameday, swapped=True, by="walter", now=NOW)
    assert [access.allowed_seats(fresh(player)) for player in (dev, ops)] == [{"ops"}, {"dev"}]
    assert tickets.enterable_containers([dev.pk]) == {
        dev.pk: (team.pk, "ops", frozenset(tickets.containers_of(fresh(dev))))
    }
    assert {"edge", "db"} <= set(tickets.containers_of(fresh(dev)))


def test_what_is_done_from_the_other_seat_counts_for_that_seat(gameday, dev, ops, incident):
    seats.swap_seats(gameday, swapped=True, by="walter", now=NOW)
    objectives.answer_objective(_row(incident, "a-ops"), "no", player=fresh(dev), now=NOW)
    assert Activity.objects.get(verb="answered").role == "ops"


def test_a_round_swaps_the_seats_until_the_next_one_opens(gameday, team, dev, ops):
    first = making.make_round(gameday, swap=True)
    second = making.make_round(gameday)
    incidents.open_round(Round.objects.select_related("gameday", "scenario").get(pk=first.pk), NOW)
    assert access.current_seat(fresh(dev)) == "ops"
    incidents.open_round(Round.objects.select_related("gameday", "scenario").get(pk=second.pk), NOW)
    assert access.current_seat(fresh(dev)) == "dev"


def test_the_end_of_the_day_gives_everybody_their_own_seat_back(gameday, dev, ops):
    seats.swap_seats(gameday, swapped=True, by="walter", now=NOW)
    lifecycle.finish_gameday(GameDay.objects.get(), by="walter", now=NOW)
    assert access.current_seat(fresh(dev)) == "dev"


def test_the_team_page_says_which_seat_the_player_has(gameday, team, dev, ops, client):
    seats.swap_seats(gameday, swapped=True, by="walter", now=timezone.now())
    client.get(reverse("gameday:seat", args=[dev.token]))
    page = read_page(client.get(reverse("scoring:play")))
    assert "This round you sit on the Ops seat." in page


# The control room -----------------------------------------------------------------------------------------------------


@pytest.fixture
def desk_browser(db):
    client = Client()
    client.force_login(get_user_model().objects.create_user("walter", is_staff=True))
    return client


def test_a_facilitator_opens_and_swaps_in_the_control_room(gameday, team, dev, ops, desk_browser):
    def press(verb, **fields):
        return desk_browser.post(reverse("scoring:seats", args=[gameday.slug, verb]), fields).status_code

    assert press("open", team=team.pk) == 302
    assert Team.objects.get(pk=team.pk).seats_open is True
    assert press("close", team=team.pk) == 302
    assert press("swap") == 302
    assert GameDay.objects.get().seats_swapped is True
    assert press("swap-back") == 302
    assert press("open") == 302
    assert (GameDay.objects.get().seats_swapped, GameDay.objects.get().seats_open) == (False, True)
    assert press("sell") == 404
    assert press("swap", team=team.pk) == 404
    assert "walter" in Activity.objects.filter(verb="seats").first().text
