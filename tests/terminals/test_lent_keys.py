"""A facilitator types in a team's terminal only while somebody of the team who types there lets them."""

import asyncio
from types import SimpleNamespace

import pytest

from gameday.terminals import lent_keys, tickets
from gameday.terminals.frames import EndReason, TabOrder
from gameday.terminals.guests import Guest
from gameday.terminals.sessions import LiveShell
from gameday.terminals.tickets import TerminalMode, Ticket, Visitor
from scenarios.company import load_company
from scenarios.sandbox import Spec
from scenarios.sandbox.fake import FakeSandbox


def guest(name, player, mode):
    visitor = Visitor(
        Ticket(player, 1, "edge", "", "shell", mode),
        SimpleNamespace(pk=1, team_id=1, team=None),
        player,
        name,
        "dev" if player else "",
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


async def test_a_shell_writes_down_who_is_let_type_and_that_it_is_over(dora, walter, monkeypatch):
    written = []
    monkeypatch.setattr(tickets, "record_loan", lambda holder, lender, *, now: written.append((holder.name, lender)))
    sandbox = FakeSandbox(Spec("box", load_company("unicorn_rentals"), "image"), 9000)
    shell = LiveShell("mark", dora.visitor, sandbox, await sandbox.shell("edge", "mark"))
    shell.guests += [dora, walter]
    shell.keys(walter, TabOrder.ASK_FOR_KEYS, walter.number)
    shell.keys(dora, TabOrder.LEND_KEYS, walter.number)
    shell.part(dora)
    shell.keys(walter, TabOrder.ASK_FOR_KEYS, walter.number)
    shell.keys(walter, TabOrder.TAKE_KEYS, walter.number)
    while len(written) < 2:
        await asyncio.sleep(0)
    await shell.end(EndReason.CLOSED, "")
    assert sorted(written, key=str) == [("walter", 7), ("walter", None)]
