"""The packets of a role's network, heard by the agent: no container of a sandbox may listen to raw packets itself."""

import re
from collections.abc import Mapping

from scenarios.sandbox.base import EngineError, ExecResult, LogPart

LINES, BYTES = 200, 32 * 1024  # of one hearing; whichever comes first ends it
NOBODY_LISTENED, LISTENED_TO = 3, 4  # exit codes of the agent's `packets`
ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")


def listen_command(name: str, seconds: int) -> list[str]:
    """What the agent runs in the role's network to begin. Words of `packets`."""
    return ["packets", "listen", name, str(seconds), str(LINES), str(BYTES)]


def began(result: ExecResult) -> bool:
    """Whether it listens from now on; False where it does already. Raises EngineError."""
    if result.exit_code == LISTENED_TO:
        return False
    if not result.ok:
        raise EngineError(f"The packets cannot be listened to: {result.text or result.exit_code}")
    return True


def show_command(name: str, cursor: str) -> list[str]:
    """What the agent runs for what came after the cursor."""
    inode, _, offset = cursor.partition(":")
    return ["packets", "show", name, inode or "-", offset or "0"]


def heard(result: ExecResult, names: Mapping[str, str], lines: int) -> LogPart | None:
    """The lines, with `names` (address -> name) for addresses; None where nobody has listened. Raises EngineError."""
    if result.exit_code == NOBODY_LISTENED:
        return None
    if not result.ok:
        raise EngineError(f"The packets cannot be read: {result.text or result.exit_code}")
    head, _, said = result.stdout.partition(b"\n")
    inode, size = head.decode().split()
    whole, newline, rest = said.rpartition(b"\n")  # an unfinished last line is left for the next call
    text = ADDRESS.sub(lambda found: names.get(found[0], found[0]), (whole + newline).decode(errors="replace"))
    found = text.splitlines()
    return LogPart(found[-lines:], f"{inode}:{int(size) - len(rest)}", len(found) > lines)
