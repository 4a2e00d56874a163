"""Who may open or join a terminal, single-use tickets for its socket, and the list of open terminals.

The shells themselves live in sessions.py. The list is kept in Redis, so that every process can show it.
"""

import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import access, activity
from gameday.live import publish
from gameday.live.changes import Change, tell_team_now
from gameday.live.expiring_list import ExpiringList
from gameday.models import GameDay, Host, Player, Sandbox, Team
from gameday.models.choices import ActivityVerb, SandboxState
from gameday.sandboxes import provisioning
from scenarios import company
from scenarios.refusal import Refused

TICKET_SECONDS = 30
MOST_TERMINALS = 8  # terminals that one player may have open


class TerminalMode(StrEnum):
    """What a person in a terminal may do: a player types or watches, a facilitator looks on."""

    TYPE = "type"
    WATCH = "watch"
    LOOK = "look"


@dataclass(frozen=True)
class Ticket:
    """The right of one person to open a shell in one role's container, or to join the open terminal `shell`."""

    player: int  # 0 for a facilitator
    sandbox: int
    role: str
    user: str
    shell: str = ""
    mode: str = TerminalMode.TYPE
    facilitator: int = 0
    spare: bool = False  # the shell is opened now, and entered when its player opens their next terminal


@dataclass(frozen=True)
class OpenTerminal:
    """An open terminal as the list shows it."""

    shell: str
    team: int
    sandbox: int
    role: str
    opener: int
    name: str
    title: str = ""
    people: list[dict[str, str]] = field(default_factory=list)  # name, seat, mode


# An entry that was not renewed for so long belongs to a process that is gone.
LISTED = ExpiringList("terminals:open", OpenTerminal, seconds=90)


@dataclass(frozen=True)
class TerminalPlace:
    """A container that a player may enter, and the team's terminals that are open in it."""

    role: str
    title: str
    summary: str
    open: list[OpenTerminal]


@dataclass(frozen=True)
class Visitor:
    """The person whom a redeemed ticket admits, and the sandbox that it is for."""

    ticket: Ticket
    sandbox: Sandbox
    player: int
    name: str
    seat: str  # dev|ops, "" for a facilitator


def containers_of(player: Player) -> list[str]:
    """The roles whose containers the player's seat may enter, in the company's order."""
    fitting = _fitting(player, access.allowed_seats(player))
    return [name for name in company.load_company(player.gameday.company).roles if name in fitting]


class HeldKeys(NamedTuple):
    """What a player may enter now."""

    team: int | None
    seat: str
    roles: frozenset[str]  # whose containers


def enterable_containers(ids: Iterable[int]) -> dict[int, HeldKeys]:
    """Player id -> what they may enter. Two queries, however many players."""
    players = list(Player.objects.filter(pk__in=ids).select_related("gameday", "team"))
    sitting = access.allowed_seats_of(players)
    return {
        player.pk: HeldKeys(player.team_id, access.current_seat(player), _fitting(player, sitting[player.pk]))
        for player in players
    }


def gameday_states(ids: Iterable[int]) -> dict[int, str]:
    """Team id -> the state of its game day. One query."""
    return dict(Team.objects.filter(pk__in=ids).values_list("pk", "gameday__state"))


def is_given_up(sandbox: int) -> bool:
    """Whether that sandbox belongs to no team any more: its team gets a new one, or the day is over."""
    return Sandbox.objects.filter(pk=sandbox, state=SandboxState.GONE).exists()


def _fitting(player: Player, seats: frozenset[str]) -> frozenset[str]:
    roles = company.load_company(player.gameday.company).roles
    return frozenset(name for name, role in roles.items() if seats & set(role.seats))


def issue_ticket(
    player: Player, role: str, *, shell: str = "", mode: str = TerminalMode.TYPE, spare: bool = False
) -> str:
    """A ticket for a new shell, a `spare` one perhaps, or for joining `shell`. It works once, within TICKET_SECONDS.

    Raises Refused.
    """
    if role not in containers_of(player):
        seat = access.current_seat(player).title()
        raise Refused(
            _("The {seat} seat has no key to “{role}”. Ask your team mate on the other seat.").format(
                seat=seat, role=role
            )
        )
    row = provisioning.ready_sandbox_of(player.team)
    if row is None:
        raise Refused(_("Your sandbox is not ready, so there is nothing to log in to yet. Try again when it is."))
    there = [each for each in listed_terminals(player.team_id) if each.sandbox == row.pk]
    if shell and not any(each.shell == shell and each.role == role for each in there):
        raise Refused(_("That terminal has ended."))
    if not shell and sum(each.opener == player.pk for each in there) >= MOST_TERMINALS:
        raise Refused(
            _("You have {most} terminals open. Close one, or join one of them; then try again.").format(
                most=MOST_TERMINALS
            )
        )
    user = company.load_company(player.gameday.company).roles[role].shell_user
    mode = TerminalMode.WATCH if mode == TerminalMode.WATCH else TerminalMode.TYPE
    return _store(Ticket(player.pk, row.pk, role, user, shell, mode, spare=spare and not shell))


def issue_look_ticket(user: AbstractBaseUser | AnonymousUser, gameday: GameDay, shell: str) -> str:
    """A facilitator's ticket for watching an open terminal. Raises Refused."""
    found = next((each for each in listed_terminals_of_gameday(gameday) if each.shell == shell), None)
    if found is None or not access.may_help(user):
        raise Refused(_("That terminal has ended."))
    return _store(Ticket(0, found.sandbox, found.role, "", shell, TerminalMode.LOOK, user.pk or 0))


def host_of_ticket(token: str) -> Host | None:
    """The host of the sandbox that a ticket is for, which stays unused; None where it is old, used or none."""
    stored: Any = publish.redis_connection().get(_key(token))
    if stored is None:
        return None
    row = Sandbox.objects.select_related("host").filter(pk=json.loads(stored)["sandbox"]).first()
    return row.host if row else None


def redeem_ticket(
    token: str, player: Player | None, user: AbstractBaseUser | AnonymousUser | None = None, *, now: datetime
) -> Visitor:
    """Use a ticket up, and record it in the feed if a new shell is entered by it.

    Raises Refused if the ticket is old, used or another person's, or if the person lost the right since.
    """
    stored: Any = publish.redis_connection().getdel(_key(token))
    if stored is None:
        raise Refused(_("This ticket is old or used. Open the terminal again."))
    ticket = Ticket(**json.loads(stored))
    if ticket.facilitator:
        visitor = _let_facilitator_in(ticket, _ready_sandbox(ticket), user)
        _record_staff(visitor, ActivityVerb.LOOKED, _lazy("{by} looks on in {role}"), now)
        return visitor
    visitor = admit_player(ticket, player)
    if not ticket.shell and not ticket.spare:
        record_opening(visitor, player, now=now)
    return visitor


def admit_player(ticket: Ticket, player: Player | None) -> Visitor:
    """The visitor whom a player's ticket admits now. Raises Refused if it is not theirs, or the right is lost."""
    if player is None or ticket.player != player.pk:
        raise Refused(_("This ticket belongs to somebody else."))
    row = _ready_sandbox(ticket)
    if row is None or row.team_id != player.team_id or ticket.role not in containers_of(player):
        raise Refused(_("This ticket is for a place that you may not enter any more. Go back to your team's page."))
    return Visitor(ticket, row, player.pk, player.name, access.current_seat(player))


def record_opening(visitor: Visitor, player: Player | None, *, now: datetime) -> None:
    """Tell in the feed that the player, who was admitted just now, has opened a terminal."""
    assert player
    role, text = visitor.ticket.role, _lazy("{player} opens a terminal in {role}")
    activity.record_activity(player, ActivityVerb.TERMINAL, text, now=now, service=role, role=role)


def record_loan(holder: Visitor, lender: int | None, *, now: datetime) -> None:
    """Tell in the feed that a player (by id) has let a member of the staff type; without one, that the keys went back."""
    player = Player.objects.filter(pk=lender).select_related("gameday", "team").first() if lender else None
    text = _lazy("{player} lets {by} type in {role}") if player else _lazy("{by} only looks on again in {role}")
    _record_staff(holder, ActivityVerb.LENT, text, now, player)


def _record_staff(
    visitor: Visitor, verb: ActivityVerb, text: Promise, now: datetime, player: Player | None = None
) -> None:
    team, role = visitor.sandbox.team, visitor.ticket.role
    if team:
        by = get_user_model().objects.get(pk=visitor.ticket.facilitator).get_username()
        activity.record_activity(team, verb, text, now=now, player=player, by=by, service=role, role=role)


# The list of open terminals ------------------------------------------------------------------------------------------


def listed_terminals(team_id: int | None) -> list[OpenTerminal]:
    """The team's open terminals, by role."""
    return sorted(LISTED.entries(team_id).values(), key=lambda each: (each.role, each.shell))


def terminal_places(player: Player) -> list[TerminalPlace]:
    """The containers that the player may enter, with the team's terminals that are open in each."""
    roles = company.load_company(player.gameday.company).roles
    there = listed_terminals(player.team_id)
    return [
        TerminalPlace(role, roles[role].title, roles[role].summary, [each for each in there if each.role == role])
        for role in containers_of(player)
    ]


def listed_terminals_of_gameday(gameday: GameDay) -> list[OpenTerminal]:
    """The open terminals of all teams of a game day."""
    return [each for team in gameday.teams.values_list("pk", flat=True) for each in listed_terminals(team)]


def list_terminal(opened: OpenTerminal) -> None:
    """Put a terminal on the list, or renew its entry. The team's pages are told where that changes it."""
    if LISTED.put(opened.team, opened.shell, opened):
        tell_team_now(Change.TERMINALS, opened.team)


def unlist_terminal(team_id: int, shell: str) -> None:
    """Take a terminal off the list, and tell the team's pages."""
    LISTED.remove(team_id, shell)
    tell_team_now(Change.TERMINALS, team_id)


# Details -------------------------------------------------------------------------------------------------------------


def _let_facilitator_in(ticket: Ticket, row: Sandbox | None, user: AbstractBaseUser | AnonymousUser | None) -> Visitor:
    if row is None or user is None or user.pk != ticket.facilitator or not access.may_help(user):
        raise Refused(_("This ticket belongs to somebody else."))
    facilitator = get_user_model().objects.get(pk=user.pk)
    return Visitor(ticket, row, 0, facilitator.get_full_name() or facilitator.get_username(), "")


def _ready_sandbox(ticket: Ticket) -> Sandbox | None:
    rows = Sandbox.objects.select_related("host", "team__gameday")
    return rows.filter(pk=ticket.sandbox, state=SandboxState.READY).first()


def _store(ticket: Ticket) -> str:
    token = secrets.token_urlsafe(24)
    publish.redis_connection().set(_key(token), json.dumps(asdict(ticket)), ex=TICKET_SECONDS)
    return token


def _key(token: str) -> str:
    return publish.redis_key(f"terminals:ticket:{token}")
