"""Chat, notes and people of a team, as the team page and the control room show them. Reads only."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import access
from gameday.live import presence
from gameday.models import ChatLine, Incident, Note, Player, Team
from gameday.models.choices import ENDED, OPEN, NoteKind
from gameday.models.player import BY_PRESENT
from gameday.team import chat
from gameday.terminals import tickets

PLACE_NAMES = {"page": _lazy("team page"), "console": _lazy("console"), "workshop": _lazy("workshop")}
PLACES_SHOWN = 4  # most terminals that are listed for one person


@dataclass(frozen=True)
class TeamMember:
    """A player of the team: which seat they sit on, and which pages and terminals they have open."""

    player: Player
    seat: str
    online: bool
    places: list[str]  # page|console|workshop
    terminals: list[str]  # the containers whose terminals they have open
    commands: list[str]  # titles of the incidents that they lead

    @property
    def whereabouts(self) -> str:
        """The pages and terminals that they have open, in words."""
        pages = [str(PLACE_NAMES[place]) for place in self.places]
        terminals = [_("terminal on %(roles)s") % {"roles": ", ".join(self.terminals)}] if self.terminals else []
        return ", ".join(pages + terminals)


def team_members(team: Team) -> list[TeamMember]:
    """The players of the team, those who are online first. Three queries and two questions to Redis."""
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
    """Player's name -> containers whose terminals they have open."""
    found: dict[str, list[str]] = {}
    for shell in tickets.listed_terminals(team.pk):
        for name in {person["name"] for person in shell.people if person["seat"]}:
            found.setdefault(name, []).append(shell.role)
    return {name: sorted(set(roles)) for name, roles in found.items()}


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
    """A line of the chat as one reader sees it. `names` are the players that it mentions."""

    line: ChatLine
    own: bool
    for_me: bool
    names: list[str]
    long: bool


def told_lines(lines: list[ChatLine], reader: Player | None) -> list[ToldLine]:
    """Chat lines as `reader` sees them; None is a facilitator."""
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


def notes_part(player: Player) -> dict[str, Any]:
    """The notes panel."""
    assert player.team
    return {
        "pads": incidents_to_note(player.team),
        "noted": incidents_with_notes(player.team),
        "note_kinds": NoteKind.choices,
    }
