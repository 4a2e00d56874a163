"""How a page says that a verb refused: said() around the verb in a view; for every other view the middleware."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.contrib import messages as flash
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from gameday.web.turned_away import NO_DATABASE, turned_away
from scenarios.refusal import Refused
from scenarios.sandbox import EngineError

log = structlog.get_logger(__name__)

CONFLICT = 409


@contextmanager
def said(request: HttpRequest, level: int = flash.WARNING) -> Iterator[None]:
    """A refusal inside becomes a message on the page that the view answers with; nothing after it inside is done."""
    try:
        yield
    except (Refused, EngineError) as trouble:
        flash.add_message(request, level, _sentence(trouble))


class SayRefusals(MiddlewareMixin):
    """Whatever view lets a refusal through: the person reads the sentence, with status 409, and never meets a failure.

    A database that does not answer is said as well, with status 503.
    """

    def process_exception(self, request: HttpRequest, trouble: Exception) -> HttpResponse | None:
        """A page with the sentence. To htmx the sentence alone: static/js/acts.js says it where the act was pressed."""
        if isinstance(trouble, OperationalError | InterfaceError):
            log.error("page_without_database", path=request.path, why=str(trouble))
            return turned_away(request, NO_DATABASE)
        if not isinstance(trouble, Refused | EngineError):
            return None
        sentence = _sentence(trouble)
        if not getattr(request, "htmx", False):
            return render(request, "refused.html", {"sentence": sentence, "back": _back(request)}, status=CONFLICT)
        return HttpResponse(sentence, status=CONFLICT, content_type="text/plain; charset=utf-8")


def _sentence(trouble: Exception) -> str:
    return str(trouble) if isinstance(trouble, Refused) else _("That did not work: {error}").format(error=trouble)


def _back(request: HttpRequest) -> str:
    """The page of ours that the person came from; else the front door."""
    came_from = request.headers.get("Referer", "")
    return came_from if url_has_allowed_host_and_scheme(came_from, {request.get_host()}) else "/"
