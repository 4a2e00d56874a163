"""A terminal of a bot: it asks for a ticket, opens the socket and types, as static/js/terminal-line.js does for people.

So what it does is seen by its team mates, and recorded for the film. What to type comes from typed_steps.
"""

import asyncio
import json
import random
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
from django.conf import settings
from django.urls import reverse

from gameday.operations.typed_steps import TypedLine
from gameday.terminals.frames import TabOrder, TerminalFrame
from gameday.terminals.tickets import TerminalMode
from gameday.web_address import parse_web_address

SIZE = {"columns": "100", "rows": "30"}
KEY_SECONDS = (0.02, 0.06)  # between two keys
LONGEST_TYPING = 3.0  # seconds: a long line is typed more quickly
PROMPT_SECONDS = 10.0  # until a shell shows its prompt
SETTLED_SECONDS = 0.1  # of rest after which a prompt is one
PAGER_SECONDS = 1.0  # for reading a page
LEAVE_SECONDS = 5.0
MOST_KEPT = 64 * 1024  # bytes of what was shown
LONGEST_END = 400  # bytes in which a prompt stands, with its colours
ENTER, INTERRUPT, QUIT_PAGER = b"\r", b"\x03", b"q"
# How the end of a line is recognised; what is typed must not look like it.
ASK_STATUS, TOLD_STATUS = '; echo "exit code $?"', re.compile(rb"exit code (\d+)")
SEQUENCE = re.compile(rb"\x1b(\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07|[=>])")
PROMPT = re.compile(rb"[#$] $")
PAGER = re.compile(rb"(^|[\r\n]):$|\(END\)$")


class TerminalLost(Exception):
    """There is no terminal, or no longer. The message says why."""


class BotTerminal:
    """One shell, and the bot's socket to it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, dice: random.Random) -> None:
        self._socket, self._dice = socket, dice
        self._shown = b""  # since the last line was sent
        self._number = 0
        self._company = self._over = False  # whether somebody else types here too; whether it has ended
        self._why = "The line was cut."
        self._news = asyncio.Event()

    async def run(self, line: TypedLine) -> int | None:
        """Type a line and wait until it is done. Returns its exit status where it is checked; None if it did not come."""
        await self._type(line.text + (ASK_STATUS if line.checked else ""))
        self._shown = b""
        await self._socket.send_bytes(ENTER)
        if not await self._until(lambda: self._at(PROMPT) or self._at(PAGER), line.within):
            await self._socket.send_bytes(INTERRUPT)
        await self._until(lambda: self._at(PROMPT) or self._at(PAGER), PROMPT_SECONDS)
        if self._at(PAGER):
            await asyncio.sleep(PAGER_SECONDS)
            await self._socket.send_bytes(QUIT_PAGER)
        await self.wait_for_prompt()
        told = TOLD_STATUS.findall(self._shown)
        return int(told[-1]) if told else None

    async def wait_for_prompt(self) -> None:
        if not await self._until(lambda: self._at(PROMPT), PROMPT_SECONDS):
            raise TerminalLost("The shell shows no prompt.")

    async def read(self) -> None:
        """Take what comes until the socket is closed."""
        try:
            async for frame in self._socket:
                if frame.type == aiohttp.WSMsgType.BINARY:
                    self._shown = (self._shown + frame.data)[-MOST_KEPT:]
                    await self._order(TabOrder.DREW, bytes=len(frame.data))
                elif frame.type == aiohttp.WSMsgType.TEXT:
                    self._take(json.loads(frame.data))
                self._news.set()
        finally:
            self._over = True
            self._news.set()

    async def leave(self) -> None:
        """Close the terminal, unless somebody else types in it: to them it stays."""
        with suppress(Exception):
            async with asyncio.timeout(LEAVE_SECONDS):
                if not self._company:
                    await self._order(TabOrder.END)
                    await self._until(lambda: False, LEAVE_SECONDS)

    def _take(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case TerminalFrame.HELLO:
                self._number = frame["you"]
            case TerminalFrame.WHO:
                others = [each for each in frame["people"] if each["number"] != self._number]
                self._company = any(each["mode"] == TerminalMode.TYPE for each in others)
            case TerminalFrame.ERROR | TerminalFrame.ENDED | TerminalFrame.MODE:
                self._why, self._over = frame["message"], True

    async def _type(self, text: str) -> None:
        for key in text:
            await self._socket.send_bytes(key.encode())
            await asyncio.sleep(min(self._dice.uniform(*KEY_SECONDS), LONGEST_TYPING / len(text)))

    async def _order(self, kind: TabOrder, **about: int) -> None:
        await self._socket.send_json({"type": kind, **about})

    def _at(self, end: re.Pattern[bytes]) -> bool:
        """Whether what is shown ends so. Sequences that draw nothing do not count."""
        return bool(end.search(SEQUENCE.sub(b"", self._shown[-LONGEST_END:])))

    async def _until(self, holds: Callable[[], bool], seconds: float) -> bool:
        """Whether it came to hold, and stayed so. Raises TerminalLost."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    self._news.clear()
                    if self._over:
                        raise TerminalLost(self._why)
                    if not holds():
                        await self._news.wait()
                    elif await self._rests():
                        return True
        return False

    async def _rests(self) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLED_SECONDS):
                await self._news.wait()
        return not self._news.is_set()


@asynccontextmanager
async def open_terminal(
    session: aiohttp.ClientSession, url: str, role: str, dice: random.Random
) -> AsyncIterator[BotTerminal]:
    """A new shell in the role's container, with its prompt, until the block ends. Raises TerminalLost, ClientError."""
    address = await _fetch_ticket(session, url, role)
    origin = parse_web_address(settings.PUBLIC_URL).origin
    async with session.ws_connect(url + address, params=SIZE, origin=origin) as socket:
        terminal = BotTerminal(socket, dice)
        reading = asyncio.create_task(terminal.read())
        try:
            await terminal.wait_for_prompt()
            yield terminal
        finally:
            await terminal.leave()
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


async def _fetch_ticket(session: aiohttp.ClientSession, url: str, role: str) -> str:
    """The path of the socket that the ticket opens."""
    page = url + reverse("gameday:terminal-ticket", args=[role])
    token = next((each.value for each in session.cookie_jar if each.key == settings.CSRF_COOKIE_NAME), "")
    fields = {"mode": TerminalMode.TYPE.value, "csrfmiddlewaretoken": token}
    async with session.post(page, data=fields, headers={"Referer": page}) as answer:
        if answer.content_type != "application/json":
            raise TerminalLost(f"Instead of a ticket there came status {answer.status}.")
        told = await answer.json()
    if "socket" not in told:
        raise TerminalLost(told.get("message", "There is no ticket."))
    return str(told["socket"])
