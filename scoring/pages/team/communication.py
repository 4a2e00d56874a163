"""A team's life as its page and the control room show it: chat, notes, people. Reads only."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from gameday import access
from gameday.live import presence
from gameday.models import ChatLine, Incident, Note, Player, Team
from gameday.models.choices import ENDED, OPEN, NoteKind
from gameday.team import chat
from gameday.terminals import tickets

PLACES_SHOWN = 4  # terminals of one person that are named


@dataclass(frozen=True)
class TeamMember:
    """One of the team: the seat that they sit on, and where they are now."""

    player: Player
    seat: str
    online: bool
    places: list[str]  # page|console|workshop
    terminals: list[str]  # the containers whose terminals they have open
    commands: list[str]  # titles of the incidents that they lead


@dataclass(frozen=True)
class Notepad:
    """An incident's notepad."""

    incident: Incident
    notes: list[Note]


def team_members(team: Team) -> list[TeamMember]:
    """Everybody of the team, who is here first. Two queries and two looks into Redis."""
    online, shells = presence.players_online(team.pk), _shells(team)
    lead: dict[int, list[str]] = {}
    for incident in team.incidents.filter(state__in=OPEN, commander__isnull=False).select_related("scenario"):
        lead.setdefault(incident.commander_id or 0, []).append(incident.scenario.title)
    found = [
        TeamMember(
            player,
            access.current_seat(player),
            player.pk in online or player.name in shells,
            online.get(player.pk, []),
            shells.get(player.name, [])[:PLACES_SHOWN],
            lead.get(player.pk, []),
        )
        for player in team.players.select_related("gameday")
    ]
    return sorted(found, key=lambda person: (not person.online, person.player.joined_at is None, person.player.name))


def _shells(team: Team) -> dict[str, list[str]]:
    """Who is at which container, by name."""
    found: dict[str, list[str]] = {}
    for shell in tickets.listed_terminals(team.pk):
        for name in {person["name"] for person in shell.people if person["seat"]}:
            found.setdefault(name, []).append(shell.role)
    return {name: sorted(set(roles)) for name, roles in found.items()}


def notepads(team: Team) -> list[Notepad]:
    """The notepads of what burns now. Two queries."""
    rows = (
        team.incidents.filter(state__in=OPEN)
        .select_related("scenario")
        .prefetch_related("notes")
        .order_by("live_at", "id")
    )
    return [Notepad(incident, list(incident.notes.all())) for incident in rows]


def noted(team: Team) -> "QuerySet[Incident]":
    """What is over and has something in its notepad, latest first."""
    rows = team.incidents.filter(state__in=ENDED, notes__isnull=False).distinct()
    return rows.select_related("scenario").order_by("-ended_at")[:6]


def chat_of(player: Player) -> dict[str, Any]:
    """The chat as one player sees it."""
    assert player.team
    lines, older = chat.latest_lines(player.team)
    return {
        "lines": told_lines(lines, player),
        "older": older,
        "unread": chat.unread_lines(player),
        "newest": lines[-1].pk if lines else 0,
    }


def chat_for_facilitators(team: Team) -> dict[str, Any]:
    """The same for who only reads along."""
    lines, older = chat.latest_lines(team)
    return {"lines": told_lines(lines, None), "older": older, "newest": lines[-1].pk if lines else 0}


@dataclass(frozen=True)
class ToldLine:
    """A line of the chat before one reader."""

    line: ChatLine
    own: bool
    for_me: bool
    names: list[str]
    long: bool


def told_lines(lines: list[ChatLine], reader: Player | None) -> list[ToldLine]:
    """How lines look to a reader; None: a facilitator."""
    return [
        ToldLine(
            line,
            reader is not None and line.player_id == reader.pk,
            reader is not None and reader in line.mentions.all(),
            [player.name for player in line.mentions.all()],
            chat.is_long(line.text),
        )
        for line in lines
    ]


def notes_of(player: Player) -> dict[str, Any]:
    """The notes panel."""
    assert player.team
    return {"pads": notepads(player.team), "noted": noted(player.team), "note_kinds": NoteKind.choices}
