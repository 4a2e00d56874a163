"""What removed players had their teams pay is given back by reversals: once, exactly theirs, and nothing is erased."""

from datetime import timedelta

import pytest

from gameday.models import Player
from gameday.people import removing
from scoring.help import hints, refunds
from scoring.ledger import ledger, standings
from scoring.models import Entry
from tests import making
from tests.making import NOW
from tests.scoring.test_ledger import points_of

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def charged(gameday, team, dev, ops, incident):
    """The dev has taken a hint, and so has the ops; the team has earned something meanwhile."""
    ledger.write_entry(team, "revenue", 100, key="earned", reason="hay", by="referee", now=NOW)
    hints.take_hint(incident, 0, player=ops, now=NOW)
    hints.take_hint(incident, 1, player=dev, now=NOW)
    assert points_of(gameday) == {team.name: 85}
    return team


def remove(player, now=LATER):
    removing.remove_players([player], by="walter", now=now)


def test_the_hint_of_a_removed_player_costs_the_team_nothing(gameday, charged, ops, incident):
    remove(ops)
    assert [refunds.refund_removed_players(LATER), refunds.refund_removed_players(LATER)] == [1, 0]
    assert points_of(gameday) == {charged.name: 90}
    line = Entry.objects.get(kind="reversal")
    assert (line.points, line.reverses.key) == (5, f"hint:{incident.pk}:0")
    assert line.reason == "Edsger was taken out of the game (was: Hint 1 of “The sleepy shop”)"
    assert (Entry.objects.count(), standings.verify_standings(gameday)) == (4, [])


def test_nobody_else_gets_anything_back(gameday, charged, dev):
    assert refunds.refund_removed_players(LATER) == 0
    assert points_of(gameday) == {charged.name: 85}


def test_a_reset_is_given_back_too(gameday, charged, ops):
    line = ledger.LedgerLine(charged.pk, "reset", -40, "reset:1", "Reset of edge to known-good")
    ledger.write_entries(gameday.pk, [line], by=ops.name, now=NOW)
    remove(ops)
    assert refunds.refund_removed_players(LATER) == 2
    assert points_of(gameday) == {charged.name: 90}


def test_one_who_was_listed_and_never_came_has_paid_nothing(gameday, charged):
    remove(making.make_player(charged, joined_at=None))
    assert refunds.refund_removed_players(LATER) == 0


def test_a_namesake_who_comes_later_pays_for_themselves(gameday, charged, ops, incident):
    remove(ops)
    refunds.refund_removed_players(LATER)
    namesake = making.make_player(charged, "ops", name=ops.name, joined_at=LATER + timedelta(minutes=1))
    hints.take_hint(incident, 2, player=namesake, now=LATER + timedelta(minutes=2))
    assert refunds.refund_removed_players(LATER + timedelta(minutes=3)) == 0
    assert points_of(gameday) == {charged.name: 70}


def test_what_was_given_back_stays_so_when_the_player_is_let_back_in(gameday, charged, ops):
    remove(ops)
    refunds.refund_removed_players(LATER)
    removing.let_back_in(Player.everybody.filter(pk=ops.pk), by="walter", now=LATER)
    assert refunds.refund_removed_players(LATER) == 0
    assert points_of(gameday) == {charged.name: 90}
