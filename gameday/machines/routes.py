"""Which process a request is for: this one, or the one beside another machine's engine, where the team's sandbox is."""

import time
from importlib import import_module
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from django.db import DatabaseError
from redis.exceptions import RedisError

from gameday import access
from gameday.background.callers import session_of
from gameday.configuration import LOCAL_HOST
from gameday.models import Host
from gameday.network import client_address, relayed
from gameday.sandboxes import addresses, provisioning
from gameday.terminals import tickets
from gameday.web.relay import OtherProcess, Scope
from gameday.web.web_places import PlaceKind, kind_of, path_of

TERMINAL = "/ws/terminal/"
LOOK_EVERY = 2.0  # seconds that "there is no other machine" is believed


class _OtherMachines:
    """Whether any host is served by another process, asked now and then: with one machine nothing is looked up."""

    def __init__(self) -> None:
        self.there, self.asked_at = False, -LOOK_EVERY

    @property
    def is_old(self) -> bool:
        return time.monotonic() - self.asked_at > LOOK_EVERY

    def look(self) -> None:
        self.there, self.asked_at = Host.objects.exclude(serve_url="").exists(), time.monotonic()


_others = _OtherMachines()


def behind_front_door(application: Any) -> Any:
    """The application behind the proxies of this installation, or, beside another machine's engine, behind the web."""
    if settings.HOST == LOCAL_HOST:
        return client_address.behind_proxies(application)
    return relayed.for_the_web_alone(application, settings.HOST)


async def find_process(scope: Scope) -> OtherProcess | None:
    """The other process that must answer this; None where this one does."""
    path = path_of(scope)
    if settings.HOST != LOCAL_HOST or not (path.startswith(TERMINAL) or kind_of(path) == PlaceKind.ENGINE):
        return None
    if not (_others.there or _others.is_old):
        return None
    return await database_sync_to_async(_find)(path, scope)


def _find(path: str, scope: Scope) -> OtherProcess | None:
    """Where database or Redis are away, this process says so."""
    try:
        if _others.is_old:
            _others.look()
        if not _others.there:
            return None
        host = _host_of_ticket(path) if path.startswith(TERMINAL) else _host_of_player(scope)
    except (DatabaseError, RedisError):
        return None
    url = addresses.serve_url(host) if host else ""
    return OtherProcess(host.name, url) if host and url else None


def _host_of_ticket(path: str) -> Host | None:
    return tickets.host_of_ticket(path.removeprefix(TERMINAL).strip("/"))


def _host_of_player(scope: Scope) -> Host | None:
    """The host of the sandbox of the player whose browser asks."""
    key = session_of(scope)
    player = access.player_of(import_module(settings.SESSION_ENGINE).SessionStore(key)) if key else None
    row = provisioning.sandbox_of(player.team) if player and player.team else None
    return row.host if row else None
