"""A small pool of database connections: it waits for a free one, replaces old ones, and says clearly what is wrong."""

import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import psycopg2
from psycopg2.extras import RealDictCursor

from . import settings


class Unavailable(Exception):
    """The database cannot be asked now; the message says why."""


class Pool:
    """At most `pool_size` connections, lent one at a time. Thread-safe."""

    def __init__(self, config: settings.Database) -> None:
        self.config = config
        self.waiting = 0
        self.in_use = 0
        self._slots = threading.BoundedSemaphore(config.pool_size)
        self._idle: list[tuple[Any, float]] = []

    @contextmanager
    def cursor(self) -> Iterator[RealDictCursor]:
        """One transaction: committed at the end, rolled back on an error. Raises Unavailable."""
        with self._slot():
            connection, born = self._take()
            try:
                with connection, connection.cursor(cursor_factory=RealDictCursor) as cursor:
                    yield cursor
            except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
                connection.close()
                raise Unavailable(_first_line(error)) from error
            except psycopg2.ProgrammingError as error:
                raise Unavailable(_first_line(error)) from error
            finally:
                if not connection.closed:
                    self._idle.append((connection, born))

    @contextmanager
    def _slot(self) -> Iterator[None]:
        self.waiting += 1
        free = self._slots.acquire(timeout=self.config.pool_wait_s)
        self.waiting -= 1
        if not free:
            raise Unavailable(f"no database connection was free for {self.config.pool_wait_s:g} s (pool_size {self.config.pool_size})")
        self.in_use += 1
        try:
            yield
        finally:
            self.in_use -= 1
            self._slots.release()

    def _take(self) -> tuple[Any, float]:
        now = monotonic()
        while self._idle:
            connection, born = self._idle.pop()
            if now - born < self.config.max_age_s and not _hung_up(connection):
                return connection, born
            connection.close()
        return self._connect(), now

    def _connect(self) -> Any:
        config = self.config
        try:
            return psycopg2.connect(
                host=config.host, port=config.port, dbname=config.name, user=config.user, password=config.password,
                connect_timeout=2, application_name="storefront", options=f"-c statement_timeout={config.statement_timeout_ms}",
                tcp_user_timeout=4000,
            )  # fmt: skip
        except psycopg2.OperationalError as error:
            raise Unavailable(_first_line(error)) from error


def _hung_up(connection: Any) -> bool:
    # An idle connection has nothing to read; if it has, the server said goodbye.
    return bool(select.select([connection], [], [], 0)[0])


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
