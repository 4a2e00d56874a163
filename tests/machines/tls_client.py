"""A process of a host: prints, for each way in which one of ours asks PostgreSQL or Redis, "fine" or the error's kind."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress

import django
from django.conf import settings

django.setup()

import redis.asyncio  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402

from gameday.background import rate_limit  # noqa: E402
from gameday.celery import app  # noqa: E402
from gameday.live import publish  # noqa: E402


def ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        assert cursor.fetchone() == (True,)


def ask_celery() -> None:
    with app.connection_for_write() as line:
        line.connect()


async def ask_live() -> None:
    async with redis.asyncio.Redis.from_url(settings.REDIS_URL) as client:
        await client.ping()


def ask_limits() -> None:
    assert rate_limit.seconds_to_wait("try", 1, "1 per minute") == 0
    assert rate_limit.seconds_to_wait("try", 1, "1 per minute") > 0, (
        "certificate verify failed"
    )  # it says no other reason


WAYS: dict[str, Callable[[], object]] = {
    "database": ask_database,
    "cache": lambda: cache.set("tried", 1),
    "celery": ask_celery,
    "pages": lambda: publish.redis_connection().ping(),
    "sockets": lambda: asyncio.run(ask_live()),
    "limits": ask_limits,
}


def outcome(ask: Callable[[], object]) -> str:
    try:
        ask()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "fine"


print(json.dumps({name: outcome(ask) for name, ask in WAYS.items()}))
with suppress(Exception):
    connection.close()
