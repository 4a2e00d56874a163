"""Bots: programs that play a seat. They use the join page and the team page's forms over HTTP, as people do.

A bot plays its scenario's solution, after a thinking time: it types it into terminals, where people see it, and runs it in the
sandbox where it gets no terminal. It works for its own seat, and for the other one while nobody sits there.
"""

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

import aiohttp
import structlog
from django.conf import settings
from django.db import close_old_connections
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import access, activity
from gameday.background import connection_budget
from gameday.language import vocabulary
from gameday.models import ChatLine, Incident, Player
from gameday.models.choices import ActivityVerb, Role, SandboxState
from gameday.operations import bot_terminal, bot_words, demo, typed_steps
from gameday.operations.bot_pages import IncidentsPage
from gameday.operations.typed_steps import StepAtHand
from gameday.sandboxes import provisioning
from gameday.web_address import parse_web_address
from scenarios.document import parse
from scenarios.proof import solutions
from scenarios.sandbox import SandboxDriver

log = structlog.get_logger(__name__)
Found = TypeVar("Found")

LOOK_EVERY = 2.0  # seconds between two requests of the team page
THINK_SECONDS = 4.0  # seconds before each step, times the team's pace, give or take a third
READ_SECONDS = 0.8  # seconds after each line that is typed, times the team's pace
HINT_CHANCE = 0.5
MENDERS = ThreadPoolExecutor(connection_budget.BOT_THREADS, "bots")  # each has a connection to the database


class NotServed(Exception):
    """What answers at the platform's address is not the platform, or the incident is over."""


class Bot:
    """One bot on one seat. `url` is the platform's, without a path; `pace` multiplies its thinking times."""

    def __init__(self, player: Player, url: str, pace: float) -> None:
        self.player, self.url, self.pace = player, url, pace
        self.random = random.Random(player.pk)
        self.busy: dict[int, asyncio.Task[None]] = {}

    async def live(self) -> None:
        """Join and play until cancelled. While the platform is away, try again."""
        async with self.open_session() as self.session:
            while True:
                with suppress(aiohttp.ClientError, TimeoutError):
                    await self._sit_down()
                    break
                await asyncio.sleep(LOOK_EVERY)
            while True:
                with suppress(aiohttp.ClientError, TimeoutError):
                    await self._look()
                await asyncio.sleep(LOOK_EVERY)

    async def play_incident(self, pk: int) -> None:
        """Sit down and work on one incident, then leave. Raises aiohttp.ClientError, TimeoutError, NotServed."""
        async with self.open_session() as self.session:
            await self._sit_down()
            if pk not in (await self._incidents()).incidents:
                raise NotServed(_("the team page that was served there shows no such incident"))
            await self._work(pk)

    def open_session(self) -> aiohttp.ClientSession:
        """A bot comes in by the back door, on http, and is let in as if it came by the public one."""
        jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=self.url)
        host = parse_web_address(settings.PUBLIC_URL).authority
        return aiohttp.ClientSession(cookie_jar=jar, headers={"Host": host})

    async def _sit_down(self) -> None:
        if self.player.joined_at:
            await self._get(reverse("gameday:seat", args=[self.player.token]))
            return
        path = reverse("gameday:join", args=[self.player.gameday.join_code])
        page = IncidentsPage(await self._get(path))
        await self._post(path, page.forms[-1].fields | {"name": self.player.name, "role": self.player.role})

    async def _look(self) -> None:
        page = await self._incidents()
        for pk in page.incidents:
            if pk not in self.busy:
                self.busy[pk] = asyncio.create_task(self._work(pk))

    async def _work(self, pk: int) -> None:
        """Work on one incident: acknowledge it, talk, perhaps take a hint, mend it, answer the question, turn the key."""
        try:
            await self._think()
            await self._press(pk, r"/acknowledge/$")
            await self._say(await in_thread(self._own_words, pk))
            if self.random.random() < HINT_CHANCE:
                await self._think()
                await self._press(pk, r"/hints/\d+/$")
            await self._think()
            await self._say(await in_thread(self._reply, pk))
            for role in Role:
                for work in await in_thread(self._steps_of, pk, role):
                    await self._do(pk, work)
            for answer in await in_thread(self._answers_of, pk):
                await self._think()
                await self._press(pk, r"/answer/$", answer.objective, {"text": answer.text})
            while (await self._incidents()).offers(pk, r"/key/$"):
                await self._press(pk, r"/key/$")  # the button is disabled while our own key is turned
                await asyncio.sleep(10 * self.pace)
        except Exception:
            log.exception("bot_gave_up", player=self.player.name, incident=pk)

    async def _do(self, pk: int, work: StepAtHand) -> None:
        """A step is typed in a terminal. Whatever goes wrong there, it gets done."""
        try:
            done = await self._type(pk, work)
        except Exception as error:
            log.warning("bot_without_terminal", player=self.player.name, on=work.step.on, why=repr(error))
            done = False
        if not done:
            await in_thread(self._mend, pk, work)

    async def _type(self, pk: int, work: StepAtHand) -> bool:
        """Type what the step needs. Whether it has worked."""
        lines, on = typed_steps.typed_lines(work, self.random), work.step.on
        if not lines:
            return False
        async with bot_terminal.open_terminal(self.session, self.url, on, self.random) as terminal:
            if work.file:
                await in_thread(self._put_file, pk, work)
            for line in lines:
                status = await terminal.run(line)
                if line.checked and status != 0:
                    log.warning("bot_typed_in_vain", player=self.player.name, on=on, line=line.text, status=status)
                    return False
                await asyncio.sleep(READ_SECONDS * self.pace)
        return True

    # In a thread, with a connection to the database ------------------------------------------------------------------

    def _steps_of(self, pk: int, role: Role) -> list[StepAtHand]:
        """What a seat has to do; nothing where the bot may not act for it."""
        if role not in access.allowed_seats(self._fresh_player()):
            return []
        scenario = self._incident_of(pk).scenario
        document, assets = parse.document_of(scenario), parse.assets_of(scenario)
        steps = [step for seat, each in document.solution.items() if seat == role for step in each]
        return [StepAtHand(document, role, step, assets.get(step.run, b"")) for step in steps]

    def _own_words(self, pk: int) -> str:
        """What to tell the other seat of one's own card, in the language of the game day; "" where nobody sits there."""
        incident, player = self._incident_of(pk), self._fresh_player()
        if len(access.allowed_seats(player)) == len(Role):
            return ""
        told = bot_words.told_of_card(parse.document_of(incident.scenario), Role(access.current_seat(player)))
        with vocabulary.in_language_of(incident.gameday):
            return _("My card says: {words}").format(words=told) if told else ""

    def _reply(self, pk: int) -> str:
        """What to answer to what the other seat has told since the incident came; "" where they told nothing."""
        incident, player = self._incident_of(pk), self._fresh_player()
        seat = Role(access.current_seat(player))
        lines = ChatLine.objects.filter(team=player.team, role=seat.other, at__gte=incident.live_at or timezone.now())
        fact = bot_words.fact_taken_up(parse.document_of(incident.scenario), seat, lines.values_list("text", flat=True))
        with vocabulary.in_language_of(incident.gameday):
            return _("“{fact}” is what I was missing. I look at it from my side.").format(fact=fact) if fact else ""

    def _incident_of(self, pk: int) -> Incident:
        return Incident.objects.select_related("scenario", "team", "gameday").get(pk=pk)

    def _answers_of(self, pk: int) -> list[solutions.SolutionAnswer]:
        return solutions.right_answers(self._incident_of(pk).scenario)

    def _put_file(self, pk: int, work: StepAtHand) -> None:
        self._sandbox_of(pk).write(work.step.on, work.file, work.script)

    def _mend(self, pk: int, work: StepAtHand) -> None:
        """Run the step in the sandbox. It may have been half done; a solution may be played twice."""
        incident, step = self._incident_of(pk), work.step
        text = _lazy("{player} gets to work in {role}")
        activity.record_activity(
            incident,
            ActivityVerb.TERMINAL,
            text,
            now=timezone.now(),
            player=self._fresh_player(),
            service=step.on,
            role=step.on,
        )
        solutions.play_steps(work.document.id, [step], {step.run: work.script}, self._sandbox_of(pk))

    def _fresh_player(self) -> Player:
        return Player.objects.select_related("gameday", "team").get(pk=self.player.pk)

    def _sandbox_of(self, pk: int) -> SandboxDriver:
        return provisioning.driver_of(
            self._incident_of(pk).team.sandboxes.select_related("host").get(state=SandboxState.READY)
        )

    # Over HTTP -------------------------------------------------------------------------------------------------------

    async def _press(self, pk: int, pattern: str, objective: str = "", fields: dict[str, str] | None = None) -> bool:
        """Send the incident's first form that matches. Returns whether the page offered one."""
        form = (await self._incidents()).find(pk, pattern, objective)
        if form is None:
            return False
        await self._post(form.action, form.fields | (fields or {}))
        return True

    async def _say(self, text: str) -> None:
        """Say it in the team's chat. Without a text nothing is said."""
        if text:
            forms = (await self._incidents()).forms
            tokens = [form.fields["csrfmiddlewaretoken"] for form in forms if "csrfmiddlewaretoken" in form.fields]
            if tokens:
                await self._post(reverse("scoring:say"), {"csrfmiddlewaretoken": tokens[0], "text": text})

    async def _incidents(self) -> IncidentsPage:
        return IncidentsPage(await self._get(reverse("scoring:play-part", args=["incidents"])))

    async def _think(self) -> None:
        await asyncio.sleep(THINK_SECONDS * self.pace * self.random.uniform(0.67, 1.33))

    async def _get(self, path: str) -> str:
        async with self.session.get(self.url + path) as response:
            return await response.text()

    async def _post(self, path: str, fields: dict[str, str]) -> None:
        async with self.session.post(self.url + path, data=fields, headers={"Referer": self.url + path}) as response:
            response.raise_for_status()


async def in_thread(work: Callable[..., Found], *about: object) -> Found:
    """Run in a thread with a connection to the database."""
    return await asyncio.get_running_loop().run_in_executor(MENDERS, _with_connection, work, *about)


def _with_connection(work: Callable[..., Found], *about: object) -> Found:
    """Run in a thread of MENDERS: it lets go of a connection that is too old, or broken."""
    close_old_connections()
    try:
        return work(*about)
    finally:
        close_old_connections()


async def play_as_bot(players: list[Player], url: str) -> None:
    """Run all bots of a game day until cancelled."""
    async with asyncio.TaskGroup() as group:
        for player in players:
            group.create_task(Bot(player, url, demo.pace_of(player.team) if player.team else 1.0).live())
