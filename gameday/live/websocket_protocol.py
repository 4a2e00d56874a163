"""uvicorn's websockets, with one encoded frame shared between sockets: `uvicorn … --ws gameday.live.websocket_protocol:Protocol`.

An application that finds EXTENSION among a scope's extensions may encode a text once (`encode`) and hand the same bytes
to every socket's `write`, which never waits. Elsewhere it uses the plain `websocket.send`. A terminal's bytes have a short way
of their own: `listen` brings binary messages straight from the connection, without a queue and a task, and `show` answers.
What another process serves is handed to it whole (`lead_through`).
A client that answers no ping is dropped: its connection is half open, and what was typed into it must not arrive later.
"""

import asyncio
from collections.abc import Callable
from operator import xor
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request

from gameday.live.lead_through import Pipe
from scenarios.sandbox.docker.socket_write import descriptor, write_now

EXTENSION = "gameday.shared_frame"
LARGEST_MESSAGE = 256 * 1024  # bytes that a client may send at once
LARGEST_BACKLOG = 512 * 1024  # bytes that may wait for a slow client before it is dropped
TOO_SLOW = 4408
# Heads of short binary frames (RFC 6455, 5.2): a terminal's answers.
SHORT = [bytes((0x82, size)) for size in range(126)]
LAST_CHANCE = 5.0  # seconds for the close frame to get through
# Seconds between two pings; for a pong to come; and for one that lay unread because this process was busy.
PING_EVERY, PONG_WITHIN, LAST_LOOK = 6.0, 8.0, 1.0


def encode_text_frame(content: str | bytes) -> bytes:
    """One unmasked, uncompressed frame: text or binary."""
    if isinstance(content, str):
        return Frame(Opcode.TEXT, content.encode()).serialize(mask=False)
    return _head(len(content)) + content


def _head(size: int) -> bytes:
    """A binary frame's head."""
    if size < 126:
        return SHORT[size]
    if size < 65536:
        return b"\x82\x7e" + size.to_bytes(2)
    return b"\x82\x7f" + size.to_bytes(8)


class Protocol(WebSocketsSansIOProtocol):
    """uvicorn's own protocol without per-message deflate (it would encode a frame once a socket) and with write()."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conn.available_extensions = []
        self.conn.max_message_size = LARGEST_MESSAGE
        self.ping_interval, self.ping_timeout = PING_EVERY, PONG_WITHIN
        self.take: Callable[[bytes], None] | None = None
        self._amid = False  # in a frame or a message of several frames
        self._descriptor = -1

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._descriptor = descriptor(transport)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["extensions"][EXTENSION] = {"write": self.write, "show": self.show, "listen": self.listen}
            self.scope["extensions"][EXTENSION]["lead_through"] = self.lead_through

    async def send(self, message: Any) -> None:
        """What comes after the close is passed over: under load both ends close at once, and that is no error."""
        if not self.close_sent:
            await super().send(message)

    def listen(self, take: Callable[[bytes], None]) -> None:
        """From now on binary messages go to `take`, which must neither wait nor raise; text still goes to the application."""
        self.take = take

    def lead_through(self, far: asyncio.Transport, back: Pipe) -> None:
        """Before the handshake was answered: from now on this connection and `far`, whose protocol `back` is, are one line."""
        self.close_sent = self.handshake_complete = True  # nothing more is said by us
        there = Pipe(self.connection_lost)
        there.lead_to(far)
        back.lead_to(self.transport)
        self.transport.set_protocol(there)

    def data_received(self, data: bytes) -> None:
        """A key is a masked frame of one to four bytes (RFC 6455, 5.2), whole and with nothing half read before it: it is
        taken at once, past a parser that costs more than all the rest of its way."""
        size = len(data) - 6
        if (
            0 < size <= 4
            and data[0] == 0x82
            and data[1] == 0x80 | size
            and self.take
            and not (self._amid or self.close_sent)
        ):
            if size == 1:
                self.take(bytes((data[6] ^ data[2],)))
            else:
                self.take(bytes(map(xor, data[6:], data[2:6])))
            return
        super().data_received(data)
        self._amid = bool(self.frames or self.conn.reader.buffer)

    def send_receive_event_to_app(self) -> None:
        if self.take is None or self.curr_msg_data_type != "bytes" or self.close_sent:
            super().send_receive_event_to_app()
            return
        frames, self.frames = self.frames, []
        self.take(b"".join(frames))

    def write(self, frame: bytes) -> None:
        """Send what encode() made. A socket that has gone is passed over; one that does not keep up is closed."""
        if self.close_sent or self.disconnected or self.transport.is_closing():
            return
        waiting = self.transport.get_write_buffer_size()
        if not waiting:
            write_now(self.transport, self._descriptor, frame)
        elif waiting > LARGEST_BACKLOG:
            self._drop()
        else:
            self.transport.write(frame)

    def show(self, data: bytes) -> None:
        """write(encode(data)), by the shortest way for what answers a key: every thousandth of a millisecond is felt."""
        size, transport = len(data), self.transport
        if size < 126 and not (self.close_sent or transport.is_closing() or transport.get_write_buffer_size()):
            write_now(transport, self._descriptor, SHORT[size] + data)
        else:
            self.write(encode_text_frame(data))

    def keepalive_timeout(self) -> None:
        """No pong came in time: look once more, since after a long stall timers go off before what has arrived is read."""
        self.pong_timer = self.loop.call_later(LAST_LOOK, self._lost)

    def _lost(self) -> None:
        """Nobody is at the other end. A close would wait for ever for what cannot be sent any more."""
        self.pong_timer = None
        self.transport.abort()

    def _drop(self) -> None:
        self.queue.put_nowait({"type": "websocket.disconnect", "code": TOO_SLOW, "reason": "too slow"})
        self.conn.send_close(TOO_SLOW, "too slow")
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(LAST_CHANCE, self.transport.abort)
