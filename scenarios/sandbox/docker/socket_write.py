"""Writes to a socket at once, before the event loop would."""

import asyncio
import os


def descriptor(transport: asyncio.BaseTransport) -> int:
    """The transport's file descriptor for write_now(); -1 with TLS, where bytes are encrypted first."""
    found = transport.get_extra_info("socket")
    return found.fileno() if found and transport.get_extra_info("ssl_object") is None else -1


def write_now(transport: asyncio.WriteTransport, number: int, data: bytes) -> None:
    """Like transport.write(), but tries the system call first, so that a typed key leaves without delay. The
    transport must not be closing, and its write buffer must be empty."""
    try:
        written = os.write(number, data) if number >= 0 else 0
    except OSError:  # the buffer is full, or the connection is gone: the transport will notice
        written = 0
    if written < len(data):
        transport.write(data[written:])
