"""Finds free ports of this machine."""

import socket
import zlib
from contextlib import closing
from urllib.parse import urlsplit


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on the port now."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(first: int, host: str = "127.0.0.1", *, tries: int = 200) -> int:
    """The first free port from `first` on. Raises OSError if `tries` ports are taken."""
    for port in range(first, first + tries):
        if is_free(port, host):
            return port
    raise OSError(f"No port from {first} to {first + tries - 1} is free on {host}.")


def own_port(installation: str, first: int, url: str = "") -> int:
    """A port for a server that belongs to one installation: the port of `url`, which its last run used, if it is free.

    Otherwise the first free one from an offset behind `first` that depends on the installation's name, so that two
    installations that start together do not try the same.
    """
    last = urlsplit(url).port or 0
    return last if last >= first and is_free(last) else free_port(first + zlib.crc32(installation.encode()) % 500)
