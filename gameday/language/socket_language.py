"""The language of a socket: what LocaleMiddleware does for pages, with the same cookie and header."""

from collections.abc import Awaitable, Callable
from typing import Any

from django.http import HttpRequest
from django.utils import translation

Application = Callable[[Any, Any, Any], Awaitable[None]]


def with_language(application: Application) -> Application:
    """The application, each of its connections in the language of who opened it; `scope["language"]` names it."""

    async def connection(scope: Any, receive: Any, send: Any) -> None:
        language = requested_language(scope)
        translation.activate(language)
        await application(scope | {"language": language}, receive, send)

    return connection


def requested_language(scope: Any) -> str:
    """What the browser asks for. Needs the cookies that Channels has put into the scope."""
    request = HttpRequest()
    request.COOKIES = scope.get("cookies", {})
    accepted = dict(scope["headers"]).get(b"accept-language", b"")
    request.META["HTTP_ACCEPT_LANGUAGE"] = accepted.decode("latin-1")
    return translation.get_language_from_request(request)
