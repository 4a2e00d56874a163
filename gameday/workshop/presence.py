"""Who of a team is at which file in the workshop. The list lies in Redis and forgets whoever says nothing for a while."""

import json
import time
from dataclasses import asdict, dataclass

from redis.exceptions import RedisError

from gameday import access
from gameday.live import publish
from gameday.live.changes import Change, tell_team_now
from gameday.models import Player

SECONDS = 45.0  # a page says every 15 that it is there


@dataclass(frozen=True)
class Here:
    player: int
    name: str
    seat: str
    repository: str
    path: str
    unsaved: bool = False
    until: float = 0.0  # seconds since the epoch


def people(team_id: int) -> list[Here]:
    """Those who are there, by name. Nobody, where Redis is away: nothing depends on it."""
    try:
        entries = [Here(**json.loads(entry)) for entry in publish.redis_connection().hvals(_key(team_id))]
    except RedisError:
        return []
    return sorted((each for each in entries if each.until > time.time()), key=lambda each: each.name)


def come(player: Player, repository: str, path: str, *, unsaved: bool) -> None:
    """Say where the player is; the team's pages are told when that has changed."""
    here = Here(player.pk, player.name, access.current_seat(player), repository, path, unsaved)
    assert player.team_id
    try:
        before = publish.redis_connection().hget(_key(player.team_id), str(player.pk))
        publish.redis_connection().hset(
            _key(player.team_id), str(player.pk), json.dumps(asdict(here) | {"until": time.time() + SECONDS})
        )
        publish.redis_connection().expire(_key(player.team_id), int(SECONDS) * 2)
        if before is None or json.loads(before) | {"until": 0.0} != asdict(here):
            tell_team_now(Change.WORKSHOP, player.team_id)
    except RedisError:
        return


def leave(player: Player) -> None:
    """The page was closed."""
    assert player.team_id
    try:
        if publish.redis_connection().hdel(_key(player.team_id), str(player.pk)):
            tell_team_now(Change.WORKSHOP, player.team_id)
    except RedisError:
        return


def _key(team_id: int) -> str:
    return publish.redis_key(f"workshop:here:{team_id}")
