"""The hub: the web process's one subscription to Redis, and who in this process listens to which topic.

Every listener gets the same Frame object: encoded once, however many sockets it goes out on. As long as Redis answers, each
also gets a `beat` every few seconds: a page that hears none knows that its line, or ours to Redis, is dead.
"""

import asyncio
import contextlib
import random
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import redis.asyncio
import structlog
from django.conf import settings
from django.utils import timezone
from redis.exceptions import RedisError

from gameday.live import publish, websocket_protocol
from gameday.live.per_loop import per_loop
from gameday.live.publish import UNNUMBERED

log = structlog.get_logger()

BREATH = 256  # sockets served before others on the event loop get a turn
LONGEST_PAUSE = 5.0  # seconds between two attempts to reach Redis
BEAT_SECONDS = 5.0  # between two beats; static/js/line-watch.js gives a line up when two have failed to come
REDIS_ANSWERS_WITHIN = 12.0  # seconds: each beat asks it, so that silence means a dead connection


@dataclass(frozen=True)
class Frame:
    """What goes out: `seq` numbers it within its topic."""

    seq: int
    text: str

    @cached_property
    def wire(self) -> bytes:
        """The encoded websocket frame, made once for all sockets."""
        return websocket_protocol.encode_text_frame(self.text)


class Listener(Protocol):
    """Somebody who wants a topic's frames. Both calls come from the hub's task and must not wait."""

    def deliver(self, frame: Frame) -> None: ...

    def missed(self) -> None:
        """Frames may have been lost: ask for the whole again."""


class Subscriber:
    """Listens while anybody listens to it."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
        self._last: dict[str, int] = {}
        self._versions: dict[str, int] = {}  # grows with every frame of a topic, and when some may have been lost
        self._newest = 0
        self._subscribed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def join(self, topic: str, listener: Listener) -> None:
        """From the return on, no frame of `topic` passes `listener` unseen. Waits for Redis."""
        if topic not in self._listeners:
            self._renew(topic)
        self._listeners[topic].add(listener)
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="hub")
        await self._subscribed.wait()

    def leave(self, topic: str, listener: Listener) -> None:
        """Idempotent."""
        self._listeners[topic].discard(listener)
        if not self._listeners[topic]:
            del self._listeners[topic]
            self._last.pop(topic, None)
            self._versions.pop(topic, None)
        if not self._listeners and self._task is not None:
            self._task.cancel()
            self._task = None
            self._subscribed.clear()

    def version(self, topic: str) -> int:
        """While it stays the same, nothing was told to the topic's listeners. Never one that the topic has had before."""
        return self._versions[topic]

    def _renew(self, topic: str) -> None:
        self._newest += 1
        self._versions[topic] = self._newest

    async def _run(self) -> None:
        attempt = 0
        while True:
            with contextlib.suppress(RedisError, OSError, TimeoutError):
                await self._subscription()
                attempt = 0
            self._subscribed.clear()
            attempt += 1
            pause = min(LONGEST_PAUSE, 0.1 * 2**attempt) * random.uniform(0.5, 1)
            log.warning("live_updates_interrupted", retry_in=round(pause, 2))
            await asyncio.sleep(pause)

    async def _subscription(self) -> None:
        """One life of the connection; returns or raises when it is over."""
        connection = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_keepalive=True)
        async with connection, connection.pubsub() as pubsub:
            async with asyncio.timeout(REDIS_ANSWERS_WITHIN):
                await pubsub.subscribe(publish.redis_channel())
            asking = asyncio.create_task(self._ask(pubsub), name="ask Redis")
            try:
                while True:
                    async with asyncio.timeout(REDIS_ANSWERS_WITHIN):
                        message = await pubsub.get_message(timeout=None)
                    if message and message["type"] == "subscribe":
                        self._resume()
                    elif message and message["type"] == "message":
                        await self._hand_out(message["data"].decode())
                    elif message and message["type"] == "pong":
                        await self._beat()
            finally:
                asking.cancel()

    async def _ask(self, pubsub: redis.asyncio.client.PubSub) -> None:
        """Ask Redis again and again whether it is there. Ends with the connection: who reads notices that."""
        with contextlib.suppress(RedisError, OSError):
            while True:
                await asyncio.sleep(BEAT_SECONDS)
                await pubsub.ping()

    async def _beat(self) -> None:
        """Redis is there, so what comes next will be told: everybody may know."""
        beat = Frame(UNNUMBERED, publish.encode_frame("beat", UNNUMBERED, {}, timezone.now()))
        for count, listener in enumerate(self._everybody(), start=1):
            listener.deliver(beat)
            if count % BREATH == 0:
                await asyncio.sleep(0)

    def _everybody(self) -> list[Listener]:
        return [listener for listeners in self._listeners.values() for listener in listeners]

    def _resume(self) -> None:
        self._last.clear()
        for topic in self._listeners:
            self._renew(topic)
        self._subscribed.set()
        for listener in self._everybody():
            listener.missed()

    async def _hand_out(self, message: str) -> None:
        head, text = message.split("\n", 1)
        topic, number = head.rsplit(" ", 1)
        listeners = list(self._listeners.get(topic, ()))
        if not listeners:
            return
        frame, expected = Frame(int(number), text), self._last.get(topic, int(number) - 1) + 1
        passing = frame.seq == UNNUMBERED
        if not passing:
            self._last[topic] = frame.seq
            self._renew(topic)
        for count, listener in enumerate(listeners, start=1):
            if passing or frame.seq == expected:
                listener.deliver(frame)
            else:
                listener.missed()
            if count % BREATH == 0:
                await asyncio.sleep(0)


subscriber = per_loop(Subscriber)
