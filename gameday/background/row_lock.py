"""One worker at a time on one row's engine work. However a worker dies, PostgreSQL then lets go of its locks."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, models

BIGGEST = 2**31


@contextmanager
def hold_row_lock(row: models.Model) -> Iterator[bool]:
    """Yield whether the lock was free; it is then ours until the end of the block. Never waits."""
    noun = zlib.crc32(type(row).__name__.encode()) % BIGGEST
    key = [noun, row.pk % BIGGEST]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            _unlock(key)


def _unlock(key: list[int]) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
    except DatabaseError:
        connection.close()  # its locks end with it; otherwise the worker's next task would use it, and hold them
        raise
