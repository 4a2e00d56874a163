"""Who gets a ticket for a terminal, and what it can be used for."""

import pytest
from django.test import Client
from django.test.utils import override_script_prefix

from gameday.live import publish
from gameday.models import Activity, Player
from gameday.terminals import tickets
from scenarios.refusal import Refused
from tests import making
from tests.terminals.conftest import browser_of

NOW = making.NOW


@pytest.fixture
def players(team):
    return {player.name: player for player in Player.objects.select_related("gameday", "team")}


def names(sentence):
    return pytest.raises(Refused, match=sentence)


def test_each_seat_has_its_own_keys(players):
    assert tickets.containers_of(players["Dora"]) == ["pipeline", "recognizer", "storefront", "workbench"]
    assert tickets.containers_of(players["Otto"]) == ["db", "cache", "recognizer", "storefront", "edge", "workbench"]


def test_where_nobody_sits_on_the_other_seat_both_seats_keys_fit(players):
    players["Otto"].delete()
    assert "db" in tickets.containers_of(players["Dora"])


def test_an_ops_player_gets_no_ticket_for_a_devs_container(players):
    with names("The Ops seat has no key to “pipeline”"):
        tickets.issue_ticket(players["Otto"], "pipeline")


def test_a_sandbox_that_is_not_ready_gives_no_ticket(players, team):
    team.sandboxes.update(state="building")
    with names("is not ready"):
        tickets.issue_ticket(players["Dora"], "workbench")


def test_a_ticket_lets_its_player_in_once(players):
    token = tickets.issue_ticket(players["Dora"], "storefront")
    visitor = tickets.redeem_ticket(token, players["Dora"], now=NOW)
    assert (visitor.name, visitor.seat) == ("Dora", "dev")
    assert (visitor.ticket.role, visitor.ticket.mode) == ("storefront", "type")
    with names("old or used"):
        tickets.redeem_ticket(token, players["Dora"], now=NOW)


def test_a_ticket_expires(players):
    token = tickets.issue_ticket(players["Dora"], "workbench")
    key = publish.redis_key(f"terminals:ticket:{token}")
    assert 0 < publish.redis_connection().ttl(key) <= tickets.TICKET_SECONDS
    publish.redis_connection().expire(key, 0)
    with names("old or used"):
        tickets.redeem_ticket(token, players["Dora"], now=NOW)


def test_somebody_elses_ticket_is_used_up_and_opens_nothing(players):
    token = tickets.issue_ticket(players["Dora"], "workbench")
    with names("belongs to somebody else"):
        tickets.redeem_ticket(token, players["Otto"], now=NOW)
    with names("old or used"):
        tickets.redeem_ticket(token, players["Dora"], now=NOW)


def test_a_spectator_cannot_use_a_ticket(players):
    token = tickets.issue_ticket(players["Dora"], "workbench")
    with names("belongs to somebody else"):
        tickets.redeem_ticket(token, None, now=NOW)


def test_a_player_who_changed_the_team_meanwhile_is_refused(players):
    token = tickets.issue_ticket(players["Dora"], "workbench")
    players["Dora"].team = making.make_team(players["Dora"].gameday)
    players["Dora"].save()
    with names("may not enter any more"):
        tickets.redeem_ticket(token, players["Dora"], now=NOW)


def test_opening_is_told_to_the_team_and_joining_is_not_told_again(players, team):
    tickets.redeem_ticket(tickets.issue_ticket(players["Dora"], "workbench"), players["Dora"], now=NOW)
    tickets.list_terminal(opened_by(players["Dora"], "abc"))
    tickets.redeem_ticket(tickets.issue_ticket(players["Dora"], "workbench", shell="abc"), players["Dora"], now=NOW)
    rows = list(Activity.objects.values_list("text", "service"))
    assert rows == [("Dora opens a terminal in workbench", "workbench")]


def opened_by(player, shell, role="workbench"):
    return tickets.OpenTerminal(shell, player.team_id, player.team.sandboxes.get().pk, role, player.pk, player.name)


def test_a_terminal_that_has_ended_or_stands_elsewhere_cannot_be_joined(players):
    tickets.list_terminal(opened_by(players["Dora"], "abc", "storefront"))
    for shell in ("gone", "abc"):
        with names("has ended"):
            tickets.issue_ticket(players["Dora"], "workbench", shell=shell)


def test_another_teams_terminal_cannot_be_joined(players, team):
    tickets.list_terminal(opened_by(players["Dora"], "abc"))
    other = making.make_team(team.gameday)
    making.make_sandbox(other, team.sandboxes.get().host)
    with names("has ended"):
        tickets.issue_ticket(making.make_player(other, "dev"), "workbench", shell="abc")


def test_one_player_opens_only_so_many(players):
    for number in range(tickets.MOST_TERMINALS):
        tickets.list_terminal(opened_by(players["Dora"], f"shell{number}"))
    with names("You have 8 terminals open"):
        tickets.issue_ticket(players["Dora"], "workbench")
    assert tickets.issue_ticket(players["Otto"], "workbench")


def test_a_terminal_that_is_not_renewed_in_the_list_is_not_shown(players, team, monkeypatch):
    monkeypatch.setattr(tickets.LISTED, "seconds", 0.0)
    tickets.list_terminal(opened_by(players["Dora"], "abc"))
    assert tickets.listed_terminals(team.pk) == []


# The pages -----------------------------------------------------------------------------------------------------------


def test_the_page_answers_with_a_ticket_or_with_a_reason(players):
    browser = browser_of(players["Otto"])
    assert browser.get("/play/terminal/db/").status_code == 200
    assert browser.post("/play/terminal/db/ticket/").json()["socket"].startswith("/ws/terminal/")
    refused = browser.post("/play/terminal/pipeline/ticket/")
    assert (refused.status_code, list(refused.json())) == (409, ["message"])


@override_script_prefix("/day/")
def test_below_a_path_the_terminals_socket_is_there_too(players):
    answer = browser_of(players["Otto"]).post("/play/terminal/db/ticket/")
    assert answer.json()["socket"].startswith("/day/ws/terminal/")


def test_the_page_of_a_container_without_a_key_says_where_keys_fit(players):
    page = browser_of(players["Otto"]).get("/play/terminal/pipeline/")
    assert page.status_code == 403
    assert "No key to Pipeline" in page.content.decode()
    assert "/play/terminal/db/" in page.content.decode()


def test_a_container_that_no_company_has_is_not_found(players):
    assert browser_of(players["Otto"]).get("/play/terminal/stable/").status_code == 404


def test_a_stranger_is_sent_to_the_start_page(players):
    assert Client().get("/play/terminal/db/").headers["Location"] == "/"


def test_a_ticket_is_not_given_by_get(players):
    assert browser_of(players["Otto"]).get("/play/terminal/db/ticket/").status_code == 405


def test_scripts_stay_strict_while_styles_bear_a_nonce(players):
    policy = browser_of(players["Otto"]).get("/play/terminal/db/").headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["script-src"] == "'self'"
    assert rules["style-src"].startswith("'self' 'nonce-")


def test_the_team_page_lists_open_terminals_with_a_constant_number_of_queries(players, django_assert_max_num_queries):
    browser = browser_of(players["Dora"])
    for number in range(3):
        tickets.list_terminal(opened_by(players["Dora"], f"shell{number}"))
    with django_assert_max_num_queries(8):
        page = browser.get("/play/part/terminals/").content.decode()
    assert page.count("mode=watch") == 3
    assert "/play/terminal/db/" not in page


def test_a_facilitator_finds_every_open_terminal_and_a_player_does_not(players, team, admin_client):
    tickets.list_terminal(opened_by(players["Dora"], "abc"))
    page = admin_client.get(f"/control/{team.gameday.slug}/terminals/")
    assert f"/control/{team.gameday.slug}/terminals/abc/" in page.content.decode()
    assert admin_client.get(f"/control/{team.gameday.slug}/terminals/abc/").status_code == 200
    assert browser_of(players["Otto"]).get(f"/control/{team.gameday.slug}/terminals/").status_code == 302


def test_a_look_ticket_works_for_its_own_facilitator_only(players, team, admin_user, django_user_model):
    tickets.list_terminal(opened_by(players["Dora"], "abc"))
    other = django_user_model.objects.create(username="sam", is_staff=True)
    with names("belongs to somebody else"):
        tickets.redeem_ticket(tickets.issue_look_ticket(admin_user, team.gameday, "abc"), None, other, now=NOW)
    visitor = tickets.redeem_ticket(
        tickets.issue_look_ticket(admin_user, team.gameday, "abc"), None, admin_user, now=NOW
    )
    assert (visitor.name, visitor.ticket.mode) == ("admin", "look")
