"""Terminals: single-use tickets, and one shell in one container for one browser tab."""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime

import redis
from django.conf import settings

from gameday import access, activity
from gameday.models import Player
from scenarios import company

TICKET_SECONDS = 30


class Refused(Exception):
    """No terminal; the text says why and what to do."""


@dataclass(frozen=True)
class Ticket:
    """The right to open one shell: this player, this sandbox row, this role's container."""

    player: int
    sandbox: int
    role: str
    user: str


def containers(player: Player) -> list[str]:
    """The roles whose containers the player's seat may enter, in the company's order."""
    roles = company.load(player.gameday.company).roles
    return [name for name, role in roles.items() if access.seats(player) & set(role.seats)]


def issue(player: Player, role: str, *, now: datetime) -> str:
    """A ticket for one shell, good for half a minute and one use. Raises Refused."""
    if role not in containers(player):
        raise Refused(f"The {player.get_role_display()} seat has no key to “{role}”. Ask your team mate on the other seat.")
    row = player.team.sandboxes.filter(state="ready").first() if player.team else None
    if row is None:
        raise Refused("Your sandbox is not ready, so there is nothing to log in to yet. Try again when it is.")
    ticket = Ticket(player.pk, row.pk, role, company.load(player.gameday.company).roles[role].shell_user)
    token = secrets.token_urlsafe(24)
    _redis().set(_key(token), json.dumps(asdict(ticket)), ex=TICKET_SECONDS)
    activity.record(
        gameday=player.gameday, team=player.team, player=player, verb="terminal", now=now,
        text=f"{player.name} opens a terminal in {role}",
    )
    return token


def redeem(token: str, player: Player | None) -> Ticket:
    """Use a ticket up. Raises Refused for one that is old, used or somebody else's."""
    stored = _redis().getdel(_key(token))
    if stored is None or player is None:
        raise Refused("This ticket is old or used. Open the terminal again.")
    ticket = Ticket(**json.loads(stored))
    if ticket.player != player.pk:
        raise Refused("This ticket belongs to somebody else.")
    return ticket


def _key(token: str) -> str:
    return f"{settings.INSTALLATION}:ticket:{token}"


def _redis() -> "redis.Redis[bytes]":
    return redis.Redis.from_url(settings.REDIS_URL)
