"""uvicorn's websockets, with one encoded frame shared between sockets: `uvicorn … --ws gameday.server:Protocol`.

An application that finds EXTENSION among a scope's extensions may encode a text once (`encode`) and hand the same bytes
to every socket's `write`, which never waits. Elsewhere it uses the plain `websocket.send`.
"""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request

EXTENSION = "gameday.shared_frame"
LARGEST_MESSAGE = 256 * 1024  # bytes that a client may send at once
LARGEST_BACKLOG = 512 * 1024  # bytes that may wait for a slow client before it is dropped
TOO_SLOW = 4408
LAST_CHANCE = 5.0  # seconds for the close frame to get through


def encode(content: str | bytes) -> bytes:
    """One unmasked, uncompressed frame: text or binary."""
    if isinstance(content, str):
        return Frame(Opcode.TEXT, content.encode()).serialize(mask=False)
    return Frame(Opcode.BINARY, content).serialize(mask=False)


class Protocol(WebSocketsSansIOProtocol):
    """uvicorn's own protocol without per-message deflate (it would encode a frame once a socket) and with write()."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conn.available_extensions = []
        self.conn.max_message_size = LARGEST_MESSAGE

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["extensions"][EXTENSION] = {"write": self.write}

    def write(self, frame: bytes) -> None:
        """Send what encode() made. A socket that has gone is passed over; one that does not keep up is closed."""
        if self.close_sent or self.disconnected or self.transport.is_closing():
            return
        if self.transport.get_write_buffer_size() > LARGEST_BACKLOG:
            self._drop()
        else:
            self.transport.write(frame)

    def _drop(self) -> None:
        self.queue.put_nowait({"type": "websocket.disconnect", "code": TOO_SLOW, "reason": "too slow"})
        self.conn.send_close(TOO_SLOW, "too slow")
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(LAST_CHANCE, self.transport.abort)
