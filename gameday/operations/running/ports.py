"""Finds free ports of this machine."""

import errno
import socket
import zlib
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

BACKLOG = 2048  # browsers that wait to be let in; a crowd comes at the same moment
UNKNOWN_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EINVAL)


def is_free(port: int, *hosts: str) -> bool:
    """Whether a server could listen on the port now, at all of these addresses. Raises OSError where it never could."""
    try:
        with ExitStack() as held:
            for family, at in _addresses(port, hosts):
                _bind(held.enter_context(socket.socket(family)), at)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        raise _explained(error, port, hosts) from error
    return True


def listen(port: int, *hosts: str) -> list[socket.socket]:
    """Sockets that listen at these addresses; with port 0 at a free port of this machine alone. Raises OSError with a sentence."""
    with ExitStack() as held:
        try:
            found = [(held.enter_context(socket.socket(family)), at) for family, at in _addresses(port, hosts)]
            for listener, at in found:
                _bind(listener, at)
                listener.listen(BACKLOG)
        except OSError as error:
            raise _explained(error, port, hosts) from error
        held.pop_all()
    return [listener for listener, _at in found]


def taken(port: int) -> OSError:
    return OSError(f"Port {port} is taken. Name another by --port.")


def address_of(listener: socket.socket) -> str:
    """Where browsers of this machine would find a socket that listens at an address of IPv4."""
    host, port = listener.getsockname()
    return f"http://{host}:{port}"


def _bind(server: socket.socket, at: Any) -> None:
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if server.family == socket.AF_INET6:  # IPv4 has a socket of its own
        server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    server.bind(at)


def _addresses(port: int, hosts: tuple[str, ...]) -> set[tuple[int, Any]]:
    found = [
        entry for host in hosts or ("127.0.0.1",) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ]
    return {(family, at) for family, _type, _protocol, _name, at in found}


def _explained(error: OSError, port: int, hosts: tuple[str, ...]) -> OSError:
    where = " and ".join(hosts)
    if error.errno == errno.EADDRINUSE:
        return taken(port)
    if error.errno == errno.EACCES:
        return OSError(f"Only root may listen on port {port}. Name one from 1024 on by --port.")
    if isinstance(error, socket.gaierror) or error.errno in UNKNOWN_HERE:
        return OSError(
            f"{where} is no address of this machine. Name one by --host (`ip address` lists them), or 0.0.0.0 for all of "
            "them, IPv6 too with ::."
        )
    return OSError(f"Nothing can listen at {where}, port {port}: {error.strerror}.")


def free_port(first: int, *hosts: str, tries: int = 200) -> int:
    """The first free port from `first` on. Raises OSError if `tries` ports are taken, or none can be had."""
    for port in range(first, first + tries):
        if is_free(port, *hosts):
            return port
    raise OSError(f"No port from {first} to {first + tries - 1} is free on {' and '.join(hosts) or '127.0.0.1'}.")


def own_port(installation: str, first: int, url: str = "") -> int:
    """A port for a server that belongs to one installation: the port of `url`, which its last run used, if it is free.

    Otherwise the first free one from an offset behind `first` that depends on the installation's name, so that two
    installations that start together do not try the same.
    """
    last = urlsplit(url).port or 0
    return last if last >= first and is_free(last) else free_port(first + zlib.crc32(installation.encode()) % 500)
