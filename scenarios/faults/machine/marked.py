"""Background processes of faults: found by a mark in their command line, and ended with their children."""

from collections.abc import Sequence

from scenarios.faults.base import Call, must
from scenarios.sandbox.base import EngineError

# Each is started by its own exec, so it leads a process group.
END = """for _ in 1 2 3 4 5; do pids=$(pgrep -f "$1") || exit 0
  for pid in $pids; do kill -KILL -- "-$pid" 2>/dev/null || kill -KILL "$pid" 2>/dev/null; done; sleep 0.05; done; exit 1"""


def start(call: Call, mark: str, argv: Sequence[str]) -> None:
    """Run argv in the background until the TTL is over, unless it runs already. The mark becomes its last argument."""
    if not running(call, mark):
        call.sandbox.spawn(call.target, ["timeout", "-k", "2", f"{call.ttl:.0f}", *argv, mark])


def later(call: Call, mark: str, script: str, *words: str, user: str = "root", wait: float = 0.0) -> None:
    """Run a shell script `wait` seconds after the TTL is over. Its words are $1, $2 and so on."""
    argv = ["sh", "-c", f"sleep {call.ttl + wait:.0f}; {script}", mark, *words]
    call.sandbox.spawn(call.target, argv, user=user)


def running(call: Call, mark: str) -> bool:
    return bool(must(call, ["sh", "-c", 'pgrep -f "$1" || true', "sh", _pattern(mark)]))


def end(call: Call, mark: str) -> None:
    """End the processes with that mark. Idempotent. Raises EngineError if one of them stays."""
    if not call.sandbox.exec(call.target, ["sh", "-c", END, "sh", _pattern(mark)]).ok:
        raise EngineError(f"What {mark} runs in {call.target} could not be ended.")


def _pattern(mark: str) -> str:
    """Matches the mark but not itself, because the command that searches has the pattern in its own command line."""
    return f"{mark[:-1]}[{mark[-1]}]"
