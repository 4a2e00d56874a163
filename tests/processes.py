"""Processes of this machine, of which each may end while it is looked at."""

from contextlib import suppress
from pathlib import Path

ZOMBIE = "Z"


def state_and_parent(pid: int) -> tuple[str, int]:
    """Its state, a letter, and its parent (proc_pid_stat(5)). `("", 0)` where it has ended."""
    with suppress(FileNotFoundError, ProcessLookupError):  # before it was opened, and after
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[:2]
        return state, int(parent)
    return "", 0


def has_ended(pid: int) -> bool:
    """Also where nobody has collected it yet."""
    return state_and_parent(pid)[0] in ("", ZOMBIE)


def children(parent: int) -> dict[int, list[str]]:
    """pid -> its command line, of each child that lives."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and state_and_parent(int(entry.name))[1] == parent:
            with suppress(FileNotFoundError, ProcessLookupError):
                found[int(entry.name)] = (entry / "cmdline").read_text().split("\0")
    return found
