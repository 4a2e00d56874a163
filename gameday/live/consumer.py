"""What a socket of ours can: send without waiting, and follow one topic from a snapshot on.

A socket on a topic sends a `snapshot`, then numbered frames as they come from the subscriber; a client that misses a
number asks for a `resync` and gets a snapshot again. Which topic it is, say the consumers of the pages.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import structlog
from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone
from django.utils.translation import gettext as _

from gameday.live import publish
from gameday.live.gameday_names import gameday_names
from gameday.live.snapshots import snapshots
from gameday.live.socket_trouble import TRY_AGAIN_LATER
from gameday.live.subscriber import Frame, subscriber
from gameday.live.websocket_protocol import EXTENSION, TOO_SLOW

log = structlog.get_logger(__name__)

LARGEST_FRAME = 4096  # bytes
WRONG_FRAMES_ALLOWED = 5  # wrong frames before the door is shut
BACKLOG = 64  # frames that may wait for a slow client where the server shares no frames
STRANGER, UNKNOWN, MALFORMED, OVERSIZED = 4401, 4404, 4400, 1009


class SocketConsumer(AsyncWebsocketConsumer):
    """One socket that is written to without waiting. Its tasks end with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.leave()

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        raise StopConsumer

    def leave(self) -> None:
        """The socket has ended, in whatever way; also by an error amid its opening. Nothing may hold on to it."""
        for task in self.tasks:
            task.cancel()

    def later(self, work: Awaitable[None]) -> None:
        """Begin this beside what the socket does now."""
        task = asyncio.ensure_future(self._beside(work))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _beside(self, work: Awaitable[None]) -> None:
        try:
            await work
        except OSError:  # the client has gone
            return
        except Exception as trouble:  # what the page shows would be old from now on: let it begin again
            log.error("socket_stumbled", path=self.scope["path"], why=f"{type(trouble).__name__}: {trouble}")
            with suppress(OSError):
                await self.close(TRY_AGAIN_LATER)

    def shared(self) -> Any:
        """What the server offers to those who encode frames themselves (websocket_protocol); None where it does not."""
        return self.scope.get("extensions", {}).get(EXTENSION)

    def queue(self, size: int = 0) -> Callable[[str | bytes], None]:
        """How to send where the server shares nothing. Who lets more than `size` frames wait is too slow; 0: no bound."""
        waiting: asyncio.Queue[str | bytes] = asyncio.Queue(size)
        self.later(self._empty(waiting))

        def put(content: str | bytes) -> None:
            try:
                waiting.put_nowait(content)
            except asyncio.QueueFull:
                self.overflow()

        return put

    def overflow(self) -> None:
        """The client does not keep up."""
        self.later(self.close(TOO_SLOW))

    async def _empty(self, waiting: "asyncio.Queue[str | bytes]") -> None:
        while True:
            content = await waiting.get()
            if isinstance(content, str):
                await self.send(text_data=content)
            else:
                await self.send(bytes_data=content)


class LiveConsumer(SocketConsumer):
    """One socket on one topic."""

    topic: str | None = None

    async def dispatch(self, message: dict[str, Any]) -> None:
        """As Channels has it, less a trip to the thread pool before every message: our queries clean up themselves."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        self.waiting: list[Frame] | None = []  # frames that came before the snapshot; None when it is out
        self.wrong = 0
        self.write = self._writer()
        await self.accept()
        topic = await self.find_topic()
        if isinstance(topic, int):
            await self.close(topic)
            return
        self.topic = topic
        await subscriber().join(topic, self)
        await self._snapshot()

    def leave(self) -> None:
        if self.topic:
            subscriber().leave(self.topic, self)
        super().leave()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        problem = await self._obey(text_data)
        if problem is None:
            return
        sentence, code = problem
        self.wrong += 1
        await self.send(publish.encode_frame("error", 0, {"message": sentence}, timezone.now()))
        if self.wrong >= WRONG_FRAMES_ALLOWED:
            await self.close(code)

    async def find_topic(self) -> str | int:
        """The topic of this socket, or the code that it is closed with."""
        raise NotImplementedError

    async def gameday_id(self) -> int | None:
        """Of the game day that the socket's address names."""
        return await gameday_names().gameday_id(self.scope["url_route"]["kwargs"]["slug"])

    async def build(self) -> Frame:
        """A snapshot; its number is read before its data."""
        raise NotImplementedError

    def deliver(self, frame: Frame) -> None:
        """From the subscriber."""
        if self.waiting is None:
            self.write(frame)
        else:
            self.waiting.append(frame)

    def missed(self) -> None:
        """From the subscriber: everybody starts again from a snapshot."""
        self.stale = True
        if self.waiting is None:
            self.later(self._snapshot())

    def overflow(self) -> None:
        """Nothing more is written while the socket closes."""
        self.waiting = []
        super().overflow()

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
            return await self.heed(asked)
        if self.waiting is None:
            await self._snapshot()
        return None

    async def heed(self, asked: dict[str, Any]) -> tuple[str, int] | None:
        """Do what a frame asks for besides a snapshot. Answers as _obey does; here nothing else can be asked for."""
        return _('The only thing to ask for here is {"type": "resync"}.'), MALFORMED

    def _writer(self) -> Callable[[Frame], None]:
        if shared := self.shared():
            return lambda frame: shared["write"](frame.wire)
        put = self.queue(BACKLOG)
        return lambda frame: put(frame.text)


class PageConsumer(LiveConsumer):
    """Its frames name parts of a page; the page fetches them again. So the snapshot is empty."""

    async def build(self) -> Frame:
        assert self.topic
        seq = await asyncio.to_thread(publish.last_sequence_number, self.topic)
        return Frame(seq, publish.encode_frame("snapshot", seq, {}, timezone.now()))
