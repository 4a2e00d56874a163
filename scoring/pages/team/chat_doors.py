"""Doors: what a line of the chat leads to. A line that names a service leads to a terminal on it. Reads only."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gameday.models import ChatLine, Player
from gameday.team import chat
from gameday.terminals import tickets
from gameday.terminals.tickets import TerminalPlace
from scenarios import company

QUOTED = re.compile(r"`[^`]*`")  # a command, not something that is said


@dataclass(frozen=True)
class Door:
    """A service that a line names. `shell` is the terminal that a team mate has open there, "" for none."""

    role: str
    title: str
    shell: str


def doors_of(lines: list[ChatLine], reader: Player | None) -> dict[int, list[Door]]:
    """Line's id -> its doors: only to what the reader has a key for, and each service at the latest line that names it.

    At most one query and one question to Redis; none where no line names a service.
    """
    if reader is None or not (latest := _latest_mentions(lines, company.load_company(reader.gameday.company).roles)):
        return {}
    found: dict[int, list[Door]] = {}
    for place in tickets.terminal_places(reader):
        if place.role in latest:
            found.setdefault(latest[place.role], []).append(
                Door(place.role, place.title, _shell_of_others(place, reader))
            )
    return found


def _latest_mentions(lines: list[ChatLine], roles: Iterable[str]) -> dict[str, int]:
    """Service -> the id of the latest line that names it as a word of its own. Folded texts name nothing."""
    pattern = _names_pattern(roles)
    said = [line for line in lines if not chat.is_long(line.text)]
    return {name.lower(): line.pk for line in said for name in pattern.findall(QUOTED.sub(" ", line.text))}


def _names_pattern(roles: Iterable[str]) -> re.Pattern[str]:
    """Finds a name that is no part of another word, a path, an address or a file's name."""
    names = "|".join(re.escape(role) for role in roles)
    return re.compile(rf"(?<!{chat.LETTER})(?<![\-./@:])({names})(?!{chat.LETTER})(?![\-/@=]|[.:]\w)", re.IGNORECASE)


def _shell_of_others(place: TerminalPlace, reader: Player) -> str:
    """The first terminal there in which a player other than the reader is."""
    for each in place.open:
        if any(person["seat"] and person["name"] != reader.name for person in each.people):
            return each.shell
    return ""
