"""Whether a game day can be launched, and where its sandboxes would be built."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import GameDay, Host
from gameday.models.choices import USABLE
from gameday.sandboxes import hosts, placement, room
from gameday.sandboxes.placement import HostPlace

TOO_MANY = _lazy("{teams} sandboxes are needed and the hosts have room for {room}. Raise a capacity or add a host.")
TOO_FEW_ADDRESSES = _lazy(
    "{teams} sandboxes are needed, and there are addresses for {room}. Widen GAMEDAY_SANDBOX_NETWORK and start again, or "
    "run `manage.py reap`."
)
TOO_FEW_DOORS = _lazy(
    "{teams} sandboxes are needed, and there are ports for {room} shops. Widen GAMEDAY_SHOP_PORTS and start again, or add "
    "a host: each has 32 doors at most."
)


def launch_places(gameday: GameDay, now: datetime) -> list[HostPlace]:
    """Every host that is switched on, as a place for the day's sandboxes."""
    hosts.local_host()
    enabled = [hosts.current_host(host, now) for host in Host.objects.filter(enabled=True).order_by("name")]
    return placement.places_for(gameday, enabled, now, with_warm=False)


def to_build(gameday: GameDay) -> int:
    """How many sandboxes a launch would ask for."""
    return gameday.teams.exclude(sandboxes__state__in=USABLE).count()


def launch_problems(gameday: GameDay, now: datetime) -> list[str]:
    """Why it cannot be launched, a sentence each; empty where it can."""
    return [*_incomplete(gameday), *hindrances(gameday, launch_places(gameday, now), now)]


def _incomplete(gameday: GameDay) -> Iterator[str]:
    if not gameday.teams.exists():
        yield _("There is no team. Add teams, or draw them from the players.")
    if not gameday.rounds.exists():
        yield _("No scenario is planned. Add at least one round with a scenario.")


def hindrances(gameday: GameDay, places: list[HostPlace], now: datetime) -> Iterator[str]:
    """What the hosts lack. One that takes nothing of this day is no hindrance where the others have room."""
    teams, able = to_build(gameday), [place for place in places if not place.lacking]
    if not places:
        yield _("Every host is switched off. Enable one.")
    if not able or teams > sum(place.free for place in able):
        yield from (reason for place in places for reason in place.lacking)
    if able:
        yield from _too_small(teams, able)
        shares = placement.spread(teams, able)
        yield from room.launch_problems(shares, now)


def _too_small(teams: int, able: list[HostPlace]) -> Iterator[str]:
    """The first thing that runs out when room for all these sandboxes is looked for on each host."""
    bounds = [place.host.capacity for place in able]
    for more, sentence in (
        (bounds, TOO_MANY),
        ([place.host.networks for place in able], TOO_FEW_ADDRESSES),
        ([place.doors for place in able], TOO_FEW_DOORS),
    ):
        bounds = [min(pair) for pair in zip(bounds, more, strict=True)]
        left = sum(max(bound - place.carried, 0) for bound, place in zip(bounds, able, strict=True))
        if teams > left:
            yield str(sentence).format(teams=teams, room=left)
            return
    if teams > sum(place.free for place in able):
        needed = sum(place.carried * place.each_mb for place in able) + teams * able[0].each_mb
        there = sum(place.host.memory_mb for place in able)
        yield (
            _(
                "{teams} more sandboxes need, with those that run already, about {needed:.1f} GB of "
                "memory, and there are {there:.1f} GB. Play with fewer teams or add a host."
            ).format(teams=teams, needed=needed / 1024, there=there / 1024)
        )
