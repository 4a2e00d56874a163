"""Ports of this machine: which are free."""

import socket
import zlib
from contextlib import closing
from urllib.parse import urlsplit


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(first: int, host: str = "127.0.0.1", *, tries: int = 200) -> int:
    """The first free port from `first` on. Raises OSError where none is."""
    for port in range(first, first + tries):
        if is_free(port, host):
            return port
    raise OSError(f"No port from {first} to {first + tries - 1} is free on {host}.")


def own_port(installation: str, first: int, url: str = "") -> int:
    """A port for a server of an installation's own: that of `url`, where its last run had it, if it is free; else the first
    free one from a place behind `first` that hangs on its name: two that start at once do not reach for the same."""
    last = urlsplit(url).port or 0
    return last if last >= first and is_free(last) else free_port(first + zlib.crc32(installation.encode()) % 500)
