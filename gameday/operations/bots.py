"""Bots: programs that play a seat. They use the join page and the team page's forms over HTTP, as people do.

A bot runs its scenario's solution in the sandbox, after a thinking time. It works for its own seat, and for the other one
while nobody sits there.
"""

import asyncio
import random
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser

import aiohttp
import structlog
from django.conf import settings
from django.db import close_old_connections
from django.urls import reverse
from django.utils import timezone

from gameday import access, activity
from gameday.background import connection_budget
from gameday.models import Incident, Player
from gameday.models.choices import ActivityVerb, SandboxState
from gameday.operations import demo
from gameday.sandboxes import provisioning
from gameday.web_address import parse_web_address
from scenarios.proof import solutions

log = structlog.get_logger(__name__)

LOOK_EVERY = 2.0  # seconds between two requests of the team page
THINK_SECONDS = 4.0  # seconds before each step, times the team's pace, give or take a third
HINT_CHANCE = 0.5
MENDERS = ThreadPoolExecutor(connection_budget.BOT_THREADS, "bots")  # each has a connection to the database


@dataclass
class PageForm:
    """One form of a page: where it goes, its hidden fields, and what it is about."""

    action: str
    incident: int
    objective: str
    fields: dict[str, str] = field(default_factory=dict)
    disabled: bool = False


class IncidentsPage(HTMLParser):
    """Parses the incidents part of the team page: which incidents there are, and which forms."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.incidents: list[int] = []
        self.forms: list[PageForm] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "data-incident" in given:
            self.incidents.append(int(given["data-incident"]))
        elif tag == "form":
            self.forms.append(
                PageForm(given.get("action", ""), (self.incidents or [0])[-1], given.get("data-objective", ""))
            )
        elif tag == "input" and given.get("type") == "hidden" and self.forms:
            self.forms[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "button" and "disabled" in given and self.forms:
            self.forms[-1].disabled = True

    def offers(self, incident: int, pattern: str) -> bool:
        """Whether the incident has a form whose action matches, also if its button is disabled."""
        return any(form.incident == incident and re.search(pattern, form.action) for form in self.forms)

    def find(self, incident: int, pattern: str, objective: str = "") -> PageForm | None:
        """The incident's first form whose action matches and whose button is not disabled."""
        return next(
            (
                form
                for form in self.forms
                if form.incident == incident
                and not form.disabled
                and re.search(pattern, form.action)
                and objective in ("", form.objective)
            ),
            None,
        )


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
        """Work on one incident: acknowledge it, perhaps take a hint, mend it, answer the question, turn the key."""
        try:
            await self._think()
            await self._press(pk, r"/acknowledge/$")
            if self.random.random() < HINT_CHANCE:
                await self._think()
                await self._press(pk, r"/hints/\d+/$")
            await self._think()
            mending = asyncio.get_running_loop().run_in_executor(MENDERS, self._mend, pk)
            for answer in await mending:
                await self._think()
                await self._press(pk, r"/answer/$", answer.objective, {"text": answer.text})
            while (await self._incidents()).offers(pk, r"/key/$"):
                await self._press(pk, r"/key/$")  # the button is disabled while our own key is turned
                await asyncio.sleep(10 * self.pace)
        except Exception:
            log.exception("bot_gave_up", player=self.player.name, incident=pk)

    def _mend(self, pk: int) -> list[solutions.SolutionAnswer]:
        """Run the solution of every seat that the bot may act for, and return the right answers. Runs in a thread."""
        close_old_connections()
        try:
            incident = Incident.objects.select_related("scenario", "team", "gameday").get(pk=pk)
            row = incident.team.sandboxes.get(state=SandboxState.READY)
            player = Player.objects.select_related("gameday", "team").get(pk=self.player.pk)
            for role in sorted(access.allowed_seats(player)):
                # Its commands go through no terminal that would record it.
                text = f"{player.name} gets to work on the {role.title()} side"
                activity.record_activity(incident, ActivityVerb.TERMINAL, text, now=timezone.now(), player=player)
                solutions.run_script(incident.scenario, role, provisioning.driver_of(row))
            return solutions.right_answers(incident.scenario)
        finally:
            close_old_connections()

    async def _press(self, pk: int, pattern: str, objective: str = "", fields: dict[str, str] | None = None) -> bool:
        """Send the incident's first form that matches. Returns whether the page offered one."""
        form = (await self._incidents()).find(pk, pattern, objective)
        if form is None:
            return False
        await self._post(form.action, form.fields | (fields or {}))
        return True

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


async def play_as_bot(players: list[Player], url: str) -> None:
    """Run all bots of a game day until cancelled."""
    async with asyncio.TaskGroup() as group:
        for player in players:
            group.create_task(Bot(player, url, demo.pace_of(player.team) if player.team else 1.0).live())
