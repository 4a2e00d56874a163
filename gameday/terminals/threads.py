"""Threads in which terminals ask the database: no page has to wait for them, and each may have a connection."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from channels.db import database_sync_to_async

from gameday.background import connection_budget

THREADS = ThreadPoolExecutor(connection_budget.SHELL_THREADS, "shells")
in_thread = partial(database_sync_to_async, thread_sensitive=False, executor=THREADS)
