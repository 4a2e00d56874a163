"""Runs a command in a container: separate stdout and stderr, standard input, and a time limit that ends the command."""

import socket
import struct
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import BinaryIO

import docker
from docker.errors import APIError, NotFound

from scenarios.sandbox.base import EngineError, ExecResult, NotThere

TIMED_OUT = 124
FRAME = struct.Struct(">BxxxL")  # before each piece of output: where it was printed, and its length in bytes
STDOUT, STDERR = 1, 2


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
    fed = _counting(argv, len(stdin)) if stdin and _by_tls(client) else argv
    limited = ["timeout", "-k", "1", f"{timeout:.3f}", *fed]
    try:
        exec_id = client.api.exec_create(container, limited, user=user, stdin=bool(stdin), environment=dict(env or {}))[
            "Id"
        ]
        stdout, stderr = _said(client, exec_id, stdin, timeout + 5)
        code = client.api.exec_inspect(exec_id)["ExitCode"]
    except NotFound as error:
        raise NotThere(f"The container {container} is gone.") from error
    except APIError as error:
        raise EngineError(f"{argv[0]} could not be run in {container}: {error.explanation}") from error
    return ExecResult(-1 if code is None else code, stdout, stderr, time.monotonic() - began)


def _by_tls(client: docker.DockerClient) -> bool:
    return str(client.api.base_url).startswith("https://")


def _counting(argv: Sequence[str], length: int) -> list[str]:
    """The command with that many bytes of input. Python cannot close one direction of a TLS connection alone."""
    return ["sh", "-c", 'size=$1; shift; head -c "$size" | "$@"', "sh", str(length), *argv]


def _said(client: docker.DockerClient, exec_id: str, stdin: bytes, seconds: float) -> tuple[bytes, bytes]:
    """Start it; what it prints to standard output and standard error, until it ends.

    What it prints at once may come together with the answer's headers, and then lies in the buffer that these were read
    from. docker-py reads the socket behind that buffer and loses it, so this reads the buffer.
    """
    raw = client.api.exec_start(exec_id, socket=True)
    with closing(raw._response):
        connection: socket.socket = getattr(raw, "_sock", raw)
        connection.settimeout(seconds)
        if stdin:
            connection.sendall(stdin)
            if not _by_tls(client):
                connection.shutdown(socket.SHUT_WR)
        answer: BinaryIO = raw._response.raw._fp.fp
        parts: dict[int, list[bytes]] = {STDOUT: [], STDERR: []}
        while len(header := answer.read(FRAME.size)) == FRAME.size:
            kind, size = FRAME.unpack(header)
            parts[kind].append(answer.read(size))
    return b"".join(parts[STDOUT]), b"".join(parts[STDERR])
