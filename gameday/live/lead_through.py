"""A socket that is another process's business: its bytes are led through as they are, in both directions.

Handshake, pings and closing are between the browser and that process, so nothing here reads a frame.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from scenarios.sandbox.docker.socket_write import descriptor, write_now


class Pipe(asyncio.Protocol):
    """What comes in at one connection goes out at `far`, no faster than `far` takes it. `lost` hears of its end."""

    def __init__(self, lost: Callable[[Exception | None], None]) -> None:
        self.lost = lost
        self.far: asyncio.Transport
        self._descriptor = -1

    def lead_to(self, far: asyncio.Transport) -> None:
        self.far, self._descriptor = far, descriptor(far)

    def data_received(self, data: bytes) -> None:
        if self.far.is_closing():
            return
        if self.far.get_write_buffer_size():
            self.far.write(data)
        else:
            write_now(self.far, self._descriptor, data)

    def pause_writing(self) -> None:
        """Our own end does not keep up: nothing more is read at the other."""
        with suppress(RuntimeError):  # it has ended meanwhile
            self.far.pause_reading()

    def resume_writing(self) -> None:
        with suppress(RuntimeError):
            self.far.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        self.far.close()
        self.lost(exc)
