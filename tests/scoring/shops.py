"""Small shops on this machine. Each has a port and a behaviour of its own; they run in one thread."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from scenarios.probes.recognise import samples

BREEDS = {picture: breed for breed, picture in samples()}
HANGS = 60  # seconds, longer than any customer's time-out


class Shop:
    """One shop. `mood`: well, slow (seconds in `delay`), broken (500), crowded (shows every second one the catalogue), hangs."""

    def __init__(self, mood: str = "well", delay: float = 0.0) -> None:
        self.mood, self.delay, self.port = mood, delay, 0
        self.asked: list[str] = []
        self.booked: dict[str, dict[str, object]] = {}

    async def behave(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        if self.mood == "hangs":
            await asyncio.sleep(HANGS)
        if self.delay:
            await asyncio.sleep(self.delay)
        turned_away = self.mood == "crowded" and self.asked.count("/unicorns") % 2 == 0
        if self.mood == "broken" or (turned_away and request.path == "/unicorns"):
            return web.Response(status=500)
        return await {
            "/unicorns": self.browse,
            "/api/price": self.price,
            "/api/bookings": self.book,
            "/recognise": self.recognise,
        }[request.path](request)

    async def browse(self, request: web.Request) -> web.Response:
        page = int(request.query["page"])
        cards = "".join(f'<a href="/unicorns/{number}">' for number in range((page - 1) * 12 + 1, page * 12 + 1))
        return web.Response(text=cards, content_type="text/html")

    async def price(self, request: web.Request) -> web.Response:
        wanted = {name: int(request.query[name]) for name in ("unicorn", "days")}
        return web.json_response(wanted | {"price_cents": 4200})

    async def book(self, request: web.Request) -> web.Response:
        if request.method == "GET":
            return web.json_response({"bookings": [self.booked[request.query["customer"]]]})
        wish = await request.json()
        self.booked[wish["customer"]] = wish | {"booking": len(self.booked) + 1}
        return web.json_response(self.booked[wish["customer"]], status=201)

    async def recognise(self, request: web.Request) -> web.Response:
        picture = (await request.post())["picture"]
        assert isinstance(picture, web.FileField)
        return web.json_response({"breed": BREEDS[picture.file.read()]})


@contextmanager
def open_shops(*shops: Shop) -> Iterator[tuple[Shop, ...]]:
    """Start the shops and set their ports. They end with the block."""
    loop, ready = asyncio.new_event_loop(), threading.Event()
    thread = threading.Thread(target=_serve, args=(loop, shops, ready), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield shops
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def _serve(loop: asyncio.AbstractEventLoop, shops: tuple[Shop, ...], ready: threading.Event) -> None:
    asyncio.set_event_loop(loop)
    runners = [loop.run_until_complete(_open(shop)) for shop in shops]
    ready.set()
    loop.run_forever()
    for runner in runners:
        loop.run_until_complete(runner.cleanup())
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.close()


async def _open(shop: Shop) -> web.AppRunner:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", shop.behave)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    shop.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
    return runner
