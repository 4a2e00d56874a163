"""How many connections to PostgreSQL each process may have. In sum they are fewer than the server allows; the doctor looks.

A process keeps to its number because a thread never has more than one connection, and only these threads ask for one.
"""

from dataclasses import dataclass

from django.conf import settings

# Threads of a web process, beside those that answer pages (gameday/web/web_places.py)
FILE_PLACES = 4  # static files need no connection, but the page that says that there is no such file may
HEALTH_PLACES = 2
SOCKET_THREADS = 1  # Channels answers all sockets in one thread
SHELL_THREADS = 2  # gameday/terminals/threads.py
# Threads of the workers: `--concurrency` in running/up.py and in docker-compose.yml, and the one that fetches tasks
WORKER_THREADS, REFEREE_THREADS = 12, 4
WALKER_THREADS = 2  # of the worker beside another machine's engine from which customers walk
FETCHING = 1
HEARTBEAT = 1  # of the worker beside an engine: gameday/sandboxes/host_heartbeat.py
BOT_THREADS = 6  # of the demo's process, and of a worker during a rehearsal
COMMANDS = 8  # `prepare`, `doctor`, `gameday` and the like: one each


@dataclass(frozen=True)
class ConnectionShare:
    """The most connections that one process may have, or all web processes together."""

    process: str
    connections: int


def connection_budget(other_hosts: int = 0) -> list[ConnectionShare]:
    """The share of each process. `terminals` is one more web process, which one alone has no need of under `manage.py up`.

    `other_hosts`: how many machines have joined; each has such a process and two workers of its own.
    """
    web = 2 * settings.PAGES_AT_ONCE + FILE_PLACES + HEALTH_PLACES + SOCKET_THREADS + SHELL_THREADS
    return [
        ConnectionShare("web", web * settings.WEB_PROCESSES),
        ConnectionShare("terminals", web),
        ConnectionShare("worker", WORKER_THREADS + BOT_THREADS + FETCHING + HEARTBEAT),
        ConnectionShare("referee", REFEREE_THREADS + FETCHING),
        ConnectionShare("bots", BOT_THREADS + 1),
        ConnectionShare("commands", COMMANDS),
        *[
            ConnectionShare(
                "another host", web + WORKER_THREADS + BOT_THREADS + WALKER_THREADS + 2 * FETCHING + HEARTBEAT
            )
        ]
        * other_hosts,
    ]
