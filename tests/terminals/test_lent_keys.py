"""A facilitator types in a team's terminal only while somebody of the team who types there lets them."""

from types import SimpleNamespace

import pytest

from gameday.terminals import lent_keys
from gameday.terminals.guests import Guest
from gameday.terminals.tickets import TerminalMode, Ticket, Visitor


def guest(name, player, mode):
    visitor = Visitor(
        Ticket(player, 1, "edge", "", "shell", mode), SimpleNamespace(), player, name, "dev" if player else ""
    )
    told, complaints = [], []
    made = Guest(visitor, (80, 24), lambda data: None, told.append, complaints.append, lambda code: None)
    made.told, made.complaints = told, complaints
    return made


@pytest.fixture
def dora():
    return guest("Dora", 7, TerminalMode.TYPE)


@pytest.fixture
def otto():
    return guest("Otto", 8, TerminalMode.WATCH)


@pytest.fixture
def walter():
    return guest("walter", 0, TerminalMode.LOOK)


def test_who_asks_and_is_let_types_until_the_keys_are_taken_back(dora, walter):
    here = [dora, walter]
    assert lent_keys.ask_for_keys(walter)
    assert not lent_keys.ask_for_keys(walter), "asked twice it is no news"
    assert walter.described == {"name": "walter", "seat": "", "mode": "look", "asks": "yes"}
    assert lent_keys.lend_keys(here, dora, walter.number)
    assert (walter.mode, walter.asks) == (TerminalMode.TYPE, False)
    assert "Dora lets you type here" in str(walter.told[-1]["message"])
    assert lent_keys.take_keys(here, dora, walter.number)
    assert walter.mode == TerminalMode.LOOK
    assert not lent_keys.take_keys(here, dora, walter.number)


def test_nobody_gets_keys_that_they_have_not_asked_for(dora, otto, walter):
    assert not lent_keys.lend_keys([dora, otto, walter], dora, walter.number)
    assert not lent_keys.ask_for_keys(otto), "a player whose seat has no key asks their team mate"
    assert not lent_keys.lend_keys([dora, otto, walter], dora, otto.number)
    assert (otto.mode, walter.mode) == (TerminalMode.WATCH, TerminalMode.LOOK)


def test_only_who_types_there_lends_and_no_facilitator_lends_to_another(dora, otto, walter):
    grete = guest("grete", 0, TerminalMode.LOOK)
    here = [dora, otto, walter, grete]
    for each in (walter, grete):
        lent_keys.ask_for_keys(each)
    assert not lent_keys.lend_keys(here, otto, walter.number)
    assert lent_keys.lend_keys(here, dora, walter.number)
    assert not lent_keys.lend_keys(here, walter, grete.number)
    assert "Only who types here" in walter.complaints[0]
    assert not lent_keys.take_keys(here, grete, walter.number)
    assert lent_keys.take_keys(here, walter, walter.number), "they give them back themselves"


def test_keys_go_back_when_nobody_of_the_team_types_any_more(dora, otto, walter):
    lent_keys.ask_for_keys(walter)
    lent_keys.lend_keys([dora, otto, walter], dora, walter.number)
    lent_keys.end_loans([dora, otto, walter])
    assert walter.mode == TerminalMode.TYPE
    lent_keys.end_loans([otto, walter])
    assert walter.mode == TerminalMode.LOOK
