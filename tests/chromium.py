"""A Chromium for tests, in its own network namespace.

A browser drops what it loads (ERR_NETWORK_CHANGED) whenever the machine gets or loses a network, and every sandbox is a
network. In its own namespace the browser does not notice. A proxy is its only way out, and leads to this machine's
loopback. The shell without windows is preferred: a whole Chromium uses a third of a CPU even while nothing happens.
"""

import asyncio
import ctypes
import fcntl
import os
import shlex
import shutil
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CLONE_NEWNET = 0x40000000  # linux/sched.h
SIOCSIFFLAGS = 0x8914  # linux/sockios.h
IFF_UP_AND_RUNNING = 0x41  # linux/if.h
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-prefers-reduced-motion",  # moving pictures cost a CPU where no GPU draws them
]
LOOPBACK = ("localhost", "127.0.0.1")
ACCEPTED, REFUSED = b"\5\0", b"\5\2"  # SOCKS version 5 (RFC 1928)
PATIENCE = 60_000  # milliseconds
NOBODY = b"\0\1" + bytes(6)  # the bound address, which clients ignore


@contextmanager
def launched(folder: Path) -> Iterator[Browser]:
    """A browser. `folder` is for the script that starts it."""
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert program, "There is no chromium here: bin/setup test installs one."
    with sync_playwright() as playwright:
        if os.geteuid() != 0:  # only root may create a namespace
            yield playwright.chromium.launch(executable_path=program, args=FLAGS)
            return
        namespace, door = _namespace()
        with closing(door):
            threading.Thread(target=lambda: asyncio.run(_proxy(door)), daemon=True).start()
            script = folder / "chromium"
            inside = f"nsenter --net=/proc/{os.getpid()}/fd/{namespace} {shlex.quote(program)}"
            script.write_text(f'#!/bin/sh\nexec {inside} "$@"\n')
            script.chmod(0o755)
            way = [f"--proxy-server=socks5://127.0.0.1:{door.getsockname()[1]}", "--proxy-bypass-list=<-loopback>"]
            browser = playwright.chromium.launch(executable_path=script, args=[*FLAGS, *way])
            yield browser
            browser.close()
        os.close(namespace)


def watched(page: Page) -> Page:
    """The same page. Its list `complaints` gets every error of the browser."""
    page.set_default_timeout(PATIENCE)
    page.complaints = []
    page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(error.stack or str(error)))
    return page


def _namespace() -> tuple[int, socket.socket]:
    """A new network namespace (an open file descriptor), and a socket that listens on its loopback."""
    libc = ctypes.CDLL(None, use_errno=True)
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    if libc.unshare(CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "No network namespace for Chromium")
    try:
        made = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
            fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP_AND_RUNNING))
        return made, socket.create_server(("127.0.0.1", 0))
    finally:
        libc.setns(home, CLONE_NEWNET)
        os.close(home)


async def _proxy(door: socket.socket) -> None:
    """A SOCKS5 proxy from the namespace to this machine's loopback, until the process ends."""
    server = await asyncio.start_server(_lead_through, sock=door)
    await server.serve_forever()


async def _lead_through(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with closing(writer), suppress(OSError, asyncio.IncompleteReadError):
        await reader.readexactly((await reader.readexactly(2))[1])  # the offered ways to log in, which are not used
        writer.write(ACCEPTED)
        host, port = await _wanted(reader)
        if host not in LOOPBACK:  # requests that Chromium makes by itself
            writer.write(REFUSED + NOBODY)
            return
        answers, questions = await asyncio.open_connection(host, port)
        writer.write(ACCEPTED + NOBODY)
        with closing(questions):
            await asyncio.gather(_pour(reader, questions), _pour(answers, writer))


async def _wanted(reader: asyncio.StreamReader) -> tuple[str, int]:
    kind = (await reader.readexactly(4))[3]
    if kind == 1:
        host = socket.inet_ntoa(await reader.readexactly(4))
    else:
        host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
    return host, int.from_bytes(await reader.readexactly(2), "big")


async def _pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with closing(sink):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
