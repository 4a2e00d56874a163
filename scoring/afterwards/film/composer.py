"""Has films composed by processes of their own: a tick or a heal beside them keeps its thread of Python, and the processor.

A process takes one film after the other over its pipes, with a low priority, and ends when nobody has a film for it any more
or when the worker that started it is gone: then its pipe is closed.
"""

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache

from django.conf import settings

from scoring.afterwards.film.material import Material

LONGEST = 60.0  # seconds for one film; then its process is killed
IDLE = 30.0  # seconds without a film; then it ends
MOST_AT_ONCE = 2


class ComposingFailed(RuntimeError):
    """The process gave no film. The message says how it ended."""


@cache
def composers_at_once() -> int:
    """How many films are composed at once: as many as there are processors, but MOST_AT_ONCE at most."""
    return max(1, min(MOST_AT_ONCE, os.cpu_count() or 1))


class ComposerProcess:
    """One process, used by one thread at a time."""

    def __init__(self) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-m", "scoring.afterwards.film.composer_process"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.farewell: threading.Timer | None = None

    def compose(self, material: Material) -> bytes:
        """The film. Raises ComposingFailed; the process is of no use then."""
        assert self.child.stdin
        assert self.child.stdout
        guard = threading.Timer(LONGEST, self.child.kill)
        guard.daemon = True
        guard.start()
        try:
            pickle.dump(material, self.child.stdin, pickle.HIGHEST_PROTOCOL)
            self.child.stdin.flush()
            body = pickle.load(self.child.stdout)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            self.end()
            raise ComposingFailed(f"the process that draws films ended with {self.child.returncode}") from error
        finally:
            guard.cancel()
        if isinstance(body, str):
            raise ComposingFailed(body)
        return bytes(body)

    def end(self) -> None:
        self.child.kill()
        self.child.wait()
        for pipe in (self.child.stdin, self.child.stdout):
            with suppress(OSError):  # what was written and never read
                if pipe:
                    pipe.close()


class ComposerPool:
    """Keeps the processes that are free, until each has been free for IDLE seconds."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.free: list[ComposerProcess] = []

    @contextmanager
    def borrowed(self) -> Iterator[ComposerProcess]:
        with self.lock:
            process = self.free.pop() if self.free else ComposerProcess()
        if process.farewell:
            process.farewell.cancel()
        yield process
        if process.child.poll() is None:
            self._keep(process)

    def _keep(self, process: ComposerProcess) -> None:
        process.farewell = threading.Timer(IDLE, self._dismiss, [process])
        process.farewell.daemon = True
        with self.lock:
            self.free.append(process)
        process.farewell.start()

    def _dismiss(self, process: ComposerProcess) -> None:
        with self.lock:
            if process not in self.free:
                return
            self.free.remove(process)
        process.end()


POOL = ComposerPool()


def compose_elsewhere(material: Material) -> bytes:
    """The film as gzip of JSON, composed by another process. Raises ComposingFailed."""
    with POOL.borrowed() as process:
        return process.compose(material)
