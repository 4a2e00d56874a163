"""Which file each player of a team has open in the workshop. Redis holds it; entries expire after PRESENCE_SECONDS."""

import json
import time
from dataclasses import asdict, dataclass

from redis.exceptions import RedisError

from gameday import access
from gameday.live import publish
from gameday.models import Player

PRESENCE_SECONDS = 45.0  # a page renews its entry every 15


@dataclass(frozen=True)
class PersonHere:
    player: int
    name: str
    seat: str
    repository: str
    path: str
    unsaved: bool = False
    until: float = 0.0  # seconds since the epoch


def people_here(team_id: int) -> list[PersonHere]:
    """The team's people in the workshop, by name. An empty list if Redis is away: nothing depends on it."""
    try:
        entries = [PersonHere(**json.loads(entry)) for entry in publish.redis_connection().hvals(_key(team_id))]
    except RedisError:
        return []
    return sorted((each for each in entries if each.until > time.time()), key=lambda each: each.name)


def say_here(player: Player, repository: str, path: str, *, unsaved: bool) -> None:
    """Note where the player is, and refresh the team's pages if that has changed. Does nothing if Redis is away."""
    here = PersonHere(player.pk, player.name, access.current_seat(player), repository, path, unsaved)
    assert player.team_id
    try:
        before = publish.redis_connection().hget(_key(player.team_id), str(player.pk))
        publish.redis_connection().hset(
            _key(player.team_id), str(player.pk), json.dumps(asdict(here) | {"until": time.time() + PRESENCE_SECONDS})
        )
        publish.redis_connection().expire(_key(player.team_id), int(PRESENCE_SECONDS) * 2)
        if before is None or json.loads(before) | {"until": 0.0} != asdict(here):
            _announce(player.team_id)
    except RedisError:
        return


def say_gone(player: Player) -> None:
    """The player's page was closed. Does nothing if Redis is away."""
    assert player.team_id
    try:
        if publish.redis_connection().hdel(_key(player.team_id), str(player.pk)):
            _announce(player.team_id)
    except RedisError:
        return


def _announce(team_id: int) -> None:
    publish.publish_frame(publish.team_topic(team_id), "changed", {"parts": ["workshop"]})


def _key(team_id: int) -> str:
    return publish.redis_key(f"workshop:here:{team_id}")
