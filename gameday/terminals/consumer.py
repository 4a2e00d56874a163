"""The terminal's socket: binary frames are what is typed and shown, JSON text frames steer.

From the browser: `resize` (columns, rows), `drew` (bytes), `title` (title), `end`, `record` (wanted), `blank`; where the
ticket was for a spare shell, at first `enter` (columns, rows): until then the line does nothing but live; and about the
keys that are lent to a facilitator `ask_for_keys`, `lend_keys` (number of the tab), `take_keys` (number).
To it: `hello`, `size`, `replay`, `who`, `took`, `recording`, `notice`, `error`, `ended`, and every few seconds a `beat`.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from django.conf import settings
from django.utils import timezone, translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from redis.exceptions import RedisError

from gameday import access
from gameday.live.consumer import SocketConsumer
from gameday.live.subscriber import BEAT_SECONDS
from gameday.live.websocket_protocol import encode_text_frame
from gameday.models import Player
from gameday.terminals import tickets
from gameday.terminals.frames import EndReason, TabOrder, TerminalFrame
from gameday.terminals.guests import Guest
from gameday.terminals.session_registry import StartedShell, session_registry
from gameday.terminals.sessions import OUTPUT_WINDOW, TERMINAL_ENDED, LiveShell, clamp_size
from scenarios.refusal import Refused
from scenarios.sandbox import EngineError

LARGEST_ORDER = 1024  # bytes of a text frame
WRONG_FRAMES_ALLOWED = 5  # wrong frames before the door is shut
REFUSED, MALFORMED = 4403, 4400
ELSEWHERE = _lazy("Another process of this installation serves terminals: its proxy must lead /ws/terminal/ there.")
CLOSED = _lazy("{visitor} closed this terminal.")
NO_ENGINE = _lazy("The engine that carries your sandbox does not answer ({why}). Try again in a moment.")
NO_MEMORY = _lazy("Gameday's memory (Redis) does not answer, so no ticket can be checked. Try again in a moment.")


class TerminalConsumer(SocketConsumer):
    """One browser tab at one shell."""

    shell: LiveShell | None = None
    spare: StartedShell | None = None
    guest: Guest

    async def connect(self) -> None:
        self.wrong = 0
        self.show, self.deliver = self._writers()
        await self.accept()
        await self._or_refuse(self._enter())

    async def _or_refuse(self, entering: Coroutine[Any, Any, None]) -> None:
        try:
            await entering
        except (Refused, EngineError) as refusal:
            await self._refuse(str(refusal))
        except RedisError:
            await self._refuse(str(NO_MEMORY))
        except OSError as error:
            await self._refuse(NO_ENGINE.format(why=type(error).__name__))

    def leave(self) -> None:
        if self.shell:
            self.shell.part(self.guest)
        if self.spare:
            session_registry().end_spare(self.spare)
        super().leave()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.shell is None:
            if self.spare:
                await self._or_refuse(self._enter_spare(self.spare, text_data or ""))
        elif bytes_data is not None:
            self.shell.type(self.guest, bytes_data)
        elif problem := await self._obey(self.shell, text_data or ""):
            self._complain(problem)

    def _complain(self, problem: str) -> None:
        self.wrong += 1
        self.deliver({"type": TerminalFrame.ERROR, "message": problem})
        if self.wrong == WRONG_FRAMES_ALLOWED:
            self.later(self._leave(MALFORMED))

    # Coming in -------------------------------------------------------------------------------------------------------

    async def _enter(self) -> None:
        if not settings.TERMINALS:
            raise Refused(ELSEWHERE)
        visitor = await database_sync_to_async(self._redeem)()
        size = self._size()
        if visitor.ticket.spare:
            self.later(self._beat())
            self.spare = await session_registry().start_spare(visitor, size)
            self.later(self._let_spare_go())
            return
        shell = await session_registry().enter(visitor, size)
        self._join(shell, visitor, size)
        self.later(self._beat())

    async def _enter_spare(self, spare: StartedShell, text: str) -> None:
        """The player opens their next terminal. Whether they still may, is asked now; the feed is told afterwards."""
        size = _size_to_enter_with(text)
        player, visitor = await database_sync_to_async(self._readmit)(spare.ticket)
        shell = await session_registry().enter_spare(spare, visitor)
        self._join(shell, visitor, size)
        await database_sync_to_async(tickets.record_opening)(visitor, player, now=timezone.now())

    def _join(self, shell: LiveShell, visitor: tickets.Visitor, size: tuple[int, int]) -> None:
        guest = Guest(
            visitor, size, self.show, self.deliver, self._complain, lambda code: self.later(self._leave(code))
        )
        shell.join(guest, before=self._asked("before"))
        self.shell, self.guest, self.spare = shell, guest, None
        if shared := self.shared():
            shared["listen"](partial(shell.type, guest))

    async def _let_spare_go(self) -> None:
        """Who opens no other terminal for so long needs none ready."""
        await asyncio.sleep(settings.TERMINAL_IDLE)
        if self.spare:
            await self._leave(TERMINAL_ENDED)

    def _redeem(self) -> tickets.Visitor:
        token = self.scope["url_route"]["kwargs"]["ticket"]
        player, user = access.player_of(self.scope["session"]), self.scope["user"]
        return tickets.redeem_ticket(token, player, user, now=timezone.now())

    def _readmit(self, ticket: tickets.Ticket) -> tuple[Player | None, tickets.Visitor]:
        player = access.player_of(self.scope["session"])
        return player, tickets.admit_player(ticket, player)

    def _size(self) -> tuple[int, int]:
        columns, rows = self._asked("columns"), self._asked("rows")
        return clamp_size(columns, rows) if columns and rows else (80, 24)

    def _asked(self, name: str) -> int:
        """A number from the address; 0 where there is none."""
        values = parse_qs(self.scope["query_string"].decode(errors="replace")).get(name, ["0"])
        try:
            return int(values[0])
        except ValueError:
            return 0

    async def _beat(self) -> None:
        """Let the tab hear that its line lives, and how much of what was typed in it has arrived."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            self.deliver({"type": TerminalFrame.BEAT, "received": self.guest.received if self.shell else 0})

    async def _refuse(self, sentence: str) -> None:
        self.deliver({"type": TerminalFrame.ERROR, "message": sentence})
        await asyncio.sleep(0)  # let the queue, where there is one, go out first
        await self.close(REFUSED)

    # Orders ----------------------------------------------------------------------------------------------------------

    async def _obey(self, shell: LiveShell, text: str) -> str:
        """Do what the page asks. Returns what was wrong; "" when all is well."""
        if len(text) > LARGEST_ORDER:
            return _("That was more than {most} bytes; nothing was read of it.").format(most=LARGEST_ORDER)
        try:
            asked = json.loads(text)
            kind = asked["type"]
            if kind == TabOrder.DREW:
                shell.drew(self.guest, min(max(int(asked["bytes"]), 0), 2 * OUTPUT_WINDOW))
            elif kind == TabOrder.RESIZE:
                shell.measure(self.guest, int(asked["columns"]), int(asked["rows"]))
            elif kind == TabOrder.TITLE:
                shell.name(self.guest, str(asked["title"]))
            elif kind == TabOrder.RECORD:
                shell.record(self.guest, bool(asked["wanted"]))
            elif kind == TabOrder.BLANK:
                shell.blank(self.guest)
            elif kind in (TabOrder.ASK_FOR_KEYS, TabOrder.LEND_KEYS, TabOrder.TAKE_KEYS):
                shell.keys(self.guest, TabOrder(kind), int(asked.get("number", self.guest.number)))
            elif kind == TabOrder.END:
                return await self._end(shell)
            else:
                return _("The page asked for something that a terminal does not know. Load it again.")
        except (ValueError, TypeError, KeyError, OverflowError):
            return _("A text frame is a JSON object with a “type”; this one was not understood.")
        return ""

    async def _end(self, shell: LiveShell) -> str:
        if not self.guest.is_typing_player:
            return _("You are only looking on: closing it is for those who type.")
        await shell.end(EndReason.CLOSED, format_lazy(CLOSED, visitor=self.guest.visitor.name))
        return ""

    # Sending ---------------------------------------------------------------------------------------------------------

    def _writers(self) -> tuple[Callable[[bytes], None], Callable[[dict[str, Any]], None]]:
        """How to send what is shown, and the rest, without waiting. Little can wait: a shell is read only as fast as its
        tabs draw."""
        if shared := self.shared():
            show, write = shared["show"], shared["write"]
            return show, lambda frame: write(encode_text_frame(self._encoded(frame)))
        put = self.queue()
        return put, lambda frame: put(self._encoded(frame))

    def _encoded(self, frame: dict[str, Any]) -> str:
        """As it goes over the wire: sentences in the visitor's language, whoever has caused them."""
        with translation.override(self.scope.get("language")):
            return json.dumps(frame, ensure_ascii=False, separators=(",", ":"), default=str)

    async def _leave(self, code: int) -> None:
        with suppress(Exception):  # whoever is gone already need not be told; each server has an error of its own
            await self.close(code)


def _size_to_enter_with(text: str) -> tuple[int, int]:
    """Of the frame `enter`. Raises Refused for any other."""
    try:
        asked = json.loads(text[:LARGEST_ORDER])
        if asked["type"] == TabOrder.ENTER:
            return clamp_size(int(asked["columns"]), int(asked["rows"]))
    except (ValueError, TypeError, KeyError, OverflowError):
        pass
    raise Refused(_("The page asked for something that a terminal does not know. Load it again."))
