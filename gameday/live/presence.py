"""Presence: who of a team is online, where, and who is typing. It lies in Redis and fades by itself; terminals list their own.

A team is a sorted set: `player:place:process` -> until when, in seconds since the epoch. Each web process answers for the
pages that it serves: one that is closed in one process does not take away its twin in another.
"""

import secrets
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _lazy

from gameday.live.changes import Change, tell_team_now
from gameday.live.publish import publish_passing_frame, redis_connection
from gameday.live.topics import team_topic

FADES = 45.0  # seconds after the last renewal
GRACE = 4.0  # seconds that a reload may take
LOADING = 20.0  # seconds from asking for a page until its socket is open
PROCESS = secrets.token_hex(4)  # names this one among the web processes


class DeskPlace(TextChoices):
    """Where a player is: on a page of its own, or at a tool of the desk. In the order in which a person's places are told."""

    PAGE = "page", _lazy("at the desk")
    CONSOLE = "console", _lazy("in the console")
    WORKSHOP = "workshop", _lazy("in the workshop")
    TERMINAL = "terminal", _lazy("in a terminal")
    RUNBOOK = "runbook", _lazy("reads the runbook")
    SHOP = "shop", _lazy("looks at the shop")


class TypedIn(TextChoices):
    """What a player may be seen typing in."""

    CHAT = "chat"
    NOTES = "notes"


@dataclass(frozen=True)
class Whereabouts:
    """One open page of one player."""

    team: int
    player: int
    place: DeskPlace


def page_asked_for(where: Whereabouts) -> None:
    """Somebody is about to open a page. From now on they count as there, so that the page itself shows them, and is not
    told by its own socket to fetch again who is there."""
    if _put_there(where, LOADING):
        announce_presence(where.team)


def page_opened(where: Whereabouts) -> bool:
    """Somebody has opened a page. Says whether the team did not know that they were there."""
    return _put_there(where, FADES)


def page_moved(before: Whereabouts, after: Whereabouts, *, left: bool) -> None:
    """An open page shows another tool now. `left`: no other page of this process shows its player at the place before."""
    pipe = redis_connection().pipeline()
    if left:
        pipe.zrem(_key(before.team), _member(before))
    pipe.zadd(_key(after.team), {_member(after): time.time() + FADES})
    pipe.expire(_key(after.team), int(FADES) * 2)
    if any(pipe.execute()[:-1]):
        announce_presence(after.team)


def renew_pages(there: Iterable[Whereabouts]) -> None:
    """They are all still there."""
    until, pipe = time.time() + FADES, redis_connection().pipeline()
    by_team: dict[int, dict[str, float]] = defaultdict(dict)
    for where in there:
        by_team[where.team][_member(where)] = until
    for team, members in by_team.items():
        pipe.zadd(_key(team), members)
        pipe.expire(_key(team), int(FADES) * 2)
    pipe.execute()


def page_closed(where: Whereabouts) -> None:
    """A page was closed: gone in a moment, unless they come back or have it open elsewhere."""
    redis_connection().zadd(_key(where.team), {_member(where): time.time() + GRACE}, xx=True)


def forget_absent(teams: Iterable[int]) -> list[int]:
    """Forget those whose time is over; returns the teams where that was somebody."""
    known, now, pipe = list(teams), time.time(), redis_connection().pipeline()
    for team in known:
        pipe.zrangebyscore(_key(team), "-inf", now)
        pipe.zremrangebyscore(_key(team), "-inf", now)
        pipe.zrange(_key(team), 0, -1)
    answers = pipe.execute()
    return [
        team
        for team, gone, left in zip(known, answers[::3], answers[2::3], strict=True)
        if _places(gone) - _places(left)
    ]


def players_online(team: int) -> dict[int, list[DeskPlace]]:
    """The players who are online, and their places. One look. What was written before the clock was set back counts for nothing."""
    now = time.time()
    found: dict[int, list[DeskPlace]] = defaultdict(list)
    members: list[bytes] = redis_connection().zrangebyscore(_key(team), now, now + 2 * FADES)  # type: ignore[assignment]
    for player, place in _places(members):
        found[player].append(place)
    return {player: sorted(places, key=list(DeskPlace).index) for player, places in found.items()}


def announce_presence(team: int) -> None:
    """Tell the team's pages that somebody came or went."""
    tell_team_now(Change.PRESENCE, team)


def announce_typing(where: Whereabouts, field: TypedIn) -> None:
    """Show the team's open pages that this player is typing. Their pages know the player's name and seat."""
    publish_passing_frame(team_topic(where.team), "typing", {"player": where.player, "in": field})


def _put_there(where: Whereabouts, seconds: float) -> bool:
    """Keep somebody on the team's list for so long, or as long as they stand there already. Says whether they were not on it."""
    key, now, pipe = _key(where.team), time.time(), redis_connection().pipeline()
    pipe.zremrangebyscore(key, "-inf", now)
    pipe.zrange(key, 0, -1)
    pipe.zadd(key, {_member(where): now + seconds}, gt=True)
    pipe.expire(key, int(FADES) * 2)
    return (where.player, where.place) not in _places(pipe.execute()[1])


def _key(team: int) -> str:
    return f"{settings.INSTALLATION}:presence:{team}"


def _member(where: Whereabouts) -> str:
    return f"{where.player}:{where.place}:{PROCESS}"


def _places(members: Iterable[bytes]) -> set[tuple[int, DeskPlace]]:
    """Who is where, however many processes know of it."""
    named = (member.decode().split(":") for member in members)
    return {(int(player), DeskPlace(place)) for player, place, *_ in named}
