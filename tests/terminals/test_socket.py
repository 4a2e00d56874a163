"""The terminal's socket on the real ASGI application and server, before an engine in memory."""

import asyncio
from contextlib import suppress

import pytest
import websockets
from asgiref.sync import sync_to_async
from django.utils import timezone

from gameday.models import Activity, GameDay, Player, Recording
from gameday.models.choices import GameDayState
from gameday.people import removing
from gameday.terminals import consumer, recording_writer, recordings, session_registry, tickets
from gameday.terminals.frames import EndReason
from gameday.terminals.guests import Guest
from gameday.terminals.sessions import LiveShell
from scenarios.waiting import wait_until
from tests.terminals.conftest import HANDLE, opened, tab, ticket_for
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dora(team):
    return Player.objects.select_related("gameday", "team").get(name="Dora")


def listed(player):
    return [(each.role, each.people) for each in tickets.listed_terminals(player.team_id)]


async def test_an_open_terminal_is_listed_with_who_is_in_it_until_it_is_closed(server, engine, dora):
    async with opened(server, dora) as mine:
        await mine.type("hay")
        await mine.until(b"hay")
        hers = [("workbench", [{"name": "Dora", "seat": "dev", "mode": "type"}])]
        assert await asyncio.to_thread(eventually, lambda: listed(dora) == hers)
        await mine.order(type="end")
        await mine.closing()
    assert await asyncio.to_thread(eventually, lambda: listed(dora) == [])
    assert [call[0] for call in engine.sandboxes[HANDLE].calls] == ["end_shells"]
    assert await Activity.objects.filter(verb="terminal").acount() == 1


async def test_each_tab_is_told_in_its_own_language(server, engine, dora):
    async with opened(server, dora, language="fr") as mine:
        shell = (await mine.told("hello"))["shell"]
        async with opened(server, dora, shell=shell) as another:
            await another.told("hello")
            ticket, cookie = await asyncio.to_thread(ticket_for, dora, "workbench", {"shell": shell})
            await mine.order(type="end")
            assert (await mine.told("ended"))["message"] == "Dora a fermé ce terminal."
            assert (await another.told("ended"))["message"] == "Dora closed this terminal."
    async with tab(server, ticket, cookie, language="fr") as late:
        assert (await late.told("error"))["message"] == "Ce terminal a pris fin. Ouvrez-en un nouveau."


async def test_who_is_taken_out_of_the_game_is_shown_out_and_told_why(server, engine, dora):
    async with opened(server, dora) as mine:
        await mine.told("hello")
        await sync_to_async(removing.remove_players)([dora], by="walter", now=timezone.now())
        assert "A facilitator has taken you out of the game" in (await mine.told("ended"))["message"]


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


async def test_who_is_in_a_sandbox_that_is_rebuilt_is_told_that_the_terminal_comes_back(server, engine, dora):
    async with opened(server, dora) as mine:
        await mine.told("hello")
        await dora.team.sandboxes.aupdate(state="gone")
        await mine.type("\x04")
        assert "the terminal opens again by itself" in (await mine.told("ended", why="rebuilt"))["message"]


async def test_a_small_window_gives_everybody_its_size(server, engine, dora):
    async with opened(server, dora, size=(120, 40)) as wide:
        shell = (await wide.told("hello"))["shell"]
        async with opened(server, dora, shell=shell, size=(80, 50)):
            await wide.told("size", columns=80, rows=40)
        await wide.told("size", columns=120, rows=40)
        await asyncio.sleep(0.1)
        assert [box.size for box in engine.sandboxes[HANDLE].open.values()] == [(120, 40)]


async def test_open_shells_learn_of_a_pause_and_of_its_end(server, engine, dora, monkeypatch):
    """From the game day's row, so that idle time rests meanwhile."""
    monkeypatch.setattr(session_registry, "BEAT_SECONDS", 0.02)
    monkeypatch.setattr(session_registry, "RESEAT_SECONDS", 0.02)
    looks: list[bool] = []
    monkeypatch.setattr(LiveShell, "check", lambda self, *, paused: looks.append(paused))
    await GameDay.objects.aupdate(state=GameDayState.PAUSED)
    async with opened(server, dora) as mine:
        await mine.told("hello")
        assert await asyncio.to_thread(eventually, lambda: looks[-1:] == [True])
        await GameDay.objects.aupdate(state=GameDayState.RUNNING)
        assert await asyncio.to_thread(eventually, lambda: looks[-1:] == [False])


async def test_time_before_and_after_a_pause_counts_together(team, engine, dora, settings):
    settings.TERMINAL_IDLE, now = 100.0, [0.0]
    ticket = await asyncio.to_thread(tickets.issue_ticket, dora, "workbench")
    visitor = await asyncio.to_thread(lambda: tickets.redeem_ticket(ticket, dora, None, now=timezone.now()))
    box = engine.find(HANDLE)
    shell = LiveShell("mark", visitor, box, await box.shell("workbench", "mark", user="", columns=80, rows=24, env={}))
    shell._clock = lambda: now[0]
    shell.typed_at = shell.seen_at = shell._checked_at = 0.0
    settings.TERMINAL_GRACE = 10_000.0
    for moment, paused in ((60.0, False), (3660.0, True), (3699.0, False)):
        now[0] = moment
        shell.check(paused=paused)
        await asyncio.sleep(0)
        assert not shell.over
    now[0] = 3702.0
    shell.check(paused=False)
    while not shell.over:
        await asyncio.sleep(0)


async def test_a_terminal_is_recorded_and_its_people_see_it_and_may_switch_it_off(server, engine, dora, monkeypatch):
    monkeypatch.setattr(recording_writer, "WRITE_SECONDS", 0.02)
    otto = await Player.objects.select_related("gameday", "team").aget(name="Otto")
    async with opened(server, dora) as hers:
        shell = (await hers.told("hello"))["shell"]
        assert (await hers.told("recording"))["mine"] is True
        async with opened(server, otto, shell=shell, mode="watch") as his:
            await his.told("recording", state="on", mine=False)
            await hers.type("hay")
            await hers.until(b"hay")
            await his.order(type="record", wanted=False)
            assert "You are only looking on" in (await his.told("error"))["message"]
            await his.order(type="blank")
            assert "Only who opened" in (await his.told("error"))["message"]
            await hers.order(type="record", wanted=False)
            await his.told("recording", state="off")
            await hers.type("oats")
            await hers.until(b"oats")
            await hers.order(type="record", wanted=True)
            await his.told("recording", state="on")
            await hers.type("straw")
            await hers.until(b"straw")
        await hers.order(type="end")
        await hers.closing()
    row = await sync_to_async(ended_recording)(shell)
    kept = await sync_to_async(lambda: "".join(recordings.export_asciicast(row)))()
    assert [word in kept for word in ("hay", "oats", "straw")] == [True, False, True]
    assert '"m","dev"' in kept


async def test_what_was_recorded_goes_when_who_opened_the_terminal_says_so(server, engine, dora, monkeypatch):
    monkeypatch.setattr(recording_writer, "WRITE_SECONDS", 0.02)
    async with opened(server, dora) as mine:
        shell = (await mine.told("hello"))["shell"]
        await mine.type("hay")
        await mine.until(b"hay")
        await mine.order(type="blank")
        while not (await mine.told("recording"))["blanked"]:
            pass
        await mine.order(type="end")
        await mine.closing()
    row = await sync_to_async(ended_recording)(shell)
    assert row.blanked_at is not None
    assert "hay" not in await sync_to_async(lambda: "".join(recordings.export_asciicast(row)))()


def ended_recording(shell):
    return wait_until(lambda: Recording.objects.filter(shell=shell, ended_at__isnull=False).first(), within=30)


async def test_keys_that_a_program_does_not_show_are_not_recorded(team, engine, dora):
    ticket = await asyncio.to_thread(tickets.issue_ticket, dora, "workbench")
    visitor = await asyncio.to_thread(lambda: tickets.redeem_ticket(ticket, dora, None, now=timezone.now()))
    box = engine.find(HANDLE)
    silent = await box.shell("workbench", "mark", user="", columns=80, rows=24, env={})
    silent.put = lambda data: True
    shell = LiveShell("mark", visitor, box, silent)
    guest = Guest(visitor, (80, 24), *[lambda *about: None] * 4)
    shell.join(guest)
    shell.type(guest, b"password\r")
    noted = shell.recorder.take().events
    await shell.end(EndReason.CLOSED, "")
    assert [(event.code, event.data) for event in noted] == [("m", b"dev")]


async def test_a_size_that_no_terminal_has_is_put_right(server, engine, dora):
    async with opened(server, dora) as mine:
        await mine.told("hello")
        await mine.order(type="resize", columns=10**9, rows=-5)
        await mine.told("size", columns=500, rows=1)


async def test_a_tab_hears_that_its_line_lives_and_how_much_has_arrived(server, engine, dora, monkeypatch):
    monkeypatch.setattr(consumer, "BEAT_SECONDS", 0.1)
    async with opened(server, dora) as mine:
        await mine.told("beat", received=0)
        await mine.type("hay")
        await mine.told("beat", received=3)
        await mine.type("x" * 300)
        await mine.told("beat", received=303)


async def test_a_tab_whose_line_was_cut_learns_how_much_of_its_input_arrived(server, engine, dora):
    async with opened(server, dora) as mine:
        hello = await mine.told("hello")
        await mine.type("hay")
        await mine.until(b"hay")
    async with opened(server, dora, shell=hello["shell"], before=hello["you"]) as back:
        assert (await back.told("hello"))["received"] == 3


async def test_what_comes_by_a_line_that_was_given_up_is_not_typed_any_more(server, engine, dora):
    async with opened(server, dora) as old:
        hello = await old.told("hello")
        await old.type("hay")
        await old.until(b"hay")
        async with opened(server, dora, shell=hello["shell"], before=hello["you"]) as back:
            assert (await back.told("hello"))["received"] == 3
            with suppress(websockets.ConnectionClosed):
                await old.type("late")
            await back.type("oats")
            assert b"late" not in await back.until(b"oats")
        assert await old.closing() == 4411


async def test_nobody_takes_over_the_tab_of_another(server, engine, dora):
    otto = await Player.objects.select_related("gameday", "team").aget(name="Otto")
    async with opened(server, dora) as hers:
        hello = await hers.told("hello")
        async with opened(server, otto, shell=hello["shell"], before=hello["you"]) as his:
            assert (await his.told("hello"))["received"] is None
            await hers.type("hay")
            await his.until(b"hay")
