"""What is done once a request is answered: who has pressed a button does not wait while a board for everybody is drawn."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger(__name__)

_waiting: ContextVar[list[Callable[[], None]] | None] = ContextVar("waiting", default=None)


def after_answer(act: Callable[[], None]) -> None:
    """Do this once the request that is being handled has its answer; outside a request, now.

    A visitor who leaves before the answer takes it with him: leave only what somebody else makes good, as the beat does.
    """
    waiting = _waiting.get()
    if waiting is None:
        act()
    else:
        waiting.append(act)


class AfterAnswer:
    """The middleware: a response does what waits when it is closed, which a server does after the last byte."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        waiting: list[Callable[[], None]] = []
        token = _waiting.set(waiting)
        try:
            response = self.get_response(request)
        finally:
            _waiting.reset(token)
        django_response: Any = response  # its list of what is done when it is closed has no public name
        django_response._resource_closers += [_logged(act) for act in waiting]
        return response


def _logged(act: Callable[[], None]) -> Callable[[], None]:
    def done() -> None:
        try:
            act()
        except Exception:  # Django would swallow it
            log.exception("after_answer_failed")

    return done
