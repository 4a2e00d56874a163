"""Writing to a socket before the event loop gets round to it."""

import asyncio
import os


def descriptor(transport: asyncio.BaseTransport) -> int:
    """The number of its socket, for write_now(); -1 where what is written is not what goes over the wire."""
    found = transport.get_extra_info("socket")
    return found.fileno() if found and transport.get_extra_info("ssl_object") is None else -1


def write_now(transport: asyncio.WriteTransport, number: int, data: bytes) -> None:
    """transport.write(), with the system call first: a key is on its way before anything else is done for it. The transport
    must not be closing, and nothing may wait in it to be written."""
    try:
        written = os.write(number, data) if number >= 0 else 0
    except OSError:  # full, or gone: the transport will find out
        written = 0
    if written < len(data):
        transport.write(data[written:])
