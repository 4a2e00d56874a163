"""The game days that sockets ask for by name. Channels asks the database for all sockets in one thread."""

import asyncio

from channels.db import database_sync_to_async

from gameday.live.per_loop import per_loop
from gameday.models import GameDay

NAME_LASTS = 1.0  # seconds that a game day is known by its name without another look


class GamedayNames:
    """The game days that sockets ask for by name. Of many who ask at once, one asks the database."""

    def __init__(self) -> None:
        self._asking = asyncio.Lock()
        self._known: dict[str, tuple[int, float]] = {}  # slug -> id, and until when that counts

    async def gameday_id(self, slug: str) -> int | None:
        """None where there is no such game day, which is asked anew each time: names can be made up."""
        if self._knows(slug):
            return self._known[slug][0]
        async with self._asking:
            if not self._knows(slug):
                self._known.pop(slug, None)
                found = await database_sync_to_async(_find)(slug)
                if found is None:
                    return None
                self._known[slug] = found, asyncio.get_running_loop().time() + NAME_LASTS
            return self._known[slug][0]

    def _knows(self, slug: str) -> bool:
        return slug in self._known and self._known[slug][1] > asyncio.get_running_loop().time()


def _find(slug: str) -> int | None:
    return GameDay.objects.filter(slug=slug).values_list("pk", flat=True).first()


gameday_names = per_loop(GamedayNames)
