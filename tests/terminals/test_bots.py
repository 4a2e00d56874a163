"""Bots at work: they open terminals as people do, before an engine in memory, and mend whatever becomes of them."""

import asyncio
import base64
import json

import pytest
from django.db import connections
from django.utils import timezone

from gameday.models import Activity, ChatLine, GameDay, Incident, Player, Recording
from gameday.operations import bot_terminal, bots
from gameday.terminals import recording_writer, recordings, tickets
from scenarios.refusal import Refused
from scenarios.sandbox.fake import FakeSandbox, FakeShell
from scoring.rehearsal import playing
from tests import making
from tests.terminals.conftest import HANDLE, opened
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)

NAMED = making.DOCUMENT["objectives"][0]
SCRIPT = b"# Dev: wake it.\nsv up recognizer\n"


class AnsweringShell(FakeShell):
    """Shows a prompt, and after each line that its status is `status`."""

    status = 0

    def listen(self, shown, over):
        super().listen(shown, over)
        super().put(b"recognizer:~# ")

    def put(self, data):
        super().put(data)
        if data == b"\r":
            super().put(b"\nexit code %d\r\n\x1b[1;35mrecognizer\x1b[0m:~# " % self.status)
        return True


class FailingShell(AnsweringShell):
    status = 1


class EndingShell(AnsweringShell):
    """Ends with the first line."""

    def put(self, data):
        return super().put(b"\x04" if data == b"\r" else data)


@pytest.fixture(autouse=True)
def haste(monkeypatch):
    """Nobody thinks, reads or types slowly, and a busy machine may take its time."""
    monkeypatch.setattr(bots, "THINK_SECONDS", 0)
    monkeypatch.setattr(bots, "READ_SECONDS", 0)
    monkeypatch.setattr(bots, "HINT_CHANCE", 0)
    monkeypatch.setattr(bot_terminal, "KEY_SECONDS", (0, 0))
    monkeypatch.setattr(bot_terminal, "PROMPT_SECONDS", 60)
    monkeypatch.setattr(bot_terminal, "LEAVE_SECONDS", 60)
    monkeypatch.setattr(recording_writer, "WRITE_SECONDS", 0.1)


@pytest.fixture
def incident(team):
    document = {
        "objectives": [NAMED],
        "briefing": {"dev": "Good day. It says that the recognizer naps. Bye.", "ops": "Look: `the doorman naps`."},
        "tells": {"dev": ["the recognizer naps"], "ops": ["the doorman naps"]},
        "solution": {"dev": [{"on": "recognizer", "run": "solution/dev.sh"}], "ops": "solution/ops.sh"},
    }
    assets = {name: base64.b64encode(SCRIPT).decode() for name in ("solution/dev.sh", "solution/ops.sh")}
    return making.make_incident(team, making.make_scenario(document=document, assets=assets), now=timezone.now())


@pytest.fixture
def dora(team):
    player = Player.objects.select_related("gameday", "team").get(name="Dora")
    player.bot = True
    player.save()
    return player


@pytest.fixture
def shells(monkeypatch):
    """Makes all shells of the engine ones of that kind."""

    def choose(kind):
        async def shell(self, role, mark, *, columns=80, rows=24, **about):
            self.open[role, mark] = opened_shell = kind()
            await opened_shell.resize(columns, rows)
            return opened_shell

        monkeypatch.setattr(FakeSandbox, "shell", shell)

    return choose


async def work_as(player: Player, server: str, incident_pk: int) -> None:
    bot = bots.Bot(player, f"http://{server}", 0.0)
    async with bot.open_session() as bot.session:
        await bot._sit_down()
        await bot._work(incident_pk)


def ended_recording() -> tuple[Recording, list[recordings.RecordedEvent]]:
    """Once it is written to its end. In a thread of its own."""
    try:
        assert eventually(lambda: Recording.objects.filter(ended_at__isnull=False).exists(), within=60)
        row = Recording.objects.select_related("player").get()
        return row, [tuple(json.loads(line)) for line in list(recordings.export_asciicast(row))[1:]]
    finally:
        connections.close_all()


def scripts_run(engine):
    return [call for call in engine.sandboxes[HANDLE].calls if call[0] == "exec"]


async def test_what_a_bot_does_is_typed_in_a_terminal_and_is_on_the_film_of_its_seat(
    server, engine, dora, incident, shells
):
    shells(AnsweringShell)
    asked = await incident.objectives.acreate(key="named")
    await work_as(dora, server, incident.pk)
    await asked.arefresh_from_db()
    assert (asked.met_at is not None, scripts_run(engine)) == (True, [])
    row, events = await asyncio.to_thread(ended_recording)
    assert (row.player, row.name, row.seat, row.service) == (dora, "Dora", "dev", "recognizer")
    assert [data for _at, code, data in events if code == "m"] == ["dev"]
    assert "sv up recognizer" in "".join(data for _at, code, data in events if code == "o")
    acts = Activity.objects.filter(player=dora, verb="terminal").values_list("role", "service")
    assert [act async for act in acts] == [("dev", "recognizer")]
    assert await asyncio.to_thread(eventually, lambda: tickets.listed_terminals(dora.team_id) == [])


def refuse(*about, **more):
    raise Refused("The stable door is shut.")


@pytest.mark.parametrize("trouble", ["refused", "no prompt", "cut", "typed in vain"])
async def test_a_bot_mends_whatever_becomes_of_its_terminal(
    server, engine, dora, incident, shells, monkeypatch, trouble
):
    shells({"no prompt": FakeShell, "cut": EndingShell, "typed in vain": FailingShell}.get(trouble, AnsweringShell))
    if trouble == "no prompt":
        monkeypatch.setattr(bot_terminal, "PROMPT_SECONDS", 0.5)
    if trouble == "refused":
        monkeypatch.setattr(tickets, "issue_ticket", refuse)
    await work_as(dora, server, incident.pk)
    (run,) = scripts_run(engine)
    assert run[:2] == ("exec", "recognizer")
    act = await Activity.objects.filter(incident=incident, verb="terminal").aget()
    assert (act.role, act.service) == ("dev", "recognizer")
    assert act.text == "Dora gets to work in recognizer"


async def test_who_types_in_a_bots_terminal_sees_it_type_and_keeps_it(server, engine, dora, incident, shells):
    class PatientShell(AnsweringShell):
        """Its prompt comes once somebody has joined."""

        def listen(self, shown, over):
            FakeShell.listen(self, shown, over)
            self.loop = asyncio.get_running_loop()
            waiting.append(self)

        def begin(self):
            self.loop.call_soon_threadsafe(FakeShell.put, self, b"recognizer:~# ")

    waiting: list[PatientShell] = []
    shells(PatientShell)
    otto = await Player.objects.select_related("gameday", "team").aget(name="Otto")
    working = asyncio.create_task(work_as(dora, server, incident.pk))
    assert await asyncio.to_thread(eventually, lambda: tickets.listed_terminals(dora.team_id))
    (listed,) = await asyncio.to_thread(tickets.listed_terminals, dora.team_id)
    async with opened(server, otto, "recognizer", shell=listed.shell) as his:
        await his.told("hello")
        waiting[0].begin()
        await his.until(b"sv up recognizer")
        await working
        await his.type("thank you")
        await his.until(b"thank you")
        assert [frame["type"] for frame in his.frames if frame["type"] == "ended"] == []


async def test_two_bots_tell_each_other_what_their_cards_say(server, engine, dora, team, incident, shells):
    shells(AnsweringShell)
    await Player.objects.filter(team=team, role="ops").aupdate(bot=True)
    otto = await Player.objects.select_related("gameday", "team").aget(team=team, role="ops")
    await work_as(dora, server, incident.pk)
    await work_as(otto, server, incident.pk)
    said = [(line.role, line.text) async for line in ChatLine.objects.filter(team=team).order_by("id")]
    assert said == [
        ("dev", "My card says: It says that the recognizer naps."),
        ("ops", "My card says: Look: the doorman naps."),
        ("ops", "“the recognizer naps” is what I was missing. I look at it from my side."),
    ]


class TestARehearsal:
    """Its bots come from a worker, for one incident, and leave when that is over."""

    @pytest.fixture
    def rehearsed(self, settings, server, engine, dora, team, incident, shells):
        shells(AnsweringShell)
        settings.INSIDE_URL = f"http://{server}"
        GameDay.objects.filter(pk=team.gameday_id).update(rehearsal=True)
        Player.objects.filter(team=team).update(bot=True)
        incident.objectives.create(key="named")
        return Incident.objects.select_related("gameday", "team", "scenario").get(pk=incident.pk)

    def test_a_worker_lets_both_seats_work_on_an_incident(self, rehearsed):
        playing.play_incident(rehearsed, timezone.now())
        rehearsed.refresh_from_db()
        assert (rehearsed.state, rehearsed.acknowledged_by.bot) == ("resolved", True)
        assert Activity.objects.filter(player__name="Dora", verb="terminal").exists()
        assert set(ChatLine.objects.values_list("role", flat=True)) == {"dev", "ops"}
        assert GameDay.objects.get().problem == ""

    def test_what_keeps_bots_out_is_said(self, rehearsed, settings):
        settings.INSIDE_URL = "http://localhost:9"
        playing.play_incident(rehearsed, timezone.now())
        assert "did not get into Gameday at http://localhost:9" in GameDay.objects.get().problem
