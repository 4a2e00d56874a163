"""Logs of a container: all that it has said, or one service's own file. Every answer is bounded; nothing is followed here.

Who wants to follow asks again with the cursor: for the container's log the time of the last line, for a file its inode
and offset, so that a log that was rotated meanwhile is begun anew.
"""

from datetime import UTC, datetime

import docker
from docker.errors import APIError, NotFound

from scenarios.sandbox.base import EngineError, LogPart, NotThere
from scenarios.sandbox.docker import execute

BYTES = 256 * 1024  # of one answer, at most
FOLDER = "/var/log/unicorn"
TAIL = """f=$1; [ -f "$f" ] || exit 3; set -- "$2" "$3" "$4" $(stat -c '%i %s' "$f"); echo "$4 $5"
if [ "$1" = "$4" ] && [ "$2" -le "$5" ]; then tail -c "+$(($2 + 1))" "$f" | head -c "$(($5 - $2))" | tail -c "$3"
else head -c "$5" "$f" | tail -c "$3"; fi"""


def services(client: docker.DockerClient, container: str) -> list[str]:
    """Whose logs lie in the container; none where it is down."""
    try:
        return sorted(execute.run(client, container, ["ls", FOLDER], timeout=5).stdout.decode().split())
    except EngineError:
        return []


def of_container(client: docker.DockerClient, container: str, service: str, cursor: str, lines: int) -> LogPart:
    """The engine keeps it while the container is there, running or not. Raises NotThere, EngineError."""
    try:
        since = {"since": datetime.fromisoformat(cursor[:26] + "+00:00").timestamp()} if cursor else {}
        said = client.api.logs(container, timestamps=True, tail=lines + 1, **since)
    except NotFound as error:
        raise NotThere(f"The container {container} is gone, and its log with it.") from error
    except APIError as error:
        raise EngineError(f"The log of {container} cannot be read: {error.explanation}") from error
    stamped = [line.partition(" ") for line in said[-BYTES:].decode(errors="replace").splitlines()]
    fresh = [(at, text) for at, _, text in stamped if at > cursor]
    last = fresh[-1][0] if fresh else cursor
    return LogPart([f"{_clock(at)} {text}" for at, text in fresh[-lines:]], last, len(fresh) > lines)


def of_service(client: docker.DockerClient, container: str, service: str, cursor: str, lines: int) -> LogPart:
    """The service's own file. Raises NotThere, EngineError."""
    inode, _, offset = cursor.partition(":")
    path = f"{FOLDER}/{service}/current"
    argv = ["sh", "-c", TAIL, "sh", path, inode or "-", offset or "0", str(BYTES)]
    result = execute.run(client, container, argv, timeout=10)
    if result.exit_code == 3:
        raise NotThere(f"There is no log of {service} in {container}.")
    if not result.ok:
        raise EngineError(f"The log of {service} cannot be read: {result.text}")
    head, _, said = result.stdout.partition(b"\n")
    now_inode, size = head.decode().split()
    whole, newline, rest = said.rpartition(b"\n")  # a line that is still being written waits for the next look
    found = (whole + newline).decode(errors="replace").splitlines()
    return LogPart(found[-lines:], f"{now_inode}:{int(size) - len(rest)}", len(found) > lines)


def _clock(at: str) -> str:
    """14:03:21.482 of an engine's time, where it is one."""
    try:
        return datetime.fromisoformat(at[:23] + "+00:00").astimezone(UTC).strftime("%H:%M:%S.%f")[:12]
    except ValueError:
        return at
