"""Runs a command in a container: separate stdout and stderr, standard input, and a time limit that ends the command."""

import socket
import time
from collections.abc import Mapping, Sequence

import docker
from docker.errors import APIError, NotFound
from docker.utils.socket import frames_iter

from scenarios.sandbox.base import EngineError, ExecResult, NotThere

TIMED_OUT = 124


def run(
    client: docker.DockerClient,
    container: str,
    argv: Sequence[str],
    *,
    user: str = "",
    stdin: bytes = b"",
    timeout: float = 30.0,
    env: Mapping[str, str] | None = None,
) -> ExecResult:
    """Run argv and wait. `timeout` in seconds: past it the command is killed and exit_code is 124.

    Raises NotThere where the container is gone and EngineError where it is stopped or paused.
    """
    began = time.monotonic()
    limited = ["timeout", "-k", "1", f"{timeout:.3f}", *argv]
    try:
        exec_id = client.api.exec_create(container, limited, user=user, stdin=bool(stdin), environment=dict(env or {}))[
            "Id"
        ]
        if stdin:
            stdout, stderr = _with_input(client, exec_id, stdin, timeout)
        else:
            stdout, stderr = client.api.exec_start(exec_id, demux=True)
        code = client.api.exec_inspect(exec_id)["ExitCode"]
    except NotFound as error:
        raise NotThere(f"The container {container} is gone.") from error
    except APIError as error:
        raise EngineError(f"{argv[0]} could not be run in {container}: {error.explanation}") from error
    return ExecResult(-1 if code is None else code, stdout or b"", stderr or b"", time.monotonic() - began)


def _with_input(client: docker.DockerClient, exec_id: str, stdin: bytes, timeout: float) -> tuple[bytes, bytes]:
    stream = client.api.exec_start(exec_id, socket=True)
    raw: socket.socket = getattr(stream, "_sock", stream)
    raw.settimeout(timeout + 5)
    raw.sendall(stdin)
    raw.shutdown(socket.SHUT_WR)
    parts: dict[int, list[bytes]] = {1: [], 2: []}
    for kind, chunk in frames_iter(stream, tty=False):
        parts.setdefault(kind, []).append(chunk)
    stream.close()
    return b"".join(parts[1]), b"".join(parts[2])
