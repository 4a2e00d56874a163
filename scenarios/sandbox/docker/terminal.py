"""A shell with a terminal in a container: opened over the engine's exec connection, and ended with all it started."""

import asyncio
import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

import docker
from docker.errors import APIError, NotFound

from scenarios.sandbox.base import MARK, EngineError, NotThere
from scenarios.sandbox.docker.socket_write import descriptor, write_now

HANDSHAKE_SECONDS = 10.0

# The size must be set before the shell shows its first prompt. The engine itself can set it only later.
START = 'stty columns "$1" rows "$2" 2>/dev/null; exec "$(command -v bash || command -v sh)" -i'

# Closing the connection leaves the shell running. Its processes have the mark in their environment; a process without
# the mark is still found as a child, or by its session. SIGHUP comes first so that an editor can save, then SIGKILL.
END = r"""
marks="$1"
find_all() {
    found=" $(grep -lsaE "$NAME=($marks)" /proc/[0-9]*/environ | cut -d/ -f3 | tr '\n' ' ')"
    more=yes
    while [ -n "$more" ]; do
        more=
        for stat in /proc/[0-9]*/stat; do
            { read -r line < "$stat"; } 2>/dev/null || continue
            pid=${line%% *}
            case "$found" in *" $pid "*) continue ;; esac
            set -- ${line##*) }
            case "$found" in *" $2 "* | *" $4 "*) found="$found$pid "; more=yes ;; esac
        done
    done
}
alive() { find_all; [ -n "${found# }" ]; }
alive || exit 0
kill -HUP $found 2>/dev/null; kill -CONT $found 2>/dev/null
for pause in 0.05 0.1 0.2; do sleep $pause; alive || exit 0; done
for pause in 0.02 0.1 0.3; do kill -KILL $found 2>/dev/null; sleep $pause; alive || exit 0; done
exit 1
""".replace("$NAME", MARK)

MARKS = f"grep -hsaoE '{MARK}=[A-Za-z0-9_.-]+' /proc/[0-9]*/environ | cut -d= -f2 | sort -u"


class Stream(asyncio.Protocol):
    """The connection to the engine: an HTTP answer, then the terminal's output, passed on as it comes."""

    def __init__(self) -> None:
        self.opened: asyncio.Future[None] = (
            asyncio.get_running_loop().create_future()
        )  # set when the HTTP headers have arrived
        self.early = b""  # output that came before listen()
        self.transport: asyncio.Transport
        self._descriptor = -1
        self._shown: Callable[[bytes], None] | None = None
        self._over: Callable[[], None] | None = None
        self._lost = False
        self._room = asyncio.Event()
        self._room.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._descriptor = descriptor(transport)

    def data_received(self, data: bytes) -> None:
        if self._shown:
            self._shown(data)
            return
        self.early += data
        if not self.opened.done() and b"\r\n\r\n" in self.early:
            self.transport.pause_reading()
            self.opened.set_result(None)

    def listen(self, shown: Callable[[bytes], None], over: Callable[[], None]) -> None:
        self._shown, self._over = shown, over
        if self.early:
            shown(self.early)
            self.early = b""
        if self._lost:
            over()
        else:
            self.transport.resume_reading()

    def write_now(self, data: bytes) -> bool:
        """False if older input is still waiting, or the connection is closing."""
        if self.transport.is_closing() or self.transport.get_write_buffer_size():
            return False
        write_now(self.transport, self._descriptor, data)
        return True

    async def room(self) -> None:
        await self._room.wait()

    def pause_writing(self) -> None:
        self._room.clear()

    def resume_writing(self) -> None:
        self._room.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = True
        self._room.set()
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionResetError("The engine hung up."))
        elif self._over:
            self._over()


@dataclass
class DockerShell:
    """See scenarios.sandbox.base.Shell for what every method promises."""

    client: docker.DockerClient
    exec_id: str
    stream: Stream

    def __post_init__(self) -> None:
        self.put = self.stream.write_now  # called for every key, so no method in between

    def listen(self, shown: Callable[[bytes], None], over: Callable[[], None]) -> None:
        self.stream.listen(shown, over)

    def hold(self) -> None:
        if not self.stream.transport.is_closing():
            self.stream.transport.pause_reading()

    def go_on(self) -> None:
        if not self.stream.transport.is_closing():
            self.stream.transport.resume_reading()

    async def write(self, data: bytes) -> None:
        if self.stream.transport.is_closing():
            raise NotThere("The shell has ended.")
        self.stream.transport.write(data)
        await self.stream.room()

    async def resize(self, columns: int, rows: int) -> None:
        try:
            await asyncio.to_thread(self.client.api.exec_resize, self.exec_id, height=rows, width=columns)
        except APIError as error:
            raise NotThere(f"The terminal could not be resized: {error.explanation}") from error

    async def exit_code(self) -> int | None:
        try:
            return (await asyncio.to_thread(self.client.api.exec_inspect, self.exec_id))["ExitCode"]
        except APIError:
            return None

    def close(self) -> None:
        self.stream.transport.close()


async def open_shell(
    client: docker.DockerClient,
    container: str,
    mark: str,
    *,
    user: str,
    columns: int,
    rows: int,
    env: Mapping[str, str],
) -> DockerShell:
    """Start a shell. Raises NotThere if the container is gone, EngineError if it is stopped or paused."""
    argv = ["sh", "-c", START, "sh", str(columns), str(rows)]
    exec_id = await asyncio.to_thread(_create, client, container, argv, user, {**env, MARK: mark})
    try:
        async with asyncio.timeout(HANDSHAKE_SECONDS):
            stream = await _connect(client)
            await _hijack(stream, f"/v{client.api.api_version}/exec/{exec_id}/start")
    except (OSError, TimeoutError) as error:
        raise EngineError(f"The engine did not open a terminal ({type(error).__name__}). Try again.") from error
    return DockerShell(client, exec_id, stream)


def _create(client: docker.DockerClient, container: str, argv: list[str], user: str, env: Mapping[str, str]) -> str:
    try:
        created = client.api.exec_create(container, argv, user=user, tty=True, stdin=True, environment=dict(env))
    except NotFound as error:
        raise NotThere("Its container is gone.") from error
    except APIError as error:
        raise EngineError(f"No shell could be started: {error.explanation}") from error
    return str(created["Id"])


async def _connect(client: docker.DockerClient) -> Stream:
    """A connection to the same engine that the client uses: unix, or tcp with or without TLS. Raises EngineError."""
    api, loop = client.api, asyncio.get_running_loop()
    path = getattr(api.get_adapter(api.base_url), "socket_path", None)
    if path:
        return (await loop.create_unix_connection(Stream, path))[1]
    url = urlsplit(api.base_url)
    if url.scheme not in ("http", "https"):
        raise EngineError("A terminal needs an engine at a unix:// or tcp:// address; this host has another kind.")
    context = _tls(client) if url.scheme == "https" else None
    return (await loop.create_connection(Stream, url.hostname, url.port, ssl=context))[1]


def _tls(client: docker.DockerClient) -> ssl.SSLContext:
    authority = client.api.verify
    context = ssl.create_default_context(cafile=authority if isinstance(authority, str) else None)
    if client.api.cert:
        context.load_cert_chain(*client.api.cert)
    return context


async def _hijack(stream: Stream, path: str) -> None:
    """Start the exec. After the empty line that ends the HTTP headers, the connection is the terminal."""
    body = json.dumps({"Detach": False, "Tty": True}).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\n"
        f"Connection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    stream.transport.write(head.encode() + body)
    try:
        await stream.opened
    except BaseException:
        stream.transport.close()
        raise
    answer, _, stream.early = stream.early.partition(b"\r\n\r\n")
    if b" 101 " not in answer.split(b"\r\n", 1)[0]:
        stream.transport.close()
        raise EngineError(f"No shell could be started: {stream.early.decode(errors='replace').strip()}")
