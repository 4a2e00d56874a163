"""Finds free ports of this machine."""

import errno
import socket
import zlib
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

UNKNOWN_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EINVAL)


def is_free(port: int, *hosts: str) -> bool:
    """Whether a server could listen on the port now, at all of these addresses. Raises OSError where it never could."""
    try:
        with ExitStack() as held:
            for family, at in _addresses(port, hosts or ("127.0.0.1",)):
                probe = held.enter_context(socket.socket(family))
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:  # as servers do: IPv4 has a socket of its own
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind(at)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        raise _explained(error, port, hosts) from error
    return True


def _addresses(port: int, hosts: tuple[str, ...]) -> set[tuple[int, Any]]:
    found = [entry for host in hosts for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    return {(family, at) for family, _type, _protocol, _name, at in found}


def _explained(error: OSError, port: int, hosts: tuple[str, ...]) -> OSError:
    where = " and ".join(hosts)
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
