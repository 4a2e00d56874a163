"""A terminal from the browser's socket to a real container and back."""

import asyncio
import time
from contextlib import suppress

import pytest
import websockets
from asgiref.sync import sync_to_async
from django.test import Client
from django.utils import timezone

from gameday.models import Player
from gameday.operations.bot_terminal import open_terminal
from gameday.operations.bots import Bot
from gameday.operations.typed_steps import TypedLine
from gameday.people import seats
from gameday.terminals import tickets
from tests.terminals.conftest import opened, session_of, tab
from tests.waiting import comes_to

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dora(team):
    return Player.objects.select_related("gameday", "team").get(name="Dora")


@pytest.fixture
def otto(team):
    return Player.objects.select_related("gameday", "team").get(name="Otto")


async def marks(box, role="workbench"):
    return await asyncio.to_thread(box.shells, role)


async def test_what_is_typed_is_done_and_shown(server, real, dora):
    async with opened(server, dora) as mine:
        await mine.type("echo $((6*7)) $TERM $COLORTERM\r")
        await mine.until(b"42 xterm-256color truecolor")


async def test_a_terminal_opens_about_as_fast_as_a_command_runs(server, real, dora):
    bare, seconds = [], []
    for _ in range(5):
        bare.append((await asyncio.to_thread(real.exec, "workbench", ["bash", "-ic", "true"])).seconds)
        began = time.monotonic()
        async with opened(server, dora) as mine:
            await mine.until(b"# ")
            seconds.append(time.monotonic() - began)
            await mine.order(type="end")
            await mine.closing()
    assert min(seconds) < 8 * min(bare)


async def test_the_shell_has_the_size_of_the_window_and_follows_it(server, real, dora):
    async with opened(server, dora, size=(101, 33)) as mine:
        await mine.until(b"# ")
        await mine.type("stty size\r")
        await mine.until(b"33 101")
        await mine.order(type="resize", columns=60, rows=20)
        await mine.told("size", columns=60, rows=20)
        await asyncio.sleep(0.3)
        await mine.type("stty size\r")
        await mine.until(b"20 60")


async def test_a_reload_keeps_the_shell_and_its_screen(server, real, dora):
    async with opened(server, dora) as mine:
        shell = (await mine.told("hello"))["shell"]
        await mine.type("pet=pony; echo before-$((6*7))\r")
        await mine.until(b"before-42")
    async with opened(server, dora, shell=shell) as again:
        await again.until(b"before-42")
        assert b"before-42" in again.replayed
        await again.type("echo still-$pet\r")
        await again.until(b"still-pony")


# It says how many rows it has whenever that may have changed. A shell's trap would not do: bash loses a signal now and then.
FULL_SCREEN = """
import os, signal, time
signal.signal(signal.SIGWINCH, lambda *_: print("rows", os.get_terminal_size().lines, flush=True))
print("\\x1b[?1049hwait-%d" % 42, flush=True)
time.sleep(600)
"""


async def test_who_joins_a_program_that_fills_the_screen_has_it_drawn_anew(server, real, dora, otto):
    program = "; ".join(FULL_SCREEN.strip().splitlines())
    async with opened(server, dora, size=(80, 24)) as mine:
        shell = (await mine.told("hello"))["shell"]
        await mine.type(f"python3 -c '{program}'\r")
        await mine.until(b"wait-42")
        async with opened(server, otto, shell=shell, size=(80, 24)):
            await mine.until(b"rows 24")


async def test_a_shell_that_everybody_left_ends_after_its_grace_with_all_that_it_started(server, real, dora, settings):
    settings.TERMINAL_GRACE = 0.5
    async with opened(server, dora) as mine:
        await mine.until(b"# ")
        await mine.type("nohup sleep 7777 & setsid -f sleep 7778; env -i sleep 7779 & echo g$((5*2))\r")
        await mine.until(b"g10")
        assert len(await marks(real)) == 1

    await comes_to(lambda: real.shells("workbench"), set())
    left = await asyncio.to_thread(real.exec, "workbench", ["pgrep", "-xa", "sleep"])
    assert b" 777" not in left.stdout
    assert await asyncio.to_thread(tickets.listed_terminals, dora.team_id) == []


async def test_closing_a_terminal_ends_its_shell_at_once(server, real, dora, settings):
    settings.TERMINAL_GRACE = 600
    async with opened(server, dora) as mine:
        await mine.until(b"# ")
        await mine.order(type="end")
        assert (await mine.told("ended"))["message"] == "Dora closed this terminal."
        assert await mine.closing() == 4410

    await comes_to(lambda: real.shells("workbench"), set())


async def test_a_shell_that_ends_by_itself_says_so(server, real, dora):
    async with opened(server, dora) as mine:
        await mine.until(b"# ")
        await mine.type("exit 3\r")
        assert (await mine.told("ended"))["message"] == "The shell has ended (exit status 3)."


async def test_a_shell_is_closed_when_nobody_has_typed_for_long(server, real, dora, settings):
    settings.TERMINAL_IDLE = 1.5
    async with opened(server, dora) as mine:
        await mine.told("notice")
        assert (await mine.told("ended"))["why"] == "idle"
        assert await mine.closing() == 4410


async def test_a_container_that_dies_under_it_is_told_and_a_new_terminal_opens_when_it_runs_again(server, real, dora):
    async with opened(server, dora, "storefront") as mine:
        await mine.until(b"# ")
        await asyncio.to_thread(real.kill, "storefront")
        ended = await mine.told("ended")
        assert ended["why"] == "died"
        assert ended["message"].startswith("The container of “storefront” is exited: this was its last screen.")
    async with opened(server, dora, "storefront") as early:
        assert "is not running" in (await early.told("error"))["message"]
        assert await early.closing() == 4403
    await asyncio.to_thread(real.start, "storefront")
    async with opened(server, dora, "storefront") as again:
        await again.until(b"# ")


async def test_a_container_that_is_paused_under_it_is_told(server, real, dora, monkeypatch):
    monkeypatch.setattr("gameday.terminals.sessions.SILENCE_SECONDS", 0.5)
    async with opened(server, dora, "storefront") as mine:
        await mine.until(b"# ")
        await asyncio.to_thread(real.pause, "storefront")
        await mine.type(" ")
        assert "is paused" in (await mine.told("notice"))["message"]
        await asyncio.to_thread(real.unpause, "storefront")
        await mine.type("echo awake-$((1+1))\r")
        await mine.until(b"awake-2")


async def test_one_megabyte_pasted_at_once_arrives_whole(server, real, dora):
    text = b"".join(b"%06d %s\n" % (number, b"hay" * 30) for number in range(10_700))
    assert len(text) > 1_040_000
    async with opened(server, dora) as mine:
        await mine.until(b"# ")
        await mine.type("stty -echo; printf rea''dy; cat > /tmp/paste; echo all-th''ere\r")
        await mine.until(b"ready")
        await paste(mine, text)
        await mine.type(b"\x04")
        await mine.until(b"all-there")
    arrived = await asyncio.to_thread(real.read, "workbench", "/tmp/paste")
    await asyncio.to_thread(real.exec, "workbench", ["rm", "/tmp/paste"])
    assert (len(arrived), arrived) == (len(text), text)


async def paste(mine, text, piece=16 * 1024, window=128 * 1024):
    """As the page does it: in pieces, with no more unconfirmed bytes than the server allows."""
    flying = 0
    for at in range(0, len(text), piece):
        while flying >= window:
            flying -= (await mine.told("took"))["bytes"]
        await mine.type(text[at : at + piece])
        flying += len(text[at : at + piece])


async def test_more_than_the_container_takes_is_refused_with_a_sentence(server, real, dora):
    async with opened(server, dora) as mine:
        await mine.until(b"# ")
        await mine.type("stty -echo raw; printf rea''dy; sleep 100\r")
        await mine.until(b"ready")
        for _ in range(60):
            await mine.type(b"x" * 16 * 1024)
        assert "was left out" in (await mine.told("error"))["message"]


@pytest.mark.parametrize("flood", ["yes", "cat /dev/urandom"])
async def test_a_flood_waits_for_a_slow_tab_and_control_c_ends_it(server, real, dora, flood):
    async with opened(server, dora) as mine:
        await mine.until(b"# ")
        mine.drawing = False
        await mine.type(f"{flood}\r")
        await asyncio.sleep(2)
        arrived = 0
        while True:
            try:
                arrived += len(await mine.take(0.5))
            except TimeoutError:
                break
        assert (
            arrived < 600_000
        )  # the window and one whole read of 256 KB, and not the megabytes of two seconds of flood
        mine.drawing = True
        await mine.order(type="drew", bytes=arrived)
        for _ in range(50):
            await mine.take()
        await mine.type(b"\x03")
        await mine.type("stty sane; echo e$((3+4))d\r")
        await mine.until(b"e7d")


async def test_a_flood_that_goes_on_is_slowed_down(server, real, dora, monkeypatch):
    monkeypatch.setattr("gameday.terminals.throttle.CREDIT_BYTES", 200_000)
    monkeypatch.setattr("gameday.terminals.throttle.SLOW_RATE", 50_000)
    async with opened(server, dora) as mine:
        await mine.until(b"# ")
        await mine.type("yes\r")
        while len(mine.shown) < 200_000:
            await mine.take()
        with suppress(TimeoutError):
            async with asyncio.timeout(3):
                while True:
                    await mine.take()
        assert len(mine.shown) < 1_000_000
        await mine.order(type="end")


async def test_a_tab_that_does_not_draw_is_dropped_and_may_come_back(server, real, dora, monkeypatch):
    monkeypatch.setattr("gameday.terminals.sessions.STALL_SECONDS", 1.0)
    async with opened(server, dora) as mine:
        shell = (await mine.told("hello"))["shell"]
        mine.drawing = False
        await mine.type("yes\r")
        assert await mine.closing() == 4408
    async with opened(server, dora, shell=shell) as again:
        await again.until(b"y\r\ny\r\n")


async def test_ten_megabytes_arrive_complete(server, real, dora):
    async with opened(server, dora) as mine:
        await mine.until(b"# ")
        await mine.type("stty -opost -echo; clear; head -c 10000000 /dev/zero | tr '\\0' 'u'; echo en''d\r")
        await mine.until(b"end\n")
        assert mine.shown.count(b"u" * 100) == 100_000


async def test_team_mates_type_together_and_see_each_other(server, real, dora, otto):
    async with opened(server, dora, size=(120, 40)) as hers:
        shell = (await hers.told("hello"))["shell"]
        async with opened(server, otto, shell=shell, size=(90, 50)) as his:
            await hers.told("size", columns=90, rows=40)
            seen = await hers.told("who")
            people = [(person["name"], person["mode"]) for person in seen["people"]]
            assert people == [("Dora", "type"), ("Otto", "type")]
            await his.type("echo from-$((1+1))\r")
            await hers.until(b"from-2")
            await his.until(b"from-2")


async def test_a_watcher_sees_everything_and_cannot_type(server, real, dora, otto):
    async with opened(server, dora) as hers:
        shell = (await hers.told("hello"))["shell"]
        async with opened(server, otto, shell=shell, mode="watch") as his:
            for _ in range(6):
                await his.type(b"")  # empty, so there is no message about it
            await his.type("echo sneaky\r")
            assert "only looking on" in (await his.told("error"))["message"]
            await hers.type("echo open-$((2+3))\r")
            await his.until(b"open-5")
            assert b"sneaky" not in his.shown


async def test_a_player_who_loses_the_key_goes_on_watching_and_the_other_seat_takes_over(server, real, dora, otto):
    swap = sync_to_async(lambda: seats.swap_seats(dora.gameday, swapped=True, by="walter", now=timezone.now()))
    async with opened(server, otto, "db") as his:
        hello = await his.told("hello")
        await swap()
        assert "you only watch" in (await his.told("mode", mode="watch"))["message"]
        for _ in range(6):
            await his.type("echo lost\r")  # keys that were typed before the news came are no error
        again = await sync_to_async(Player.objects.select_related("gameday", "team").get)(pk=dora.pk)
        async with opened(server, again, "db", shell=hello["shell"]) as hers:
            await hers.type("echo $((6*7))\r")
            await his.until(b"42")
        assert b"lost" not in his.shown


async def test_a_player_who_moves_to_another_team_is_disconnected(server, real, dora, otto):
    async with opened(server, dora) as mine:
        await mine.told("hello")
        await sync_to_async(Player.objects.filter(pk=dora.pk).update)(team=None)
        assert "another team" in (await mine.told("ended", why="moved"))["message"]


async def test_a_facilitator_who_watches_is_seen_by_everybody_and_types_only_where_the_team_agrees(
    server, real, dora, django_user_model
):
    boss = await django_user_model.objects.acreate(username="marie", is_staff=True)
    async with opened(server, dora) as hers:
        shell = (await hers.told("hello"))["shell"]
        ticket, cookie = await asyncio.to_thread(look_ticket, boss, dora, shell)
        async with tab(server, ticket, cookie) as looking:
            assert (await looking.told("hello"))["mode"] == "look"
            seen = await hers.told("who")
            while len(seen["people"]) < 2:
                seen = await hers.told("who")
            assert seen["people"][1]["name"] == "marie"
            assert seen["people"][1]["mode"] == "look"
            await looking.order(type="end")
            assert "only looking on" in (await looking.told("error"))["message"]
            await looking.type("echo $((6*9))\r")
            assert "only looking on" in (await looking.told("error"))["message"]
            await looking.order(type="ask_for_keys")
            while not seen["people"][-1].get("asks"):
                seen = await hers.told("who")
            await hers.order(type="lend_keys", number=seen["people"][-1]["number"])
            await looking.told("mode", mode="type")
            await looking.type("echo $((6*7))\r")
            await hers.until(b"42")
            assert b"54" not in hers.shown


def look_ticket(boss, player, shell):
    client = Client()
    client.force_login(boss)
    answer = client.post(f"/control/{player.gameday.slug}/terminals/{shell}/ticket/")
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    return answer.json()["socket"].split("/")[3], cookie


async def test_a_used_ticket_a_stranger_and_another_site_are_refused(server, real, dora, otto):
    ticket = await asyncio.to_thread(tickets.issue_ticket, dora, "workbench")
    hers = await asyncio.to_thread(session_of, dora)
    with pytest.raises(websockets.InvalidStatus):
        async with tab(server, ticket, hers, origin="http://elsewhere.example"):
            pass
    async with tab(server, ticket, await asyncio.to_thread(session_of, otto)) as stranger:
        assert (await stranger.told("error"))["message"] == "This ticket belongs to somebody else."
        assert await stranger.closing() == 4403
    async with tab(server, ticket, hers) as late:
        assert "old or used" in (await late.told("error"))["message"]
        assert await late.closing() == 4403


async def test_rubbish_is_answered_and_the_fifth_time_closes_the_socket(server, real, dora):
    async with opened(server, dora) as mine:
        for rubbish in ["{", "[]", '{"type": "format"}', "x" * 5000, '{"type": "resize", "columns": "wide"}']:
            await mine.socket.send(rubbish)
            assert (await mine.told("error"))["message"].endswith(".")
        assert await mine.closing() == 4400


async def test_shells_that_a_killed_process_left_are_ended_when_the_next_one_opens(server, real, dora, monkeypatch):
    orphan, shown = await real.shell("workbench", "orphan"), asyncio.Event()
    orphan.listen(lambda data: shown.set(), shown.set)
    await shown.wait()
    orphan.close()
    async with opened(server, dora) as mine:
        await mine.until(b"# ")

        await comes_to(lambda: "orphan" in real.shells("workbench"), False)
        await mine.type("echo alive-$((1+2))\r")
        await mine.until(b"alive-3")


async def test_a_shell_in_a_paused_container_is_ended_later(server, real, dora, settings, monkeypatch):
    monkeypatch.setattr("gameday.terminals.session_registry.RENEWAL_SECONDS", 0.5)
    settings.TERMINAL_GRACE = 0.2
    async with opened(server, dora) as mine:
        await mine.until(b"# ")
        await asyncio.to_thread(real.pause, "workbench")
    await asyncio.sleep(2)
    await asyncio.to_thread(real.unpause, "workbench")

    await comes_to(lambda: real.shells("workbench"), set())


async def test_a_bot_sees_how_each_line_ended_and_gets_out_of_pagers_and_of_what_never_ends(server, real, dora):
    lines = [
        TypedLine("true", checked=True),
        TypedLine("git -C ~/storefront log -p"),
        TypedLine("ls no-such-stable", checked=True),
        TypedLine("sleep 600", checked=True, within=0.5),
        TypedLine("cd /tmp && pwd", checked=True),
    ]
    bot = Bot(dora, f"http://{server}", 0.0)
    async with bot.open_session() as bot.session:
        await bot._sit_down()
        async with open_terminal(bot.session, bot.url, "workbench", bot.random) as terminal:
            assert [await terminal.run(line) for line in lines] == [0, None, 2, None, 0]

    await comes_to(lambda: real.shells("workbench"), set())
