"""The sockets: the public board, a team's channel and the control room.

Each sends a `snapshot`, then numbered frames as they come from the hub; a client that misses a number asks for a
`resync` and gets a snapshot again.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs
from weakref import WeakKeyDictionary

from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone
from django.utils.translation import gettext as _

from gameday import access
from gameday.live import publish, websocket_protocol
from gameday.live.presence import PLACES, Whereabouts
from gameday.live.subscriber import Frame, subscriber
from gameday.live.topics import board_topic, control_topic, team_topic
from gameday.models import GameDay
from scoring.board import snapshot
from scoring.board.attendance import socket_attendance

LARGEST_FRAME = 4096  # bytes
PATIENCE = 5  # wrong frames before the door is shut
BACKLOG = 64  # frames that may wait for a slow client where the server shares no frames
SPACING = 0.1  # seconds between two snapshots of one topic
STRANGER, UNKNOWN, MALFORMED, OVERSIZED = 4401, 4404, 4400, 1009


class LiveConsumer(AsyncWebsocketConsumer):
    """One socket on one topic."""

    async def dispatch(self, message: dict[str, Any]) -> None:
        """As Channels has it, less a trip to the thread pool before every message: our queries clean up themselves."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        self.topic: str | None = None
        self.waiting: list[Frame] | None = []  # frames that came before the snapshot; None when it is out
        self.wrong = 0
        self.tasks: set[asyncio.Task[None]] = set()
        self.write = self._writer()
        await self.accept()
        topic = await self.find_topic()
        if isinstance(topic, int):
            await self.close(topic)
            return
        self.topic = topic
        await subscriber().join(topic, self)
        await self._snapshot()

    async def disconnect(self, code: int) -> None:
        if self.topic:
            subscriber().leave(self.topic, self)
        for task in self.tasks:
            task.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        problem = await self._obey(text_data)
        if problem is None:
            return
        sentence, code = problem
        self.wrong += 1
        await self.send(publish.encode_frame("error", 0, {"message": sentence}, timezone.now()))
        if self.wrong >= PATIENCE:
            await self.close(code)

    async def find_topic(self) -> str | int:
        """The topic of this socket, or the code that it is closed with."""
        raise NotImplementedError

    async def build(self) -> Frame:
        """A snapshot; its number is read before its data."""
        raise NotImplementedError

    def deliver(self, frame: Frame) -> None:
        """From the hub."""
        if self.waiting is None:
            self.write(frame)
        else:
            self.waiting.append(frame)

    def missed(self) -> None:
        """From the hub: everybody starts again from a snapshot."""
        self.stale = True
        if self.waiting is None:
            self._later(self._snapshot())

    async def _snapshot(self) -> None:
        assert self.topic
        self.waiting, self.stale = [], True
        while self.stale:
            self.stale = False
            frame = await snapshots().latest(self.topic, self.build)
        behind, self.waiting = self.waiting, None
        for each in [frame, *(late for late in behind or [] if late.seq > frame.seq)]:
            self.write(each)

    async def _obey(self, text: str | None) -> tuple[str, int] | None:
        """Do what the client asks. Returns what was wrong with it, and the code to close with when it goes on."""
        if text is not None and len(text.encode()) > LARGEST_FRAME:
            return _("That was more than {most} bytes; nothing was read of it.").format(most=LARGEST_FRAME), OVERSIZED
        try:
            asked = json.loads(text or "")
            kind = asked["type"]
        except (ValueError, TypeError, KeyError):
            return _('A frame is a JSON object with a "type"; this one was not understood.'), MALFORMED
        if kind != "resync":
            return _('The only thing to ask for here is {"type": "resync"}.'), MALFORMED
        if self.waiting is None:
            await self._snapshot()
        return None

    def _writer(self) -> Callable[[Frame], None]:
        """How this socket sends without waiting: the server's shared frames, else a queue that somebody empties."""
        shared = self.scope.get("extensions", {}).get(websocket_protocol.EXTENSION)
        if shared:
            return lambda frame: shared["write"](frame.wire)
        queue: asyncio.Queue[Frame] = asyncio.Queue(BACKLOG)
        self._later(self._empty(queue))
        return lambda frame: self._enqueue(queue, frame)

    def _enqueue(self, queue: asyncio.Queue[Frame], frame: Frame) -> None:
        try:
            queue.put_nowait(frame)
        except asyncio.QueueFull:
            self.waiting = []
            self._later(self.close(websocket_protocol.TOO_SLOW))

    async def _empty(self, queue: asyncio.Queue[Frame]) -> None:
        while True:
            await self.send(text_data=(await queue.get()).text)

    def _later(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


def _gameday_id(slug: str) -> int | None:
    return GameDay.objects.filter(slug=slug).values_list("pk", flat=True).first()


class BoardConsumer(LiveConsumer):
    """Everybody may look."""

    async def find_topic(self) -> str | int:
        slug = self.scope["url_route"]["kwargs"]["slug"]
        self.gameday_id = await database_sync_to_async(_gameday_id)(slug)
        return board_topic(self.gameday_id) if self.gameday_id else UNKNOWN

    async def build(self) -> Frame:
        return Frame(*await database_sync_to_async(snapshot.board_frame)(self.gameday_id, timezone.now()))


class PageConsumer(LiveConsumer):
    """Its frames name parts of a page; the page fetches them again. So the snapshot is empty."""

    async def build(self) -> Frame:
        assert self.topic
        seq = await database_sync_to_async(publish.last_sequence_number)(self.topic)
        return Frame(seq, publish.encode_frame("snapshot", seq, {}, timezone.now()))


class TeamConsumer(PageConsumer):
    """The players of one team, by their session. `place` in the query says on which page they are."""

    where: Whereabouts | None = None

    async def connect(self) -> None:
        await super().connect()
        if self.where:
            socket_attendance().come(self.where)

    async def disconnect(self, code: int) -> None:
        if self.where:
            socket_attendance().go(self.where)
        await super().disconnect(code)

    async def find_topic(self) -> str | int:
        player = await database_sync_to_async(access.player_of)(self.scope["session"])
        if player is None:
            return STRANGER
        if not player.team_id:
            return UNKNOWN
        place = parse_qs(self.scope["query_string"].decode(errors="replace")).get("place", [""])[0]
        self.where = Whereabouts(player.team_id, player.pk, place if place in PLACES else PLACES[0])
        return team_topic(player.team_id)


class ControlConsumer(PageConsumer):
    """Facilitators."""

    async def find_topic(self) -> str | int:
        if not access.may_control(self.scope["user"]):
            return STRANGER
        slug = self.scope["url_route"]["kwargs"]["slug"]
        found = await database_sync_to_async(_gameday_id)(slug)
        return control_topic(found) if found else UNKNOWN


class Snapshots:
    """One snapshot for all who ask at the same time; nobody gets one that was begun before they asked."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._made: dict[str, tuple[float, Frame]] = {}  # when it was begun, and what came of it

    async def latest(self, topic: str, build: Callable[[], Awaitable[Frame]]) -> Frame:
        clock = asyncio.get_running_loop().time
        asked = clock()
        async with self._locks.setdefault(topic, asyncio.Lock()):
            if topic in self._made and self._made[topic][0] >= asked:
                return self._made[topic][1]
            if topic in self._made:
                await asyncio.sleep(self._made[topic][0] + SPACING - clock())
            begun, frame = clock(), await build()
            self._made[topic] = (begun, frame)
            return frame


_snapshots: WeakKeyDictionary[asyncio.AbstractEventLoop, Snapshots] = WeakKeyDictionary()


def snapshots() -> Snapshots:
    """Those of this process's event loop."""
    return _snapshots.setdefault(asyncio.get_running_loop(), Snapshots())
