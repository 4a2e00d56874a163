"""A process that keeps many requests of one browser going at once, each sent again as soon as it is answered.

`python -m bench.programs.crowd_flood PORT PATH COUNT COOKIE` prints "flooding" once all have been sent. When its standard input is
closed, it prints {status: how often} and ends.
"""

import asyncio
import json
import sys
from collections import Counter

import aiohttp

NO_ANSWER = "none"


async def keep_asking(session: aiohttp.ClientSession, url: str, seen: Counter[str]) -> None:
    while True:
        try:
            async with session.get(url) as answer:
                await answer.read()
                seen[str(answer.status)] += 1
        except (aiohttp.ClientError, TimeoutError):
            seen[NO_ANSWER] += 1
            await asyncio.sleep(0.1)


async def flood(port: str, path: str, count: str, cookie: str) -> None:
    seen: Counter[str] = Counter()
    headers = {"Host": "localhost", "Cookie": cookie, "Accept": "text/html"}
    connector = aiohttp.TCPConnector(limit=int(count))
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:
        url = f"http://127.0.0.1:{port}{path}"
        tasks = [asyncio.create_task(keep_asking(session, url, seen)) for _ in range(int(count))]
        await asyncio.sleep(0)
        print("flooding", flush=True)
        await asyncio.to_thread(sys.stdin.read)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    asyncio.run(flood(*sys.argv[1:]))
