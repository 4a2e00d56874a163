"""The terminal's socket on the real ASGI application and server, before an engine in memory."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from gameday.models import Activity, Player
from gameday.people import removing
from gameday.terminals import tickets
from scenarios import company
from scenarios.sandbox import Spec, engine_for
from tests.terminals.conftest import HANDLE, opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dora(team):
    return Player.objects.select_related("gameday", "team").get(name="Dora")


@pytest.fixture
def engine():
    engine = engine_for("fake://terminals")
    engine.sandboxes.clear()
    engine.provision(Spec(HANDLE, company.load_company("unicorn_rentals"), "none"))
    return engine


async def listed(player):
    return await asyncio.to_thread(tickets.listed_terminals, player.team_id)


async def test_an_open_terminal_is_listed_with_who_is_in_it_until_it_is_closed(server, engine, dora):
    async with opened(server, dora) as mine:
        await mine.type("hay")
        await mine.until(b"hay")
        await asyncio.sleep(1)
        assert [(each.role, each.people) for each in await listed(dora)] == [
            ("workbench", [{"name": "Dora", "seat": "dev", "mode": "type"}])
        ]
        await mine.order(type="end")
        await mine.closing()
    await asyncio.sleep(1)
    assert await listed(dora) == []
    assert [call[0] for call in engine.sandboxes[HANDLE].calls] == ["end_shells"]
    assert await Activity.objects.filter(verb="terminal").acount() == 1


async def test_each_tab_is_told_in_its_own_language(server, engine, dora):
    async with opened(server, dora, language="fr") as mine:
        shell = (await mine.told("hello"))["shell"]
        async with opened(server, dora, shell=shell) as another:
            await another.told("hello")
            await mine.order(type="end")
            assert (await mine.told("ended"))["message"] == "Dora a fermé ce terminal."
            assert (await another.told("ended"))["message"] == "Dora closed this terminal."
    async with opened(server, dora, shell=shell, language="fr") as late:
        assert (await late.told("error"))["message"] == "Ce terminal a pris fin. Ouvrez-en un nouveau."


async def test_who_is_taken_out_of_the_game_is_shown_out_and_told_why(server, engine, dora):
    async with opened(server, dora) as mine:
        await mine.told("hello")
        await sync_to_async(removing.remove_players)([dora], by="walter", now=timezone.now())
        assert "A facilitator has taken you out of the game" in (await mine.told("ended", timeout=60))["message"]


async def test_a_ticket_for_a_shell_that_is_listed_but_gone_is_refused(server, engine, dora):
    await asyncio.to_thread(
        tickets.list_terminal,
        tickets.OpenTerminal(
            "ghost", dora.team_id, (await dora.team.sandboxes.aget()).pk, "workbench", dora.pk, "Dora"
        ),
    )
    async with opened(server, dora, shell="ghost") as late:
        assert (await late.told("error"))["message"] == "That terminal has ended. Open a new one."
        assert await late.closing() == 4403


async def test_a_process_that_serves_no_terminals_says_who_should(server, engine, dora, settings):
    settings.TERMINALS = False
    async with opened(server, dora) as lost:
        assert "Another process" in (await lost.told("error"))["message"]
        assert await lost.closing() == 4403


async def test_a_sandbox_that_the_engine_does_not_know_is_a_sentence(server, engine, dora):
    engine.sandboxes.clear()
    async with opened(server, dora) as lost:
        assert "There is no sandbox" in (await lost.told("error"))["message"]
        assert await lost.closing() == 4403


async def test_an_engine_that_does_not_answer_is_a_sentence(server, engine, dora, monkeypatch):
    def refuse(handle):
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(engine, "find", refuse)
    async with opened(server, dora) as lost:
        assert "does not answer" in (await lost.told("error"))["message"]
        assert await lost.closing() == 4403


async def test_one_player_has_only_so_many_shells_even_where_tickets_were_fetched_before(
    server, engine, dora, monkeypatch
):
    monkeypatch.setattr(tickets, "MOST_TERMINALS", 1)
    monkeypatch.setattr(tickets, "listed_terminals", lambda team: [])  # a list that lags behind
    async with opened(server, dora) as first:
        await first.told("hello")
        async with opened(server, dora) as second:
            assert "You have 1 terminals open" in (await second.told("error"))["message"]


async def test_a_small_window_gives_everybody_its_size(server, engine, dora):
    async with opened(server, dora, size=(120, 40)) as wide:
        shell = (await wide.told("hello"))["shell"]
        async with opened(server, dora, shell=shell, size=(80, 50)):
            await wide.told("size", columns=80, rows=40)
        await wide.told("size", columns=120, rows=40)
        await asyncio.sleep(0.1)
        assert [box.size for box in engine.sandboxes[HANDLE].open.values()] == [(120, 40)]


async def test_a_size_that_no_terminal_has_is_put_right(server, engine, dora):
    async with opened(server, dora) as mine:
        await mine.told("hello")
        await mine.order(type="resize", columns=10**9, rows=-5)
        await mine.told("size", columns=500, rows=1)
