"""Ports of this machine: which are free."""

import socket
from contextlib import closing


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free(first: int, host: str = "127.0.0.1", *, tries: int = 200) -> int:
    """The first free port from `first` on. Raises OSError where none is."""
    for port in range(first, first + tries):
        if is_free(port, host):
            return port
    raise OSError(f"No port from {first} to {first + tries - 1} is free on {host}.")
