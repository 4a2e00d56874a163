"""The program that traffic.surge runs in a container: a fixed number of visitors per second, however slow the shop is.

Standard library only. python3 -c SOURCE HOST PORT PER_SECOND AT_ONCE SECONDS PATH ... MARK
"""

import asyncio
import itertools
import sys
import time

VISITOR_SECONDS = 15.0


async def visit(host: str, port: int, path: str) -> None:
    """Request one page and read it to its end. Errors and time-outs of the shop are ignored."""
    try:
        async with asyncio.timeout(VISITOR_SECONDS):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
                while await reader.read(65_536):
                    pass
            finally:
                writer.close()
    except (OSError, TimeoutError):
        pass


async def crowd(host: str, port: int, per_second: int, at_once: int, seconds: float, paths: list[str]) -> None:
    """Visitors arrive at a fixed rate. One who finds `at_once` visitors still waiting leaves without a request."""
    inside: set[asyncio.Task[None]] = set()
    due = began = time.monotonic()
    for path in itertools.cycle(paths):
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        if time.monotonic() > began + seconds:
            return
        if len(inside) < at_once:
            task = asyncio.create_task(visit(host, port, path))
            inside.add(task)
            task.add_done_callback(inside.discard)
        due = max(due + 1 / per_second, time.monotonic() - 1)  # visitors that were more than a second late are skipped


if __name__ == "__main__":
    words = sys.argv[1:-1]
    asyncio.run(crowd(words[0], int(words[1]), int(words[2]), int(words[3]), float(words[4]), words[5:]))
