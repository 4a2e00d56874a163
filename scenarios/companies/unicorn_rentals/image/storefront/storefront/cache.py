"""Answers kept in Redis for a few seconds. Losing the cache costs speed, never an answer."""

import json
from collections.abc import Callable
from time import monotonic
from typing import Any

import redis

from . import settings

REST_S = 5.0


class Cache:
    """After a failure the cache is left alone for a while; then one request tries, so that a dead one slows nobody else down."""

    def __init__(self, config: settings.Cache) -> None:
        self.config = config
        self._ill = False
        self._rest_until = 0.0
        self._client = redis.Redis(
            host=config.host, port=config.port, socket_timeout=config.timeout_s, socket_connect_timeout=config.timeout_s, decode_responses=True
        )

    def remember(self, key: str, seconds: int, work_out: Callable[[], Any]) -> Any:
        """What is kept under the key, else the worked out value, which is kept. Values must be JSON."""
        kept = self._ask(lambda: self._client.get(key))
        if kept is not None:
            return json.loads(kept)
        value = work_out()
        self._ask(lambda: self._client.set(key, json.dumps(value), ex=seconds))
        return value

    def ping(self) -> None:
        """Raises redis.RedisError."""
        self._client.ping()

    def _ask(self, question: Callable[[], Any]) -> Any:
        now = monotonic()
        if now < self._rest_until:
            return None
        if self._ill:
            self._rest_until = now + REST_S
        try:
            answer = question()
        except redis.RedisError:
            self._ill, self._rest_until = True, monotonic() + REST_S
            return None
        self._ill, self._rest_until = False, 0.0
        return answer
