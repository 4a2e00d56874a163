"""A TCP relay that can stop: it accepts and forwards, then forwards nothing more and closes nothing, as a dead network does."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress


class Relay:
    """Leads connections to `target` on this machine's loopback. Runs in a thread of its own."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._moving = asyncio.Event()
        self._moving.set()

    def freeze(self) -> None:
        """From the return on nothing passes, in no direction; who connects is accepted and hears nothing."""
        asyncio.run_coroutine_threadsafe(self._freeze(), self._loop).result()

    def thaw(self) -> None:
        """What has waited passes, and all that comes."""
        self._loop.call_soon_threadsafe(self._moving.set)

    def run(self) -> None:
        """Until stop(). Every connection has ended then."""
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner, suppress(asyncio.CancelledError):
            runner.run(self._serve())

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._serving.cancel)

    async def _freeze(self) -> None:
        self._moving.clear()

    async def _serve(self) -> None:
        task = asyncio.current_task()
        assert task
        self._serving = task
        server = await asyncio.start_server(self._lead_through, sock=self._door)
        async with server:
            await server.serve_forever()

    async def _lead_through(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with closing(writer), suppress(OSError, asyncio.CancelledError):
            await self._moving.wait()
            answers, questions = await asyncio.open_connection("127.0.0.1", self._target)
            with closing(questions):
                await asyncio.gather(self._pour(reader, questions), self._pour(answers, writer))

    async def _pour(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with closing(sink):
            while data := await source.read(65536):
                await self._moving.wait()
                sink.write(data)
                await sink.drain()
            await self._moving.wait()


@contextmanager
def relay(target: int) -> Iterator[Relay]:
    """A relay to that port, until the block ends."""
    made = Relay(target)
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.stop()
        thread.join(10)
