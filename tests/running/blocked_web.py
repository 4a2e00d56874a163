"""The platform's ASGI application, with a page that blocks its event loop: /block."""

import time
from typing import Any

from gameday.asgi import application as platform


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope.get("path") == "/block":
        time.sleep(600)
    await platform(scope, receive, send)
