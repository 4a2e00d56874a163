"""Which file each player of a team has open in the workshop. Nothing depends on it: without Redis, nobody is shown."""

from contextlib import suppress
from dataclasses import dataclass

from redis.exceptions import RedisError

from gameday import access
from gameday.live.changes import Change, tell_team_now
from gameday.live.expiring_list import ExpiringList
from gameday.models import Player


@dataclass(frozen=True)
class PersonHere:
    player: int
    name: str
    seat: str
    repository: str
    path: str
    unsaved: bool = False


HERE = ExpiringList("workshop:files", PersonHere, seconds=45)  # a page renews its entry every 15


def people_here(team_id: int) -> list[PersonHere]:
    """The team's people in the workshop, by name."""
    with suppress(RedisError):
        return sorted(HERE.entries(team_id).values(), key=lambda each: each.name)
    return []


def say_here(player: Player, repository: str, path: str, *, unsaved: bool) -> None:
    """Note where the player is, and refresh the team's pages if that has changed."""
    here = PersonHere(player.pk, player.name, access.current_seat(player), repository, path, unsaved)
    assert player.team_id
    with suppress(RedisError):
        if HERE.put(player.team_id, str(player.pk), here):
            tell_team_now(Change.WORKSHOP, player.team_id)


def say_gone(player: Player) -> None:
    """The player's page was closed."""
    assert player.team_id
    with suppress(RedisError):
        if HERE.remove(player.team_id, str(player.pk)):
            tell_team_now(Change.WORKSHOP, player.team_id)
