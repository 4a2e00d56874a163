"""A small server that answers for every shop, and a port that accepts connections and never answers.

`python -m bench.programs.referee_shops PORT DEAF_PORT`
"""

import asyncio
import itertools
import sys

from aiohttp import web

from scenarios.probes.recognise import samples

BREEDS = {picture: breed for breed, picture in samples()}
A_PAGE = 12
numbers = itertools.count(1)
bookings: dict[str, dict[str, object]] = {}


async def browse(request: web.Request) -> web.Response:
    first = (int(request.query["page"]) - 1) * A_PAGE + 1
    cards = "".join(f'<a href="/unicorns/{number}">' for number in range(first, first + A_PAGE))
    return web.Response(text=cards, content_type="text/html")


async def price(request: web.Request) -> web.Response:
    wanted = {name: int(request.query[name]) for name in ("unicorn", "days")}
    return web.json_response(wanted | {"price_cents": 4200})


async def book(request: web.Request) -> web.Response:
    wish = await request.json()
    bookings[wish["customer"]] = wish | {"booking": next(numbers)}
    return web.json_response(bookings[wish["customer"]], status=201)


async def booked(request: web.Request) -> web.Response:
    return web.json_response({"bookings": [bookings[request.query["customer"]]]})


async def recognise(request: web.Request) -> web.Response:
    picture = (await request.post())["picture"]
    assert isinstance(picture, web.FileField)
    return web.json_response({"breed": BREEDS[picture.file.read()]})


async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Keep the connection open and never answer."""
    await asyncio.sleep(3600)


async def main(port: int, deaf: int) -> None:
    shop = web.Application()
    shop.add_routes(
        [
            web.get("/unicorns", browse),
            web.get("/api/price", price),
            web.post("/api/bookings", book),
            web.get("/api/bookings", booked),
            web.post("/recognise", recognise),
        ]
    )
    await asyncio.start_server(hang, "127.0.0.1", deaf)
    runner = web.AppRunner(shop, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
