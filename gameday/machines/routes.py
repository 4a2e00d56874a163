"""Which process a request is for: this one, the one beside another machine's engine, where the team's sandbox is, or, beside
several web processes, the one that has the terminals of this machine."""

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
    """The application behind the proxies of this installation, or behind the web."""
    if _is_behind_the_web():
        return relayed.for_the_web_alone(application, settings.HOST)
    return client_address.behind_proxies(application)


def _is_behind_the_web() -> bool:
    return settings.HOST != LOCAL_HOST or bool(settings.TERMINALS and settings.TERMINALS_URL)


async def find_process(scope: Scope) -> OtherProcess | None:
    """The other process that must answer this; None where this one does."""
    path = path_of(scope)
    if _is_behind_the_web() or not (path.startswith(TERMINAL) or kind_of(path) == PlaceKind.ENGINE):
        return None
    elsewhere = await database_sync_to_async(_find)(path, scope) if _others.there or _others.is_old else None
    return elsewhere or _on_this_machine()


def _on_this_machine() -> OtherProcess | None:
    return OtherProcess(LOCAL_HOST, settings.TERMINALS_URL) if settings.TERMINALS_URL else None


def _find(path: str, scope: Scope) -> OtherProcess | None:
    """The one on another machine. Where database or Redis are away, a process of this machine says so."""
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
