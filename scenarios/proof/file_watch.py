"""Watches a scenario's folder by comparing the times and sizes of its files."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from scenarios.publishing import RECORD

EVERY = 0.5  # seconds


def folder_state(folder: Path) -> dict[str, tuple[int, int]]:
    """path -> (time of the last change in ns, size in bytes) of every file of the scenario."""
    found = {}
    for file in sorted(folder.rglob("*")):
        ours = not file.name.startswith(".") and file.name != RECORD and "__pycache__" not in file.parts
        if ours and file.is_file():
            seen = file.stat()
            found[str(file)] = (seen.st_mtime_ns, seen.st_size)
    return found


def folder_changes(folder: Path, pause: Callable[[float], None] = time.sleep) -> Iterator[list[str]]:
    """Yields all files at once, and then the changed files after each change."""
    seen: dict[str, tuple[int, int]] = {}
    while True:
        now = _settled(folder, pause) if seen else folder_state(folder)
        if changed := sorted(file for file in seen.keys() | now.keys() if seen.get(file) != now.get(file)):
            seen = now
            yield changed
        pause(EVERY)


def _settled(folder: Path, pause: Callable[[float], None]) -> dict[str, tuple[int, int]]:
    """Wait until nothing changes any more: editors write several files, one after the other."""
    before = folder_state(folder)
    while True:
        pause(EVERY)
        now = folder_state(folder)
        if now == before:
            return now
        before = now
