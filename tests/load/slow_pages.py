"""Pages that take as long as a test wants, beside all of ours. Each uses the database, as our pages do."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from gameday.urls import urlpatterns as ours
from tests.load.serving import LONGEST, Request


class Gate:
    """Holds pages back while it is shut. `requests` are those that a test has sent: they are waited for at its end."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.opened, self.inside, self.most = threading.Event(), 0, 0
        self._counting = threading.Lock()

    @contextmanager
    def passing(self) -> Iterator[None]:
        with self._counting:
            self.inside += 1
            self.most = max(self.most, self.inside)
        try:
            yield
        finally:
            with self._counting:
                self.inside -= 1


gate = Gate()


def slow(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    with gate.passing():
        gate.opened.wait(LONGEST)
    return HttpResponse("done")


def broken(request: HttpRequest) -> HttpResponse:
    raise OperationalError("FATAL: sorry, too many clients already")


urlpatterns = [path("slow/", slow), path("broken/", broken), path("play/console/slow/", slow), *ours]
