"""The path that GAMEDAY_PUBLIC_URL may end in, of which every page's path is a part: https://example.org/gameday."""

from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

Scope = dict[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]


class WithPathPrefix:
    """Gives each request the path that the browser has asked for, whether a proxy passes the prefix on or takes it off.

    Health checks ask without it.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if settings.PREFIX and "path" in scope:
            scope = scope | {"path": with_prefix(scope["path"]), "root_path": settings.PREFIX}
        await self.application(scope, receive, send)


def with_prefix(path: str) -> str:
    return path if f"{path}/".startswith(f"{settings.PREFIX}/") else settings.PREFIX + path
