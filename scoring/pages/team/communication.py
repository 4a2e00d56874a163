"""Chat, notes and people of a team, as the team page and the control room show them. Reads only."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from gameday import access
from gameday.live import presence
from gameday.live.presence import DeskPlace
from gameday.models import ChatLine, Incident, Note, Player, Team
from gameday.models.choices import ENDED, OPEN, NoteKind
from gameday.models.player import BY_PRESENT
from gameday.team import chat
from gameday.terminals import tickets
from gameday.terminals.tickets import OpenTerminal
from scenarios import company
from scoring.pages.team import chat_doors
from scoring.pages.team.chat_doors import Door

ADDRESSES = {
    DeskPlace.CONSOLE: "scoring:console",
    DeskPlace.WORKSHOP: "gameday:workshop-entrance",
    DeskPlace.RUNBOOK: "gameday:runbook",
    DeskPlace.SHOP: "scoring:shop",
}
TERMINALS_SHOWN = 4  # most terminals that are listed for one person


@dataclass(frozen=True)
class Spot:
    """Where somebody is, in words. What a press on it opens: the tool of a place, or the terminal `shell` on a role."""

    place: DeskPlace
    text: str
    role: str = ""
    title: str = ""
    shell: str = ""
    enterable: bool = True  # whether the reader has the key

    @property
    def address(self) -> str:
        """The page of the place; "" where it has none of its own."""
        return reverse(ADDRESSES[self.place]) if self.place in ADDRESSES else ""


@dataclass(frozen=True)
class TeamMember:
    """A player of the team: which seat they sit on, where they are, and which incidents they lead (titles)."""

    player: Player
    seat: str
    online: bool
    spots: list[Spot]
    commands: list[str]

    @property
    def locked_terminals(self) -> list[Spot]:
        """The terminals that this person has open and the reader has no key to."""
        return [spot for spot in self.spots if not spot.enterable]


def team_members(team: Team, reader: Player | None = None) -> list[TeamMember]:
    """The players of the team, those who are online first. Four queries and two questions to Redis.

    `reader` is the player who looks; None is a facilitator, who enters no terminal.
    """
    online, shells = presence.players_online(team.pk), _shells(team)
    enterable = set(tickets.containers_of(reader)) if reader and shells else set()
    titles = {name: role.title for name, role in company.load_company(team.gameday.company).roles.items()}
    lead: dict[int, list[str]] = {}
    for incident in team.incidents.filter(state__in=OPEN, commander__isnull=False).select_related("scenario"):
        lead.setdefault(incident.commander_id or 0, []).append(incident.scenario.title)
    found = [
        TeamMember(
            player,
            access.current_seat(player),
            player.pk in online or player.name in shells,
            _spots(online.get(player.pk, []), shells.get(player.name, []), enterable, titles),
            lead.get(player.pk, []),
        )
        for player in team.players.select_related("gameday")
    ]
    return sorted(found, key=lambda person: (not person.online, person.player.joined_at is None, person.player.name))


def _spots(
    places: list[DeskPlace], terminals: list[OpenTerminal], enterable: set[str], titles: dict[str, str]
) -> list[Spot]:
    """A person's terminals, then their other places; "at the desk" only where there is nothing else to say."""
    on = [
        Spot(
            DeskPlace.TERMINAL,
            _("on %(role)s") % {"role": each.role},
            each.role,
            titles.get(each.role, each.role),
            each.shell,
            each.role in enterable,
        )
        for each in terminals[:TERMINALS_SHOWN]
    ]
    told = {DeskPlace.TERMINAL} if on else set()
    at = [Spot(place, str(place.label)) for place in places if place not in told]
    return on + ([spot for spot in at if spot.place != DeskPlace.PAGE] or ([] if on else at))


def _shells(team: Team) -> dict[str, list[OpenTerminal]]:
    """Player's name -> the terminals that they have open, one a container, by container."""
    found: dict[str, dict[str, OpenTerminal]] = {}
    for shell in tickets.listed_terminals(team.pk):
        for name in {person["name"] for person in shell.people if person["seat"]}:
            found.setdefault(name, {}).setdefault(shell.role, shell)
    return {name: list(shells.values()) for name, shells in found.items()}


def incidents_to_note(team: Team) -> "QuerySet[Incident]":
    """The open incidents with their notes, oldest first. Two queries."""
    shown = Prefetch("notes", Note.objects.filter(BY_PRESENT))
    rows = team.incidents.filter(state__in=OPEN).select_related("scenario").prefetch_related(shown)
    return rows.order_by("live_at", "id")


def incidents_with_notes(team: Team) -> "QuerySet[Incident]":
    """The last six incidents that are over and have notes, latest first."""
    rows = team.incidents.filter(state__in=ENDED, notes__in=Note.objects.filter(BY_PRESENT)).distinct()
    return rows.select_related("scenario").order_by("-ended_at")[:6]


def chat_part(player: Player) -> dict[str, Any]:
    """The chat as one player sees it."""
    assert player.team
    return latest_talk(player.team, player) | {"unread": chat.unread_lines(player)}


def latest_talk(team: Team, reader: Player | None) -> dict[str, Any]:
    """The last lines of the chat; `reader` as in told_lines."""
    lines, older = chat.latest_lines(team)
    return {"lines": told_lines(lines, reader), "older": older, "newest": lines[-1].pk if lines else 0}


@dataclass(frozen=True)
class ToldLine:
    """A line of the chat as one reader sees it. `names` are the players that it mentions, `doors` where it leads to."""

    line: ChatLine
    own: bool
    for_me: bool
    names: list[str]
    long: bool
    doors: list[Door]


def told_lines(lines: list[ChatLine], reader: Player | None) -> list[ToldLine]:
    """Chat lines as `reader` sees them; None is a facilitator. One query and one question to Redis for all of them."""
    leading = chat_doors.doors_of(lines, reader)
    return [
        ToldLine(
            line,
            reader is not None and line.player_id == reader.pk,
            reader is not None and reader in line.mentions.all(),
            [player.name for player in line.mentions.all()],
            chat.is_long(line.text),
            leading.get(line.pk, []),
        )
        for line in lines
    ]


def notes_part(player: Player) -> dict[str, Any]:
    """The notes panel."""
    assert player.team
    return {
        "pads": incidents_to_note(player.team),
        "noted": incidents_with_notes(player.team),
        "note_kinds": NoteKind.choices,
    }
