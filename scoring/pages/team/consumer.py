"""The socket of a team's players. While it is open, its player is online."""

from urllib.parse import parse_qs

from channels.db import database_sync_to_async

from gameday import access
from gameday.live.attendance import socket_attendance
from gameday.live.consumer import STRANGER, UNKNOWN, PageConsumer
from gameday.live.presence import PLACES, Whereabouts
from gameday.live.topics import team_topic


class TeamConsumer(PageConsumer):
    """Who it is, says the session; on which page they are, `place` in the query."""

    where: Whereabouts | None = None
    online = False

    async def connect(self) -> None:
        await super().connect()
        if self.where:
            socket_attendance().come(self.where)
            self.online = True

    def leave(self) -> None:
        if self.where and self.online:
            socket_attendance().go(self.where)
        super().leave()

    async def find_topic(self) -> str | int:
        player = await database_sync_to_async(access.player_of)(self.scope["session"])
        if player is None:
            return STRANGER
        if not player.team_id:
            return UNKNOWN
        place = parse_qs(self.scope["query_string"].decode(errors="replace")).get("place", [""])[0]
        self.where = Whereabouts(player.team_id, player.pk, place if place in PLACES else PLACES[0])
        return team_topic(player.team_id)
