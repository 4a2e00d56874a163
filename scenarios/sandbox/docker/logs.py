"""Logs of a container: its whole output, or the file of one service. Every answer is limited, and none is streamed.

To follow a log, ask again with the cursor. It is the time of the last line for a container, and inode and offset for a
file, so that a rotated file is read from its beginning.
"""

from datetime import UTC, datetime

import docker
from docker.errors import APIError, NotFound

from scenarios.sandbox.base import EngineError, LogPart, NotThere
from scenarios.sandbox.docker import execute

BYTES = 256 * 1024  # the most that one answer may hold
FOLDER = "/var/log/unicorn"
TAIL = """f=$1; [ -f "$f" ] || exit 3; set -- "$2" "$3" "$4" $(stat -c '%i %s' "$f"); echo "$4 $5"
if [ "$1" = "$4" ] && [ "$2" -le "$5" ]; then tail -c "+$(($2 + 1))" "$f" | head -c "$(($5 - $2))" | tail -c "$3"
else head -c "$5" "$f" | tail -c "$3"; fi"""


def services(client: docker.DockerClient, container: str) -> list[str]:
    """The services that have logs in the container; [] if it is down."""
    try:
        return sorted(execute.run(client, container, ["ls", FOLDER], timeout=5).stdout.decode().split())
    except EngineError:
        return []


def of_container(client: docker.DockerClient, container: str, service: str, cursor: str, lines: int) -> LogPart:
    """The output of the container, running or not. Raises NotThere, EngineError."""
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
    """The file of one service. Raises NotThere, EngineError."""
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
    whole, newline, rest = said.rpartition(b"\n")  # an unfinished last line is left for the next call
    found = (whole + newline).decode(errors="replace").splitlines()
    return LogPart(found[-lines:], f"{now_inode}:{int(size) - len(rest)}", len(found) > lines)


def _clock(at: str) -> str:
    """The engine's time as 14:03:21.482; text that is no time stays as it is."""
    try:
        return datetime.fromisoformat(at[:23] + "+00:00").astimezone(UTC).strftime("%H:%M:%S.%f")[:12]
    except ValueError:
        return at
