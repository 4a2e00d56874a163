"""Health checks: /healthz says that this process answers, /readyz that the database and Redis answer too."""

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

WAIT_SECONDS = 2.0  # that the database and Redis get to answer


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    parts = {"database": _says(_database), "redis": _says(_redis)}
    ready = all(said == "ok" for said in parts.values())
    return JsonResponse({"status": "ok" if ready else "unavailable", **parts}, status=200 if ready else 503)


def _says(ask: Callable[[], object]) -> str:
    """The text ok, or the class of the error without its message: a public page must not name addresses."""
    try:
        ask()
    except (DatabaseError, redis.RedisError, OSError) as error:
        return type(error).__name__
    return "ok"


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _redis() -> None:
    with redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=WAIT_SECONDS, socket_connect_timeout=WAIT_SECONDS
    ) as client:
        client.ping()
