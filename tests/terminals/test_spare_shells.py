"""A shell that is started before its player opens their next terminal: ready, but nobody's business until it is entered."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from gameday.models import Activity, Player
from gameday.terminals import session_registry, tickets
from tests import making
from tests.terminals.conftest import HANDLE, opened
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dora(team):
    return Player.objects.select_related("gameday", "team").get(name="Dora")


def marks(engine):
    return {mark for _role, mark in engine.sandboxes[HANDLE].open}


async def started(engine, count=1):
    assert await asyncio.to_thread(eventually, lambda: len(marks(engine)) == count)
    return marks(engine)


async def opened_terminals():
    return await Activity.objects.filter(verb="terminal").acount()


async def test_a_spare_shell_is_on_no_list_until_it_is_entered(server, engine, dora):
    async with opened(server, dora, spare=True) as mine:
        (mark,) = await started(engine)
        assert await asyncio.to_thread(tickets.listed_terminals, dora.team_id) == []
        assert await opened_terminals() == 0
        await mine.order(type="enter", columns=90, rows=20)
        assert (await mine.told("hello"))["shell"] == mark
        await mine.told("size", columns=90, rows=20)
        await mine.type("hay")
        await mine.until(b"hay")
        assert await asyncio.to_thread(
            eventually, lambda: [each.shell for each in tickets.listed_terminals(dora.team_id)] == [mark]
        )
        assert await asyncio.to_thread(eventually, lambda: Activity.objects.filter(verb="terminal").count() == 1)


async def test_a_spare_shell_that_has_ended_meanwhile_is_a_new_one(server, engine, dora):
    async with opened(server, dora, spare=True) as mine:
        (mark,) = await started(engine)
        engine.sandboxes[HANDLE].open["workbench", mark].exit = 137
        await mine.order(type="enter", columns=80, rows=24)
        assert (await mine.told("hello"))["shell"] != mark
        await mine.type("hay")
        await mine.until(b"hay")


async def test_a_spare_shell_ends_with_its_line(server, engine, dora):
    async with opened(server, dora, spare=True):
        await started(engine)
    await started(engine, 0)


async def test_who_has_lost_the_key_does_not_enter_the_spare_shell(server, engine, dora):
    async with opened(server, dora, "pipeline", spare=True) as mine:
        await started(engine)
        await sync_to_async(making.make_player)(dora.team, "dev", name="Dina")  # so that nobody works for both seats
        await Player.objects.filter(pk=dora.pk).aupdate(role="ops")
        await mine.order(type="enter", columns=80, rows=24)
        assert "a place that you may not enter any more" in (await mine.told("error"))["message"]
        assert await mine.closing() == 4403
    await started(engine, 0)
    assert await opened_terminals() == 0


async def test_a_line_to_a_spare_shell_takes_nothing_else(server, engine, dora):
    for frame in ({"type": "end"}, {"type": "enter", "columns": "wide", "rows": 24}, {"type": "enter"}):
        async with opened(server, dora, spare=True) as mine:
            await mine.order(**frame)
            assert await mine.closing() == 4403


async def test_only_so_many_spare_shells_wait_in_one_container(server, engine, dora, monkeypatch):
    monkeypatch.setattr(session_registry, "MOST_SPARES", 1)
    async with opened(server, dora, spare=True):
        await started(engine)
        async with opened(server, dora, spare=True) as another:
            assert await another.closing() == 4403
        async with opened(server, dora, "storefront", spare=True):
            await started(engine, 2)


async def test_nobody_needs_a_spare_shell_for_ever(server, engine, dora, settings):
    settings.TERMINAL_IDLE = 0.05
    async with opened(server, dora, spare=True) as mine:
        assert await mine.closing() == 4410
    await started(engine, 0)


def test_a_ticket_for_an_open_shell_is_for_no_spare_one(engine, dora):
    there = tickets.OpenTerminal("abc", dora.team_id, dora.team.sandboxes.get().pk, "workbench", dora.pk, "Dora")
    tickets.list_terminal(there)
    token = tickets.issue_ticket(dora, "workbench", shell="abc", spare=True)
    assert not tickets.redeem_ticket(token, dora, now=timezone.now()).ticket.spare
