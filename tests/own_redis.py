"""A place of its own in the real Redis: for fixtures, since what each test needs has another name."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import redis

from gameday.live import publish


@contextmanager
def own_redis_keys(settings: Any, name: str) -> Iterator[redis.Redis]:
    """All keys that are written meanwhile bear that name, and are gone afterwards. `settings` is pytest-django's fixture."""
    settings.INSTALLATION += f"-{name}"
    yield publish.redis_connection()
    for key in publish.redis_connection().scan_iter(f"*{settings.INSTALLATION}*"):
        publish.redis_connection().delete(key)
